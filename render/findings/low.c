#include <stdlib.h>

#include "render/findings/parts.h"

#define NO_ROW SIZE_MAX

/* The rows of the process log, searchable by time. */
struct rows {
	const struct trace *trace;
	const struct findings *findings;
	size_t *first; /* by sample; one more than there are */
	size_t
	    *largest; /* by sample: the row of its largest runner, or NO_ROW */
	size_t *old;  /* by runner: its row a minute ago + 1, or 0 */
};

/* The footprint or else the listed size; or RSS if it is larger. */
static uint64_t
known_kib(const struct rows *r, size_t row)
{
	const struct findings *f = r->findings;
	const struct trace_rows *rows = &r->trace->rows;
	const uint32_t runner = findings_runner_at(r->trace, f, row);
	uint64_t kib = f->story[f->runner[runner].story].listed_most / 1024;

	if (rows->footprint_kib != NULL &&
	    rows->footprint_kib[row] != TRACE_UNKNOWN)
		kib = rows->footprint_kib[row];
	return kib > rows->rss_kib[row] ? kib : rows->rss_kib[row];
}

static int
is_larger(const struct rows *r, size_t a, size_t b)
{
	const uint64_t *rss = r->trace->rows.rss_kib;
	uint64_t x, y;

	if (a == NO_ROW || b == NO_ROW)
		return a != NO_ROW;
	x = known_kib(r, a);
	y = known_kib(r, b);
	return x > y || (x == y && rss[a] > rss[b]);
}

static int
prepare(struct rows *r)
{
	const struct trace *t = r->trace;
	size_t i, row = 0;

	r->first = malloc((t->samples + 1) * sizeof *r->first);
	r->largest = malloc((t->samples + 1) * sizeof *r->largest);
	r->old = calloc(r->findings->runners + 1, sizeof *r->old);
	if (r->first == NULL || r->largest == NULL || r->old == NULL)
		return -1;
	for (i = 0; i < t->samples; i++) {
		r->first[i] = row;
		r->largest[i] = NO_ROW;
		for (; row < t->rows.count && t->rows.sample[row] == i; row++)
			if (findings_runner_at(t, r->findings, row) !=
				TRACE_NONE &&
			    is_larger(r, row, r->largest[i]))
				r->largest[i] = row;
	}
	r->first[t->samples] = row;
	return 0;
}

/* The number of the last sample by then, + 1; 0 if it is not close. */
static size_t
sample_by(const struct rows *r, int64_t ms)
{
	const size_t i = findings_sample_at(r->trace, ms + 1);

	return i > 0 && ms - r->trace->sample_ms[i - 1] <=
			    r->findings->process_near_ms
		   ? i
		   : 0;
}

/* In the samples from the one just before it to its end. */
static void
find_largest(const struct rows *r, struct finding_low *l)
{
	const struct trace *t = r->trace;
	size_t i = sample_by(r, l->low.from_ms), largest = NO_ROW;

	i = i > 0 ? i - 1 : findings_sample_at(t, l->low.from_ms);
	for (; i < t->samples && t->sample_ms[i] <= l->low.to_ms; i++) {
		l->samples++;
		if (is_larger(r, r->largest[i], largest))
			largest = r->largest[i];
	}
	l->runner = TRACE_NONE;
	if (largest == NO_ROW)
		return;
	l->runner = findings_runner_at(t, r->findings, largest);
	l->runner_row = largest;
}

/* Growth from row `old` - 1 to row `now`; from nothing if `old` is 0. */
static uint64_t
growth_of(const uint64_t *column, size_t old, size_t now)
{
	const uint64_t from = column == NULL || old == 0 ? 0 : column[old - 1];

	return column == NULL || column[now] == TRACE_UNKNOWN ||
		       column[now] < from
		   ? 0
		   : column[now] - from;
}

