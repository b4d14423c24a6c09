#include "render/graph/label.h"
#include "render/graph/system.h"
#include "render/human.h"

enum { LINE_ROOM = 9000, LONELY_WIDTH = 6 };

/* The lines from the lowest, each with a dash of its own. */
static const struct line {
	enum trace_metric metric; /* bytes or percent */
	const char *id;
	const char *name;
	const char *dash;
	double width;
	enum ink ink;
} lines[] = {
    {TRACE_FREE_PERCENT, "free-percent", "free %", "2 3", 1.5,
	INK_FREE_PERCENT},
    {TRACE_FREE, "free", "free", "12 3 3 3", 1.75, INK_FREE_LINE},
    {TRACE_SWAP_USED, "swap-used", "swap used", "4 3", 2, INK_SWAP},
    {TRACE_COMPRESSOR, "compressor", "compressor", "9 3", 2, INK_COMPRESSOR},
    {TRACE_WIRED, "wired", "wired", NULL, 2, INK_WIRED},
};
enum { LINES = sizeof lines / sizeof lines[0] };
_Static_assert((int)LINES <= (int)LABELS_MOST, "each line has a label");

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

static struct finding_range
range_of(const struct graph *g, const struct line *line)
{
	return findings_metric(g->trace, line->metric, 0, g->trace->blocks);
}

double
lines_highest(const struct graph *g)
{
	const struct line *line;
	double highest = -1;

	for (line = lines; line < lines + LINES; line++) {
		const struct finding_range r = range_of(g, line);
		const double high = is_percent(line) ? 0 : graph_gib(r.high);

		if (r.known > 0 && high > highest)
			highest = high;
	}
	return highest;
}

/* A block without the value is a gap, and so is a pause of the sampling. */
static void
trace_line(const struct graph *g, const struct line *line, struct path *path)
{
	const struct trace *t = g->trace;
	size_t i;

	*path = path_new(t->blocks > 2 * (g->plot_right - PLOT_LEFT));
	for (i = 0; i < t->blocks; i++) {
		const uint64_t value = trace_value(t, i, line->metric);
		const int known = trace_has(t, i, line->metric);

		if (!known || findings_is_paused(g->trace, g->findings, 1, i))
			path_break(path);
		if (known)
			path_add(path, graph_x(g, t->block[i].ts_ms),
			    height_of(line, value),
			    is_percent(line) ? value : graph_mib(value));
	}
	path_end(path);
}

/* Over layers it has a rim instead of dashes. */
static void
draw_line(struct graph *g, struct panel *p, const struct scale *y,
    const struct line *line, const struct finding_range *r, int over_layers)
{
	double width = r->known == 1 ? LONELY_WIDTH : line->width;
	struct path path;
	struct curve curve = {
	    .path = &path, .y = y, .unit = is_percent(line) ? "%" : "GiB"};
	struct svg_element *group;

	trace_line(g, line, &path);
	graph_fit(&curve, 1, graph_room(g, LINE_ROOM));
	/* A line that goes up and down in each pixel would hide the others. */
	if (over_layers && path.wide > 0)
		width = 0.75;
	else if (over_layers)
		svg_add(g->svg, p->zoom, "use", "href",
		    svg_f(g->svg, "#%s", line->id), "stroke", g->ink[INK_PAPER],
		    "stroke-width", px(g, width + 2), "opacity", "0.8");
	group = svg_add(g->svg, p->zoom, "g", "stroke", g->ink[line->ink],
	    "stroke-width", px(g, width), "stroke-dasharray",
	    over_layers ? NULL : line->dash);
	graph_curve(g, group, &curve, "series", line->id,
	    system_title(g, line->name, r, is_percent(line)));
	path_free(&path);
}

void
lines_draw(struct graph *g, struct panel *p, int percent_alone)
{
	const int count = percent_alone ? 1 : LINES;
	const struct line *line;

	for (line = lines; line < lines + count; line++) {
		const struct finding_range r = range_of(g, line);
		const struct scale *y = is_percent(line) ? &g->percent : &p->y;
		struct text *value = svg_scratch(g->svg);

		if (r.known == 0) {
			graph_label(p, p->top + p->height, g->ink[INK_FRAME],
			    line->name, SPAN("unknown"), "");
			continue;
		}
		draw_line(g, p, y, line, &r, percent_alone);
		if (is_percent(line))
			text_add_f(value, "%d", (int)r.last);
		else
			human_bytes(value, r.last);
		graph_label(p, scale_at(y, height_of(line, r.last)),
		    g->ink[line->ink], line->name, text_span(value),
		    svg_f(g->svg, "#%s", line->id));
	}
}
