#include <stdlib.h>
#include <string.h>

#include "render/graph/graph.h"
#include "render/graph/parts.h"
#include "render/graph/selection.h"
#include "render/graph/strip.h"
#include "render/human.h"

/* Made from graph.js by the Makefile. */
static const unsigned char script[] = {
#include "graph_script.inc"
};

enum {
	TITLE_Y = 36,
	SUBTITLE_Y = 60,
	TITLE_COLUMN = 13, /* pixels, about: fonts differ */
	COUNTS_ROOM = 900, /* least width for the numbers of samples */
	SEAMS_ROOM = 160,  /* more, where the clock was set back */
	TICK_ROOM = 66,
	TICK_ROOM_WIDE = 84, /* "09:25:00.1", "2026-05-14" */
	UTC_GAP = 36, /* clear of a label in the middle of the last tick */
	UTC_GAP_WIDE = 44,
	TICK = 5,
	TICK_TEXT = 20, /* below the axis */
	NOTES = 50,
	NOTES_LINE = 16,
	FOOT_ROOM = 100,
	STRIP_TOP = 12
};

#define YEAR_MS (INT64_C(365) * 86400000)

/* Then a day has its year; else the title has it. */
static int
is_of_years(const struct graph *g)
{
	return g->to_ms - g->from_ms > YEAR_MS;
}

/* As much of the time as the step needs; midnight is where a day begins. */
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

/* Labels under the lower panel; each panel draws its own grid. */
static void
time_axis(struct graph *g, double bottom)
{
	const int wide = g->ticks.step_ms < 1000 || is_of_years(g);
	struct svg_element *axis =
	    svg_add(g->svg, g->root, "g", "id", "time-axis", "text-anchor",
		"middle", "class", "axis", "fill", g->theme->muted);
	int i;

	for (i = 0; i < g->ticks.count; i++) {
		const int64_t ms = g->ticks.first_ms + i * g->ticks.step_ms;
		const double x = graph_x(g, ms);
		struct text *label = svg_scratch(g->svg);

		graph_line(
		    g, axis, x, bottom, x, bottom + TICK, g->theme->frame);
		tick_label(label, g, ms);
		graph_text(
		    g, axis, x, bottom + TICK_TEXT, NULL, text_span(label));
	}
	svg_set(g->svg,
	    graph_text(g, g->root,
		g->plot_right + (wide ? UTC_GAP_WIDE : UTC_GAP),
		bottom + TICK_TEXT, NULL, SPAN("UTC")),
	    "fill", g->theme->muted);
}

static void
put_seams(struct text *line, const struct trace *t)
{
	size_t count[SEAM_UNCLEAR + 1] = {0}, i;

	for (i = 0; i < t->seams; i++)
		count[t->seam[i].kind]++;
	if (count[SEAM_SET_BACK] > 0) {
		text_add_string(line, "  \xc2\xb7  clock set back ");
		human_count(line, count[SEAM_SET_BACK], "time", "times");
	}
	if (count[SEAM_JOINED] > 0)
		text_add_string(line, "  \xc2\xb7  recordings joined");
	if (count[SEAM_UNCLEAR] > 0)
		text_add_string(line, "  \xc2\xb7  times out of order");
}

/* What was recorded, when, on how large a machine. */
static void
put_title(struct graph *g)
{
	const struct trace *t = g->trace;
	struct text *title = svg_scratch(g->svg), *line = svg_scratch(g->svg);
	struct svg_element *e;
	int64_t first, last;

	human_cut(title, g->options->title,
	    (size_t)((g->legend_right - PLOT_LEFT) / TITLE_COLUMN));
	e = graph_text(g, g->root, PLOT_LEFT, TITLE_Y, NULL, text_span(title));
	svg_set(
	    g->svg, e, "id", "title", "font-size", "21", "font-weight", "600");
	if (trace_span(t, &first, &last) == 0) {
		human_period(line, first, last);
		text_add_string(line, " (");
		human_duration(line, last - first);
		text_add_string(line, ")");
	}
	if (g->options->width >=
	    COUNTS_ROOM + (t->seams > 0 ? SEAMS_ROOM : 0)) {
		text_add_string(line, "  \xc2\xb7  ");
		human_count(
		    line, t->samples, "process sample", "process samples");
		text_add_string(line, ", ");
		human_count(line, t->blocks, "system sample", "system samples");
	}
	put_seams(line, t);
	if (t->memory_bytes != 0)
		text_add_f(line, "  \xc2\xb7  %.4g GiB of memory",
		    graph_gib(t->memory_bytes));
	e = graph_text(
	    g, g->root, PLOT_LEFT, SUBTITLE_Y, NULL, text_span(line));
	svg_set(g->svg, e, "id", "span", "fill", g->theme->muted);
}

