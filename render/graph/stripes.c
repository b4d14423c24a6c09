#include <stdlib.h>

#include "render/graph/label.h"
#include "render/graph/marks.h"
#include "render/graph/system.h"
#include "render/human.h"

/*
 * Below the plot: bars where free % is low, however short that is; and a ribbon
 * of the kernel's own pressure level where it was recorded, else an estimate
 * from vm_stat's counts, and called so.
 */
enum { MARKS_ROOM = 200, STRIPE_HEIGHT = 10 };

int
stripes_count(const struct graph *g)
{
	return (g->findings->lows > 0) +
	       (findings_known_levels(g->trace, g->findings) > 0);
}

static void
put_mark(struct graph *g, struct panel *p, double top, const struct mark *mark,
    const char *class, enum ink ink, const struct text *title)
{
	struct svg_element *e =
	    graph_rect(g, p->zoom, class, &mark->at, top, STRIPE_HEIGHT);

	svg_set(g->svg, e, "fill", g->ink[ink]);
	svg_add_text(g->svg, e, "title", text_span(title));
}

/* Text at the right of a stripe, its second part in grey. */
static void
put_words(struct graph *g, struct panel *p, double top, const char *words,
    struct span grey)
{
	struct svg_element *e =
	    graph_text(g, p->group, g->plot_right + LABEL_GAP,
		top + STRIPE_HEIGHT - 1, NULL, span_of(words));

	svg_set(g->svg, e, "font-size", SMALL_FONT);
	graph_grey(g, e, grey);
}

static void
put_low(struct graph *g, struct panel *p, double top, const struct mark *mark)
{
	const struct finding_low *low = &g->findings->low[mark->first];
	struct text *title = svg_scratch(g->svg);

	text_add_f(title, "free memory below %d %%", g->findings->low_percent);
	if (mark->count > 1)
		text_add_string(title, ", more than once");
	else {
		text_add_f(title, ": %d", low->lowest_percent);
		if (low->highest_percent != low->lowest_percent)
			text_add_f(title, " to %d", low->highest_percent);
		text_add_string(title, " %, ");
		human_period(title, low->from_ms, low->to_ms);
	}
	put_mark(g, p, top, mark, "low-memory", INK_LOW, title);
}

static void
draw_lows(struct graph *g, struct panel *p, double top)
{
	const struct findings *f = g->findings;
	struct marks marks = {0};
	struct text *times;
	const int64_t low_ms = f->low[0].to_ms - f->low[0].from_ms;
	size_t i;

	for (i = 0; i < f->lows; i++)
		graph_mark(g, &marks, f->low[i].from_ms - g->half_ms,
		    f->low[i].to_ms + g->half_ms, 1, 0, i);
	graph_join(&marks, graph_room(g, MARKS_ROOM));
	for (i = 0; i < marks.count; i++)
		put_low(g, p, top, &marks.mark[i]);
	free(marks.mark);
	times = svg_scratch(g->svg);
	if (f->lows > 1)
		text_add_f(times, "%zu times", f->lows);
	else if (low_ms > 0) {
		text_add_string(times, "for ");
		human_duration(times, low_ms);
	}
	put_words(g, p, top, svg_f(g->svg, "free < %d %%", f->low_percent),
	    text_span(times));
}

static void
put_level(struct graph *g, struct panel *p, double top, const struct mark *mark)
{
	const struct finding_pressure *f = &g->findings->pressure[mark->first];
	const char *level = findings_level_name(f->level);
	struct text *title = svg_scratch(g->svg);

	text_add_f(
	    title, "pressure%s: %s, ", f->recorded ? "" : ", estimated", level);
	if (mark->count > 1)
		text_add_f(title, "%zu times, ", mark->count);
	human_period(title, f->from_ms, mark->to_ms - g->half_ms);
	put_mark(g, p, top, mark, svg_f(g->svg, "pressure %s", level),
	    INK_NORMAL + (f->level - PRESSURE_NORMAL), title);
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

static void
draw_levels(struct graph *g, struct panel *p, double top)
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
	graph_join(&marks, graph_room(g, MARKS_ROOM));
	for (i = 0; i < marks.count; i++)
		put_level(g, p, top, &marks.mark[i]);
	free(marks.mark);
	put_worst(g, p, top);
	put_words(g, p, top, "pressure",
	    f->recorded_blocks == 0 ? SPAN("(estimated)")
	    : f->recorded_blocks < findings_known_levels(g->trace, g->findings)
		? SPAN("(part estimated)")
		: SPAN(""));
}

void
stripes_draw(struct graph *g, struct panel *system)
{
	double top = g->at.stripes.top;
	struct panel panel = {.group = system->group}, *p = &panel;

	if (g->at.stripes.height <= 0)
		return;
	p->zoom = graph_zoom(g, p->group, "stripes", top, g->at.stripes.height);
	if (g->findings->lows > 0) {
		draw_lows(g, p, top);
		top += STRIPE_LINE;
	}
	if (findings_known_levels(g->trace, g->findings) > 0)
		draw_levels(g, p, top);
}
