#include "render/graph/legend.h"
#include "render/graph/parts.h"

double
legend_y(const struct panel *p, int row)
{
	return p->top + 10 + row * LEGEND_ROW;
}

struct svg_element *
legend_swatch(struct graph *g, struct panel *p, struct svg_element *row, int i,
    const char *colour)
{
	struct svg_element *e = svg_add(g->svg, row, "path");

	svg_set_f(g->svg, e, "d", "M%.0f %.1fh22", g->legend_left,
	    legend_y(p, i) + 4);
	svg_set(g->svg, e, "stroke", colour);
	return e;
}

static void
legend_cells(struct graph *g, struct svg_element *row, double y,
    struct span name, struct span middle, struct span right)
{
	struct svg_element *e =
	    graph_text(g, row, g->legend_left + 32, y, NULL, name);

	/* Letters can be wider than the columns that names are cut to. */
	if (middle.n > 0) {
		svg_set(g->svg, e, "clip-path", "url(#clip-names)");
		graph_text(g, row, g->legend_right - 78, y, "end", middle);
	}
	if (right.n > 0)
		svg_set(g->svg,
		    graph_text(g, row, g->legend_right, y, "end", right),
		    "class", "value");
}

void
legend_head(struct graph *g, struct panel *p, const char *name,
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
legend_row(struct graph *g, struct panel *p, int i, struct span name,
    struct span middle, struct span right)
{
	struct svg_element *row = svg_add(g->svg, p->group, "g"), *e;

	svg_set(g->svg, row, "class", "legend");
	/* All of the row can be pointed at, not its letters alone. */
	e = svg_add(g->svg, row, "rect");
	svg_set_number(g->svg, e, "x", g->legend_left - 4);
	svg_set_number(g->svg, e, "y", legend_y(p, i) - 5);
	svg_set_number(
	    g->svg, e, "width", g->legend_right - g->legend_left + 8);
	svg_set_number(g->svg, e, "height", LEGEND_ROW);
	svg_set(g->svg, e, "fill", "none");
	svg_set(g->svg, e, "pointer-events", "all");
	legend_cells(g, row, legend_y(p, i) + 8, name, middle, right);
	return row;
}
