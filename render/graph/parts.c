#include <string.h>

#include "render/graph/parts.h"
#include "render/graph/selection.h"
#include "render/human.h"

enum { VALUE_TICKS = 5, HEADING_ROOM = 520, SEAMS_MOST = 30 };

double
graph_gib(uint64_t bytes)
{
	return (double)bytes / (1024 * 1024 * 1024);
}

double
graph_x(const struct graph *g, int64_t ms)
{
	return scale_at(&g->x, (double)(ms - g->from_ms));
}

struct extent
graph_extent(const struct graph *g, int64_t from_ms, int64_t to_ms,
    const struct extent *within, double least)
{
	struct extent e = {graph_x(g, from_ms), graph_x(g, to_ms), 0, 0};

	if (e.from < within->from)
		e.from = within->from;
	if (e.to > within->to)
		e.to = within->to;
	e.left = e.from;
	e.right = e.to > e.from + least ? e.to : e.from + least;
	/* What would go over the end goes back from it. */
	if (e.right > within->right) {
		e.left -= e.right - within->right;
		e.right = within->right;
	}
	if (e.left < within->left)
		e.left = within->left;
	return e;
}

int
graph_join(struct extent *at, const struct extent *next, double apart)
{
	if (at->right <= 0 || next->left >= at->right + apart)
		return 0;
	at->to = next->to;
	at->right = next->right;
	return 1;
}

struct svg_element *
graph_rect(struct graph *g, struct svg_element *parent, const char *name,
    const struct extent *at, double y, double height)
{
	const char *real = NULL;

	if (at->left < at->from || at->left > at->from)
		real = svg_f(g->svg, "%.2f %.2f", at->to, at->from);
	else if (at->right > at->to)
		real = px(g, at->to);
	return svg_add(g->svg, parent, "rect", "class", name, "x",
	    px(g, at->left), "y", px(g, y), "width",
	    px(g, at->right - at->left), "height", px(g, height), "data-true",
	    real);
}

void
graph_line(struct graph *g, struct svg_element *parent, double x1, double y1,
    double x2, double y2, const char *colour)
{
	svg_add(g->svg, parent, "line", "x1", px(g, x1), "y1", px(g, y1), "x2",
	    px(g, x2), "y2", px(g, y2), "stroke", colour);
}

struct svg_element *
graph_text(struct graph *g, struct svg_element *parent, double x, double y,
    const char *anchor, struct span s)
{
	struct svg_element *t = svg_add(g->svg, parent, "text", "x", px(g, x),
	    "y", px(g, y), "text-anchor", anchor);

	svg_text(g->svg, t, s);
	return t;
}

/* With grid lines and labels. */
static void
gib_axis(struct graph *g, struct panel *p, double highest_gib)
{
	const double memory = graph_gib(g->trace->memory_bytes);
	const int near =
	    memory > 0 && highest_gib <= memory && highest_gib >= memory * 0.4;
	const struct ticks ticks =
	    scale_value_ticks(near ? memory : highest_gib * 1.04, VALUE_TICKS);
	struct svg_element *axis = svg_add(
	    g->svg, p->group, "g", "class", "axis", "fill", g->theme->muted);
	int i;

	/* Memory is no round number of ticks: the axis ends just above it. */
	p->y = (struct scale){0,
	    near ? memory * 1.04 : ticks.step * (ticks.count - 1),
	    p->top + p->height, p->top};
	for (i = 0; i < ticks.count && i * ticks.step <= p->y.to; i++) {
		const double y = scale_at(&p->y, i * ticks.step);

		if (i > 0 && y > p->top + 1)
			graph_line(g, axis, PLOT_LEFT, y, g->plot_right, y,
			    g->theme->grid);
		graph_text(g, axis, PLOT_LEFT - AXIS_GAP, y + 4, "end",
		    span_of(
			svg_f(g->svg, "%.*f", ticks.decimals, i * ticks.step)));
	}
	graph_text(g, axis, PLOT_LEFT - AXIS_GAP, p->top - HEADING_GAP, "end",
	    SPAN("GiB"));
}

void
graph_panel(struct graph *g, struct panel *p, const char *id,
    const char *heading, double top, double height, double highest_gib)
{
	struct svg_element *e;
	int i;

	*p = (struct panel){.top = top, .height = height};
	p->group = svg_add(g->svg, g->root, "g", "id", id);
	e = graph_text(
	    g, p->group, PLOT_LEFT, top - HEADING_GAP, NULL, span_of(heading));
	svg_set(g->svg, e, "font-size", "14", "font-weight", "600");
	svg_add(g->svg, p->group, "rect", "x", px(g, PLOT_LEFT), "y",
	    px(g, top), "width", px(g, g->plot_right - PLOT_LEFT), "height",
	    px(g, height), "fill", g->theme->plot, "stroke", g->theme->frame,
	    "class", "plot");
	e = svg_add(
	    g->svg, p->group, "g", "class", "grid", "stroke", g->theme->grid);
	for (i = 0; i < g->ticks.count; i++) {
		const double x =
		    graph_x(g, g->ticks.first_ms + i * g->ticks.step_ms);

		graph_line(g, e, x, top, x, top + height, NULL);
	}
	gib_axis(g, p, highest_gib);
}

