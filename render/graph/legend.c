#include "render/graph/parts.h"

/* Of a row: its first baseline, and where columns are, in pixels. */
enum { ROW_TOP = 10, BASELINE = 8, NAME_LEFT = 32, MIDDLE = 78, MARGIN = 4 };

double
legend_y(const struct panel *p)
{
	return p->top + ROW_TOP + (p->rows - 1) * LEGEND_ROW;
}

struct svg_element *
legend_swatch(struct graph *g, const struct panel *p, struct svg_element *row,
    const char *colour)
{
	return svg_add(g->svg, row, "path", "d",
	    svg_f(g->svg, "M%.0f %.1fh%d", g->legend_left, legend_y(p) + 4,
		SWATCH),
	    "stroke", colour);
}

static void
legend_cells(struct graph *g, struct svg_element *row, double y,
    struct span name, struct span middle, struct span right)
{
	struct svg_element *e =
	    graph_text(g, row, g->legend_left + NAME_LEFT, y, NULL, name);

	/* Letters can be wider than the columns that names are cut to. */
	if (middle.n > 0) {
		svg_set(g->svg, e, "clip-path", "url(#clip-names)");
		graph_text(g, row, g->legend_right - MIDDLE, y, "end", middle);
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
	struct svg_element *row = svg_add(g->svg, p->group, "g", "class",
	    "legend-head", "fill", g->theme->muted, "font-size", SMALL_FONT);

	legend_cells(g, row, p->top - HEADING_GAP / 2.0, span_of(name),
	    span_of(middle), span_of(right));
	graph_line(g, row, g->legend_left, p->top, g->legend_right, p->top,
	    g->theme->frame);
}

struct svg_element *
legend_row(struct graph *g, struct panel *p, struct span name,
    struct span middle, struct span right)
{
	struct svg_element *row =
	    svg_add(g->svg, p->group, "g", "class", "legend");

	p->rows++;
	/* All of the row can be pointed at, not its letters alone. */
	svg_add(g->svg, row, "rect", "x", px(g, g->legend_left - MARGIN), "y",
	    px(g, legend_y(p) - 5), "width",
	    px(g, g->legend_right - g->legend_left + 2 * MARGIN), "height",
	    px(g, LEGEND_ROW), "fill", "none", "pointer-events", "all");
	legend_cells(g, row, legend_y(p) + BASELINE, name, middle, right);
	return row;
}
