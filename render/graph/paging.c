#include "render/graph/label.h"
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

/*
 * How many were more than a little of the memory, and more than a trickle; the
 * rate of others is set to 0.
 */
static int
find_flows(const struct trace *t, struct finding_flow flow[ROWS])
{
	int i, count = 0;

	for (i = 0; i < ROWS; i++) {
		flow[i] = findings_flow(t, rows[i].counter);
		if (flow[i].rate < KIB * KIB ||
		    flow[i].bytes < (double)findings_little(t))
			flow[i].rate = 0;
		count += flow[i].rate > 0;
	}
	return count;
}

int
paging_rows(const struct trace *t)
{
	struct finding_flow flow[ROWS];

	return find_flows(t, flow);
}

/*
 * Both edges of each interval with a known rate, at that rate, which is in KiB
 * a second.
 */
static void
trace_rate(struct graph *g, enum trace_metric counter, struct path edge[2])
{
	const struct trace_block *block = g->trace->block;
	struct finding_interval n = {0};
	int i;

	while (findings_next_interval(g->trace, counter, &n)) {
		const int64_t ms[] = {block[n.from].ts_ms, block[n.to].ts_ms};
		const double rate = n.rate / KIB;

		if (rate < 0 || ms[1] - ms[0] > g->findings->log[1].near_ms) {
			path_break(&edge[0]);
			path_break(&edge[1]);
			continue;
		}
		for (i = 0; i < 2; i++) {
			const double x = graph_x(g, ms[i]);

			path_add(&edge[0], x, rate, (uint64_t)(rate + 0.5));
			path_add(&edge[1], x, 0, 0);
		}
	}
	path_end(&edge[0]);
	path_end(&edge[1]);
}

static void
add_rate(struct text *out, double rate)
{
	human_bytes(out, (uint64_t)rate);
	text_add_string(out, "/s");
}

static void
draw_row(struct graph *g, struct panel *p, const struct row *row,
    const struct finding_flow *flow)
{
	const long wide = g->trace->blocks > g->plot_right - PLOT_LEFT ? 2 : 0;
	struct path edge[2] = {path_new(wide), path_new(wide)};
	struct curve curve = {&edge[0], &edge[1], &p->y, "/s", 1, {0}, {0}};
	struct text *most = svg_scratch(g->svg), *value = svg_scratch(g->svg),
		    *title = svg_scratch(g->svg);
	struct svg_element *e;

	trace_rate(g, row->counter, edge);
	graph_fit(&curve, 1, graph_room(g, PAGING_ROOM));
	add_rate(most, flow->rate);
	text_add_string(value, "\xe2\x89\xa4 ");
	text_add_span(value, text_span(most));
	text_add_f(title, "%s: ", row->name);
	human_bytes(title, (uint64_t)flow->bytes);
	text_add_string(title, " in all, at most ");
	text_add_span(title, text_span(most));
	text_add_string(title, ", until ");
	human_moment(title, flow->to_ms, g->dated);
	e = graph_curve(g, p->zoom, &curve, "rate", row->id, text_span(title));
	svg_set(g->svg, e, "fill", g->ink[row->ink]);
	graph_label(p, p->y.low - LABEL_LINE / 2.0, g->ink[row->ink], row->name,
	    text_span(value), svg_f(g->svg, "#%s", row->id));
	path_free(&edge[0]);
	path_free(&edge[1]);
}

void
paging_draw(struct graph *g)
{
	struct panel p = {
	    .top = g->at.paging.top, .height = g->at.paging.height};
	struct finding_flow flow[ROWS];
	double most = 0, low = p.top - 2;
	int i;

	if (find_flows(g->trace, flow) == 0 || p.height <= 0)
		return;
	for (i = 0; i < ROWS; i++)
		if (flow[i].rate > most)
			most = flow[i].rate;
	p.group = svg_add(g->svg, g->root, "g", "id", "paging");
	p.zoom = graph_zoom(g, p.group, "paging", p.top, p.height);
	for (i = 0; i < ROWS; i++) {
		if (flow[i].rate <= 0)
			continue;
		low += LABEL_LINE;
		p.y = (struct scale){0, most / KIB, low, low - ROW_HEIGHT};
		graph_line(g, p.group, PLOT_LEFT, low, g->plot_right, low,
		    g->ink[INK_GRID]);
		draw_row(g, &p, &rows[i], &flow[i]);
	}
	graph_labels(g, &p);
}
