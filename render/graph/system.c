#include <stdio.h>

#include "render/graph/parts.h"
#include "render/human.h"

/* The lines, in the order of the legend; each has a dash of its own. */
static const struct line {
	enum trace_metric metric; /* bytes or percent */
	const char *id;
	const char *name;
	const char *dash;
	const char *width;
	const char *colour[2];
} lines[] = {
    {TRACE_WIRED, "wired", "wired", NULL, "2.25", {"#d55e00", "#f28e3c"}},
    {TRACE_COMPRESSOR, "compressor", "compressor", "9 3", "2.25",
	{"#0072b2", "#4fa8e8"}},
    {TRACE_SWAP_USED, "swap-used", "swap used", "3 3", "2.25",
	{"#aa3377", "#e58fd0"}},
    {TRACE_FREE, "free", "free", "12 3 3 3", "1.75", {"#009e73", "#2cc295"}},
    {TRACE_FREE_PERCENT, "free-percent", "free % (right scale)", "1 4", "2",
	{"#505a69", "#b3bdcb"}},
};
enum { LINES = sizeof lines / sizeof lines[0] };
enum { LINE_ROOM = 12000, BANDS_ROOM = 70 };
#define BAND_OPACITY "0.14"

static int
is_percent(const struct line *line)
{
	return trace_metric[line->metric].kind == METRIC_PERCENT;
}

/* In the unit of its axis: GiB, or percent. */
static double
height_of(const struct line *line, uint64_t value)
{
	return is_percent(line) ? (double)value : graph_gib(value);
}

static void
add_value(struct text *out, const struct line *line, uint64_t value)
{
	if (is_percent(line))
		text_add_f(out, "%d %%", (int)value);
	else
		human_bytes(out, value);
}

/* A block without the value is a gap, and so is a pause of the sampling. */
static void
trace_line(struct graph *g, const struct scale *y, const struct line *line,
    int wide, struct path *path)
{
	const struct trace *t = g->trace;
	const int64_t pause = g->findings->system_pause_ms;
	size_t i;

	path_start(path, wide);
	for (i = 0; i < t->blocks; i++) {
		const int64_t ms = t->block[i].ts_ms;

		if (i > 0 && ms - t->block[i - 1].ts_ms > pause)
			path_break(path);
		if (trace_has(t, i, line->metric))
			path_point(path, graph_x(g, ms),
			    scale_at(y, height_of(line,
					    trace_value(t, i, line->metric))));
		else
			path_break(path);
	}
	path_end(path);
}

static void
draw_line(struct graph *g, struct panel *p, const struct scale *y,
    const struct line *line, const struct finding_range *r)
{
	struct text *title = svg_scratch(g->svg);
	struct path path = {.wide = 0};
	int wide = g->trace->blocks > 2 * (g->plot_right - PLOT_LEFT);

	if (r->known == 0)
		return;
	do {
		trace_line(g, y, line, wide, &path);
		wide = wide == 0 ? 1 : 2 * wide;
	} while (path.d.len > graph_room(g, LINE_ROOM));
	text_add_f(title, "%s: lowest ", line->name);
	add_value(title, line, r->low);
	text_add_string(title, ", highest ");
	add_value(title, line, r->high);
	svg_set(g->svg,
	    graph_series(g, p, y, is_percent(line) ? "%" : "GiB", line->id,
		&path, text_span(title)),
	    "stroke", line->colour[g->options->theme == GRAPH_DARK],
	    "stroke-width", r->known == 1 ? LONELY_DOT : line->width,
	    "stroke-dasharray", line->dash);
}

static void
line_label(struct graph *g, const struct scale *y, const struct line *line,
    const struct finding_range *r, struct label *label)
{
	struct text *value = svg_scratch(g->svg);

	add_value(value, line, r->last);
	*label = (struct label){
	    .y = scale_at(y, height_of(line, r->last)), .ink = line->colour[0]};
	snprintf(label->name, sizeof label->name, "%s", line->name);
	snprintf(label->value, sizeof label->value, "%.*s", (int)value->len,
	    value->data);
	snprintf(label->stands_for, sizeof label->stands_for, "#%s", line->id);
}

