#include "render/graph/system.h"
#include "render/graph/label.h"
#include "render/human.h"

enum {
	PERCENT_WIDTH = 24,
	CEILING_GAP = 13,
	TICK_ROOM = 34,
	STRIPES_NEAR = LABEL_LINE / 2
};

static void
add_value(struct text *out, uint64_t value, int percent)
{
	if (percent)
		text_add_f(out, "%d %%", (int)value);
	else
		human_bytes(out, value);
}

struct span
system_title(struct graph *g, const char *name, const struct finding_range *r,
    int percent)
{
	struct text *title = svg_scratch(g->svg);

	text_add_f(title, "%s: lowest ", name);
	add_value(title, r->low, percent);
	text_add_string(title, ", highest ");
	add_value(title, r->high, percent);
	text_add_string(title, ", at last ");
	add_value(title, r->last, percent);
	return text_span(title);
}

/* Swap stands above what is installed. */
static void
stack_scale(struct panel *p, const struct stack *s)
{
	const struct finding_range *swap = &s->range[STACK_SWAP];
	double highest = s->ceiling;

	if (swap->known > 0)
		highest += graph_gib(swap->high);
	p->y = (struct scale){0, highest * 1.03, p->top + p->height, p->top};
}

/*
 * The left axis, over the layers: quarters of the installed memory if these are
 * whole GiB, else round numbers below it.
 */
static void
stack_axis(struct graph *g, struct panel *p, const struct stack *s)
{
	const double top = s->ceiling, y = scale_at(&p->y, top);
	const double unit = top < 1 ? 1 / 1024.0 : 1;
	const double room = p->y.low - y;
	struct ticks t =
	    scale_value_ticks(top / unit, 1 + (int)(room / TICK_ROOM));
	struct svg_element *e;

	if (room > 4 * CEILING_GAP && g->trace->memory_bytes > 0 &&
	    g->trace->memory_bytes % (UINT64_C(4) << 30) == 0)
		t = (struct ticks){top / 4, 5, 0};
	while (t.count > 1 &&
	       scale_at(&p->y, (t.count - 1) * t.step * unit) < y + CEILING_GAP)
		t.count--;
	graph_ticks(g, p, &t, unit, unit < 1 ? "MiB" : "GiB");
	if (g->trace->memory_bytes == 0)
		return;
	e = svg_add(g->svg, p->group, "g", "class", "ceiling");
	graph_line(g, e, PLOT_LEFT, y, g->plot_right, y, g->ink[INK_TEXT]);
	e = graph_text(g, e, PLOT_LEFT - AXIS_GAP, y + 4, "end",
	    span_of(svg_f(g->svg, "%.4g", top / unit)));
	svg_set(g->svg, e, "font-size", SMALL_FONT, "font-weight", "600");
	svg_add_text(g->svg, e, "title", SPAN("installed"));
}

/* A dotted line with a label, if it is within the axis. */
static void
limit(struct graph *g, struct panel *p, const char *name, uint64_t bytes)
{
	const double y = scale_at(&p->y, graph_gib(bytes));

	if (bytes == 0 || graph_gib(bytes) > p->y.to)
		return;
	svg_set(g->svg,
	    svg_add(g->svg, p->group, "path", "class", "ceiling", "d",
		svg_f(g->svg, "M%d %.2fH%.2f", PLOT_LEFT, y, g->plot_right)),
	    "stroke", g->ink[INK_TEXT], "stroke-dasharray", "2 4");
	graph_label(p, y, g->ink[INK_TEXT], name,
	    span_of(svg_f(g->svg, "%.4g GiB", graph_gib(bytes))), "");
}

/* The right scale: 100 % is all of the memory. */
static void
percent_axis(struct graph *g, struct panel *p)
{
	const struct scale *y = &g->percent;
	const double x = g->plot_right + AXIS_GAP;
	struct svg_element *axis = svg_add(g->svg, p->group, "g", "class",
	    "axis", "fill", g->ink[INK_FREE_PERCENT], "font-size", SMALL_FONT);
	const int step = y->low - y->high > 4 * CEILING_GAP ? 25 : 100;
	int percent;

	for (percent = 0; percent <= 100; percent += step)
		graph_text(g, axis, x, scale_at(y, percent) + 4, NULL,
		    span_of(svg_f(g->svg, "%d", percent)));
	graph_text(g, axis, x, p->top - HEADING_GAP, NULL, SPAN("free %"));
	p->axis = PERCENT_WIDTH;
}

/* The grid is over the layers, and lines are over the grid. */
static void
draw_stack(struct graph *g, struct panel *p, struct stack *s)
{
	p->zoom = graph_zoom(g, p->group, "system", p->top, p->height);
	stack_scale(p, s);
	g->percent =
	    (struct scale){0, 100, p->y.low, scale_at(&p->y, s->ceiling)};
	stack_draw(g, p, s);
	stack_axis(g, p, s);
	p->zoom = graph_zoom(g, p->group, "free", p->top, p->height);
	lines_draw(g, p, 1);
}

static void
draw_lines(struct graph *g, struct panel *p)
{
	const double memory = graph_gib(g->trace->memory_bytes);
	const double highest = lines_highest(g);

	/* If the installed memory is close to the top, show its line. */
	graph_gib_axis(g, p,
	    highest <= memory && highest >= memory * 0.4 ? memory : highest);
	p->zoom = graph_zoom(g, p->group, "system", p->top, p->height);
	g->percent = (struct scale){0, 100, p->top + p->height, p->top};
	lines_draw(g, p, 0);
	limit(g, p, "installed", g->trace->memory_bytes);
}

void
graph_system(struct graph *g)
{
	struct stack stack;
	struct panel p;
	const int stacked = stack_make(g, &stack) && !g->options->lines;
	const char *detail = NULL;

	if (stacked && g->trace->memory_bytes > 0)
		detail = svg_f(g->svg, "%.4g GiB installed",
		    graph_gib(g->trace->memory_bytes));
	graph_panel(g, &p, "system", "System memory", detail, &g->at.system);
	if (lines_highest(g) < 0) {
		graph_nothing(g, &p,
		    g->trace->blocks == 0
			? SPAN("no system samples")
			: SPAN("no counters in the system samples"));
		stack_free(&stack);
		stripes_draw(g, &p);
		return;
	}
	if (stacked)
		draw_stack(g, &p, &stack);
	else
		draw_lines(g, &p);
	limit(g, &p, "wired limit", g->findings->wired_limit);
	stack_free(&stack);
	percent_axis(g, &p);
	graph_gaps(g, &p, 1);
	stripes_draw(g, &p);
	/* The words of the stripes are near. */
	p.height -= STRIPES_NEAR;
	graph_labels(g, &p);
	paging_draw(g);
}

void
graph_lowest(struct graph *g)
{
	const struct finding_range *r =
	    &g->findings->all.metric[TRACE_FREE_PERCENT];
	struct text *words = svg_scratch(g->svg);
	int64_t ms;

	if (r->known == 0 || (int)r->low >= g->findings->low_percent)
		return;
	ms = g->trace->block[r->low_block].ts_ms;
	human_moment(words, ms, g->dated);
	text_add_f(words, " free %d %%", (int)r->low);
	graph_note(g, graph_x(g, ms), scale_at(&g->percent, (double)r->low),
	    text_span(words));
}
