#include <stdlib.h>

#include "render/findings/parts.h"

/* The largest runner by sample: by RSS or by its listed size. */
struct largest {
	uint32_t runner;
	uint64_t rss_kib;
	uint64_t known_kib;
};

static int
is_low(const struct trace *t, size_t i, int percent)
{
	return trace_has(t, i, TRACE_FREE_PERCENT) &&
	       trace_value(t, i, TRACE_FREE_PERCENT) < (uint64_t)percent;
}

int
findings_low_memory(const struct trace *t, int percent, int64_t pause_ms,
    size_t *at, struct low_memory *low)
{
	size_t i = *at;

	while (i < t->blocks && !is_low(t, i, percent))
		i++;
	if (i == t->blocks) {
		*at = i;
		return 0;
	}
	low->first_block = i;
	low->from_ms = t->block[i].ts_ms;
	low->lowest_percent = 100;
	low->highest_percent = 0;
	low->to_ms = low->from_ms;
	for (; i < t->blocks; i++) {
		int value = (int)trace_value(t, i, TRACE_FREE_PERCENT);

		if (t->block[i].ts_ms - low->to_ms > pause_ms)
			break;
		if (!is_low(t, i, percent))
			break;
		low->last_block = i;
		low->to_ms = t->block[i].ts_ms;
		if (value < low->lowest_percent)
			low->lowest_percent = value;
		if (value > low->highest_percent)
			low->highest_percent = value;
	}
	*at = i;
	return 1;
}

static struct largest *
largest_by_sample(const struct trace *t, const struct findings *f)
{
	struct largest *largest = calloc(t->samples + 1, sizeof *largest);
	size_t i;

	if (largest == NULL)
		return NULL;
	for (i = 0; i < t->samples; i++)
		largest[i].runner = TRACE_NONE;
	for (i = 0; i < t->rows.count; i++) {
		struct largest *l = &largest[t->rows.sample[i]];
		const uint32_t runner = findings_runner_at(t, f, i);
		uint64_t known = t->rows.rss_kib[i];

		if (runner == TRACE_NONE)
			continue;
		if (f->story[f->runner[runner].story].listed_most / 1024 >
		    known)
			known = f->story[f->runner[runner].story].listed_most /
				1024;
		if (l->runner == TRACE_NONE || known > l->known_kib)
			*l =
			    (struct largest){runner, t->rows.rss_kib[i], known};
	}
	return largest;
}

/* In the samples from the one just before it to its end. */
static void
find_largest(const struct trace *t, const struct findings *f,
    const struct largest *largest, struct finding_low *l)
{
	size_t i = findings_sample_at(t, l->low.from_ms + 1);
	uint64_t known = 0;

	if (i > 0 && l->low.from_ms - t->sample_ms[i - 1] <=
			 findings_near(f->process_pause_ms))
		i--;
	l->runner = TRACE_NONE;
	for (; i < t->samples && t->sample_ms[i] <= l->low.to_ms; i++) {
		const struct largest *x = &largest[i];

		l->samples++;
		if (x->runner == TRACE_NONE ||
		    (l->runner == x->runner
			    ? x->rss_kib <= l->runner_rss_kib
			    : l->runner != TRACE_NONE && x->known_kib <= known))
			continue;
		l->runner = x->runner;
		l->runner_rss_kib = x->rss_kib;
		known = x->known_kib;
	}
}

static int
is_before(const void *sample, const void *key)
{
	const uint32_t *x = sample, *y = key;

	return *x < *y;
}

/* The first row of that sample, or of a later one. */
static size_t
row_of(const struct trace *t, size_t sample)
{
	const uint32_t key = (uint32_t)sample;

	return array_find(t->rows.sample, t->rows.count, sizeof *t->rows.sample,
	    is_before, &key);
}

/*
 * Which runner grew most in the minute before, and by a little at least?
 * `before` is zero for each runner, and so it is left.
 */
static void
find_grown(const struct trace *t, const struct findings *f, uint64_t *before,
    struct finding_low *l)
{
	const int64_t near = findings_near(f->process_pause_ms);
	const int64_t from_ms = l->low.from_ms - FINDINGS_MINUTE;
	const size_t now = findings_sample_at(t, l->low.from_ms + 1);
	const size_t then = findings_sample_at(t, from_ms);
	size_t i;