/* The right scale, 0 to 100, with the threshold of the bands on it. */
static void
percent_axis(struct graph *g, struct panel *p, struct scale *y)
{
	const double x = g->plot_right + AXIS_GAP;
	struct svg_element *axis = svg_add(
	    g->svg, p->group, "g", "class", "axis", "fill", g->ink[INK_MUTED]);
	int percent;

	*y = (struct scale){0, 100, p->top + p->height, p->top};
	for (percent = 0; percent <= 100; percent += 20)
		graph_text(g, axis, x, scale_at(y, percent) + 4, NULL,
		    span_of(svg_f(g->svg, "%d", percent)));
	graph_text(g, axis, x, p->top - HEADING_GAP, NULL, SPAN("free %"));
}

/* `low` is NULL where it is more than one. */
static void
put_band(struct graph *g, struct panel *p, const struct extent *at,
    const struct low_memory *low)
{
	struct text *title = svg_scratch(g->svg);
	struct svg_element *e =
	    graph_rect(g, p->zoom, "low-memory", at, p->top, p->height);

	svg_set(
	    g->svg, e, "fill", g->ink[INK_LOW], "fill-opacity", BAND_OPACITY);
	text_add_f(title, "free memory below %d %%", g->findings->low_percent);
	if (low == NULL)
		text_add_string(title, ", more than once");
	else {
		text_add_f(title, ": %d", low->lowest_percent);
		if (low->highest_percent != low->lowest_percent)
			text_add_f(title, " to %d", low->highest_percent);
		text_add_string(title, " %, ");
		human_period(title, low->from_ms, low->to_ms);
	}
	svg_add_text(g->svg, e, "title", text_span(title));
}

/*
 * A red band per stretch of low memory. Bands that are less than `apart` pixels
 * from each other are one. Returns how many; without a panel they are only
 * counted.
 */
static size_t
put_bands(struct graph *g, struct panel *p, double apart)
{
	const struct findings *f = g->findings;
	const struct low_memory *low = NULL, *next;
	struct extent at = {0, 0, 0, 0}, then;
	size_t i, count = 0;

	for (i = 0; i < f->lows; i++) {
		next = &f->low[i].low;
		then = graph_extent(g, next->from_ms - g->half_ms,
		    next->to_ms + g->half_ms, &g->plot, 1);
		if (graph_join(&at, &then, apart)) {
			low = NULL;
			continue;
		}
		if (count++ > 0 && p != NULL)
			put_band(g, p, &at, low);
		at = then;
		low = next;
	}
	if (count > 0 && p != NULL)
		put_band(g, p, &at, low);
	return count;
}

void
graph_system(struct graph *g)
{
	struct finding_range range[LINES];
	struct scale percent;
	struct label label[LINES];
	struct panel p;
	double top_gib = 0, apart = 1;
	size_t recorded = 0;
	int i;

	for (i = 0; i < LINES; i++) {
		range[i] = findings_metric(
		    g->trace, lines[i].metric, 0, g->trace->blocks);
		recorded += range[i].known;
		if (!is_percent(&lines[i]) && range[i].known > 0 &&
		    graph_gib(range[i].high) > top_gib)
			top_gib = graph_gib(range[i].high);
	}
	graph_panel(g, &p, "system", "System memory", NULL, &g->at.system);
	graph_gib_axis(g, &p, top_gib);
	percent_axis(g, &p, &percent);
	if (recorded == 0) {
		graph_nothing(g, &p, SPAN("no system samples"));
		return;
	}
	p.zoom = graph_zoom(g, p.group, "system", p.top, p.height);
	while (put_bands(g, NULL, apart) > graph_room(g, BANDS_ROOM))
		apart *= 2;
	put_bands(g, &p, apart);
	for (i = LINES - 1; i >= 0; i--)
		draw_line(g, &p, is_percent(&lines[i]) ? &percent : &p.y,
		    &lines[i], &range[i]);
	recorded = 0;
	for (i = 0; i < LINES; i++)
		if (range[i].known > 0)
			line_label(g, is_percent(&lines[i]) ? &percent : &p.y,
			    &lines[i], &range[i], &label[recorded++]);
	graph_labels(g, &p, label, recorded);
	graph_pressure(g, &p);
	graph_seams(g, &p);
}