/* Which runner grew most in the minute before, and at least a little? */
static void
find_grown(const struct rows *r, struct finding_low *l)
{
	const struct trace *t = r->trace;
	const uint32_t *runner_of = r->findings->runner_of;
	const int64_t from_ms = l->low.from_ms - FINDINGS_MINUTE;
	const size_t now = sample_by(r, l->low.from_ms);
	const size_t then = findings_sample_at(t, from_ms);
	size_t i;

	l->grown = TRACE_NONE;
	if (then >= now ||
	    t->sample_ms[then] - from_ms > r->findings->process_near_ms)
		return;
	for (i = r->first[then]; i < r->first[then + 1]; i++)
		if (runner_of[t->rows.process[i]] != TRACE_NONE)
			r->old[runner_of[t->rows.process[i]]] = i + 1;
	for (i = r->first[now - 1]; i < r->first[now]; i++) {
		const uint32_t runner = runner_of[t->rows.process[i]];
		const size_t old = runner == TRACE_NONE ? 0 : r->old[runner];
		const uint64_t rss = growth_of(t->rows.rss_kib, old, i);
		const uint64_t footprint =
		    growth_of(t->rows.footprint_kib, old, i);
		const uint64_t kib = rss > footprint ? rss : footprint;

		if (runner != TRACE_NONE && kib * 1024 >= findings_little(t) &&
		    kib > l->grown_kib) {
			l->grown = runner;
			l->grown_kib = kib;
			l->grown_footprint = footprint > rss;
		}
	}
	for (i = r->first[then]; i < r->first[then + 1]; i++)
		if (runner_of[t->rows.process[i]] != TRACE_NONE)
			r->old[runner_of[t->rows.process[i]]] = 0;
}

/* Independent of --low: was a runner there when almost nothing was free? */
static void
look_near_zero(const struct rows *r, struct findings *f)
{
	const struct trace *t = r->trace;
	size_t i, sample, row;
	uint64_t percent, lowest = FINDINGS_NEAR_ZERO_PERCENT;

	f->near_zero_runner = TRACE_NONE;
	for (i = 0; i < t->blocks; i++) {
		percent = trace_value(t, i, TRACE_FREE_PERCENT);
		if (!trace_has(t, i, TRACE_FREE_PERCENT) ||
		    percent >= FINDINGS_NEAR_ZERO_PERCENT)
			continue;
		f->near_zero_blocks++;
		sample = sample_by(r, t->block[i].ts_ms);
		if (sample == 0)
			continue;
		f->near_zero_sampled_blocks++;
		row = r->largest[sample - 1];
		if (row == NO_ROW || percent >= lowest)
			continue;
		lowest = percent;
		f->near_zero_runner = findings_runner_at(t, f, row);
		f->near_zero_row = row;
		f->near_zero_block = i;
	}
}

/* A runner that grew before may be the reason for low memory. */
static void
look_after(const struct trace *t, const struct findings *f, size_t i)
{
	struct finding_low *l = &f->low[i];
	size_t first = l->low.first_block, end;

	if (first > 0 && t->block[first].ts_ms - t->block[first - 1].ts_ms <=
			     f->system_near_ms)
		first--;
	end = findings_block_at(t, l->low.to_ms + FINDINGS_MINUTE + 1);
	if (i + 1 < f->lows && end > f->low[i + 1].low.first_block)
		end = f->low[i + 1].low.first_block;
	l->before_block = first;
	l->after_block = end - 1;
	findings_rise(t, TRACE_COMPRESSOR, first, end, &l->compressor);
}

int
findings_lows(const struct trace *t, struct findings *f)
{
	struct rows r = {.trace = t, .findings = f};
	size_t i;
	const int rc = prepare(&r);

	for (i = 0; rc == 0 && i < f->lows; i++) {
		find_largest(&r, &f->low[i]);
		look_after(t, f, i);
		find_grown(&r, &f->low[i]);
	}
	if (rc == 0)
		look_near_zero(&r, f);
	free(r.first);
	free(r.largest);
	free(r.old);
	return rc;
}
