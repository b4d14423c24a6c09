#include <string.h>

#include "render/graph/parts.h"
#include "render/graph/selection.h"
#include "render/human.h"

enum { VALUE_TICKS = 5, HEADING_ROOM = 520, SEAMS_MOST = 30 };

double
graph_x(const struct graph *g, int64_t ms)
{
	return scale_at(&g->x, (double)(ms - g->from_ms));
}

void
graph_place(struct graph *g, struct svg_element *e, const struct extent *at,
    double y, double height)
{
	svg_set_number(g->svg, e, "x", at->left);
	svg_set_number(g->svg, e, "y", y);
	svg_set_number(g->svg, e, "width", at->right - at->left);
	svg_set_number(g->svg, e, "height", height);
	if (at->left < at->from || at->left > at->from)
		svg_set_f(
		    g->svg, e, "data-true", "%.2f %.2f", at->to, at->from);
	else if (at->right > at->to)
		svg_set_number(g->svg, e, "data-true", at->to);
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
	svg_set(g->svg, e, "class", "plot");
	e = svg_add(g->svg, p->group, "g");
	svg_set(g->svg, e, "class", "grid");
	svg_set(g->svg, e, "stroke", g->theme->grid);
	for (i = 0; i < g->ticks.count; i++) {
		double x = graph_x(g, g->ticks.first_ms + i * g->ticks.step_ms);

		graph_line(g, e, x, top, x, top + height, NULL);
	}
}

struct svg_element *
graph_zoom(struct graph *g, struct svg_element *parent, const char *name,
    double top, double height)
{
	struct svg_element *e = svg_add(g->svg, parent, "clipPath");

	svg_set_f(g->svg, e, "id", "clip-%s", name);
	e = svg_add_inline(g->svg, e, "rect");
	svg_set_number(g->svg, e, "x", PLOT_LEFT - 2);
	svg_set_number(g->svg, e, "y", top - 2);
	svg_set_number(g->svg, e, "width", g->plot_right - PLOT_LEFT + 4);
	svg_set_number(g->svg, e, "height", height + 4);
	e = svg_add(g->svg, parent, "g");
	svg_set_f(g->svg, e, "clip-path", "url(#clip-%s)", name);
	e = svg_add(g->svg, e, "g");
	svg_set(g->svg, e, "class", "zoom");
	return e;
}

size_t
graph_room(const struct graph *g, size_t at_usual_width)
{
	return at_usual_width * (size_t)g->options->width / GRAPH_WIDTH;
}

static double
memory_gib(const struct graph *g)
{
	return (double)g->trace->memory_bytes / (1024 * 1024 * 1024);
}

/*
 * The label is above the plot, where no line passes, or in a narrow picture,
 * where headings are, within it and with a rim.
 */
void
graph_ceiling(struct graph *g, const struct panel *p)
{
	double memory = memory_gib(g);
	int above = memory > p->y.to, wide = g->plot_right > HEADING_ROOM;
	double y = above ? p->top : scale_at(&p->y, memory);
	struct svg_element *group, *line, *e;
	struct text label = {0};

	if (memory <= 0)
		return;
	group = svg_add(g->svg, p->group, "g");
	svg_set(g->svg, group, "class", "ceiling");
	svg_set(g->svg, group, "fill", g->theme->muted);
	svg_set(g->svg, group, "font-size", "11");
	if (!above) {
		line = svg_add(g->svg, group, "path");
		svg_set_f(g->svg, line, "d", "M%d %.2fH%.0f", PLOT_LEFT, y,
		    g->plot_right);
		svg_set(g->svg, line, "stroke", g->theme->muted);
		svg_set(g->svg, line, "stroke-dasharray", "2 4");
	}
	text_add_f(&label, "%s%.4g GiB installed", above ? "\xe2\x86\x91 " : "",
	    memory);
	e = graph_text(g, group, g->plot_right - (wide ? 0 : 6),
	    wide ? p->top - HEADING_GAP : y + 16, "end", text_span(&label));
	if (!wide) {
		svg_set(g->svg, e, "stroke", g->theme->plot);
		svg_set(g->svg, e, "stroke-width", "4");
		svg_set(g->svg, e, "stroke-linejoin", "round");
		svg_set(g->svg, e, "paint-order", "stroke");
	}
	g->failed |= label.failed;
	text_free(&label);
}

