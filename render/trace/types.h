#ifndef RENDER_TRACE_TYPES_H
#define RENDER_TRACE_TYPES_H

#include <stddef.h>
#include <stdint.h>

#include "render/role.h"
#include "render/trace/metric.h"

/* The parts of a trace. Times are milliseconds, UTC. */
struct trace_command {
	struct span text; /* as recorded; any bytes */
	struct role_of is;
};

/* The columns of rows with a peak of each process. */
enum trace_peak {
	PEAK_FOOTPRINT,
	PEAK_FOOTPRINT_MAX, /* the kernel's own */
	PEAK_GPU,
	PEAK_RSS,
	TRACE_PEAKS
};

/* A log may have one for each of its rows, so it is small. */
struct trace_process {
	const struct trace_command *command;
	uint32_t peak[TRACE_PEAKS]; /* rows; TRACE_NONE: unknown */
	uint32_t pid;
	uint32_t ppid; /* in its last row: 1 for an orphan */
	uint32_t first_ppid;
	uint32_t first_sample; /* index of trace.sample_ms, like the next */
	uint32_t ppid_sample;  /* its first sample with its last ppid */
	uint32_t last_sample;
	uint32_t rows;
	uint32_t previous;   /* the last use of this pid, or TRACE_NONE */
	uint32_t nth;        /* counts the uses of this pid, from 1 */
	uint32_t footprints; /* rows that have one */
};

/* One row of the process log, in columns of the trace. */
struct trace_rows {
	uint32_t *sample;
	uint32_t *process;
	uint64_t *rss_kib;
	uint64_t *vsz_kib; /* NULL unless it was asked for */
	/* NULL if no row is wide; else TRACE_UNKNOWN in rows that are not */
	uint64_t *footprint_kib;
	uint64_t *footprint_max_kib; /* since its start */
	uint64_t *gpu_kib;
	size_t count;
};

/* A block of the system log. */
struct trace_block {
	int64_t ts_ms;
	uint64_t known; /* 1 << metric; unknown ones are gaps */
	uint32_t set;   /* index of trace.set; TRACE_NONE: not recorded */
	uint32_t until; /* of trace.until, for each model; TRACE_NONE: none */
	uint32_t first; /* of trace.value: its known values, in their order */
	unsigned derived : 1; /* its free % was computed, not recorded */
	unsigned partial : 1; /* rows of its list could not be read */
};

/*
 * A block to add. Values are in bytes, except percentages, counts of events and
 * levels.
 */
struct trace_reading {
	int64_t ts_ms;
	uint64_t known;
	uint32_t set;
	uint32_t until;
	int derived;
	int partial;
	uint64_t value[TRACE_METRICS];
};

/* The models that Ollama had loaded. Equal sets are stored once. */
struct trace_set {
	const uint32_t *model; /* indices of trace.model */
	uint32_t count;        /* 0: none was loaded */
};

/* A model as it was listed. Equal ones are stored once. */
struct trace_model {
	uint32_t name;   /* of trace.name */
	char digest[16]; /* its first 12 characters, or "" */
	uint64_t size_bytes;
	uint64_t vram_bytes;
	uint64_t context_length;
	unsigned has_size : 1;
	unsigned has_vram : 1;
	unsigned has_context : 1;
};

#define TRACE_NONE    UINT32_MAX
#define TRACE_UNKNOWN UINT64_MAX /* number in a row that was not recorded */

/*
 * Where times in a log went back, or another recording was joined to it. Later
 * times are shifted, so that they never go back.
 */
enum trace_seam_kind {
	SEAM_SET_BACK, /* the clock was set back */
	SEAM_JOINED,   /* another recording begins */
	SEAM_UNCLEAR   /* one or the other */
};
struct trace_seam {
	enum trace_seam_kind kind;
	int logs;      /* the logs that have it: 1 process, 2 system, 3 both */
	int64_t at_ms; /* the first sample after it, shifted */
	int64_t back_ms;  /* additional shift of what follows; 0: none */
	int64_t shift_ms; /* what is added after it */
};

#endif
