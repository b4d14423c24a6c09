#include <string.h>

#include "render/graph_parts.h"
#include "render/names.h"

enum { VALUE_TICKS = 5, HEADING_GAP = 12 };

double
graph_x(const struct graph *g, int64_t ms)
{
	return scale_at(&g->x, (double)(ms - g->from_ms));
}

struct svg_element *
graph_text(struct graph *g, struct svg_element *parent, double x, double y,
    const char *anchor, struct span s)
{
	struct svg_element *t = svg_add(g->svg, parent, "text");

	svg_set_number(g->svg, t, "x", x);
	svg_set_number(g->svg, t, "y", y);
	if (anchor != NULL)
		svg_set(g->svg, t, "text-anchor", anchor);
	svg_text(g->svg, t, s);
	return t;
}

void
graph_line(struct graph *g, struct svg_element *parent, double x1, double y1,
    double x2, double y2, const char *colour)
{
	struct svg_element *line = svg_add(g->svg, parent, "line");

	svg_set_number(g->svg, line, "x1", x1);
	svg_set_number(g->svg, line, "y1", y1);
	svg_set_number(g->svg, line, "x2", x2);
	svg_set_number(g->svg, line, "y2", y2);
	if (colour != NULL)
		svg_set(g->svg, line, "stroke", colour);
}

void
graph_panel(struct graph *g, struct panel *p, const char *id,
    const char *heading, double top, double height)
{
	struct svg_element *e;
	int i;

	p->top = top;
	p->height = height;
	p->group = svg_add(g->svg, g->root, "g");
	svg_set(g->svg, p->group, "id", id);
	e = graph_text(
	    g, p->group, PLOT_LEFT, top - HEADING_GAP, NULL, span_of(heading));
	svg_set(g->svg, e, "font-size", "14");
	svg_set(g->svg, e, "font-weight", "600");
	e = svg_add(g->svg, p->group, "rect");
	svg_set_number(g->svg, e, "x", PLOT_LEFT);
	svg_set_number(g->svg, e, "y", top);
	svg_set_number(g->svg, e, "width", g->plot_right - PLOT_LEFT);
	svg_set_number(g->svg, e, "height", height);
	svg_set(g->svg, e, "fill", g->theme->plot);
	svg_set(g->svg, e, "stroke", g->theme->frame);
	e = svg_add(g->svg, p->group, "g");
	svg_set(g->svg, e, "class", "grid");
	for (i = 0; i < g->ticks.count; i++) {
		double x = graph_x(g, g->ticks.first_ms + i * g->ticks.step_ms);

		graph_line(g, e, x, top, x, top + height, g->theme->grid);
	}
}

void
graph_gib_axis(struct graph *g, struct panel *p, double top_gib)
{
	struct ticks ticks = scale_value_ticks(top_gib, VALUE_TICKS);
	struct svg_element *axis = svg_add(g->svg, p->group, "g");
	struct text label = {0};
	int i;

	svg_set(g->svg, axis, "class", "axis");
	svg_set(g->svg, axis, "fill", g->theme->muted);
	p->y = (struct scale){
	    0, ticks.step * (ticks.count - 1), p->top + p->height, p->top};
	for (i = 0; i < ticks.count; i++) {
		double y = scale_at(&p->y, i * ticks.step);

		if (i > 0 && i < ticks.count - 1)
			graph_line(g, axis, PLOT_LEFT, y, g->plot_right, y,
			    g->theme->grid);
		text_clear(&label);
		text_add_f(&label, "%.*f", ticks.decimals, i * ticks.step);
		graph_text(
		    g, axis, PLOT_LEFT - 8, y + 4, "end", text_span(&label));
	}
	graph_text(
	    g, axis, PLOT_LEFT - 8, p->top - HEADING_GAP, "end", SPAN("GiB"));
	g->failed |= label.failed;
	text_free(&label);
}

void
graph_no_data(struct graph *g, struct panel *p)
{
	struct svg_element *t =
	    graph_text(g, p->group, (PLOT_LEFT + g->plot_right) / 2.0,
		p->top + p->height / 2 + 5, "middle", SPAN("no data"));

	svg_set(g->svg, t, "fill", g->theme->muted);
	svg_set(g->svg, t, "font-size", "16");
}

struct svg_element *
graph_series(struct graph *g, struct panel *p, const char *id, struct span path,
    struct span title)
{
	struct svg_element *e = svg_add(g->svg, p->group, "path");

	svg_set(g->svg, e, "id", id);
	svg_set(g->svg, e, "class", "series");
	svg_set_span(g->svg, e, "d", path);
	svg_set(g->svg, e, "fill", "none");
	svg_set(g->svg, e, "stroke-linecap", "round");
	svg_set(g->svg, e, "stroke-linejoin", "round");
	svg_add_text(g->svg, e, "title", title);
	return e;
}

double
graph_legend_y(const struct panel *p, int row)
{
	return p->top + 10 + row * LEGEND_ROW;
}

static void
legend_cells(struct graph *g, struct svg_element *row, double y,
    struct span name, struct span middle, struct span right)
{
	graph_text(g, row, g->legend_left + 32, y, NULL, name);
	if (middle.n > 0)
		graph_text(g, row, g->legend_right - 78, y, "end", middle);
	if (right.n > 0)
		graph_text(g, row, g->legend_right, y, "end", right);
}

void
graph_legend_head(struct graph *g, struct panel *p, const char *name,
    const char *middle, const char *right)
{
	struct svg_element *row = svg_add(g->svg, p->group, "g");

	svg_set(g->svg, row, "class", "legend-head");
	svg_set(g->svg, row, "fill", g->theme->muted);
	svg_set(g->svg, row, "font-size", "11");
	legend_cells(g, row, p->top - HEADING_GAP + 6, span_of(name),
	    span_of(middle), span_of(right));
	graph_line(g, row, g->legend_left, p->top, g->legend_right, p->top,
	    g->theme->frame);
}

struct svg_element *
graph_legend_row(struct graph *g, struct panel *p, int i, struct span name,
    struct span middle, struct span right)
{
	struct svg_element *row = svg_add(g->svg, p->group, "g");

	svg_set(g->svg, row, "class", "legend");
	legend_cells(g, row, graph_legend_y(p, i) + 8, name, middle, right);
	return row;
}