void
graph_gib_axis(struct graph *g, struct panel *p, double highest_gib)
{
	double memory = memory_gib(g);
	int near =
	    memory > 0 && highest_gib <= memory && highest_gib >= memory * 0.4;
	struct ticks ticks =
	    scale_value_ticks(near ? memory : highest_gib * 1.04, VALUE_TICKS);
	struct svg_element *axis = svg_add(g->svg, p->group, "g");
	struct text label = {0};
	int i;

	svg_set(g->svg, axis, "class", "axis");
	svg_set(g->svg, axis, "fill", g->theme->muted);
	/* Memory is no round number of ticks: the axis ends just above it. */
	p->y = (struct scale){0,
	    near ? memory * 1.04 : ticks.step * (ticks.count - 1),
	    p->top + p->height, p->top};
	for (i = 0; i < ticks.count && i * ticks.step <= p->y.to; i++) {
		double y = scale_at(&p->y, i * ticks.step);

		if (i > 0 && y > p->top + 1)
			graph_line(g, axis, PLOT_LEFT, y, g->plot_right, y,
			    g->theme->grid);
		text_rewind(&label);
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
graph_seams(struct graph *g, const struct panel *p)
{
	struct svg_element *e;
	struct text title = {0};
	double last = 0;
	size_t i;
	int drawn = 0;

	for (i = 0; i < g->trace->seams && drawn < SEAMS_MOST; i++) {
		const struct trace_seam *s = &g->trace->seam[i];
		double x = graph_x(g, s->at_ms);

		if (x < last + 1)
			continue;
		last = x;
		drawn++;
		e = svg_add(g->svg, p->zoom, "path");
		svg_set(g->svg, e, "class", "seam");
		svg_set_f(
		    g->svg, e, "d", "M%.2f %.0fv%.0f", x, p->top, p->height);
		svg_set(g->svg, e, "stroke", g->theme->muted);
		svg_set(g->svg, e, "stroke-dasharray", "6 3");
		svg_set(g->svg, e, "vector-effect", "non-scaling-stroke");
		text_rewind(&title);
		text_add_string(&title, s->kind == SEAM_JOINED
					    ? "another recording begins"
					    : "the clock was set back");
		if (s->back_ms > 0) {
			text_add_string(&title, "; from here on ");
			human_duration(&title, s->shift_ms);
			text_add_string(&title, " is added to the times");
		}
		svg_add_text(g->svg, e, "title", text_span(&title));
	}
	g->failed |= title.failed;
	text_free(&title);
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
graph_series(struct graph *g, struct panel *p, const struct scale *scale,
    const char *unit, const char *id, const struct series *line,
    struct span title)
{
	struct svg_element *e = svg_add(g->svg, p->zoom, "path");

	svg_set(g->svg, e, "id", id);
	svg_set(g->svg, e, "class", "series");
	svg_set_f(g->svg, e, "data-y", "%.0f %.0f %.9g %s %d", scale->low,
	    scale->high, scale->to, unit, line->reduce.every ? 100 : 10);
	svg_set_span(g->svg, e, "d", text_span(&line->path));
	svg_set(g->svg, e, "fill", "none");
	svg_set(g->svg, e, "stroke-linecap", "round");
	svg_set(g->svg, e, "stroke-linejoin", "round");
	svg_set(g->svg, e, "vector-effect", "non-scaling-stroke");
	svg_add_text(g->svg, e, "title", title);
	return e;
}

void
graph_name(
    const struct graph *g, const struct trace_process *p, struct text *out)
{
	uint32_t process = (uint32_t)(p - g->trace->process);
	size_t i;

	for (i = 0;
	     p->command->is.role == ROLE_RUNNER && i < g->findings->runners;
	     i++)
		if (g->findings->runner[i].process == process) {
			findings_name(out, g->trace, g->findings,
			    &g->findings->runner[i]);
			return;
		}
	human_process(out, p);
}

const char *
graph_colour(const struct graph *g, uint32_t process)
{
	uint32_t rank = g->selection->rank[process];

	return rank < g->selection->named ? g->theme->process[rank]
					  : g->theme->other;
}
