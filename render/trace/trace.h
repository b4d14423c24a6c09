#ifndef RENDER_TRACE_TRACE_H
#define RENDER_TRACE_TRACE_H

#include "formats/api_ps.h"
#include "formats/process_tsv.h"
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
	int64_t *sample_ms; /* distinct and rising; only samples with rows */
	size_t samples;
	struct trace_rows rows;
	struct trace_block *block;
	size_t blocks;
	uint64_t *value; /* of all blocks */
	size_t values;
	struct trace_set *set;
	size_t sets;
	struct trace_model *model;
	size_t models;
	struct trace_strings name; /* of models */
	int64_t *until;            /* INT64_MIN: not recorded */
	size_t untils;
	uint64_t memory_bytes; /* of the machine; 0: not recorded */
	uint64_t page_size;    /* bytes; 0: not recorded */
	struct trace_seam *seam;
	size_t seams;
	int repeats;      /* logs that were cut to one of several equal
			     recordings: 1 process, 2 system */
	int begun;        /* the process log has a header, and no bad line */
	size_t unread[2]; /* lines of the process log, and the system log */
	int keep_vsz;     /* set before anything is added */
	int only_ends;    /* likewise: load the last 256 KiB of a log */

	struct trace_strings text;      /* of commands */
	struct trace_command **command; /* by text */
	size_t commands;

	/* Private: what was added, by its bytes. */
	struct trace_strings model_index, set_index;
	uint32_t *newest; /* process + 1, by a hash of its pid; or 0 */
	size_t slots;     /* of these: a power of two, or 0 */
	uint32_t *join;   /* samples at which recordings begin */
	size_t joins;
	struct trace_pending {
		uint32_t name;
		uint32_t model;
		int64_t until_ms;
	} * pending; /* members of the next set */
	size_t pendings;
	struct text key; /* of that set */
};

void trace_free(struct trace *);
/*
 * Functions that add: each returns 0, or -1 if out of memory. A row belongs to
 * the process with its pid and command. Another command under the same pid is
 * another process, unless one begins with the other: then that row was cut off.
 * Add the rows of a sample one after another.
 */
int trace_add_sample(struct trace *, int64_t ts_ms);
/* Is this process back after a day? Then it is another one. */
int trace_is_back(const struct trace *, uint32_t process);
int trace_find_process(struct trace *, uint32_t pid, uint32_t ppid,
    struct span command, uint32_t *process);
/* Was a process with this pid and command seen before? */
int trace_knows_process(
    const struct trace *, uint32_t pid, struct span command);
/* Uses the numbers of the row. */
int trace_add_row(struct trace *, uint32_t process, const struct process_row *);
int trace_add_block(struct trace *, const struct trace_reading *);
/* Add row i to the summary of its process. */
void trace_sum_up(struct trace *, uint32_t i);
/* A set consists of the models added since the last set, in any order. */
int trace_add_model(struct trace *, const struct api_model *);
/* Sets `set` and `until` of the block. */
int trace_add_set(struct trace *, struct trace_reading *);
/* What is added to the process log after this is another recording. */
int trace_begin_recording(struct trace *);
/* Call once after adding everything: makes times rise. */
int trace_finish(struct trace *);

/* The time of sample i, or of block i. */
int64_t trace_ms(const struct trace *, int system, size_t i);
/* The value in block i; 0 if unknown. */
int trace_has(const struct trace *, size_t i, enum trace_metric);
uint64_t trace_value(const struct trace *, size_t i, enum trace_metric);
/* In KiB; TRACE_UNKNOWN if no row of the process has it. */
uint64_t trace_peak(
    const struct trace *, const struct trace_process *, enum trace_peak);
/* PEAK_RSS, or PEAK_FOOTPRINT if that is higher. */
enum trace_peak trace_higher_peak(
    const struct trace *, const struct trace_process *);
/* Model k of a set. */
const struct trace_model *trace_model_of(
    const struct trace *, const struct trace_set *, uint32_t k);
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
