#include "render/array.h"
#include "render/graph/parts.h"
#include "render/graph/strip.h"
#include "render/human.h"

/* Drawing the strip between the panels, hatched where runners overlap. */
enum {
	RUNNER_BAR = 7, /* heights */
	LISTING_BAR = 4,
	LEAST_HATCH = 4,    /* width: a stripe is whole in it */
	HATCHES_EACH = 100, /* overlaps; of more, those that are near are one */
	HATCH_GAP = 16
};

static double
bar_y(const struct bars *bars, const struct bar *b, double top)
{
	return top + LANE * (b->lane + 1) -
	       (bars->of_runners ? RUNNER_BAR + 3 : LISTING_BAR + 4);
}

/* A label that goes where its time is when the axis is zoomed. */
static void
put_label(struct graph *g, struct svg_element *parent, const struct bar *b,
    double y, struct span label)
{
	double width = strip_label_width(label);
	int at_end = b->at.left + width > g->plot_right;
	struct svg_element *e =
	    graph_text(g, parent, at_end ? g->plot_right : b->at.left, y,
		at_end ? "end" : NULL, label);

	svg_set(g->svg, e, "class", "at", "data-at",
	    px(g, at_end ? b->at.to : b->at.from), "data-end",
	    at_end ? NULL : px(g, b->at.to));
}

/* "name  pid, first seen 09:25:00, last seen 09:30:00" */
static void
runner_title(
    const struct graph *g, const struct finding_runner *r, struct text *title)
{
	text_add_string(title,
	    r->started == EDGE_BEYOND ? ", already there " : ", first seen ");
	human_moment(title, r->from_ms, g->dated);
	text_add_string(
	    title, r->ended == EDGE_BEYOND ? ", still there " : ", last seen ");
	human_moment(title, r->to_ms, g->dated);
	if (r->orphan != ORPHAN_NO && r->orphan != ORPHAN_PARENT_1) {
		text_add_string(title, ", an orphan from ");
		human_moment(title, r->orphan_ms, g->dated);
	}
}

static void
put_bar(struct graph *g, struct svg_element *zoom, struct svg_element *labels,
    const struct bars *bars, const struct bar *b, double top)
{
	const int of_runner = bars->of_runners;
	const struct finding_runner *r =
	    of_runner ? &g->findings->runner[b->what] : NULL;
	const struct finding_listing *l =
	    of_runner ? NULL : &g->findings->listing[b->what];
	const double y = bar_y(bars, b, top),
		     room = b->label_right - b->label_left;
	struct text *label = svg_scratch(g->svg), *title = svg_scratch(g->svg);
	struct svg_element *e = graph_rect(
	    g, zoom, NULL, &b->at, y, of_runner ? RUNNER_BAR : LISTING_BAR);

	svg_set(g->svg, e, "class", of_runner ? "runner" : "listed", "fill",
	    of_runner ? graph_colour(g, r->process) : g->ink[INK_MUTED],
	    "fill-opacity", of_runner ? NULL : "0.75");
	if (room > 0) {
		strip_label(g, of_runner, b->what, room, label);
		put_label(g, labels, b, y - 3, text_span(label));
	}
	strip_label(g, of_runner, b->what, g->plot_right, title);
	if (of_runner)
		runner_title(g, r, title);
	else {
		text_add_string(title, ", listed ");
		human_period(title, l->from_ms, l->to_ms);
	}
	svg_add_text(g->svg, e, "title", text_span(title));
}

static void
put_hatch(struct graph *g, struct svg_element *zoom, const struct extent *at,
    double y)
{
	if (at->right > 0)
		svg_set(g->svg, graph_rect(g, zoom, NULL, at, y, RUNNER_BAR),
		    "fill", "url(#hatch)");
}

/*
 * However short it is, an overlap is what the picture is looked at for. Where
 * there are too many to draw each, those that are near are drawn as one.
 */
static void
put_hatches(
    struct graph *g, struct svg_element *zoom, const struct bar *b, double y)
{
	const struct findings *f = g->findings;
	const struct finding_runner *r = &f->runner[b->what];
	struct extent at = {0, 0, 0, 0}, next;
	size_t i = 0;

	/* The first that ends then or later; they never meet. */
	if (f->overlaps > 0)
		i = array_find_ms(&f->overlap[0].to_ms, f->overlaps,
		    sizeof *f->overlap, r->from_ms);
	for (; i < f->overlaps && f->overlap[i].from_ms <= r->to_ms; i++) {
		next = graph_extent(g, f->overlap[i].from_ms,
		    f->overlap[i].to_ms, &b->at, LEAST_HATCH);
		if (f->overlaps > HATCHES_EACH &&
		    graph_join(&at, &next, HATCH_GAP))
			continue;
		put_hatch(g, zoom, &at, y);
		at = next;
	}
	put_hatch(g, zoom, &at, y);
}

/* Stripes of the background's colour, at 45 degrees. */
static void
define_hatch(struct graph *g, struct svg_element *parent)
{
	struct svg_element *e = svg_add(g->svg, parent, "pattern", "id",
	    "hatch", "width", "5", "height", "5", "patternUnits",
	    "userSpaceOnUse", "patternTransform", "rotate(45)");

	svg_add_inline(g->svg, e, "rect", "width", "2.5", "height", "5", "fill",
	    g->ink[INK_PAPER], "fill-opacity", "0.75");
}

void
strip_draw(struct graph *g, const struct strip *strip, double top)
{
	static const char *const title[] = {"runners", "listed"};
	static const char *const one[] = {"runner", "model"};
	static const char *const many[] = {"runners", "models"};
	struct svg_element *group, *zoom, *labels;
	struct text *lost;
	double y = top;
	size_t i;
	int k;

	if (strip->lanes == 0)
		return;
	group = svg_add(
	    g->svg, g->root, "g", "id", "runners", "font-size", SMALL_FONT);
	define_hatch(g, group);
	zoom = graph_zoom(g, group, "runners", top, LANE * strip->lanes);
	labels = svg_add(g->svg, group, "g", "clip-path", "url(#clip-runners)");
	group = svg_add(g->svg, group, "g", "fill", g->ink[INK_MUTED]);
	for (k = 0; k < 2; k++) {
		const struct bars *bars = &strip->bars[k];

		for (i = 0; i < bars->count; i++)
			put_bar(g, zoom, labels, bars, &bars->bar[i], y);
		for (i = 0; k == RUNNERS && i < bars->count; i++)
			put_hatches(g, zoom, &bars->bar[i],
			    bar_y(bars, &bars->bar[i], y));
		if (bars->lanes > 0)
			graph_text(g, group, PLOT_LEFT - AXIS_GAP, y + LANE - 4,
			    "end", span_of(title[k]));
		y += LANE * bars->lanes;
	}
	lost = svg_scratch(g->svg);
	for (k = 0; k < 2; k++)
		if (strip->bars[k].left_out > 0) {
			text_add_string(lost, lost->len > 0 ? ", " : "");
			human_count(
			    lost, strip->bars[k].left_out, one[k], many[k]);
		}
	if (lost->len == 0)
		return;
	text_add_string(lost, " not drawn");
	graph_text(
	    g, group, g->plot_right + 8, top + LANE - 4, NULL, text_span(lost));
}