struct svg_element *
graph_zoom(struct graph *g, struct svg_element *parent, const char *name,
    double top, double height)
{
	struct svg_element *e = svg_add(
	    g->svg, parent, "clipPath", "id", svg_f(g->svg, "clip-%s", name));

	svg_add_inline(g->svg, e, "rect", "x", px(g, PLOT_LEFT - 2), "y",
	    px(g, top - 2), "width", px(g, g->plot_right - PLOT_LEFT + 4),
	    "height", px(g, height + 4));
	e = svg_add(g->svg, parent, "g", "clip-path",
	    svg_f(g->svg, "url(#clip-%s)", name));
	return svg_add(g->svg, e, "g", "class", "zoom");
}

size_t
graph_room(const struct graph *g, size_t at_usual_width)
{
	return at_usual_width * (size_t)g->options->width / GRAPH_WIDTH;
}

/*
 * The label is above the plot, where no line passes, or in a narrow picture,
 * where headings are, within it and with a rim.
 */
void
graph_ceiling(struct graph *g, const struct panel *p)
{
	const double memory = graph_gib(g->trace->memory_bytes);
	const int above = memory > p->y.to, wide = g->plot_right > HEADING_ROOM;
	const double y = above ? p->top : scale_at(&p->y, memory);
	struct svg_element *group, *e;

	if (memory <= 0)
		return;
	group = svg_add(g->svg, p->group, "g", "class", "ceiling", "fill",
	    g->theme->muted, "font-size", SMALL_FONT);
	if (!above)
		svg_add(g->svg, group, "path", "d",
		    svg_f(g->svg, "M%d %.2fH%.0f", PLOT_LEFT, y, g->plot_right),
		    "stroke", g->theme->muted, "stroke-dasharray", "2 4");
	e = graph_text(g, group, g->plot_right - (wide ? 0 : 6),
	    wide ? p->top - HEADING_GAP : y + 16, "end",
	    span_of(svg_f(g->svg, "%s%.4g GiB installed",
		above ? "\xe2\x86\x91 " : "", memory)));
	if (!wide)
		svg_set(g->svg, e, "stroke", g->theme->plot, "stroke-width",
		    "4", "stroke-linejoin", "round", "paint-order", "stroke");
}

void
graph_seams(struct graph *g, const struct panel *p)
{
	struct svg_element *e;
	double last = 0;
	size_t i;
	int drawn = 0;

	for (i = 0; i < g->trace->seams && drawn < SEAMS_MOST; i++) {
		const struct trace_seam *s = &g->trace->seam[i];
		const double x = graph_x(g, s->at_ms);
		struct text *title = svg_scratch(g->svg);

		if (x < last + 1)
			continue;
		last = x;
		drawn++;
		e = svg_add(g->svg, p->zoom, "path", "class", "seam", "d",
		    svg_f(g->svg, "M%.2f %.0fv%.0f", x, p->top, p->height),
		    "stroke", g->theme->muted, "stroke-dasharray", "6 3",
		    "vector-effect", "non-scaling-stroke");
		text_add_string(title, s->kind == SEAM_JOINED
					   ? "another recording begins"
					   : "the clock was set back");
		if (s->back_ms > 0) {
			text_add_string(title, "; from here on ");
			human_duration(title, s->shift_ms);
			text_add_string(title, " is added to the times");
		}
		svg_add_text(g->svg, e, "title", text_span(title));
	}
}

void
graph_no_data(struct graph *g, struct panel *p)
{
	svg_set(g->svg,
	    graph_text(g, p->group, (PLOT_LEFT + g->plot_right) / 2.0,
		p->top + p->height / 2 + 5, "middle", SPAN("no data")),
	    "fill", g->theme->muted, "font-size", "16");
}

struct svg_element *
graph_series(struct graph *g, struct panel *p, const struct scale *scale,
    const char *unit, const char *id, struct path *line, struct span title)
{
	struct svg_element *e = svg_add(g->svg, p->zoom, "path", "id", id,
	    "class", "series", "data-y",
	    svg_f(g->svg, "%.0f %.0f %.9g %s %d", scale->low, scale->high,
		scale->to, unit, path_parts(line)));

	svg_set_span(g->svg, e, "d", text_span(&line->d));
	svg_set(g->svg, e, "fill", "none", "stroke-linecap", "round",
	    "stroke-linejoin", "round", "vector-effect", "non-scaling-stroke");
	svg_add_text(g->svg, e, "title", title);
	g->failed |= line->d.failed;
	text_free(&line->d);
	return e;
}

void
graph_name(
    const struct graph *g, const struct trace_process *p, struct text *out)
{
	const struct findings *f = g->findings;
	const uint32_t process = (uint32_t)(p - g->trace->process);
	const uint32_t runner = f->runner_of[process];

	if (runner != TRACE_NONE && f->runner[runner].process == process)
		findings_name(out, g->trace, f, &f->runner[runner]);
	else
		human_process(out, p);
}

const char *
graph_colour(const struct graph *g, uint32_t process)
{
	uint32_t rank = g->selection->rank[process];

	return rank < g->selection->named ? g->theme->process[rank]
					  : g->theme->other;
}

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