static void
notes(struct graph *g, double y)
{
	const char *const note[] = {
	    "RSS is not the footprint: it excludes GPU memory and compressed "
	    "pages, and counts shared pages once per process.",
	    g->findings->derived_blocks > 0
		? "free %, recomputed from vm_stat where memory_pressure is "
		  "missing, is not free memory: wired and compressor are the "
		  "rest."
		: "free % is what memory_pressure reports: roughly what is "
		  "neither wired nor in the compressor. It is not free memory.",
	    "Sizes of models are Ollama's, in GB (1000\xc2\xb3); what was "
	    "measured is in GiB (1024\xc2\xb3).",
	};
	struct svg_element *group = svg_add(g->svg, g->root, "g", "id", "notes",
	    "fill", g->theme->muted, "font-size", SMALL_FONT);
	size_t i;

	for (i = 0; i < sizeof note / sizeof note[0]; i++)
		graph_text(g, group, PLOT_LEFT, y + (double)i * NOTES_LINE,
		    NULL, span_of(note[i]));
}

static void
set_up(struct graph *g, double height)
{
	const int width = g->options->width;
	struct text *desc = svg_scratch(g->svg);
	int64_t from_ms, to_ms;
	struct svg_element *e;

	/* The background is also around a picture smaller than the window. */
	svg_set(g->svg, g->root, "viewBox",
	    svg_f(g->svg, "0 0 %d %.0f", width, height), "width", px(g, width),
	    "height", px(g, height), "role", "img", "aria-labelledby",
	    "graph-title graph-desc", "font-family",
	    "system-ui, 'Helvetica Neue', Arial, sans-serif", "font-size", "12",
	    "fill", g->theme->text, "style",
	    svg_f(g->svg, "background:%s", g->theme->background));
	svg_text(g->svg, g->root, SPAN("\n"));
	e = svg_add_text(g->svg, g->root, "title", g->options->title);
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
	e = svg_add(g->svg, g->root, "clipPath", "id", "clip-names");
	svg_add_inline(g->svg, e, "rect", "x", px(g, g->legend_left), "width",
	    px(g, LEGEND_NAMES), "height", px(g, height));
	svg_add(g->svg, g->root, "rect", "id", "background", "width",
	    px(g, width), "height", px(g, height), "fill",
	    g->theme->background);
}

/* Where things are from left to right. */
static void
lay_out(struct graph *g)
{
	const int64_t pause = g->findings->system_pause_ms;

	g->dated = human_is_dated(g->from_ms, g->to_ms);
	g->half_ms = pause == INT64_MAX ? 0 : pause / 6;
	/* One moment alone stands in the middle of two seconds. */
	if (g->from_ms == g->to_ms) {
		g->from_ms -= 1000;
		g->to_ms += 1000;
	}
	g->legend_right = g->options->width - RIGHT_MARGIN;
	g->legend_left = g->legend_right - LEGEND_WIDTH;
	g->plot_right = g->legend_left - LEGEND_GAP;
	g->plot =
	    (struct extent){PLOT_LEFT, g->plot_right, PLOT_LEFT, g->plot_right};
	g->x = (struct scale){
	    0, (double)(g->to_ms - g->from_ms), PLOT_LEFT, g->plot_right};
	g->ticks = scale_time_ticks(g->from_ms, g->to_ms,
	    (int)((g->plot_right - PLOT_LEFT) / TICK_ROOM));
	if (g->ticks.step_ms < 1000 || is_of_years(g))
		g->ticks = scale_time_ticks(g->from_ms, g->to_ms,
		    (int)((g->plot_right - PLOT_LEFT) / TICK_ROOM_WIDE));
}

/* What the script needs to know of the time axis, and the script. */
static void
add_script(struct graph *g)
{
	svg_set(g->svg, g->root, "data-x",
	    svg_f(g->svg, "%d %.0f %lld %lld", PLOT_LEFT, g->plot_right,
		(long long)g->from_ms, (long long)g->to_ms));
	if (!g->options->without_script)
		svg_add_script(g->svg, svg_add(g->svg, g->root, "script"),
		    (struct span){(const char *)script, sizeof script});
}

static void
draw(struct graph *g, const struct strip *strip, double height)
{
	const double top_end = TOP_PANEL + TOP_HEIGHT;
	const double bottom = top_end + height + PANEL_GAP;
	const double bottom_end = bottom + BOTTOM_HEIGHT;

	set_up(g, bottom_end + FOOT_ROOM);
	put_title(g);
	graph_processes(g, TOP_PANEL);
	strip_draw(g, strip, top_end + STRIP_TOP);
	graph_system(g, bottom);
	time_axis(g, bottom_end);
	strip_markers(g, strip, bottom_end);
	notes(g, bottom_end + NOTES);
	add_script(g);
	svg_text(g->svg, g->root, SPAN("\n"));
}

int
graph_write(const struct trace *t, const struct findings *findings,
    const struct graph_options *options, struct text *out)
{
	struct graph g = {.trace = t,
	    .findings = findings,
	    .options = options,
	    .theme = theme_of(options->theme)};
	struct selection selection;
	struct strip *strip = NULL;
	double height;
	int rc = -1;

	if (trace_span(t, &g.from_ms, &g.to_ms) != 0)
		return -1;
	lay_out(&g);
	if (selection_make(t, &selection) != 0)
		goto out;
	g.selection = &selection;
	g.svg = svg_new();
	if (g.svg != NULL)
		strip = strip_new(&g, &height);
	if (strip != NULL) {
		g.root = svg_root(g.svg);
		draw(&g, strip, height);
		if (!g.failed && svg_write(g.svg, out) == 0)
			rc = 0;
	}
out:
	strip_free(strip);
	svg_free(g.svg);
	free(selection.rank);
	return rc;
}
