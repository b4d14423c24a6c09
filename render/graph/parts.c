#include <string.h>

#include "render/graph/label.h"
#include "render/graph/parts.h"
#include "render/human.h"

enum { TICK_DISTANCE = 40 };

void
graph_bytes(struct text *out, uint64_t bytes)
{
	if (graph_gib(bytes) >= 1 && graph_gib(bytes) < 1000)
		text_add_f(out, "%.1f GiB", graph_gib(bytes));
	else
		human_bytes(out, bytes);
}

double
graph_x(const struct graph *g, int64_t ms)
{
	return scale_at(&g->x, (double)(ms - g->from_ms));
}

struct svg_element *
graph_box(struct graph *g, struct svg_element *parent, double x, double y,
    double width, double height)
{
	return svg_add(g->svg, parent, "rect", "x", px(g, x), "y", px(g, y),
	    "width", px(g, width), "height", px(g, height));
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

void
graph_heading_line(struct graph *g, struct svg_element *parent, double y,
    const char *heading, const char *detail)
{
	struct svg_element *e =
	    graph_text(g, parent, PLOT_LEFT, y, NULL, span_of(heading));
	double width = graph_text_width(span_of(heading)) * 1.1;

	svg_set(g->svg, e, "font-size", "13", "font-weight", "600");
	if (detail != NULL) {
		width += graph_text_width(span_of(detail));
		svg_text(g->svg, e, SPAN(" "));
		svg_set(g->svg, graph_grey(g, e, span_of(detail)), "font-size",
		    SMALL_FONT, "font-weight", "400");
	}
	graph_take(g, PLOT_LEFT, y, width + 12);
}

void
graph_ticks(struct graph *g, struct panel *p, const struct ticks *t,
    double unit_gib, const char *unit_name)
{
	struct svg_element *axis = svg_add(g->svg, p->group, "g", "class",
	    "axis", "fill", g->ink[INK_MUTED], "font-size", SMALL_FONT);
	int i;

	for (i = 0; i < t->count && i * t->step * unit_gib <= p->y.to * 1.0001;
	     i++) {
		const double y = scale_at(&p->y, i * t->step * unit_gib);

		if (i > 0 && y > p->top + 1)
			graph_line(g, axis, PLOT_LEFT, y, g->plot_right, y,
			    g->ink[INK_GRID]);
		graph_text(g, axis, PLOT_LEFT - AXIS_GAP, y + 4, "end",
		    span_of(svg_f(g->svg, "%.*f", t->decimals, i * t->step)));
	}
	graph_text(g, axis, PLOT_LEFT - AXIS_GAP, p->top - HEADING_GAP, "end",
	    span_of(unit_name));
}

void
graph_gib_axis(struct graph *g, struct panel *p, double highest_gib)
{
	static const char *const name[] = {"MiB", "GiB", "TiB", "PiB", "EiB"};
	double unit = 1;
	struct ticks t;
	int i = 1;

	if (highest_gib > 0 && highest_gib < 1) {
		unit /= 1024;
		i = 0;
	}
	for (; i > 0 && i < 4 && highest_gib / unit >= 10000; i++)
		unit *= 1024;
	t = scale_value_ticks(
	    highest_gib / unit * 1.02, 1 + (int)(p->height / TICK_DISTANCE));
	p->y = (struct scale){
	    0, t.step * (t.count - 1) * unit, p->top + p->height, p->top};
	graph_ticks(g, p, &t, unit, name[i]);
}

void
graph_panel(struct graph *g, struct panel *p, const char *id,
    const char *heading, const char *detail, const struct place *place)
{
	const double top = place->top, bottom = top + place->height;
	struct svg_element *e;
	int i;

	*p = (struct panel){.top = top, .height = place->height};
	p->group = svg_add(g->svg, g->root, "g", "id", id);
	graph_heading_line(g, p->group, top - HEADING_GAP, heading, detail);
	svg_set(g->svg,
	    graph_box(g, p->group, PLOT_LEFT, top, g->plot_right - PLOT_LEFT,
		place->height),
	    "fill", g->ink[INK_PLOT], "stroke", g->ink[INK_FRAME], "class",
	    "plot");
	e = svg_add(
	    g->svg, p->group, "g", "class", "grid", "stroke", g->ink[INK_GRID]);
	for (i = 0; i < g->ticks.count; i++) {
		const double x =
		    graph_x(g, g->ticks.first_ms + i * g->ticks.step_ms);

		graph_line(g, e, x, top, x, bottom, NULL);
	}
}

struct svg_element *
graph_zoom(struct graph *g, struct svg_element *parent, const char *name,
    double top, double height)
{
	struct svg_element *e = svg_add(
	    g->svg, parent, "clipPath", "id", svg_f(g->svg, "clip-%s", name));

	graph_box(g, e, PLOT_LEFT - 2, top - 2, g->plot_right - PLOT_LEFT + 4,
	    height + 4);
	e = svg_add(g->svg, parent, "g", "clip-path",
	    svg_f(g->svg, "url(#clip-%s)", name));
	return svg_add(g->svg, e, "g", "class", "zoom");
}

size_t
graph_room(const struct graph *g, size_t at_usual_width)
{
	return at_usual_width * (size_t)g->options->width / GRAPH_WIDTH;
}

void
graph_nothing(struct graph *g, struct panel *p, struct span why)
{
	svg_set(g->svg,
	    graph_text(g, p->group, (PLOT_LEFT + g->plot_right) / 2.0,
		p->top + p->height / 2 + 4, "middle", why),
	    "class", "nothing", "fill", g->ink[INK_MUTED]);
}

void
graph_fit(struct curve *curve, size_t count, size_t room)
{
	size_t bytes, i;
	long wide;

	do {
		bytes = 0;
		for (i = 0; i < count && bytes <= room; i++) {
			struct curve *c = &curve[i];

			text_clear(&c->d);
			text_clear(&c->values);
			if (c->below == NULL)
				path_line(c->path, c->y, &c->d, &c->values);
			else
				path_area(c->path, c->below, c->y, c->aside,
				    &c->d, &c->values);
			bytes += c->d.len + c->values.len;
		}
		for (i = 0; i < count && bytes > room; i++) {
			wide = curve[i].path->wide;
			wide = wide > 0                 ? 2 * wide
			       : curve[i].below == NULL ? 1
							: 2;
			path_widen(curve[i].path, wide);
			if (curve[i].below != NULL)
				path_widen(curve[i].below, wide);
		}
	} while (bytes > room);
}

const char *
graph_data_y(
    struct graph *g, const struct scale *y, const char *unit, long wide)
{
	return svg_f(g->svg, "%.2f %.2f %.9g %s %ld", y->low, y->high, y->to,
	    unit, wide);
}

struct svg_element *
graph_curve(struct graph *g, struct svg_element *parent, struct curve *c,
    const char *class, const char *id, struct span title)
{
	struct svg_element *e = svg_add(g->svg, parent, "path", "id", id,
	    "class", class, "data-y",
	    c->unit == NULL ? NULL
			    : graph_data_y(g, c->y, c->unit, c->path->wide));

	svg_set_span(g->svg, e, "d", text_span(&c->d));
	svg_set_span(g->svg, e, "data-v", text_span(&c->values));
	if (c->below == NULL)
		svg_set(g->svg, e, "fill", "none", "stroke-linecap", "round",
		    "stroke-linejoin", "round");
	svg_add_text(g->svg, e, "title", title);
	g->failed |= c->path->failed || c->d.failed || c->values.failed ||
		     (c->below != NULL && c->below->failed);
	text_free(&c->d);
	text_free(&c->values);
	return e;
}
