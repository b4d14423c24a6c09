#include <stdlib.h>

#include "render/findings/parts.h"

/* The largest runner of a sample; TRACE_NONE: it has none. */
struct largest {
	uint32_t runner;
	size_t row;
	uint64_t kib, rss_kib;
};
static const struct largest nobody = {.runner = TRACE_NONE};

struct look {
	const struct trace *trace;
	const struct findings *findings;
	size_t sample; /* the last one looked at, and the largest there */
	struct largest there;
	uint32_t *old; /* by runner: its row a minute ago, or another one */
};

/* The footprint or else the listed size; or RSS if it is larger. */
static uint64_t
known_kib(const struct look *k, uint32_t runner, size_t row)
{
	const struct findings *f = k->findings;
	const struct trace_rows *rows = &k->trace->rows;
	uint64_t kib =
	    findings_listed_size(k->trace, f, &f->runner[runner]) / 1024;

	if (rows->footprint_kib != NULL &&
	    rows->footprint_kib[row] != TRACE_UNKNOWN)
		kib = rows->footprint_kib[row];
	return kib > rows->rss_kib[row] ? kib : rows->rss_kib[row];
}

static void
take_larger(struct largest *l, const struct largest *other)
{
	if (other->runner != TRACE_NONE &&
	    (l->runner == TRACE_NONE || other->kib > l->kib ||
		(other->kib == l->kib && other->rss_kib > l->rss_kib)))
		*l = *other;
}

static int
is_before(const void *sample, const void *sought)
{
	return *(const uint32_t *)sample < *(const size_t *)sought;
}

static size_t
first_row(const struct trace_rows *rows, size_t sample)
{
	return array_find(rows->sample, rows->count, sizeof *rows->sample,
	    is_before, &sample);
}

static const struct largest *
largest_in(struct look *k, size_t sample)
{
	const struct trace_rows *rows = &k->trace->rows;
	size_t i;

	if (k->sample == sample)
		return &k->there;
	k->sample = sample;
	k->there = nobody;
	for (i = first_row(rows, sample);
	     i < rows->count && rows->sample[i] == sample; i++) {
		const uint32_t runner =
		    findings_runner_at(k->trace, k->findings, i);

		if (runner != TRACE_NONE)
			take_larger(&k->there,
			    &(struct largest){runner, i,
				known_kib(k, runner, i), rows->rss_kib[i]});
	}
	return &k->there;
}

/* In the samples from the one just before it to its end. */
static void
find_largest(struct look *k, struct finding_low *l)
{
	const struct trace *t = k->trace;
	struct largest largest = nobody;
	size_t i = findings_sample_by(t, k->findings, l->from_ms);

	i = i > 0 ? i - 1 : findings_sample_at(t, l->from_ms);
	for (; i < t->samples && t->sample_ms[i] <= l->to_ms; i++) {
		l->samples++;
		take_larger(&largest, largest_in(k, i));
	}
	l->runner = largest.runner;
	l->runner_row = largest.row;
}

/* Growth since row `old`; since nothing if that is `now`. */
static uint64_t
growth_of(const uint64_t *column, size_t old, size_t now)
{
	const uint64_t from = column == NULL || old == now ? 0 : column[old];

	return column == NULL || column[now] == TRACE_UNKNOWN ||
		       column[now] < from
		   ? 0
		   : column[now] - from;
}

/* Which runner grew most in the minute before, and at least a little? */
static void
find_grown(const struct look *k, struct finding_low *l)
{
	const struct trace_rows *rows = &k->trace->rows;
	const uint32_t *runner_of = k->findings->runner_of;
	const int64_t from_ms = l->from_ms - FINDINGS_MINUTE;
	const size_t end =
	    findings_sample_by(k->trace, k->findings, l->from_ms);
	const size_t then = findings_sample_at(k->trace, from_ms);
	size_t i;

	l->grown = TRACE_NONE;
	if (then + 1 >= end ||
	    k->trace->sample_ms[then] - from_ms > k->findings->log[0].near_ms)
		return;
	for (i = first_row(rows, then); rows->sample[i] == then; i++)
		if (runner_of[rows->process[i]] != TRACE_NONE)
			k->old[runner_of[rows->process[i]]] = (uint32_t)i;
	for (i = first_row(rows, end - 1);
	     i < rows->count && rows->sample[i] < end; i++) {
		const uint32_t runner = runner_of[rows->process[i]];
		uint64_t rss, footprint, kib;
		size_t old;

		if (runner == TRACE_NONE)
			continue;
		/* What was noted for an earlier stretch does not count. */
		old = k->old[runner];
		if (rows->sample[old] != then ||
		    rows->process[old] != rows->process[i])
			old = i;
		rss = growth_of(rows->rss_kib, old, i);
		footprint = growth_of(rows->footprint_kib, old, i);
		kib = rss > footprint ? rss : footprint;
		if (kib > l->grown_kib &&
		    kib * 1024 >= findings_little(k->trace)) {
			l->grown = runner;
			l->grown_kib = kib;
			l->grown_footprint = footprint > rss;
		}
	}
}

/* Independent of --low: was a runner there when almost nothing was free? */
static void
look_near_zero(struct look *k, struct findings *f)
{
	const struct trace *t = k->trace;
	uint64_t lowest = FINDINGS_NEAR_ZERO_PERCENT;
	size_t i;

	for (i = 0; i < t->blocks; i++) {
		const uint64_t percent = trace_value(t, i, TRACE_FREE_PERCENT);
		const size_t sample =
		    findings_sample_by(t, f, t->block[i].ts_ms);
		const struct largest *there;

		if (!trace_has(t, i, TRACE_FREE_PERCENT) ||
		    percent >= FINDINGS_NEAR_ZERO_PERCENT)
			continue;
		f->near_zero_blocks++;
		f->near_zero_sampled_blocks += sample > 0;
		if (sample == 0 || percent >= lowest)
			continue;
		there = largest_in(k, sample - 1);
		if (there->runner == TRACE_NONE)
			continue;
		lowest = percent;
		f->near_zero_runner = there->runner;
		f->near_zero_row = there->row;
		f->near_zero_block = i;
	}
}

/* A runner that grew before may be the reason for low memory. */
static void
look_after(const struct trace *t, const struct findings *f, size_t i)
{
	struct finding_low *l = &f->low[i];
	size_t first = l->first_block, end;

	if (first > 0 && !findings_is_paused(t, f, 1, first))
		first--;
	end = findings_block_at(t, l->to_ms + FINDINGS_MINUTE + 1);
	if (i + 1 < f->lows && end > f->low[i + 1].first_block)
		end = f->low[i + 1].first_block;
	l->before_block = first;
	l->after_block = end - 1;
	l->compressor = findings_rise(t, TRACE_COMPRESSOR, first, end);
}

int
findings_lows(const struct trace *t, struct findings *f)
{
	struct look k = {.trace = t, .findings = f, .sample = SIZE_MAX};
	size_t i;

	f->near_zero_runner = TRACE_NONE;
	k.old = calloc(f->runners + 1, sizeof *k.old);
	if (k.old == NULL)
		return -1;
	for (i = 0; i < f->lows; i++) {
		find_largest(&k, &f->low[i]);
		look_after(t, f, i);
		find_grown(&k, &f->low[i]);
	}
	look_near_zero(&k, f);
	free(k.old);
	return 0;
}
