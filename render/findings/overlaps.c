#include <stdlib.h>
#include <string.h>

#include "render/findings/parts.h"

/* Overlaps, sample by sample; stamps are sample numbers + 1. */
struct sweep {
	const struct trace *trace;
	struct findings *findings;
	uint32_t *seen;     /* by runner: the newest sample with it */
	size_t *overlap_of; /* by runner: newest overlap + 1 */
	uint32_t *alive;    /* runners of the sample under way */
	size_t alive_count;
	size_t stayed; /* of them, also in the sample taken before */
	uint32_t last; /* stamp of that one */
	int open;
};

static int
compare_numbers(const void *a, const void *b)
{
	const uint32_t *x = a, *y = b;

	return FINDINGS_ORDER(*x, *y);
}

/*
 * Read the runners of the sample that begins at this row; returns the next row.
 */
static size_t
take_sample(struct sweep *s, size_t row)
{
	const struct trace_rows *rows = &s->trace->rows;
	const uint32_t sample = rows->sample[row];

	s->alive_count = s->stayed = 0;
	for (; row < rows->count && rows->sample[row] == sample; row++) {
		uint32_t runner =
		    findings_runner_at(s->trace, s->findings, row);

		if (runner == TRACE_NONE ||
		    s->findings->runner[runner].foreign ||
		    s->seen[runner] == sample + 1)
			continue;
		s->stayed += s->last > 0 && s->seen[runner] == s->last;
		s->seen[runner] = sample + 1;
		s->alive[s->alive_count++] = runner;
	}
	return row;
}

static int
take_part(struct sweep *s, struct finding_overlap *o)
{
	struct findings *f = s->findings;
	size_t i;

	for (i = 0; i < s->alive_count; i++) {
		if (s->overlap_of[s->alive[i]] == f->overlaps)
			continue;
		s->overlap_of[s->alive[i]] = f->overlaps;
		if (ARRAY_GROW(f->overlap_runner, f->overlap_runners) != 0)
			return -1;
		f->overlap_runner[f->overlap_runners++] = s->alive[i];
		o->count++;
	}
	if (s->alive_count > o->most)
		o->most = s->alive_count;
	return 0;
}

static void
close_overlap(struct sweep *s)
{
	struct findings *f = s->findings;
	struct finding_overlap *o;
	struct finding_values v;

	if (!s->open)
		return;
	s->open = 0;
	o = &f->overlap[f->overlaps - 1];
	array_sort(f->overlap_runner + o->first, o->count,
	    sizeof *f->overlap_runner, compare_numbers);
	findings_values(s->trace, f, o->from_ms, o->to_ms, &v);
	o->lowest_percent = v.metric[TRACE_FREE_PERCENT].known > 0
				? (int)v.metric[TRACE_FREE_PERCENT].low
				: -1;
}

static int
judge_sample(struct sweep *s, uint32_t sample)
{
	const int64_t *ms = s->trace->sample_ms;
	struct findings *f = s->findings;
	struct finding_overlap *o;
	int paused = sample > 0 &&
		     (s->last != sample ||
			 ms[sample] - ms[sample - 1] > f->process_pause_ms);

	/*
	 * Different runners are a different overlap. During a pause, only
	 * runners that are there before and after it count.
	 */
	if (s->alive_count < 2 || (s->open && s->stayed == 0) ||
	    (s->stayed < 2 && paused))
		close_overlap(s);
	if (s->alive_count < 2)
		return 0;
	if (!s->open) {
		if (ARRAY_GROW(f->overlap, f->overlaps) != 0)
			return -1;
		o = &f->overlap[f->overlaps++];
		memset(o, 0, sizeof *o);
		o->from_ms = ms[sample];
		o->first = f->overlap_runners;
		s->open = 1;
	}
	o = &f->overlap[f->overlaps - 1];
	o->to_ms = ms[sample];
	return take_part(s, o);
}

int
findings_overlaps(const struct trace *t, struct findings *f)
{
	struct sweep s = {.trace = t, .findings = f};
	size_t row = 0;
	int rc = -1;

	s.seen = calloc(f->runners + 1, sizeof *s.seen);
	s.overlap_of = calloc(f->runners + 1, sizeof *s.overlap_of);
	s.alive = calloc(f->runners + 1, sizeof *s.alive);
	if (s.seen == NULL || s.overlap_of == NULL || s.alive == NULL)
		goto out;
	while (row < t->rows.count) {
		const uint32_t sample = t->rows.sample[row];

		row = take_sample(&s, row);
		if (judge_sample(&s, sample) != 0)
			goto out;
		s.last = sample + 1;
	}
	close_overlap(&s);
	rc = 0;
out:
	free(s.seen);
	free(s.overlap_of);
	free(s.alive);
	return rc;
}
