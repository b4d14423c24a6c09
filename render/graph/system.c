#include <string.h>

#include "render/findings/findings.h"
#include "render/graph/legend.h"
#include "render/graph/parts.h"
#include "render/graph/series.h"
#include "render/human.h"

/* The lines, in the order of the legend; each has a dash of its own. */
static const struct line {
	enum trace_metric metric; /* bytes or percent */
	const char *id;
	const char *name;
	const char *dash;
	const char *width;
	const char *colour[GRAPH_THEMES];
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

/*
 * A red band per stretch of low memory. A sample stands for the time around
 * it, so a band reaches half the usual distance over both ends. Bands that
 * share a pixel are one, and where there are too many, those that are near.
 */
struct bands {
	double apart; /* pixels; nearer ones are one */
	size_t count;
	struct extent at;
	struct text title;
	size_t stretches;
	int64_t low_ms; /* together, from sample to sample */
};

static int
is_percent(const struct line *line)
{
	return trace_metric[line->metric].unit == METRIC_PERCENT;
}

/* In the unit of its axis: GiB, or percent. */
static double
value_of(const struct line *line, uint64_t value)
{
	return is_percent(line) ? (double)value
				: (double)value / (1024 * 1024 * 1024);
}

static void
line_title(
    struct text *out, const struct line *line, const struct finding_range *r)
{
	text_add_string(out, line->name);
	text_add_string(out, ": lowest ");
	if (is_percent(line)) {
		text_add_f(
		    out, "%d %%, highest %d %%", (int)r->low, (int)r->high);
		return;
	}
	human_bytes(out, r->low);
	text_add_string(out, ", highest ");
	human_bytes(out, r->high);
}

/* A block without the value is a gap, and so is a pause of the sampling. */
static void
trace_line(struct graph *g, const struct scale *y, const struct line *line,
    int wide, struct series *s)
{
	const struct trace *t = g->trace;
	const int64_t pause = g->findings->system_pause_ms;
	size_t i;

	series_start(s, wide);
	for (i = 0; i < t->blocks; i++) {
		const struct trace_block *b = &t->block[i];

		if (i > 0 && b->ts_ms - t->block[i - 1].ts_ms > pause)
			series_break(s);
		if (trace_has(t, i, line->metric))
			series_point(s, graph_x(g, b->ts_ms),
			    scale_at(y, value_of(line,
					    trace_value(t, i, line->metric))));
		else
			series_break(s);
	}
	series_end(s);
}

static void
draw_line(struct graph *g, struct panel *p, const struct scale *y,
    const struct line *line, const struct finding_range *r)
{
	struct text title = {0};
	struct svg_element *path;
	struct series s;
	int wide = g->trace->blocks <= 2 * (g->plot_right - PLOT_LEFT) ? 0 : 1;

	if (r->known == 0)
		return;
	trace_line(g, y, line, wide, &s);
	while (s.path.len > graph_room(g, LINE_ROOM)) {
		series_free(&s);
		wide = wide == 0 ? 1 : 2 * wide;
		trace_line(g, y, line, wide, &s);
	}
	line_title(&title, line, r);
	path = graph_series(g, p, y, is_percent(line) ? "%" : "GiB", line->id,
	    &s, text_span(&title));
	svg_set(g->svg, path, "stroke", line->colour[g->options->theme]);
	svg_set(g->svg, path, "stroke-width",
	    r->known == 1 ? LONELY_DOT : line->width);
	if (line->dash != NULL)
		svg_set(g->svg, path, "stroke-dasharray", line->dash);
	g->failed |= title.failed | s.path.failed;
	text_free(&title);
	series_free(&s);
}

static void
legend_of(struct graph *g, struct panel *p, int i, struct finding_range *r)
{
	const struct line *line = &lines[i];
	struct text low = {0}, high = {0};
	struct svg_element *row, *swatch;

	if (r->known == 0)
		text_add_string(&high, "not recorded");
	else if (is_percent(line)) {
		text_add_f(&low, "%d %%", (int)r->low);
		text_add_f(&high, "%d %%", (int)r->high);
	} else {
		human_bytes(&low, r->low);
		human_bytes(&high, r->high);
	}
	row = legend_row(
	    g, p, i, span_of(line->name), text_span(&low), text_span(&high));
	if (r->known == 0)
		svg_set(g->svg, row, "fill", g->theme->muted);
	else
		svg_set_f(g->svg, row, "data-for", "#%s", line->id);
	swatch = legend_swatch(g, p, row, i, line->colour[g->options->theme]);
	svg_set(g->svg, swatch, "stroke-width", "2.5");
	svg_set(g->svg, swatch, "stroke-linecap", "round");
	if (line->dash != NULL)
		svg_set(g->svg, swatch, "stroke-dasharray", line->dash);
	g->failed |= low.failed | high.failed;
	text_free(&low);
	text_free(&high);
}

/* The right scale, 0 to 100, with the threshold of the bands on it. */
static void
percent_axis(struct graph *g, struct panel *p, struct scale *y)
{
	struct svg_element *axis = svg_add(g->svg, p->group, "g");
	struct text label = {0};
	int percent;

	*y = (struct scale){0, 100, p->top + p->height, p->top};
	svg_set(g->svg, axis, "class", "axis");
	svg_set(g->svg, axis, "fill", g->theme->muted);
	for (percent = 0; percent <= 100; percent += 20) {
		text_rewind(&label);
		text_add_f(&label, "%d", percent);
		graph_text(g, axis, g->plot_right + 8, scale_at(y, percent) + 4,
		    NULL, text_span(&label));
	}
	graph_text(g, axis, g->plot_right + 8, p->top - HEADING_GAP, NULL,
	    SPAN("free %"));
	g->failed |= label.failed;
	text_free(&label);
}

/* Without a panel it is only counted. */
static void
put_band(struct graph *g, struct panel *p, struct bands *b)
{
	struct svg_element *e;

	if (b->title.len == 0)
		return;
	b->count++;
	if (p == NULL) {
		text_rewind(&b->title);
		return;
	}
	e = svg_add(g->svg, p->zoom, "rect");
	svg_set(g->svg, e, "class", "low-memory");
	graph_place(g, e, &b->at, p->top, p->height);
	svg_set(g->svg, e, "fill", g->theme->low);
	svg_set(g->svg, e, "fill-opacity", "0.14");
	svg_add_text(g->svg, e, "title", text_span(&b->title));
	text_rewind(&b->title);
}

static void
draw_bands(struct graph *g, struct panel *p, struct bands *b)
{
	const struct findings *f = g->findings;
	const int64_t pause = f->system_pause_ms;
	const int64_t half = pause == INT64_MAX ? 0 : pause / 6;
	size_t i;

	for (i = 0; i < f->lows; i++) {
		const struct low_memory *low = &f->low[i].low;
		double left = graph_x(g, low->from_ms - half);
		double to = graph_x(g, low->to_ms + half), right;

		if (left < PLOT_LEFT)
			left = PLOT_LEFT;
		if (to > g->plot_right)
			to = g->plot_right;
		right = to > left + 1 ? to : left + 1;
		b->stretches++;
		b->low_ms += low->to_ms - low->from_ms;
		if (b->title.len > 0 && left < b->at.right + b->apart) {
			b->at.to = to;
			b->at.right = right;
			text_rewind(&b->title);
			text_add_f(&b->title,
			    "free memory below %d %%, more than once",
			    g->findings->low_percent);
			continue;
		}
		put_band(g, p, b);
		b->at = (struct extent){left, to, left, right};
		text_add_f(&b->title, "free memory below %d %%: %d",
		    g->findings->low_percent, low->lowest_percent);
		if (low->highest_percent != low->lowest_percent)
			text_add_f(&b->title, " to %d", low->highest_percent);
		text_add_string(&b->title, " %, ");
		human_period(&b->title, low->from_ms, low->to_ms);
	}
	put_band(g, p, b);
	g->failed |= b->title.failed;
	text_free(&b->title);
}

static void
bands_legend(struct graph *g, struct panel *p, const struct bands *b)
{
	struct text line = {0};
	struct svg_element *row, *e;

	text_add_f(&line, "free below %d %%: ", g->findings->low_percent);
	if (b->stretches == 0)
		text_add_string(&line, "never");
	else {
		text_add_f(&line, "%zu\xc3\x97", b->stretches);
		if (b->low_ms > 0) {
			text_add_string(&line, ", ");
			human_duration(&line, b->low_ms);
		}
	}
	row = legend_row(g, p, LINES, text_span(&line), SPAN(""), SPAN(""));
	if (b->stretches > 0)
		svg_set(g->svg, row, "data-for", ".low-memory");
	e = svg_add(g->svg, row, "rect");
	svg_set_number(g->svg, e, "x", g->legend_left);
	svg_set_number(g->svg, e, "y", legend_y(p, LINES) - 2);
	svg_set(g->svg, e, "width", "22");
	svg_set(g->svg, e, "height", "12");
	svg_set(g->svg, e, "fill", g->theme->low);
	svg_set(g->svg, e, "fill-opacity", "0.14");
	g->failed |= line.failed;
	text_free(&line);
}

void
graph_system(struct graph *g, double top)
{
	struct finding_range range[LINES];
	struct bands bands = {.apart = 0.5};
	struct scale percent;
	struct panel p;
	const size_t percents =
	    g->findings->all.metric[TRACE_FREE_PERCENT].known;
	double top_gib = 0;
	size_t recorded = 0;
	int i;

	graph_panel(g, &p, "system", "System memory", top, BOTTOM_HEIGHT);
	for (i = 0; i < LINES; i++) {
		range[i] = findings_metric(
		    g->trace, lines[i].metric, 0, g->trace->blocks);
		recorded += range[i].known;
		if (!is_percent(&lines[i]) && range[i].known > 0) {
			double gib = value_of(&lines[i], range[i].high);

			if (gib > top_gib)
				top_gib = gib;
		}
	}
	graph_gib_axis(g, &p, top_gib);
	percent_axis(g, &p, &percent);
	if (recorded == 0) {
		graph_no_data(g, &p);
		return;
	}
	p.zoom = graph_zoom(g, p.group, "system", p.top, p.height);
	do {
		bands = (struct bands){.apart = bands.apart * 2};
		draw_bands(g, NULL, &bands);
	} while (bands.count > graph_room(g, BANDS_ROOM));
	bands = (struct bands){.apart = bands.apart};
	draw_bands(g, &p, &bands);
	for (i = LINES - 1; i >= 0; i--)
		draw_line(g, &p, is_percent(&lines[i]) ? &percent : &p.y,
		    &lines[i], &range[i]);
	legend_head(g, &p, "system", "lowest", "highest");
	for (i = 0; i < LINES; i++)
		legend_of(g, &p, i, &range[i]);
	if (percents > 0)
		bands_legend(g, &p, &bands);
	graph_pressure(g, &p, LINES + (percents > 0));
	graph_seams(g, &p);
	graph_ceiling(g, &p);
}
