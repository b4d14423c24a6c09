#include "render/array.h"
#include "render/graph/strip.h"
#include "render/human.h"

/* Drawing the strip between the panels, hatched where runners overlap. */
enum {
	RUNNER_BAR = 7, /* heights */
	LISTING_BAR = 4,
	LEAST_HATCH = 4,    /* width: a stripe is whole in it */
	HATCHES_EACH = 100, /* overlaps; of more, those that are near are one */
	HATCH_GAP = 16,
	MARKERS_MOST = 60
};

static struct svg_element *
rect(struct graph *g, struct svg_element *parent, const struct extent *at,
    double y, double height)
{
	struct svg_element *e = svg_add(g->svg, parent, "rect");

	graph_place(g, e, at, y, height);
	return e;
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

	svg_set(g->svg, e, "class", "at");
	svg_set_number(g->svg, e, "data-at", at_end ? b->at.to : b->at.from);
	if (!at_end)
		svg_set_number(g->svg, e, "data-end", b->at.to);
}

static void
put_runner(struct graph *g, struct svg_element *zoom,
    struct svg_element *labels, const struct bar *b, double y)
{
	const struct finding_runner *r = &g->findings->runner[b->what];
	struct text label = {0};
	struct svg_element *e;

	e = rect(g, zoom, &b->at, y + LANE - RUNNER_BAR - 3, RUNNER_BAR);
	svg_set(g->svg, e, "class", "runner");
	svg_set(g->svg, e, "fill", graph_colour(g, r->process));
	if (b->room > 0) {
		strip_runner_label(g, b->what, b->room, &label);
		put_label(
		    g, labels, b, y + LANE - RUNNER_BAR - 6, text_span(&label));
		text_rewind(&label);
	}
	strip_runner_label(g, b->what, LABEL_WHOLE, &label);
	text_add_string(&label,
	    r->started == EDGE_BEYOND ? ", already there " : ", first seen ");
	human_moment(&label, r->from_ms, g->dated);
	text_add_string(&label,
	    r->ended == EDGE_BEYOND ? ", still there " : ", last seen ");
	human_moment(&label, r->to_ms, g->dated);
	if (r->orphan != ORPHAN_NO && r->orphan != ORPHAN_PARENT_1) {
		text_add_string(&label, ", an orphan from ");
		human_moment(&label, r->orphan_ms, g->dated);
	}
	svg_add_text(g->svg, e, "title", text_span(&label));
	g->failed |= label.failed;
	text_free(&label);
}

static void
put_listing(struct graph *g, struct svg_element *zoom,
    struct svg_element *labels, const struct bar *b, double y)
{
	const struct finding_listing *l = &g->findings->listing[b->what];
	struct text label = {0};
	struct svg_element *e;

	e = rect(g, zoom, &b->at, y + LANE - LISTING_BAR - 4, LISTING_BAR);
	svg_set(g->svg, e, "class", "listed");
	svg_set(g->svg, e, "fill", g->theme->muted);
	svg_set(g->svg, e, "fill-opacity", "0.75");
	if (b->room > 0) {
		strip_listing_label(g, b->what, b->room, &label);
		put_label(g, labels, b, y + LANE - LISTING_BAR - 7,
		    text_span(&label));
		text_rewind(&label);
	}
	strip_listing_label(g, b->what, LABEL_WHOLE, &label);
	text_add_string(&label, ", listed ");
	human_period(&label, l->from_ms, l->to_ms);
	svg_add_text(g->svg, e, "title", text_span(&label));
	g->failed |= label.failed;
	text_free(&label);
}

/* The first that ends then or later; there may be none. They never meet. */
static size_t
first_overlap(const struct findings *f, int64_t ms)
{
	return f->overlaps == 0 ? 0
				: array_find_ms(&f->overlap[0].to_ms,
				      f->overlaps, sizeof *f->overlap, ms);
}

/*
 * What of the overlap is the bar's, wide enough to be seen if the bar is. What
 * would go over the bar's end goes back from it.
 */
static struct extent
hatch_of(
    const struct graph *g, const struct bar *b, const struct finding_overlap *o)
{
	struct extent e = {graph_x(g, o->from_ms), graph_x(g, o->to_ms), 0, 0};

	if (e.from < b->at.from)
		e.from = b->at.from;
	if (e.to > b->at.to)
		e.to = b->at.to;
	e.left = e.from;
	e.right = e.to > e.from + LEAST_HATCH ? e.to : e.from + LEAST_HATCH;
	if (e.right > b->at.right) {
		e.left -= e.right - b->at.right;
		e.right = b->at.right;
	}
	if (e.left < b->at.left)
		e.left = b->at.left;
	return e;
}

static void
put_hatch(struct graph *g, struct svg_element *zoom, const struct extent *at,
    double y)
{
	svg_set(g->svg,
	    rect(g, zoom, at, y + LANE - RUNNER_BAR - 3, RUNNER_BAR), "fill",
	    "url(#hatch)");
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
	struct extent at = {0, 0, 0, 0};
	size_t i;

	for (i = first_overlap(f, r->from_ms);
	     i < f->overlaps && f->overlap[i].from_ms <= r->to_ms; i++) {
		struct extent next = hatch_of(g, b, &f->overlap[i]);

		if (at.right > 0 && f->overlaps > HATCHES_EACH &&
		    next.left < at.right + HATCH_GAP) {
			at.to = next.to;
			at.right = next.right;
			continue;
		}
		if (at.right > 0)
			put_hatch(g, zoom, &at, y);
		at = next;
	}
	if (at.right > 0)
		put_hatch(g, zoom, &at, y);
}

