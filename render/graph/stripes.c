#include <stdlib.h>

#include "render/graph/label.h"
#include "render/graph/marks.h"
#include "render/graph/system.h"
#include "render/human.h"

/*
 * The ribbon under the plot: the kernel's own pressure level where it was
 * recorded, else an estimate from vm_stat's counts, and called so.
 */
enum { SPANS_ROOM = 50 };

static void
put(struct graph *g, struct panel *p, double top, const struct mark *mark)
{
	const struct finding_pressure *f = &g->findings->pressure[mark->first];
	const char *level = findings_level_name(f->level);
	struct text *title = svg_scratch(g->svg);
	struct svg_element *e = graph_rect(g, p->zoom,
	    svg_f(g->svg, "pressure %s", level), &mark->at, top, STRIPE_HEIGHT);

	svg_set(g->svg, e, "fill",
	    g->ink[INK_NORMAL + (f->level - PRESSURE_NORMAL)]);
	text_add_f(
	    title, "pressure%s: %s, ", f->recorded ? "" : ", estimated", level);
	if (mark->count > 1)
		text_add_f(title, "%zu times, ", mark->count);
	human_period(title, f->from_ms, mark->to_ms - g->half_ms);
	svg_add_text(g->svg, e, "title", text_span(title));
}

/* The worst level, as text at its longest span: how long, or how often. */
static void
put_worst(struct graph *g, struct panel *p, double top)
{
	const struct findings *f = g->findings;
	const struct finding_pressure *longest = NULL, *at;
	struct text *words = svg_scratch(g->svg);
	struct extent place;
	size_t i, times = 0;

	for (i = 0; i < f->pressures; i++) {
		at = &f->pressure[i];
		if (longest == NULL || at->level > longest->level) {
			longest = at;
			times = 0;
		}
		if (at->level != longest->level)
			continue;
		times++;
		if (at->to_ms - at->from_ms > longest->to_ms - longest->from_ms)
			longest = at;
	}
	if (longest == NULL || longest->level <= PRESSURE_NORMAL)
		return;
	place = graph_extent(
	    g, longest->from_ms - g->half_ms, longest->to_ms + g->half_ms, 1);
	text_add_string(words, findings_level_name(longest->level));
	if (times > 1)
		text_add_f(words, " %zu\xc3\x97", times);
	else if (longest->to_ms > longest->from_ms) {
		text_add_char(words, ' ');
		human_duration(words, longest->to_ms - longest->from_ms);
	}
	svg_set(g->svg,
	    graph_words(
		g, p->group, &place, top + STRIPE_HEIGHT - 1, text_span(words)),
	    "font-weight", "600");
}

size_t
pressure_blocks(const struct findings *f)
{
	return f->level_blocks[PRESSURE_NORMAL] +
	       f->level_blocks[PRESSURE_WARN] +
	       f->level_blocks[PRESSURE_CRITICAL];
}

void
pressure_stripe(struct graph *g, struct panel *p, double top)
{
	const struct findings *f = g->findings;
	struct marks marks = {0};
	size_t i;

	/*
	 * A lane for each level, so that the worse is drawn over the better;
	 * estimates have their own.
	 */
	for (i = 0; i < f->pressures; i++) {
		const struct finding_pressure *at = &f->pressure[i];

		if (at->level != PRESSURE_UNKNOWN)
			graph_mark(g, &marks, at->from_ms - g->half_ms,
			    at->to_ms + g->half_ms, 1,
			    2 * (int)at->level + at->recorded, i);
	}
	graph_join(&marks, graph_room(g, SPANS_ROOM));
	for (i = 0; i < marks.count; i++)
		put(g, p, top, &marks.mark[i]);
	free(marks.mark);
	put_worst(g, p, top);
	stripe_words(g, p, top, "pressure",
	    f->recorded_blocks == 0                   ? SPAN("(estimated)")
	    : f->recorded_blocks < pressure_blocks(f) ? SPAN("(part estimated)")
						      : SPAN(""));
}