	l->grown = TRACE_NONE;
	if (now == 0 || then >= now || t->sample_ms[then] - from_ms > near ||
	    l->low.from_ms - t->sample_ms[now - 1] > near)
		return;
	for (i = row_of(t, then); i < row_of(t, then + 1); i++)
		if (f->runner_of[t->rows.process[i]] != TRACE_NONE)
			before[f->runner_of[t->rows.process[i]]] =
			    t->rows.rss_kib[i];
	for (i = row_of(t, now - 1); i < row_of(t, now); i++) {
		const uint32_t r = f->runner_of[t->rows.process[i]];
		const uint64_t kib = t->rows.rss_kib[i];

		if (r != TRACE_NONE && kib > before[r] &&
		    (kib - before[r]) * 1024 >= findings_little(t) &&
		    kib - before[r] > l->grown_kib) {
			l->grown = r;
			l->grown_kib = kib - before[r];
		}
	}
	for (i = row_of(t, then); i < row_of(t, then + 1); i++)
		if (f->runner_of[t->rows.process[i]] != TRACE_NONE)
			before[f->runner_of[t->rows.process[i]]] = 0;
}

/* Whatever --low says: was a runner there when next to nothing was free? */
static void
look_near_zero(
    const struct trace *t, struct findings *f, const struct largest *largest)
{
	const int64_t near = findings_near(f->process_pause_ms);
	const struct largest *l;
	size_t i, sample;

	f->near_zero_runner = TRACE_NONE;
	for (i = 0; i < t->blocks; i++) {
		const struct trace_block *b = &t->block[i];

		if (!is_low(t, i, FINDINGS_NEAR_ZERO_PERCENT))
			continue;
		f->near_zero_blocks++;
		sample = findings_sample_at(t, b->ts_ms + 1);
		if (sample == 0 || b->ts_ms - t->sample_ms[sample - 1] > near)
			continue;
		f->near_zero_sampled_blocks++;
		l = &largest[sample - 1];
		if (l->runner != TRACE_NONE &&
		    (f->near_zero_runner == TRACE_NONE ||
			trace_value(t, i, TRACE_FREE_PERCENT) <
			    trace_value(
				t, f->near_zero_block, TRACE_FREE_PERCENT))) {
			f->near_zero_runner = l->runner;
			f->near_zero_rss_kib = l->rss_kib;
			f->near_zero_block = i;
		}
	}
}

/* *span is where the last stretch ended: both are in order of time. */
static void
count_levels(const struct findings *f, size_t *span, struct finding_low *l)
{
	size_t i = *span;

	while (
	    i < f->pressures && f->pressure[i].last_block < l->low.first_block)
		i++;
	*span = i;
	for (; i < f->pressures &&
	       f->pressure[i].first_block <= l->low.last_block;
	     i++) {
		size_t first = f->pressure[i].first_block;
		size_t last = f->pressure[i].last_block;

		if (first < l->low.first_block)
			first = l->low.first_block;
		if (last > l->low.last_block)
			last = l->low.last_block;
		l->level_blocks[f->pressure[i].level] += last - first + 1;
	}
}

static int
add_lows(
    const struct trace *t, struct findings *f, const struct largest *largest)
{
	size_t at = 0, span = 0;
	struct low_memory low;

	while (findings_low_memory(
	    t, f->low_percent, f->system_pause_ms, &at, &low)) {
		struct finding_low *l;

		if (array_grow((void **)&f->low, f->lows, sizeof *f->low) != 0)
			return -1;
		l = &f->low[f->lows++];
		*l = (struct finding_low){.low = low};
		find_largest(t, f, largest, l);
		count_levels(f, &span, l);
	}
	return 0;
}

static void
look_after(const struct trace *t, struct findings *f)
{
	const int64_t near = findings_near(f->system_pause_ms);
	size_t i, first, end;

	for (i = 0; i < f->lows; i++) {
		struct finding_low *l = &f->low[i];

		first = l->low.first_block;
		/* What grew before may be why memory was low. */
		if (first > 0 &&
		    t->block[first].ts_ms - t->block[first - 1].ts_ms <= near)
			first--;
		end = findings_block_at(t, l->low.to_ms + FINDINGS_MINUTE + 1);
		if (i + 1 < f->lows && end > f->low[i + 1].low.first_block)
			end = f->low[i + 1].low.first_block;
		l->before_block = first;
		l->after_block = end - 1;
		findings_rise(t, TRACE_COMPRESSOR, first, end, &l->compressor);
	}
}

int
findings_lows(const struct trace *t, struct findings *f)
{
	struct largest *largest = largest_by_sample(t, f);
	uint64_t *before = calloc(f->runners + 1, sizeof *before);
	size_t i;
	int rc = -1;

	if (largest != NULL && before != NULL && add_lows(t, f, largest) == 0) {
		look_near_zero(t, f, largest);
		look_after(t, f);
		for (i = 0; i < f->lows; i++)
			find_grown(t, f, before, &f->low[i]);
		rc = 0;
	}
	free(largest);
	free(before);
	return rc;
}
