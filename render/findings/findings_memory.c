#include <stdlib.h>

#include "render/findings/findings_parts.h"

/*
 * Where the clock was set back, blocks of before and after stand mixed, and
 * so do the samples beside them: what was low then is told as one stretch
 * (findings_low_memory), but nothing is concluded from what came before or
 * after what, nor from who was there.
 */
enum { LOAD_MS = 2 * FINDINGS_MINUTE };

/* The runner with the largest RSS, by sample. */
struct largest {
	uint32_t runner;
	uint64_t rss_kib;
};

static struct largest *largest_by_sample(
    const struct trace *, const struct findings *);
static void find_largest(const struct trace *, const struct findings *,
    const struct largest *, struct finding_low *);
static int add_lows(
    const struct trace *, struct findings *, const struct largest *);
static void look_near_zero(
    const struct trace *, struct findings *, const struct largest *);
static void count_levels(
    const struct findings *, size_t *, struct finding_low *);
static void look_after(const struct trace *, struct findings *);
static void find_load(const struct trace *, const struct findings *, int64_t,
    struct finding_load *);
static int add_loads(const struct trace *, struct findings *);

static struct largest *
largest_by_sample(const struct trace *t, const struct findings *f)
{
	struct largest *largest = calloc(t->samples + 1, sizeof *largest);
	uint32_t *runner_of = malloc((t->processes + 1) * sizeof *runner_of);
	size_t i;

	if (largest == NULL || runner_of == NULL) {
		free(largest);
		free(runner_of);
		return NULL;
	}
	for (i = 0; i < t->samples; i++)
		largest[i].runner = TRACE_NONE;
	for (i = 0; i < t->processes; i++)
		runner_of[i] = TRACE_NONE;
	for (i = 0; i < f->runners; i++)
		runner_of[f->runner[i].process] = (uint32_t)i;
	for (i = 0; i < t->rows.count; i++) {
		struct largest *l = &largest[t->rows.sample[i]];
		uint32_t runner = runner_of[t->rows.process[i]];

		if (runner != TRACE_NONE &&
		    (l->runner == TRACE_NONE ||
			t->rows.rss_kib[i] > l->rss_kib)) {
			l->runner = runner;
			l->rss_kib = t->rows.rss_kib[i];
		}
	}
	free(runner_of);
	return largest;
}

/* In the samples from the one just before it to its end. */
static void
find_largest(const struct trace *t, const struct findings *f,
    const struct largest *largest, struct finding_low *l)
{
	size_t i = findings_sample_at(t, l->low.from_ms + 1);

	if (i > 0 && l->low.from_ms - t->sample_ms[i - 1] <=
			 findings_near(f->process_pause_ms))
		i--;
	l->runner = TRACE_NONE;
	for (; i < t->samples && t->sample_ms[i] <= l->low.to_ms; i++) {
		l->samples++;
		if (largest[i].runner != TRACE_NONE &&
		    (l->runner == TRACE_NONE ||
			largest[i].rss_kib > l->runner_rss_kib)) {
			l->runner = largest[i].runner;
			l->runner_rss_kib = largest[i].rss_kib;
		}
	}
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

		if ((b->known >> TRACE_FREE_PERCENT & 1) == 0 ||
		    b->value[TRACE_FREE_PERCENT] >= FINDINGS_NEAR_ZERO_PERCENT)
			continue;
		f->near_zero_blocks++;
		sample = findings_sample_at(t, b->ts_ms + 1);
		if (sample == 0 || b->ts_ms - t->sample_ms[sample - 1] > near)
			continue;
		if (findings_doubtful_block(t, i) ||
		    trace_is_doubtful(&t->process_doubt,
			t->sample_ms[sample - 1], b->ts_ms)) {
			f->near_zero_doubtful++;
			continue;
		}
		f->near_zero_sampled_blocks++;
		l = &largest[sample - 1];
		if (l->runner != TRACE_NONE &&
		    (f->near_zero_runner == TRACE_NONE ||
			l->rss_kib > f->near_zero_rss_kib)) {
			f->near_zero_runner = l->runner;
			f->near_zero_rss_kib = l->rss_kib;
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
		struct finding_low *l =
		    findings_more(f->low, f->lows, sizeof *l);

		if (l == NULL)
			return -1;
		f->low = l;
		l = &f->low[f->lows++];
		*l = (struct finding_low){.low = low};
		findings_range(
		    t, low.first_block, low.last_block + 1, &l->values);
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
		l->before_block = first;
		if (findings_doubtful_block(t, first)) {
			findings_range(t, first, first, &l->after);
			l->after_doubtful = 1;
			continue;
		}
		if (first > 0 &&
		    t->block[first].ts_ms - t->block[first - 1].ts_ms <= near &&
		    !findings_doubtful_block(t, first - 1))
			l->before_block--;
		/* What grew before may be why memory was low. */
		end = findings_block_at(t, l->low.to_ms + FINDINGS_MINUTE + 1);
		if (i + 1 < f->lows && end > f->low[i + 1].low.first_block)
			end = f->low[i + 1].low.first_block;
		l->after_doubtful =
		    findings_sure_range(t, first, end, &l->after);
	}
}