/* Stripes of the background's colour, at 45 degrees. */
static void
define_hatch(struct graph *g, struct svg_element *parent)
{
	struct svg_element *e = svg_add(g->svg, parent, "pattern");

	svg_set(g->svg, e, "id", "hatch");
	svg_set(g->svg, e, "width", "5");
	svg_set(g->svg, e, "height", "5");
	svg_set(g->svg, e, "patternUnits", "userSpaceOnUse");
	svg_set(g->svg, e, "patternTransform", "rotate(45)");
	e = svg_add_inline(g->svg, e, "rect");
	svg_set(g->svg, e, "width", "2.5");
	svg_set(g->svg, e, "height", "5");
	svg_set(g->svg, e, "fill", g->theme->background);
	svg_set(g->svg, e, "fill-opacity", "0.75");
}

static void
put_left_out(struct graph *g, struct svg_element *group,
    const struct strip *strip, double y)
{
	struct text line = {0};

	if (strip->runners.left_out + strip->listings.left_out == 0)
		return;
	if (strip->runners.left_out > 0)
		human_count(
		    &line, strip->runners.left_out, "runner", "runners");
	if (strip->listings.left_out > 0) {
		text_add_string(&line, line.len > 0 ? ", " : "");
		human_count(&line, strip->listings.left_out, "model", "models");
	}
	text_add_string(&line, " not drawn");
	graph_text(g, group, g->legend_left, y, NULL, text_span(&line));
	g->failed |= line.failed;
	text_free(&line);
}

void
strip_draw(struct graph *g, const struct strip *strip, double top)
{
	const double listed = top + LANE * strip->runners.lanes;
	const int all = strip->runners.lanes + strip->listings.lanes;
	struct svg_element *group, *zoom, *labels;
	size_t i;

	if (all == 0)
		return;
	group = svg_add(g->svg, g->root, "g");
	svg_set(g->svg, group, "id", "runners");
	svg_set(g->svg, group, "font-size", "11");
	define_hatch(g, group);
	zoom = graph_zoom(g, group, "runners", top, LANE * all);
	labels = svg_add(g->svg, group, "g");
	svg_set(g->svg, labels, "clip-path", "url(#clip-runners)");
	for (i = 0; i < strip->runners.count; i++)
		put_runner(g, zoom, labels, &strip->runners.bar[i],
		    top + LANE * strip->runners.bar[i].lane);
	for (i = 0; i < strip->runners.count; i++)
		put_hatches(g, zoom, &strip->runners.bar[i],
		    top + LANE * strip->runners.bar[i].lane);
	for (i = 0; i < strip->listings.count; i++)
		put_listing(g, zoom, labels, &strip->listings.bar[i],
		    listed + LANE * strip->listings.bar[i].lane);
	group = svg_add(g->svg, group, "g");
	svg_set(g->svg, group, "fill", g->theme->muted);
	if (strip->runners.lanes > 0)
		graph_text(g, group, PLOT_LEFT - 8, top + LANE - 4, "end",
		    SPAN("runners"));
	if (strip->listings.lanes > 0)
		graph_text(g, group, PLOT_LEFT - 8, listed + LANE - 4, "end",
		    SPAN("listed"));
	put_left_out(g, group, strip, top + LANE - 4);
}

static void
put_marker(struct graph *g, struct svg_element *group, double x, double y,
    int start, const char *colour)
{
	struct svg_element *e = svg_add(g->svg, group, "path");

	svg_set_f(g->svg, e, "d",
	    start ? "M%.2f %.0fl4.5 7h-9z" : "M%.2f %.0fm-4 .5h8l-4 6.5z", x,
	    y);
	svg_set(g->svg, e, "class", start ? "at start" : "at end");
	svg_set_number(g->svg, e, "data-at", x);
	svg_set(g->svg, e, "fill", start ? colour : g->theme->background);
	svg_set(g->svg, e, "stroke", colour);
}

/* On the time axis: a filled mark where a runner starts, a hollow one at its
 * end. */
void
strip_markers(struct graph *g, const struct strip *strip, double bottom)
{
	struct svg_element *group;
	size_t i;

	if (strip->runners.count == 0)
		return;
	group = svg_add(g->svg, g->root, "g");
	svg_set(g->svg, group, "id", "markers");
	for (i = 0; i < strip->runners.count && i < MARKERS_MOST; i++) {
		const struct bar *b = &strip->runners.bar[i];
		const struct finding_runner *r = &g->findings->runner[b->what];
		const char *colour = graph_colour(g, r->process);

		if (r->started >= EDGE_PAUSE)
			put_marker(g, group, b->at.from, bottom, 1, colour);
		if (r->ended >= EDGE_PAUSE)
			put_marker(g, group, b->at.to, bottom, 0, colour);
	}
}
