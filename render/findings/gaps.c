#include "render/findings/parts.h"

int
findings_is_paused(
    const struct trace *t, const struct findings *f, int system, size_t i)
{
	return i > 0 && i < f->log[system].count &&
	       trace_ms(t, system, i) - trace_ms(t, system, i - 1) >
		   f->log[system].near_ms;
}

/* Is there a pause before the first of them at this time or later? */
static int
is_paused_at(
    const struct trace *t, const struct findings *f, int system, int64_t ms)
{
	return findings_is_paused(t, f, system,
	    system ? findings_block_at(t, ms) : findings_sample_at(t, ms));
}

static int
add_gaps(const struct trace *t, struct findings *f, int system)
{
	size_t i;

	for (i = 1; i < f->log[system].count; i++) {
		const int64_t from = trace_ms(t, system, i - 1);
		const int64_t to = trace_ms(t, system, i);

		if (!findings_is_paused(t, f, system, i))
			continue;
		if (ARRAY_GROW(f->gap, f->gaps) != 0)
			return -1;
		f->system_paused_ms += system ? to - from : 0;
		f->gap[f->gaps++] = (struct finding_gap){.system = system,
		    .from_ms = from,
		    .to_ms = to,
		    .both = is_paused_at(t, f, !system, from + 1) ||
			    is_paused_at(t, f, !system, to)};
	}
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
		f->paused_over_change |= g->ended > 0 && g->started > 0;
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
	if (add_gaps(t, f, 0) != 0)
		return -1;
	count_changes(t, f);
	if (add_gaps(t, f, 1) != 0)
		return -1;
	array_sort(f->gap, f->gaps, sizeof *f->gap, compare_gaps);
	return 0;
}
