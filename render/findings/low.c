#include <stdlib.h>

#include "render/findings/parts.h"

#define NO_ROW SIZE_MAX

/* The rows of the process log, to be asked about times. */
struct rows {
	const struct trace *trace;
	const struct findings *findings;
	size_t *first; /* by sample; one more than there are */
	size_t
	    *largest;  /* by sample: the row of its largest runner, or NO_ROW */
	uint64_t *kib; /* by runner; 0 */
};

/* By RSS or by its listed size. */
static int
is_larger(const struct rows *r, size_t a, size_t b)
{
	const struct findings *f = r->findings;
	const uint64_t *rss = r->trace->rows.rss_kib;
	const size_t row[] = {a, b};
	uint64_t known[2];
	int k;

	if (a == NO_ROW || b == NO_ROW)
		return a != NO_ROW;
	for (k = 0; k < 2; k++) {
		const uint32_t runner = findings_runner_at(r->trace, f, row[k]);

		known[k] = f->story[f->runner[runner].story].listed_most / 1024;
		if (known[k] < rss[row[k]])
			known[k] = rss[row[k]];
	}
	return known[0] > known[1] || (known[0] == known[1] && rss[a] > rss[b]);
}

static int
prepare(struct rows *r)
{
	const struct trace *t = r->trace;
	size_t i, row = 0;

	r->first = malloc((t->samples + 1) * sizeof *r->first);
	r->largest = malloc((t->samples + 1) * sizeof *r->largest);
	r->kib = calloc(r->findings->runners + 1, sizeof *r->kib);
	if (r->first == NULL || r->largest == NULL || r->kib == NULL)
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

/* The number of the last sample by then, + 1; 0 if it is not near. */
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
	l->runner_rss_kib = t->rows.rss_kib[largest];
}

/* Which runner grew most in the minute before, and by a little at least? */
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
			r->kib[runner_of[t->rows.process[i]]] =
			    t->rows.rss_kib[i];
	for (i = r->first[now - 1]; i < r->first[now]; i++) {
		const uint32_t runner = runner_of[t->rows.process[i]];
		const uint64_t kib = t->rows.rss_kib[i];

		if (runner != TRACE_NONE && kib > r->kib[runner] &&
		    (kib - r->kib[runner]) * 1024 >= findings_little(t) &&
		    kib - r->kib[runner] > l->grown_kib) {
			l->grown = runner;
			l->grown_kib = kib - r->kib[runner];
		}
	}
	for (i = r->first[then]; i < r->first[then + 1]; i++)
		if (runner_of[t->rows.process[i]] != TRACE_NONE)
			r->kib[runner_of[t->rows.process[i]]] = 0;
}

/* Whatever --low says: was a runner there when next to nothing was free? */
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
		f->near_zero_rss_kib = t->rows.rss_kib[row];
		f->near_zero_block = i;
	}
}

/* What grew before may be why memory was low. */
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
	free(r.kib);
	return rc;
}
