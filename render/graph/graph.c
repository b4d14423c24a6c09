#include <string.h>

#include "render/graph/graph.h"
#include "render/graph/models.h"
#include "render/graph/system.h"
#include "render/human.h"

enum {
	BARS_GAP = 32, /* from the subtitle to the bars, with a heading */
	TICK_ROOM = 60,
	TICK_ROOM_WIDE = 78, /* "09:25:00.1", "2026-05-14" */
	TICK = 4,
	TICK_TEXT = 16, /* below the axis */
	STRIPE_GAP = 4, /* over the ribbon */
	PAGING_GAP = 8,
	NOTES_GAP = 35, /* from the axis to the first baseline */
	FOOT_ROOM = 26,
	UTC_GAP = 44 /* so that it does not touch the label of the last tick */
};

#define YEAR_MS (INT64_C(365) * 86400000)

/* Then a day needs its year; else the title has it. */
static int
is_of_years(const struct graph *g)
{
	return g->to_ms - g->from_ms > YEAR_MS;
}

/* As much of the time as the step needs; at midnight, the date. */
static void
tick_label(struct text *out, const struct graph *g, int64_t ms)
{
	if (ms % INT64_C(86400000) == 0) {
		human_date(out, ms);
		if (!out->failed && !is_of_years(g)) {
			memmove(out->data, out->data + 5, 5);
			out->len = 5;
		}
		return;
	}
	human_clock(out, ms);
	if (g->ticks.step_ms >= 60000 && !out->failed)
		out->len -= 3;
	else if (g->ticks.step_ms < 1000)
		text_add_f(out, ".%d", (int)(ms % 1000 / 100));
}

/* Labels under the lowest panel; each panel draws its own grid. */
static void
time_axis(struct graph *g)
{
	struct svg_element *axis =
	    svg_add(g->svg, g->root, "g", "id", "time-axis", "text-anchor",
		"middle", "class", "axis", "fill", g->ink[INK_MUTED]);
	const double y = g->at.axis;
	int i;

	for (i = 0; i < g->ticks.count; i++) {
		const int64_t ms = g->ticks.first_ms + i * g->ticks.step_ms;
		const double x = graph_x(g, ms);
		struct text *label = svg_scratch(g->svg);

		graph_line(g, axis, x, y, x, y + TICK, g->ink[INK_FRAME]);
		tick_label(label, g, ms);
		graph_text(g, axis, x, y + TICK_TEXT, NULL, text_span(label));
	}
	svg_set(g->svg,
	    graph_text(g, g->root, g->plot_right + UTC_GAP, y + TICK_TEXT, NULL,
		SPAN("UTC")),
	    "fill", g->ink[INK_MUTED]);
}

static void
set_up(struct graph *g)
{
	const int width = g->options->width;
	struct text *desc = svg_scratch(g->svg), *style = svg_scratch(g->svg);
	int64_t from_ms, to_ms;
	struct svg_element *e;

	/* The background is also around a picture smaller than the window. */
	svg_set(g->svg, g->root, "viewBox",
	    svg_f(g->svg, "0 0 %d %.0f", width, g->at.height), "width",
	    px(g, width), "height", px(g, g->at.height), "class", "memgraph",
	    "role", "img", "aria-labelledby", "graph-title", "aria-describedby",
	    "graph-desc", "font-family",
	    "system-ui, 'Helvetica Neue', Arial, sans-serif", "font-size", "12",
	    "fill", g->ink[INK_TEXT], "style",
	    svg_f(g->svg, "background:%s", g->ink[INK_PAPER]));
	svg_text(g->svg, g->root, SPAN("\n"));
	e = svg_add_text(g->svg, g->root, "title", text_span(&g->headline));
	svg_set(g->svg, e, "id", "graph-title");
	text_add_string(desc, "Resident memory of ");
	human_count(desc, g->trace->processes, "process", "processes");
	text_add_string(desc, ", and the system's wired, compressed, "
			      "swapped and free memory, ");
	if (trace_span(g->trace, &from_ms, &to_ms) == 0)
		human_period(desc, from_ms, to_ms);
	svg_text(g->svg, g->root, SPAN("\n"));
	e = svg_add_text(g->svg, g->root, "desc", text_span(desc));
	svg_set(g->svg, e, "id", "graph-desc");
	if (g->options->theme == GRAPH_AUTO) {
		theme_style(style);
		svg_text(g->svg, g->root, SPAN("\n"));
		svg_add_text(g->svg, g->root, "style", text_span(style));
	}
	svg_add(g->svg, g->root, "rect", "id", "background", "width",
	    px(g, width), "height", px(g, g->at.height), "fill",
	    g->ink[INK_PAPER]);
}

