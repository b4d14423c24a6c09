#include <stdlib.h>

#include "render/findings/parts.h"

/* Does a log have a pause that ends at this time or includes it? */
static int
paused_at(
    const struct trace *t, const struct findings *f, int system, int64_t ms)
{
	const size_t i =
	    system ? findings_block_at(t, ms) : findings_sample_at(t, ms);

	if (i == 0 || i >= (system ? t->blocks : t->samples))
		return 0;
	return system ? t->block[i].ts_ms - t->block[i - 1].ts_ms >
			    f->system_pause_ms
		      : t->sample_ms[i] - t->sample_ms[i - 1] >
			    f->process_pause_ms;
}

/* Add the pause between two samples, if there is one. */
static int
add_gap(const struct trace *t, struct findings *f, int system, int64_t from,
    int64_t to)
{
	if (to - from <= (system ? f->system_pause_ms : f->process_pause_ms))
		return 0;
	if (ARRAY_GROW(f->gap, f->gaps) != 0)
		return -1;
	f->gap[f->gaps++] = (struct finding_gap){.system = system,
	    .from_ms = from,
	    .to_ms = to,
	    .both = paused_at(t, f, !system, from + 1) ||
		    paused_at(t, f, !system, to)};
	return 0;
}

/* Ollama's runners last seen before the gaps, and first seen after them. */
static void
count_changes(const struct trace *t, struct findings *f)
{
	const struct finding_runner *r;
	struct finding_gap *g;
	size_t i, ended = 0, started = 0;

	for (i = 0; i < f->gaps; i++) {
		g = &f->gap[i];
		for (; ended < f->runners; ended++) {
			r = &f->runner[f->end[ended]];
			if (findings_to_ms(t, r) > g->from_ms)
				break;
			g->ended +=
			    !r->foreign && findings_to_ms(t, r) == g->from_ms;
		}
		for (; started < f->runners; started++) {
			r = &f->runner[started];
			if (findings_from_ms(t, r) > g->to_ms)
				break;
			g->started +=
			    !r->foreign && findings_from_ms(t, r) == g->to_ms;
		}
	}
}

static int
compare_gaps(const void *a, const void *b)
{
	const struct finding_gap *x = a, *y = b;

	return x->from_ms != y->from_ms ? FINDINGS_ORDER(x->from_ms, y->from_ms)
					: x->system - y->system;
}

int
findings_gaps(const struct trace *t, struct findings *f)
{
	size_t i;

	for (i = 1; i < t->samples; i++)
		if (add_gap(t, f, 0, t->sample_ms[i - 1], t->sample_ms[i]) != 0)
			return -1;
	count_changes(t, f);
	for (i = 1; i < t->blocks; i++)
		if (add_gap(
			t, f, 1, t->block[i - 1].ts_ms, t->block[i].ts_ms) != 0)
			return -1;
	array_sort(f->gap, f->gaps, sizeof *f->gap, compare_gaps);
	return 0;
}