static void
find_load(const struct trace *t, const struct findings *f, int64_t end_ms,
    struct finding_load *l)
{
	const struct finding_runner *r = &f->runner[l->runner];
	struct finding_values v;
	const struct finding_range *wired = &v.metric[TRACE_WIRED];
	size_t before = findings_block_at(t, r->from_ms), i;
	uint64_t most;

	if (before == 0 || r->from_ms - t->block[before - 1].ts_ms >
			       findings_near(f->system_pause_ms))
		return;
	before--;
	l->doubtful =
	    findings_doubtful_block(t, before) ||
	    trace_is_doubtful(&t->process_doubt, r->from_ms, r->from_ms);
	if (l->doubtful)
		return;
	if ((t->block[before].known >> TRACE_WIRED & 1) == 0)
		return;
	l->doubtful = findings_sure_range(
	    t, before + 1, findings_block_at(t, end_ms), &v);
	if (wired->known == 0)
		return;
	l->known = 1;
	l->before_bytes = t->block[before].value[TRACE_WIRED];
	l->before_ms = t->block[before].ts_ms;
	l->highest_bytes = wired->high;
	l->highest_ms = wired->high_ms;
	l->after_bytes = wired->last;
	l->rise_ms = wired->high_ms - l->before_ms;
	if (wired->high <= l->before_bytes)
		return;
	most = l->before_bytes + (wired->high - l->before_bytes) / 20 * 19;
	for (i = before + 1; i < v.end_block; i++)
		if ((t->block[i].known >> TRACE_WIRED & 1) != 0 &&
		    t->block[i].value[TRACE_WIRED] >= most &&
		    !findings_doubtful_block(t, i)) {
			l->rise_ms = t->block[i].ts_ms - l->before_ms;
			break;
		}
}

/* Runners that start in the same sample share what they are told. */
static int
add_loads(const struct trace *t, struct findings *f)
{
	size_t i, next;

	for (i = 0; i < f->runners; i++) {
		const struct finding_runner *r = &f->runner[i];
		int64_t end_ms = r->from_ms + LOAD_MS;
		struct finding_load *l;

		if (!r->started)
			continue;
		l = findings_more(f->load, f->loads, sizeof *l);
		if (l == NULL)
			return -1;
		f->load = l;
		l = &f->load[f->loads++];
		*l = (struct finding_load){.runner = (uint32_t)i};
		if (f->loads > 1 &&
		    f->runner[l[-1].runner].from_ms == r->from_ms) {
			*l = l[-1];
			l->runner = (uint32_t)i;
			continue;
		}
		for (next = i + 1; next < f->runners; next++)
			if (f->runner[next].from_ms != r->from_ms)
				break;
		if (next < f->runners && f->runner[next].from_ms < end_ms)
			end_ms = f->runner[next].from_ms;
		find_load(t, f, end_ms, l);
	}
	return 0;
}

int
findings_memory(const struct trace *t, struct findings *f)
{
	struct largest *largest = largest_by_sample(t, f);
	int rc = -1;

	if (largest != NULL && add_lows(t, f, largest) == 0) {
		look_near_zero(t, f, largest);
		look_after(t, f);
		rc = add_loads(t, f);
	}
	free(largest);
	return rc;
}
