#ifndef RENDER_TRACE_TYPES_H
#define RENDER_TRACE_TYPES_H

#include <stddef.h>
#include <stdint.h>

#include "render/role.h"
#include "render/trace/metric.h"

/* What a trace is made of. Times are milliseconds, UTC. */
struct trace_command {
	struct span text; /* as recorded; any bytes */
	struct role_of is;
};

struct trace_process {
	const struct trace_command *command;
	uint64_t peak_rss_kib;
	uint32_t pid;
	uint32_t ppid; /* in its last row: 1 for an orphan */
	uint32_t first_ppid;
	uint32_t peak_sample; /* these are indices of trace.sample_ms */
	uint32_t first_sample;
	uint32_t ppid_sample; /* first seen with its last ppid */
	uint32_t last_sample;
	uint32_t rows;
	uint32_t previous; /* older process of that pid, or TRACE_NONE */
	uint32_t nth;      /* 1; above that for a pid that was used again */
	uint32_t wide; /* of trace.wide, + 1; 0: none of its rows was wide */
	uint32_t peak_footprint_sample; /* holds if that peak is known */
	uint64_t peak_footprint_kib;    /* TRACE_UNKNOWN: no row has one */
};

/* More of a process with wide rows; TRACE_UNKNOWN where no row has it. */
struct trace_wide {
	uint64_t footprint_max_kib; /* the most by the kernel's own account */
	uint64_t peak_gpu_kib;
	uint32_t footprints; /* rows that have one */
};

/* One row of the process log, in columns of the trace. */
struct trace_rows {
	uint32_t *sample;
	uint32_t *process;
	uint64_t *rss_kib;
	uint64_t *vsz_kib; /* NULL unless it was asked for */
	/* NULL unless some row was wide; TRACE_UNKNOWN in those that lack it.
	 */
	uint64_t *footprint_kib;
	uint64_t *footprint_max_kib; /* since its start, as the kernel has it */
	uint64_t *gpu_kib;
	size_t count;
};

/* A block of the system log. Its values are in trace.value, in their order. */
struct trace_block {
	int64_t ts_ms;
	uint64_t known; /* 1 << metric; what is not known is a gap */
	uint32_t first; /* of trace.value */
	uint32_t set;   /* index of trace.set; TRACE_NONE: not recorded */
	uint32_t until; /* of trace.until, for each model; TRACE_NONE: none */
	int derived;    /* its TRACE_FREE_PERCENT is not as recorded */
};

/* The same, to be added: bytes, but for percentages and counts of events. */
struct trace_reading {
	int64_t ts_ms;
	uint64_t known;
	uint64_t value[TRACE_METRICS];
	uint32_t set;
	uint32_t until;
	int derived;
};

/* The models that Ollama had loaded. Equal sets are one. */
struct trace_set {
	uint32_t first; /* of trace.member, which are of trace.model */
	uint32_t count; /* 0: none was loaded */
	int rounded;    /* from the table of ollama ps, not from /api/ps */
};

/* A model as it was listed; equal ones are one. */
struct trace_model {
	uint32_t name;   /* of trace.name */
	char digest[16]; /* its first 12 characters, or "" */
	uint64_t size_bytes;
	uint64_t vram_bytes;
	uint64_t context_length;
	int64_t until_ms; /* when it is to be unloaded; to be added only */
	unsigned has_size : 1;
	unsigned has_vram : 1;
	unsigned has_context : 1;
	unsigned has_until : 1;
};

#define TRACE_NONE    UINT32_MAX
#define TRACE_UNKNOWN UINT64_MAX /* a number of a row, not recorded */

/*
 * Where the times of a log fell, or another recording was joined to it. What
 * follows is shifted, so that times never fall.
 */
enum trace_seam_kind {
	SEAM_SET_BACK, /* the clock was set back */
	SEAM_JOINED,   /* another recording begins */
	SEAM_UNCLEAR   /* the one or the other */
};
struct trace_seam {
	enum trace_seam_kind kind;
	int logs;         /* that have it: 1 process, 2 system, 3 both */
	int64_t at_ms;    /* of the first sample after it, as it is now */
	int64_t back_ms;  /* shifted by so much more than before; 0: not */
	int64_t shift_ms; /* what is added from there on */
};

#endif
