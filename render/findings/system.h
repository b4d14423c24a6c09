#ifndef RENDER_FINDINGS_SYSTEM_H
#define RENDER_FINDINGS_SYSTEM_H

#include "render/findings/values.h"

/* Findings about the system log: listed models, and low memory. */

/*
 * Consecutive blocks in which the API (or ollama ps) listed a model. A pause of
 * the lists ends it.
 */
struct finding_listing {
	uint32_t name;  /* of trace.name */
	uint32_t model; /* of trace.model: as in the first block */
	size_t first_block;
	size_t last_block;
	int64_t from_ms;
	int64_t to_ms;
	int64_t gone_ms; /* first block whose list lacks it, or INT64_MAX */
	int has_runner;  /* its runner may have been seen meanwhile */
};

/* Several models listed at the same time, with the same names throughout. */
struct finding_several {
	size_t last_block;
	int64_t from_ms;
	int64_t to_ms;
	uint32_t set; /* the first */
	int changed;  /* other blocks had the same */
};

/*
 * macOS's pressure level: the kernel's own if recorded, else an estimate: what
 * the kernel would derive from vm_stat's pages, with its hysteresis.
 */
enum pressure {
	PRESSURE_UNKNOWN,
	PRESSURE_NORMAL,
	PRESSURE_WARN,
	PRESSURE_CRITICAL,
	PRESSURE_LEVELS
};
/* How many blocks have a level. */
size_t findings_known_levels(const struct trace *, const struct findings *);
/* "normal". */
const char *findings_level_name(enum pressure);

struct finding_pressure {
	enum pressure level;
	int recorded; /* by the kernel; 0: estimated */
	int64_t from_ms;
	int64_t to_ms;
};

/* Consecutive blocks whose percentage of free memory is below a threshold. */
struct finding_low {
	size_t first_block;
	size_t last_block;
	int64_t from_ms; /* time of the first such block */
	int64_t to_ms;   /* and of the last */
	int lowest_percent;
	int highest_percent;
	size_t samples;    /* of processes, at that time or just before */
	uint32_t runner;   /* the largest at that time; TRACE_NONE: none */
	size_t runner_row; /* of the trace, where it was that */
	size_t level_blocks[PRESSURE_LEVELS];
	/*
	 * What followed: from the block before it, if it is close, to a minute
	 * after it, or to the next stretch.
	 */
	size_t before_block;
	size_t after_block;             /* the last */
	struct finding_rise compressor; /* there */
	uint32_t grown; /* the runner that grew most in the minute before;
			   TRACE_NONE */
	uint64_t grown_kib;
	int grown_footprint; /* that was footprint; 0: RSS */
};

/*
 * Wired memory while runners start, those with no block in between together:
 * until the next start, at most two minutes. Unknown starts are left out.
 */
struct finding_load {
	uint32_t runner; /* the first of them */
	uint32_t runners;
	struct finding_rise wired;
	uint64_t after_bytes;
	int partial; /* there is a pause in that time */
};

#endif
