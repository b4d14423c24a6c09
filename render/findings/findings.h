#ifndef RENDER_FINDINGS_FINDINGS_H
#define RENDER_FINDINGS_FINDINGS_H

#include "render/trace/trace.h"

/*
 * What can be concluded from a trace: a function of the trace alone. Things
 * are known at samples only, so a time is that of a sample: "from" is the first
 * that saw it, "to" the last. Every array is in order of time, and its making
 * takes no more than n log n steps, whatever is in the logs.
 */
enum {
	FINDINGS_LOW_PERCENT = 30,      /* the guide's rule */
	FINDINGS_NEAR_ZERO_PERCENT = 10 /* below this */
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
 * Find the next stretch at block *at or later, and leave in *at where to go
 * on. A block without the percentage, or a pause of the sampling longer than
 * pause_ms, ends a stretch. Returns 1, or 0 when there is no further one.
 */
int findings_low_memory(const struct trace *, int percent, int64_t pause_ms,
    size_t *at, struct low_memory *);

/* One metric over some blocks; nothing but `known` holds when that is 0. */
struct finding_range {
	size_t known; /* blocks that have it */
	uint64_t low, high, first, last;
	size_t low_block, high_block; /* the first with that value */
};
/* The largest rise of a metric in some blocks. */
struct finding_rise {
	size_t known; /* blocks that have it; below that: 0 unless 2 */
	uint64_t from, to;
	size_t from_block, to_block; /* first block with 95 % of the rise */
	uint64_t most;               /* the value there */
};
/* The metrics that are reported. */
enum { FINDINGS_METRICS = TRACE_FREE_PERCENT + 1 };
/* The blocks of an interval. */
struct finding_values {
	size_t first_block;
	size_t end_block; /* one past the last; none at all: first_block */
	int before; /* none was within: it is the block just before, if near */
	struct finding_range metric[FINDINGS_METRICS];
};

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

enum finding_orphan {
	ORPHAN_NO,
	ORPHAN_REPARENTED, /* its parent became another one, such as 1 */
	ORPHAN_SERVER_GONE,
	ORPHAN_PARENT_1 /* ever since it was seen: or launchd started it */
};
/* How a runner's life begins, or ends, in the log. */
enum finding_edge {
	EDGE_UNKNOWN, /* at its end, while the system log goes on */
	EDGE_BEYOND,  /* at the end of the recording: it lived longer */
	EDGE_PAUSE,   /* next to a pause of the sampling */
	EDGE_SEEN
};
struct finding_runner {
	uint32_t process; /* of trace.process */
	int foreign;      /* not Ollama's: it makes no overlap */
	/* The listing its name is inferred from; TRACE_NONE: as recorded. */
	uint32_t named_by;
	uint32_t listing; /* its model's last one in its life, or TRACE_NONE */
	size_t list_blocks; /* blocks with a list of models while it ran */
	/* Its model left the list then and the runner stayed; INT64_MAX. */
	int64_t unlisted_ms;
	uint32_t name; /* of trace.name; TRACE_NONE: it was never listed */
	/* As listed while it ran; nothing but the first holds at INT64_MAX. */
	int64_t listed_ms;     /* first */
	uint64_t listed_least; /* bytes; 0: not recorded */
	uint64_t listed_most;
	int has_vram;           /* at the most: */
	uint64_t vram_bytes;    /* how much of that is GPU memory */
	uint64_t first_context; /* tokens; 0: not recorded */
	uint64_t last_context;
	int64_t stopping_from_ms; /* its expiry was in the past; INT64_MAX */
	int64_t stopping_to_ms;
	int64_t plateau_ms; /* first with 95 % of its load; INT64_MAX */
	/* It kept growing after its load; 0: it did not. */
	uint64_t grew_from_kib;
	uint64_t grew_to_kib;
	int64_t grew_in_ms;
	int levelled_off;
	/* Its RSS fell while the compressor or swap grew by so much. */
	int pushed;
	uint64_t pushed_from_kib;
	uint64_t pushed_to_kib;
	int64_t pushed_from_ms;
	int64_t pushed_to_ms;
	uint64_t pushed_compressor;
	uint64_t pushed_swap;
	uint32_t restart; /* of findings.restart, or TRACE_NONE */
	int64_t from_ms;
	int64_t to_ms;
	uint32_t first_sample;
	uint32_t last_sample;
	enum finding_edge started;
	enum finding_edge ended;
	enum finding_orphan orphan;
	int64_t orphan_ms;
};

/* Two or more runners in the same samples. */
struct finding_overlap {
	int64_t from_ms;
	int64_t to_ms;
	size_t first; /* of findings.overlap_runner, which are of .runner */
	size_t count; /* that took part */
	size_t most;  /* at the same time */
	int lowest_percent; /* of free memory meanwhile; -1: not recorded */
};

/* Several models listed at the same time, the same names throughout. */
struct finding_several {
	size_t first_block;
	size_t last_block;
	int64_t from_ms;
	int64_t to_ms;
	uint32_t set; /* the first */
};

/*
 * macOS's pressure level, as the kernel would have derived it from the pages
 * that vm_stat counted (with its hysteresis). An estimate.
 */
enum pressure {
	PRESSURE_UNKNOWN,
	PRESSURE_NORMAL,
	PRESSURE_WARN,
	PRESSURE_CRITICAL,
	PRESSURE_LEVELS
};
struct finding_pressure {
	enum pressure level;
	size_t first_block;
	size_t last_block;
	int64_t from_ms;
	int64_t to_ms;
};

struct finding_low {
	struct low_memory low;
	size_t samples;  /* of processes, then or just before */
	uint32_t runner; /* with the largest RSS then; TRACE_NONE: none seen */
	uint64_t runner_rss_kib;
	size_t level_blocks[PRESSURE_LEVELS];
	/* What followed: from the block before it, if near, to a minute after
	 * it, or to the next one. */
	size_t before_block;
	size_t after_block;             /* the last */
	struct finding_rise compressor; /* there */
	uint32_t grown; /* grew most in the minute before; TRACE_NONE */
	uint64_t grown_kib;
};

/*
 * Wired memory as runners start, those of one sample together: until the next
 * start, two minutes most.
 */
struct finding_load {
	uint32_t runner; /* the first of them */
	uint32_t runners;
	int known; /* nothing below holds when 0 */
	struct finding_rise wired;
	uint64_t after_bytes;
};

/* Nothing was sampled between these two times. */
struct finding_gap {
	int system; /* which log */
	int both;   /* the other log has nothing in between either */
	int64_t from_ms;
	int64_t to_ms;
	uint32_t ended; /* runners seen last before it, process log only */
	uint32_t started;
};

/* What moved between blocks, by vm_stat's counters. */
enum finding_flows {
	FLOW_SWAPPED_IN,
	FLOW_SWAPPED_OUT,
	FLOW_DECOMPRESSED,
	FLOW_COMPRESSED,
	FLOW_PAGED_IN,
	FLOW_PAGED_OUT,
	FINDING_FLOWS
};
struct finding_flow {
	size_t known;  /* intervals */
	double bytes;  /* in all of them */
	double rate;   /* the highest, in bytes a second */
	int64_t to_ms; /* at the end of the interval that had it */
};

/* Short runs of one model, again and again. */
struct finding_restart {
	uint32_t runner; /* the first of them */
	size_t count;
	int64_t from_ms;
	int64_t to_ms;
	int64_t shortest_ms;
	int64_t longest_ms;
};

struct findings {
	int low_percent;
	struct finding_runner *runner;
	size_t runners;
	uint32_t *runner_of;      /* by process; TRACE_NONE: no runner */
	struct findings_pid *pid; /* private */
	size_t pids;
	uint32_t *overlap_runner;
	size_t overlap_runners;
	struct finding_overlap *overlap;
	size_t overlaps;
	struct finding_listing *listing;
	size_t listings;
	struct finding_several *several;
	size_t severals;
	struct finding_pressure *pressure; /* covers every block */
	size_t pressures;
	struct finding_low *low;
	size_t lows;
	/* Blocks near zero, how many of them are near a process sample, and the
	 * largest runner in the lowest that has one, or TRACE_NONE. */
	size_t near_zero_blocks;
	size_t near_zero_sampled_blocks;
	uint32_t near_zero_runner;
	uint64_t near_zero_rss_kib;
	size_t near_zero_block;    /* the lowest with a runner */
	struct finding_load *load; /* by runner, of those that started */
	size_t loads;
	struct finding_gap *gap;
	size_t gaps;
	struct finding_values all; /* of all blocks */
	struct finding_restart *restart;
	size_t restarts;
	uint64_t listed_sum; /* the most bytes that one list has together */
	size_t listed_sum_block;
	/* Blocks whose list has more or fewer models than there were runners,
	 * and the one that differs most. */
	size_t uneven_blocks;
	size_t uneven_block;
	size_t uneven_by;
	size_t uneven_runners;
	/* Wired memory before the first load, and after the last runner. */
	int left_known;
	uint64_t left_before;
	uint64_t left_after;
	int64_t left_ms;
	struct finding_flow flow[FINDING_FLOWS];
	size_t derived_blocks;    /* with free % recomputed from vm_stat */
	struct finding_rise swap; /* of all blocks */
	size_t list_blocks;       /* with a list of models */
	size_t level_blocks[PRESSURE_LEVELS];
	size_t low_blocks[PRESSURE_LEVELS];  /* those of them that were low */
	size_t high_blocks[PRESSURE_LEVELS]; /* and those that were not */
	/*
	 * The system log has samples before the first process sample, and after
	 * the last, by more than a pause: no process matched then, or its log
	 * is shorter.
	 */
	int starts_late;
	int ends_early;
	/* The same of the system log, beside the process log. */
	int system_starts_late;
	int system_ends_early;
	int64_t process_pause_ms; /* trace_process_pause() of the trace */
	int64_t system_pause_ms;
};

/* Returns 0, or -1 when memory is short; free it either way. */
int findings_make(const struct trace *, int low_percent, struct findings *);
void findings_free(struct findings *);
/* The runner's model for people, "~name" when it is inferred. */
void findings_name(struct text *out, const struct trace *,
    const struct findings *, const struct finding_runner *);
/* What counts as little of the machine's memory: 1 %, in bytes. */
uint64_t findings_little(const struct trace *);
/* "normal". */
const char *findings_level_name(enum pressure);
/* Is the runner's command without the name of its model? */
int findings_nameless(const struct trace_process *);
/* The runner of that row, with its full command or not, or TRACE_NONE. */
uint32_t findings_runner_at(
    const struct trace *, const struct findings *, size_t row);
/* First block (sample) at that time or later; there may be none. */
size_t findings_block_at(const struct trace *, int64_t ms);
size_t findings_sample_at(const struct trace *, int64_t ms);
/* One metric in blocks [first, end). */
struct finding_range findings_metric(
    const struct trace *, enum trace_metric, size_t first, size_t end);
/* The ranges of blocks [first, end). */
void findings_range(
    const struct trace *, size_t first, size_t end, struct finding_values *);
/*
 * The largest rise of a metric in blocks [first, end). The lowest value before
 * the highest counts, so that what fell before does not hide it.
 */
void findings_rise(const struct trace *, enum trace_metric, size_t first,
    size_t end, struct finding_rise *);
/* The ranges of the blocks in between, or of the one before, if near. */
void findings_values(const struct trace *, const struct findings *,
    int64_t from_ms, int64_t to_ms, struct finding_values *);

#endif
