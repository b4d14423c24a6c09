#include <stdlib.h>

#include "render/findings/parts.h"

/* Overlaps, sample by sample. */
struct sweep {
	const struct trace *trace;
	struct findings *findings;
	uint32_t *seen;  /* by runner: its newest sample + 1 */
	uint32_t *part;  /* by runner: its newest overlap + 1 */
	uint32_t *alive; /* Ollama's runners in this sample */
	size_t alive_count;
	size_t stayed; /* of these, how many are also in the sample before */
};

static int
compare_numbers(const void *a, const void *b)
{
	const uint32_t *x = a, *y = b;

	return FINDINGS_ORDER(*x, *y);
}

/* Read the sample that begins at this row; returns the next row. */
static size_t
take_sample(struct sweep *s, size_t row)
{
	const struct trace_rows *rows = &s->trace->rows;
	const uint32_t sample = rows->sample[row];

	s->alive_count = s->stayed = 0;
	for (; row < rows->count && rows->sample[row] == sample; row++) {
		const uint32_t runner =
		    findings_runner_at(s->trace, s->findings, row);

		if (runner == TRACE_NONE ||
		    s->findings->runner[runner].foreign ||
		    s->seen[runner] == sample + 1)
			continue;
		s->stayed += sample > 0 && s->seen[runner] == sample;
		s->seen[runner] = sample + 1;
		s->alive[s->alive_count++] = runner;
	}
	return row;
}

/*
 * Different runners are a different overlap. During a pause, only runners that
 * are there before and after it count.
 */
static int
goes_on(const struct sweep *s, uint32_t sample)
{
	const int64_t *ms = s->trace->sample_ms;
	const struct findings *f = s->findings;

	return f->overlaps > 0 && sample > 0 &&
	       f->overlap[f->overlaps - 1].to_ms == ms[sample - 1] &&
	       (s->stayed > 1 ||
		   (s->stayed == 1 &&
		       !findings_is_paused(s->trace, f, 0, sample)));
}

/* Two or more runners are alive in this sample. */
static int
add_sample(struct sweep *s, uint32_t sample)
{
	struct findings *f = s->findings;
	struct finding_overlap *o;
	size_t i;

	if (!goes_on(s, sample)) {
		if (ARRAY_GROW(f->overlap, f->overlaps) != 0)
			return -1;
		f->overlap[f->overlaps++] =
		    (struct finding_overlap){.first = f->overlap_runners,
			.from_ms = s->trace->sample_ms[sample]};
	}
	o = &f->overlap[f->overlaps - 1];
	o->to_ms = s->trace->sample_ms[sample];
	if (s->alive_count > o->most)
		o->most = s->alive_count;
	for (i = 0; i < s->alive_count; i++) {
		if (s->part[s->alive[i]] == f->overlaps)
			continue;
		s->part[s->alive[i]] = (uint32_t)f->overlaps;
		if (ARRAY_GROW(f->overlap_runner, f->overlap_runners) != 0)
			return -1;
		f->overlap_runner[f->overlap_runners++] = s->alive[i];
		o->count++;
	}
	return 0;
}

static void
finish(const struct trace *t, struct findings *f, struct finding_overlap *o)
{
	const struct finding_values v =
	    findings_values(t, f, o->from_ms, o->to_ms);
	const struct finding_range *percent = &v.metric[TRACE_FREE_PERCENT];

	array_sort(f->overlap_runner + o->first, o->count,
	    sizeof *f->overlap_runner, compare_numbers);
	o->lowest_percent = percent->known > 0 ? (int)percent->low : -1;
}

int
findings_overlaps(const struct trace *t, struct findings *f)
{
	struct sweep s = {.trace = t, .findings = f};
	size_t i, row = 0;
	int rc = -1;

	s.seen = calloc(f->runners + 1, sizeof *s.seen);
	s.part = calloc(f->runners + 1, sizeof *s.part);
	s.alive = calloc(f->runners + 1, sizeof *s.alive);
	if (s.seen == NULL || s.part == NULL || s.alive == NULL)
		goto out;
	while (row < t->rows.count) {
		const uint32_t sample = t->rows.sample[row];

		row = take_sample(&s, row);
		if (s.alive_count > 1 && add_sample(&s, sample) != 0)
			goto out;
	}
	for (i = 0; i < f->overlaps; i++)
		finish(t, f, &f->overlap[i]);
	rc = 0;
out:
	free(s.seen);
	free(s.part);
	free(s.alive);
	return rc;
}
