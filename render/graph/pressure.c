#include "render/graph/legend.h"
#include "render/graph/parts.h"
#include "render/human.h"

/*
 * The ribbon along the upper edge of the system panel: the kernel's pressure
 * level as it can be derived from vm_stat's counts. An estimate, and named so.
 */
enum { RIBBON = 6, SPANS_ROOM = 70 };

/* What of the ribbon is not yet drawn. */
struct ribbon {
	double least; /* width of a span, in pixels */
	size_t count;
	enum pressure level;
	struct extent at;
	int64_t from_ms;
	int64_t to_ms;
};

/* Without a panel it is only counted. */
static void
put(struct graph *g, struct panel *p, struct ribbon *r)
{
	struct text title = {0};
	struct svg_element *e;

	if (r->level == PRESSURE_UNKNOWN)
		return;
	r->count++;
	if (p == NULL)
		return;
	e = svg_add(g->svg, p->zoom, "rect");
	svg_set_f(
	    g->svg, e, "class", "pressure %s", findings_level_name(r->level));
	graph_place(g, e, &r->at, p->top, RIBBON);
	svg_set(g->svg, e, "fill", g->theme->pressure[r->level]);
	text_add_f(
	    &title, "pressure, estimated: %s, ", findings_level_name(r->level));
	human_period(&title, r->from_ms, r->to_ms);
	svg_add_text(g->svg, e, "title", text_span(&title));
	g->failed |= title.failed;
	text_free(&title);
}

/* Does a span that ends there fit into the pixel that is taken already? */
static int
is_within(const struct ribbon *r, double right)
{
	return r->at.right - r->at.left <= r->least + 0.01 &&
	       right <= r->at.right;
}

/*
 * A sample stands for the time around it. A span takes a pixel at least, or
 * more where there are too many: from what is wider before it, or else both are
 * one, as the worse of the two.
 */
static size_t
ribbon(struct graph *g, struct panel *p, double least)
{
	const int64_t pause = g->findings->system_pause_ms;
	const int64_t half = pause == INT64_MAX ? 0 : pause / 6;
	struct ribbon r = {.least = least, .level = PRESSURE_UNKNOWN};
	size_t i;

	for (i = 0; i < g->findings->pressures; i++) {
		const struct finding_pressure *f = &g->findings->pressure[i];
		double from = graph_x(g, f->from_ms - half);
		double to = graph_x(g, f->to_ms + half), left;

		if (from < PLOT_LEFT)
			from = PLOT_LEFT;
		if (to > g->plot_right)
			to = g->plot_right;
		if (i > 0 && from < r.at.right + least &&
		    (f->level == r.level || is_within(&r, to))) {
			if (f->level > r.level)
				r.level = f->level;
			if (to > r.at.right)
				r.at.right = to;
			r.at.to = to;
			r.to_ms = f->to_ms;
			continue;
		}
		left = from;
		if (left < r.at.right && r.at.right - r.at.left > least + 0.01)
			r.at.to = r.at.right = left;
		else if (left < r.at.right)
			left = r.at.right;
		put(g, p, &r);
		r = (struct ribbon){least, r.count, f->level,
		    {from, to, left, to > left + least ? to : left + least},
		    f->from_ms, f->to_ms};
	}
	put(g, p, &r);
	return r.count;
}

void
graph_pressure(struct graph *g, struct panel *p, int row)
{
	static const int at[PRESSURE_LEVELS] = {0, 30, 108, 174};
	struct svg_element *e, *group;
	double least = 1, y = legend_y(p, row);
	int level;

	while (ribbon(g, NULL, least) > graph_room(g, SPANS_ROOM))
		least *= 2;
	ribbon(g, p, least);
	group = legend_row(
	    g, p, row, SPAN("pressure, estimated:"), SPAN(""), SPAN(""));
	if (g->findings->pressures > 0)
		svg_set(g->svg, group, "data-for", ".pressure");
	group = svg_add(g->svg, p->group, "g");
	svg_set(g->svg, group, "class", "legend");
	for (level = PRESSURE_NORMAL; level < PRESSURE_LEVELS; level++) {
		double x = g->legend_left + at[level] + 2;

		e = svg_add(g->svg, group, "rect");
		svg_set_number(g->svg, e, "x", x);
		svg_set_number(g->svg, e, "y", y + LEGEND_ROW + 1);
		svg_set(g->svg, e, "width", "14");
		svg_set_number(g->svg, e, "height", RIBBON);
		svg_set(g->svg, e, "fill", g->theme->pressure[level]);
		graph_text(g, group, x + 19, y + LEGEND_ROW + 8, NULL,
		    span_of(findings_level_name((enum pressure)level)));
	}
}
