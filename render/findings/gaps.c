#include <stdlib.h>

#include "render/findings/parts.h"

/* Has a log a pause that ends at that time or goes over it? */
static int
paused_at(
    const struct trace *t, const struct findings *f, int system, int64_t ms)
{
	size_t i =
	    system ? findings_block_at(t, ms) : findings_sample_at(t, ms);

	if (i == 0 || i >= (system ? t->blocks : t->samples))
		return 0;
	return system ? t->block[i].ts_ms - t->block[i - 1].ts_ms >
			    f->system_pause_ms
		      : t->sample_ms[i] - t->sample_ms[i - 1] >
			    f->process_pause_ms;
}

/* Between sample (or block) i and the one before it, if that is a pause. */
static int
add_gap(const struct trace *t, struct findings *f, int system, size_t i)
{
	const int64_t from =
	    system ? t->block[i - 1].ts_ms : t->sample_ms[i - 1];
	const int64_t to = system ? t->block[i].ts_ms : t->sample_ms[i];
	struct finding_gap *g;

	if (to - from <= (system ? f->system_pause_ms : f->process_pause_ms))
		return 0;
	if (FINDINGS_GROW(f->gap, f->gaps) != 0)
		return -1;
	g = &f->gap[f->gaps++];
	*g = (struct finding_gap){
	    .system = system, .from_ms = from, .to_ms = to};
	g->both =
	    paused_at(t, f, !system, from + 1) || paused_at(t, f, !system, to);
	return 0;
}

/* The gap of the process log that begins (ends) at that time, or NULL. */
static struct finding_gap *
find_gap(struct findings *f, int64_t ms, int end)
{
	size_t i;

	if (f->gaps == 0)
		return NULL;
	i = array_find_ms(end ? &f->gap[0].to_ms : &f->gap[0].from_ms, f->gaps,
	    sizeof *f->gap, ms);
	return i < f->gaps && (end ? f->gap[i].to_ms : f->gap[i].from_ms) == ms
		   ? &f->gap[i]
		   : NULL;
}

static int
compare_gaps(const void *a, const void *b)
{
	const struct finding_gap *x = a, *y = b;

	if (x->from_ms != y->from_ms)
		return x->from_ms < y->from_ms ? -1 : 1;
	return x->system - y->system;
}

int
findings_gaps(const struct trace *t, struct findings *f)
{
	size_t i;

	for (i = 1; i < t->samples; i++)
		if (add_gap(t, f, 0, i) != 0)
			return -1;
	for (i = 0; i < f->runners; i++) {
		struct finding_gap *g;

		if (f->runner[i].foreign)
			continue;
		g = find_gap(f, f->runner[i].to_ms, 0);
		if (g != NULL)
			g->ended++;
		g = find_gap(f, f->runner[i].from_ms, 1);
		if (g != NULL)
			g->started++;
	}
	for (i = 1; i < t->blocks; i++)
		if (add_gap(t, f, 1, i) != 0)
			return -1;
	array_sort(f->gap, f->gaps, sizeof *f->gap, compare_gaps);
	return 0;
}
