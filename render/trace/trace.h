#ifndef RENDER_TRACE_TRACE_H
#define RENDER_TRACE_TRACE_H

#include "render/trace/strings.h"
#include "render/trace/types.h"

/*
 * Everything that was recorded: processes, their samples, system samples and
 * the loaded models. The data is in columns, and owned by the trace. load.c
 * fills it in; after that it is const and sorted by time. Times are
 * milliseconds, UTC.
 */
struct trace {
	struct trace_process *process;
	size_t processes;
	struct trace_wide *wide;
	size_t wides;
	int64_t *sample_ms; /* distinct and rising; only samples with rows */
	size_t samples;
	struct trace_rows rows;
	struct trace_block *block;
	size_t blocks;
	uint64_t *value; /* of all blocks */
	size_t values;
	struct trace_set *set;
	size_t sets;
	uint32_t *member; /* of all sets */
	size_t members;
	struct trace_model *model;
	size_t models;
	struct trace_strings name; /* of models */
	int64_t *until;            /* INT64_MIN: not recorded */
	size_t untils;
	uint64_t memory_bytes; /* of the machine; 0: not recorded */
	uint64_t page_size;    /* bytes; 0: not recorded */
	struct trace_seam *seam;
	size_t seams;
	size_t repeats[2]; /* recorded twice in a log and left out: by system */
	int begun;         /* the process log has a header, and no bad line */
	int keep_vsz;      /* set before anything is added */
	int only_ends;     /* likewise: load the last 256 KiB of a log */

	struct trace_strings text;      /* of commands */
	struct trace_command **command; /* by text */
	size_t commands;

	/* Private: the newest process by pid, and where recordings begin. */
	struct trace_intern newest, model_index, set_index;
	uint32_t *join; /* samples */
	size_t joins;
	struct trace_pending {
		uint32_t model;
		int64_t until_ms;
	} * pending; /* members of the next set */
	size_t pendings;
	size_t last_untils; /* how many the last set has */
};

void trace_free(struct trace *);
/*
 * Functions that add: each returns 0, or -1 if out of memory. A row belongs to
 * the process with its pid and command. Another command under the same pid is
 * another process, unless one begins with the other: then that row was cut off.
 * Add the rows of a sample one after another.
 */
int trace_add_sample(struct trace *, int64_t ts_ms);
int trace_find_process(struct trace *, uint32_t pid, uint32_t ppid,
    struct span command, uint32_t *process);
/* Does the command of the newest process with this pid begin like this? */
int trace_knows_process(struct trace *, uint32_t pid, struct span command);
int trace_add_row(
    struct trace *, uint32_t process, uint64_t rss_kib, uint64_t vsz_kib);
/* Makes the last row wide; TRACE_UNKNOWN for an empty field. */
int trace_add_wide(struct trace *, uint64_t footprint_kib,
    uint64_t footprint_max_kib, uint64_t gpu_kib);
int trace_add_block(struct trace *, const struct trace_reading *);
/* A set consists of the models added since the last set, in any order. */
int trace_add_model(struct trace *, struct span name, struct span digest,
    const struct trace_model *numbers);
/* Sets `set` and `until` of the reading. */
int trace_add_set(struct trace *, int rounded, struct trace_reading *);
/* What is added to the process log after this is another recording. */
int trace_begin_recording(struct trace *);
/* Call once after adding everything: makes times rise. */
int trace_finish(struct trace *);

/* The value in block i; 0 if unknown. */
int trace_has(const struct trace *, size_t i, enum trace_metric);
uint64_t trace_value(const struct trace *, size_t i, enum trace_metric);
/* Model k of a set. */
const struct trace_model *trace_model_of(
    const struct trace *, const struct trace_set *, uint32_t k);
/* All unknown if there are no wide rows. */
struct trace_wide trace_wide_of(
    const struct trace *, const struct trace_process *);
/* Do some times have fractions of a second? */
int trace_has_fractions(const struct trace *);
/* The first and last time in both logs. Returns 0, or -1 if there is none. */
int trace_span(const struct trace *, int64_t *first_ms, int64_t *last_ms);
/*
 * A longer time than this between two samples is a pause: three times the
 * median distance. INT64_MAX if unknown.
 */
int64_t trace_pause(const struct trace *, int system);

#endif
