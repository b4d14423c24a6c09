#include <stdlib.h>

#include "render/graph/system.h"
#include "render/human.h"

/*
 * The strip below the system: how fast memory is compressed and swapped, a row
 * for each way, all on one scale. A rate holds between two samples.
 */
enum { PAGING_ROOM = 6000, KIB = 1024, ROW_HEIGHT = 12 };
static const struct row {
	enum trace_metric counter;
	const char *id;
	const char *name;
	enum ink ink;
} rows[] = {
    {TRACE_SWAPOUTS, "swapped-out", "swapped out", INK_SWAP},
    {TRACE_SWAPINS, "swapped-in", "swapped in", INK_SWAP},
    {TRACE_COMPRESSIONS, "compressed", "compressed", INK_COMPRESSOR},
    {TRACE_DECOMPRESSIONS, "decompressed", "decompressed", INK_COMPRESSOR},
};
enum { ROWS = sizeof rows / sizeof rows[0] };

/* Was it more than a little of the memory, and more than a trickle? */
static int
is_drawn(const struct trace *t, const struct row *row)
{
	const struct finding_flow flow = findings_flow(t, row->counter);

	return flow.rate >= KIB * KIB &&
	       flow.bytes >= (double)findings_little(t);
}

int
paging_rows(const struct trace *t)
{
	int i, count = 0;

	for (i = 0; i < ROWS; i++)
		count += is_drawn(t, &rows[i]);
	return count;
}

/* Both edges of an interval, at one rate; its value is in KiB a second. */
static void
add_interval(struct graph *g, const struct scale *y, struct path edge[2],
    const int64_t ms[2], double rate)
{
	const uint64_t value = (uint64_t)(rate / KIB + 0.5);
	int i;

	for (i = 0; i < 2; i++) {
		const double x = graph_x(g, ms[i]);

		path_value(&edge[0], x, scale_at(y, rate), value);
		path_value(&edge[1], x, y->low, value);
	}
}

static void
trace_rate(struct graph *g, const struct scale *y, const struct row *row,
    struct path edge[2])
{
	const struct trace *t = g->trace;
	size_t i, last = t->blocks;

	path_collect(&edge[0], edge[0].wide);
	path_collect(&edge[1], edge[1].wide);
	for (i = 0; i < t->blocks; i++) {
		double rate = -1;
		int64_t ms[2];

		if (!trace_has(t, i, row->counter))
			continue;
		ms[1] = t->block[i].ts_ms;
		ms[0] = last < t->blocks ? t->block[last].ts_ms : ms[1];
		if (ms[1] - ms[0] <= g->findings->system_pause_ms)
			rate = findings_rate(
			    t, row->counter, last < t->blocks ? last : i, i);
		if (rate >= 0)
			add_interval(g, y, edge, ms, rate);
		else {
			path_break(&edge[0]);
			path_break(&edge[1]);
		}
		last = i;
	}
	path_end(&edge[0]);
	path_end(&edge[1]);
	g->failed |= edge[0].failed || edge[1].failed;
}

static void
add_rate(struct text *out, double rate)
{
	human_bytes(out, (uint64_t)rate);
	text_add_string(out, "/s");
}

static void
draw_row(struct graph *g, struct panel *p, const struct scale *y,
    const struct row *row, struct label *label)
{
	const struct finding_flow flow = findings_flow(g->trace, row->counter);
	struct path edge[2] = {{.wide = 0}, {.wide = 0}};
	struct text d = {0}, values = {0};
	struct text *most = svg_scratch(g->svg), *value = svg_scratch(g->svg),
		    *title = svg_scratch(g->svg);
	struct svg_element *e;
	int wide = g->trace->blocks > g->plot_right - PLOT_LEFT ? 2 : 0;

	do {
		text_clear(&d);
		text_clear(&values);
		edge[0].wide = edge[1].wide = wide;
		trace_rate(g, y, row, edge);
		path_area(&d, &edge[0], &edge[1], 1);
		path_values(&values, &edge[0]);
		wide = wide == 0 ? 2 : 2 * wide;
	} while (d.len + values.len > graph_room(g, PAGING_ROOM));
	e = svg_add(g->svg, p->zoom, "path", "id", row->id, "class", "rate",
	    "data-y",
	    svg_f(g->svg, "%.2f %.2f %.9g /s %ld", y->low, y->high, y->to / KIB,
		edge[0].wide),
	    "fill", g->ink[row->ink]);
	svg_set_span(g->svg, e, "d", text_span(&d));
	svg_set_span(g->svg, e, "data-v", text_span(&values));
	add_rate(most, flow.rate);
	text_add_string(value, "\xe2\x89\xa4 ");
	text_add_span(value, text_span(most));
	text_add_f(title, "%s: ", row->name);
	human_bytes(title, (uint64_t)flow.bytes);
	text_add_string(title, " in all, at most ");
	text_add_span(title, text_span(most));
	text_add_string(title, ", until ");
	human_moment(title, flow.to_ms, g->dated);
	svg_add_text(g->svg, e, "title", text_span(title));
	system_label(label, y->low - LABEL_LINE / 2.0, g->ink[row->ink],
	    row->name, text_span(value), row->id);
	g->failed |= d.failed || values.failed;
	text_free(&d);
	text_free(&values);
	free(edge[0].at);
	free(edge[1].at);
}

void
paging_draw(struct graph *g)
{
	struct panel p = {
	    .top = g->at.paging.top, .height = g->at.paging.height};
	struct label label[ROWS];
	double most = 0, rate;
	int i, drawn = 0;

	for (i = 0; i < ROWS; i++)
		if (is_drawn(g->trace, &rows[i])) {
			rate = findings_flow(g->trace, rows[i].counter).rate;
			most = rate > most ? rate : most;
		}
	if (p.height <= 0 || most <= 0)
		return;
	p.group = svg_add(g->svg, g->root, "g", "id", "paging");
	p.zoom = graph_zoom(g, p.group, "paging", p.top, p.height);
	for (i = 0; i < ROWS; i++) {
		const double low = p.top + (drawn + 1) * LABEL_LINE - 2;
		const struct scale y = {0, most, low, low - ROW_HEIGHT};

		if (!is_drawn(g->trace, &rows[i]))
			continue;
		graph_line(g, p.group, PLOT_LEFT, low, g->plot_right, low,
		    g->ink[INK_GRID]);
		draw_row(g, &p, &y, &rows[i], &label[drawn++]);
	}
	graph_labels(g, &p, label, (size_t)drawn);
}
