#ifndef RENDER_FINDINGS_VALUES_H
#define RENDER_FINDINGS_VALUES_H

#include "render/findings/runners.h"

struct findings;

/* One metric in a range of blocks; if `known` is 0, nothing else is set. */
struct finding_range {
	size_t known; /* blocks that have it */
	uint64_t low, high, first, last;
	size_t low_block, high_block; /* the first with that value */
};

/* The largest rise of a metric in a range of blocks. */
struct finding_rise {
	size_t known; /* blocks that have it; below 2, the rest is 0 */
	uint64_t from, to;
	size_t from_block, to_block; /* first block with 95 % of the rise */
	uint64_t most;               /* the value there */
};

/* One of the two logs. */
struct finding_log {
	size_t count;     /* samples */
	int64_t first_ms; /* the first and the last; 0: none */
	int64_t last_ms;
	int64_t pause_ms; /* trace_pause() */
	int64_t near_ms;  /* samples at most this far apart belong together */
	/*
	 * The other log has samples before its first, or after its last, by
	 * more than a pause; maybe: by more than half of it.
	 */
	int late, early, maybe_late, maybe_early;
};

/* The metrics that are reported. */
enum { FINDINGS_METRICS = TRACE_FREE_PERCENT + 1 };

/* The blocks of an interval. */
struct finding_values {
	size_t first_block;
	size_t end_block; /* one past the last; none at all: first_block */
	int before; /* none is within: this is the block just before, if it is
		       close */
	struct finding_range metric[FINDINGS_METRICS];
};

/* How many blocks have a list of models while it ran? */
uint32_t findings_lists(const struct trace *, const struct findings *,
    const struct finding_runner *);
/* The highest listed size while it ran, in bytes; 0: not recorded. */
uint64_t findings_listed_size(const struct trace *, const struct findings *,
    const struct finding_runner *);
/* The runner of this row, with its full command or not, or TRACE_NONE. */
uint32_t findings_runner_at(
    const struct trace *, const struct findings *, size_t row);
/* The first block (sample) at this time or later; may be past the end. */
size_t findings_block_at(const struct trace *, int64_t ms);
size_t findings_sample_at(const struct trace *, int64_t ms);
/* Is there a pause between sample (or block) i and the one before it? */
int findings_is_paused(
    const struct trace *, const struct findings *, int system, size_t i);
/* One metric in blocks [first, end). */
struct finding_range findings_metric(
    const struct trace *, enum trace_metric, size_t first, size_t end);
/* The ranges of blocks [first, end). */
struct finding_values findings_range(
    const struct trace *, size_t first, size_t end);
/* Of the blocks in this interval or, if none, of the one before if close. */
struct finding_values findings_values(const struct trace *,
    const struct findings *, int64_t from_ms, int64_t to_ms);
/*
 * The largest rise of a metric in blocks [first, end), from the lowest value
 * before the highest, so that an earlier fall does not hide it.
 */
struct finding_rise findings_rise(
    const struct trace *, enum trace_metric, size_t first, size_t end);
/*
 * How much changed between blocks, by a counter of pages; on Linux also of the
 * time that tasks waited for memory, in microseconds instead of bytes.
 */
struct finding_flow {
	size_t known;  /* intervals */
	double bytes;  /* in all of them */
	double rate;   /* the highest, in bytes per second */
	int64_t to_ms; /* at the end of the interval that had it */
};
struct finding_flow findings_flow(const struct trace *, enum trace_metric);
/* Two blocks that have a counter, one after the other; negative: unknown. */
struct finding_interval {
	size_t from, to;
	double bytes, rate;
};
/* The next, from {0} on. Returns 0 if there is none. */
int findings_next_interval(
    const struct trace *, enum trace_metric, struct finding_interval *);

#endif