/* Horizontal positions, by time. */
static void
lay_out_time(struct graph *g)
{
	const int64_t pause = g->findings->log[1].pause_ms;
	const double width = g->options->width - LABELS - PLOT_LEFT;

	g->dated = human_is_dated(g->from_ms, g->to_ms);
	g->half_ms = pause == INT64_MAX ? 0 : pause / 6;
	/* A single moment is in the middle of two seconds. */
	if (g->from_ms == g->to_ms) {
		g->from_ms -= 1000;
		g->to_ms += 1000;
	}
	g->plot_right = PLOT_LEFT + width;
	g->x = (struct scale){
	    0, (double)(g->to_ms - g->from_ms), PLOT_LEFT, g->plot_right};
	g->ticks =
	    scale_time_ticks(g->from_ms, g->to_ms, (int)(width / TICK_ROOM));
	if (g->ticks.step_ms < 1000 || is_of_years(g))
		g->ticks = scale_time_ticks(
		    g->from_ms, g->to_ms, (int)(width / TICK_ROOM_WIDE));
}

/* The next place from top to bottom; without a height it needs no gap. */
static struct place
next_place(double *y, double gap, double height)
{
	const struct place p = {*y + gap, height};

	if (height > 0)
		*y = p.top + height;
	return p;
}

/* Vertical positions of all panels; nothing else decides them. */
static void
lay_out(struct graph *g, double bars_height)
{
	struct layout *at = &g->at;
	double y = HEADLINE_Y + SUBTITLE_LINE;

	at->headlines = graph_headlines(g);
	y += HEADLINE_LINE * (at->headlines - 1);
	at->bars = next_place(&y, BARS_GAP, bars_height);
	at->lines = next_place(
	    &y, PANEL_GAP, g->trace->samples > 0 ? LINES_HEIGHT : NOTHING);
	at->system = next_place(
	    &y, PANEL_GAP, lines_highest(g) >= 0 ? SYSTEM_HEIGHT : NOTHING);
	at->stripes =
	    next_place(&y, STRIPE_GAP, STRIPE_LINE * stripes_count(g));
	at->paging =
	    next_place(&y, PAGING_GAP, LABEL_LINE * paging_rows(g->trace));
	at->axis = y;
	at->foot = y + NOTES_GAP;
	at->height = at->foot + FOOT_ROOM;
}

static void
draw(struct graph *g)
{
	set_up(g);
	graph_heading(g);
	graph_bars(g);
	graph_processes(g);
	graph_system(g);
	graph_overlaps(g);
	time_axis(g);
	graph_lowest(g);
	graph_notes(g);
	graph_script(g);
	svg_text(g->svg, g->root, SPAN("\n"));
}

int
graph_write(const struct trace *t, const struct findings *findings,
    const struct graph_options *options, struct text *out)
{
	struct graph g = {.trace = t, .findings = findings, .options = options};
	struct models models = {.rows = 0};
	int rc = -1, i;

	if (trace_span(t, &g.from_ms, &g.to_ms) != 0)
		return -1;
	for (i = 0; i < INKS; i++)
		g.ink[i] = theme_ink(options->theme, (enum ink)i);
	g.models = &models;
	if (models_make(t, findings, &models) == 0)
		g.svg = svg_new();
	if (g.svg != NULL) {
		g.root = svg_root(g.svg);
		lay_out_time(&g);
		lay_out(&g, models.height);
		draw(&g);
		if (!g.failed && svg_write(g.svg, out) == 0)
			rc = 0;
	}
	svg_free(g.svg);
	text_free(&g.headline);
	models_free(&models);
	return rc;
}
