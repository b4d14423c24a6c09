#include <stdlib.h>

#include "render/findings/headline.h"
#include "render/graph/label.h"
#include "render/graph/marks.h"
#include "render/graph/parts.h"
#include "render/human.h"

/*
 * Where runners overlap, draw a band across all panels, however short it is;
 * the worst one has text.
 */
enum { LEAST_BAND = 3, BANDS_ROOM = 60, WORDS_GAP = 4 };

/* "both alive, 45 s", "up to 3 alive, 45 s". */
static void
add_words(
    struct text *out, const struct findings *f, const struct finding_overlap *o)
{
	if (o->most == 2 && f->ollamas == 2)
		text_add_string(out, "both alive");
	else
		text_add_f(
		    out, "%s%zu alive", o->most > 2 ? "up to " : "", o->most);
	if (o->to_ms > o->from_ms) {
		text_add_string(out, ", ");
		human_duration(out, o->to_ms - o->from_ms);
	}
}

static void
put_band(struct graph *g, struct svg_element *zoom, const struct mark *mark)
{
	const struct finding_overlap *o = &g->findings->overlap[mark->first];
	const double top = g->at.bars.top - WORDS_GAP;
	struct text *title = svg_scratch(g->svg);
	struct svg_element *e =
	    graph_rect(g, zoom, "overlap", &mark->at, top, g->at.axis - top);

	svg_set(g->svg, e, "fill", g->ink[INK_TEXT], "fill-opacity", "0.08",
	    "stroke", g->ink[INK_TEXT], "stroke-opacity", "0.7",
	    "stroke-dasharray", "3 3");
	if (mark->count > 1)
		text_add_string(title, "runners overlap, more than once");
	else {
		text_add_f(title, "%s%zu runners alive, ",
		    o->most > 2 ? "up to " : "", o->most);
		human_period(title, o->from_ms, o->to_ms);
	}
	svg_add_text(g->svg, e, "title", text_span(title));
}

/* Above a panel, clear of its heading; if necessary beside it. */
static void
put_words(struct graph *g, struct svg_element *group)
{
	const struct finding_overlap *o = findings_worst_overlap(g->findings);
	const double over[] = {
	    g->at.lines.top, g->at.bars.top, g->at.system.top, g->at.lines.top};
	const double from = graph_x(g, o->from_ms), to = graph_x(g, o->to_ms);
	struct text *words = svg_scratch(g->svg);
	struct svg_element *e;
	double width, x, y;
	size_t i = 0;

	add_words(words, g->findings, o);
	width = graph_text_width(text_span(words)) * 1.1;
	x = (from + to - width) / 2;
	if (x + width > g->plot_right)
		x = g->plot_right - width;
	if (x < PLOT_LEFT)
		x = PLOT_LEFT;
	do
		y = over[i++] - HEADING_GAP;
	while (i < 4 && !graph_is_free(g, x, y, width));
	while (!graph_is_free(g, x, y, width) && x + width < g->options->width)
		x += 10;
	if (x > to) {
		text_rewind(words);
		text_add_string(words, "\xe2\x86\x90 ");
		add_words(words, g->findings, o);
	}
	e = graph_text(g, group, x + width / 2, y, "middle", text_span(words));
	svg_set(g->svg, e, "font-weight", "700");
	graph_at(g, e, from, to);
	graph_take(g, x, y, width);
}

void
graph_overlaps(struct graph *g)
{
	const struct findings *f = g->findings;
	struct marks marks = {0};
	const double top = g->at.bars.top - WORDS_GAP;
	struct svg_element *group, *zoom;
	size_t i;

	if (f->overlaps == 0)
		return;
	for (i = 0; i < f->overlaps; i++)
		graph_mark(g, &marks, f->overlap[i].from_ms,
		    f->overlap[i].to_ms, LEAST_BAND, 0, i);
	group = svg_add(
	    g->svg, g->root, "g", "id", "overlaps", "pointer-events", "none");
	zoom = graph_zoom(g, group, "overlaps", top, g->at.axis - top);
	graph_join(&marks, graph_room(g, BANDS_ROOM));
	for (i = 0; i < marks.count; i++)
		put_band(g, zoom, &marks.mark[i]);
	put_words(g, group);
	free(marks.mark);
}
