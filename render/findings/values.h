#ifndef RENDER_FINDINGS_VALUES_H
#define RENDER_FINDINGS_VALUES_H

#include "render/trace/trace.h"

/* Metrics over some blocks. */
struct findings;

/* One metric over some blocks; nothing but `known` holds when that is 0. */
struct finding_range {
	size_t known; /* blocks that have it */
	uint64_t low, high, first, last;
	size_t low_block; /* the first with that value */
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

/* First block (sample) at that time or later; there may be none. */
size_t findings_block_at(const struct trace *, int64_t ms);
size_t findings_sample_at(const struct trace *, int64_t ms);
/* One metric in blocks [first, end). */
struct finding_range findings_metric(
    const struct trace *, enum trace_metric, size_t first, size_t end);
/* The ranges of blocks [first, end). */
void findings_range(
    const struct trace *, size_t first, size_t end, struct finding_values *);
/* The same of the blocks in between, or of the one before, if near. */
void findings_values(const struct trace *, const struct findings *,
    int64_t from_ms, int64_t to_ms, struct finding_values *);
/*
 * The largest rise of a metric in blocks [first, end). The lowest value before
 * the highest counts, so that what fell before does not hide it.
 */
void findings_rise(const struct trace *, enum trace_metric, size_t first,
    size_t end, struct finding_rise *);
/*
 * How fast a counter of pages moved between two blocks that have it, in bytes a
 * second (one of time in microseconds a second); below 0 when that is not
 * known.
 */
double findings_rate(
    const struct trace *, enum trace_metric, size_t from, size_t to);

#endif
