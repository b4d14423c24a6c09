#ifndef RENDER_FINDINGS_SYSTEM_H
#define RENDER_FINDINGS_SYSTEM_H

#include "render/findings/values.h"

/* What is found in the system log: listed models, memory that is low. */

/*
 * A stretch of blocks whose API (or ollama ps) listed a model. A pause of the
 * lists ends it.
 */
struct finding_listing {
	uint32_t name;  /* of trace.name */
	uint32_t model; /* of trace.model: as it was in the first block */
	size_t first_block;
	size_t last_block;
	int64_t from_ms;
	int64_t to_ms;
	int64_t gone_ms; /* first block whose list lacks it, or INT64_MAX */
	int has_runner;  /* one that may be its own was seen meanwhile */
};

/* Several models listed at the same time, the same names throughout. */
struct finding_several {
	size_t last_block;
	int64_t from_ms;
	int64_t to_ms;
	uint32_t set; /* the first */
	int changed;  /* it was not the only one */
};

/* A stretch of blocks with memory_pressure's percentage under a threshold. */
struct low_memory {
	size_t first_block;
	size_t last_block;
	int64_t from_ms; /* time of the first such block */
	int64_t to_ms;   /* and of the last */
	int lowest_percent;
	int highest_percent;
};

/*
 * macOS's pressure level: the kernel's own where it was recorded, else as the
 * kernel would have derived it from the pages that vm_stat counted (with its
 * hysteresis), which is an estimate.
 */
enum pressure {
	PRESSURE_UNKNOWN,
	PRESSURE_NORMAL,
	PRESSURE_WARN,
	PRESSURE_CRITICAL,
	PRESSURE_LEVELS
};
/* "normal". */
const char *findings_level_name(enum pressure);

struct finding_pressure {
	enum pressure level;
	int recorded; /* by the kernel; 0: estimated */
	int64_t from_ms;
	int64_t to_ms;
};

struct finding_low {
	struct low_memory low;
	size_t samples;    /* of processes, then or just before */
	uint32_t runner;   /* the largest then; TRACE_NONE: none seen */
	size_t runner_row; /* of the trace, where it was that */
	size_t level_blocks[PRESSURE_LEVELS];
	/* What followed: from the block before it, if near, to a minute after
	 * it, or to the next one. */
	size_t before_block;
	size_t after_block;             /* the last */
	struct finding_rise compressor; /* there */
	uint32_t grown; /* grew most in the minute before; TRACE_NONE */
	uint64_t grown_kib;
	int grown_footprint; /* it is that which grew; 0: RSS */
};

/*
 * Wired memory as runners start, together if in one sample: until the next
 * start, two minutes most. Starts of which nothing is known have none.
 */
struct finding_load {
	uint32_t runner; /* the first of them */
	uint32_t runners;
	struct finding_rise wired;
	uint64_t after_bytes;
};

/*
 * What moved between blocks, by vm_stat's counters; and for how long tasks
 * waited for memory, by Linux: microseconds in place of bytes.
 */
enum finding_flows {
	FLOW_SWAPPED_IN,
	FLOW_SWAPPED_OUT,
	FLOW_DECOMPRESSED,
	FLOW_COMPRESSED,
	FLOW_PAGED_IN,
	FLOW_PAGED_OUT,
	FLOW_SOME_STALL, /* at least one task */
	FLOW_FULL_STALL, /* all of them */
	FINDING_FLOWS
};

struct finding_flow {
	size_t known;  /* intervals */
	double bytes;  /* in all of them */
	double rate;   /* the highest, in bytes a second */
	int64_t to_ms; /* at the end of the interval that had it */
};

#endif
