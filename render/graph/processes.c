#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "render/graph/legend.h"
#include "render/graph/parts.h"
#include "render/graph/selection.h"
#include "render/graph/series.h"
#include "render/human.h"

enum { NAME_COLUMNS = 22, ID_SIZE = 48, LINES_ROOM = 240000 };

/* What is drawn of a process. */
struct drawn {
	struct series series;
	uint32_t last_sample;
};

/*
 * All lines in one pass over the rows. A line ends where its process was not
 * in a sample, or where there was no sample for longer than usual.
 */
static size_t
trace_lines(
    struct graph *g, const struct panel *p, struct drawn *drawn, int wide)
{
	const struct selection *c = g->selection;
	const struct trace *t = g->trace;
	const int64_t pause = g->findings->process_pause_ms;
	size_t i, bytes = 0;

	for (i = 0; i < c->count; i++) {
		series_start(&drawn[i].series, wide);
		drawn[i].last_sample = TRACE_NONE;
	}
	for (i = 0; i < t->rows.count; i++) {
		uint32_t which = c->rank[t->rows.process[i]];
		uint32_t sample = t->rows.sample[i];
		struct drawn *d;

		if (which == TRACE_NONE)
			continue;
		d = &drawn[which];
		if (d->last_sample != TRACE_NONE && sample > d->last_sample &&
		    (sample != d->last_sample + 1 ||
			t->sample_ms[sample] - t->sample_ms[d->last_sample] >
			    pause))
			series_break(&d->series);
		d->last_sample = sample;
		series_point(&d->series, graph_x(g, t->sample_ms[sample]),
		    scale_at(
			&p->y, (double)t->rows.rss_kib[i] / (1024 * 1024)));
	}
	for (i = 0; i < c->count; i++) {
		series_end(&drawn[i].series);
		g->failed |= drawn[i].series.path.failed;
		bytes += drawn[i].series.path.len;
	}
	return bytes;
}

static void
free_lines(const struct graph *g, struct drawn *drawn)
{
	size_t i;

	for (i = 0; i < g->selection->count; i++)
		series_free(&drawn[i].series);
}

/*
 * Every point; or the columns of pixels; or, where these are too much, wider
 * ones.
 */
static void
fit_lines(struct graph *g, const struct panel *p, struct drawn *drawn)
{
	int wide = g->trace->samples <= 2 * (g->plot_right - PLOT_LEFT) ? 0 : 1;

	while (trace_lines(g, p, drawn, wide) > graph_room(g, LINES_ROOM)) {
		free_lines(g, drawn);
		wide = wide == 0 ? 1 : 2 * wide;
	}
}

/* "gemma4:e2b-mlx (runner), pid 64901, peak 19.35 GiB at 09:27:10, ..." */
static void
process_title(struct text *out, const struct trace *t,
    const struct trace_process *p, struct span name, int dated)
{
	human_shorten(out, name, 200);
	text_add_f(out, " (%s), pid ", role_name(p->command->is.role));
	text_add_u64(out, p->pid);
	text_add_string(out, ", peak RSS ");
	human_bytes(out, p->peak_rss_kib * 1024);
	text_add_string(out, " at ");
	human_moment(out, t->sample_ms[p->peak_sample], dated);
	text_add_string(out, ", seen ");
	human_period(
	    out, t->sample_ms[p->first_sample], t->sample_ms[p->last_sample]);
}

/* The id of a process's line: "rss-PID", or "rss-PID-2" for its second use. */
static void
process_id(const struct trace_process *p, char id[ID_SIZE])
{
	if (p->nth > 1)
		snprintf(id, ID_SIZE, "rss-%llu-%u", (unsigned long long)p->pid,
		    p->nth);
	else
		snprintf(id, ID_SIZE, "rss-%llu", (unsigned long long)p->pid);
}

static void
legend_of(struct graph *g, struct panel *panel, const struct trace_process *p,
    size_t rank)
{
	struct text name = {0}, brief = {0}, pid = {0}, peak = {0};
	struct svg_element *row, *swatch;
	char id[ID_SIZE];

	graph_name(g, p, &name);
	human_shorten(&brief, text_span(&name), NAME_COLUMNS);
	text_add_u64(&pid, p->pid);
	human_bytes(&peak, p->peak_rss_kib * 1024);
	row = legend_row(g, panel, (int)rank, text_span(&brief),
	    text_span(&pid), text_span(&peak));
	process_id(p, id);
	svg_set_f(g->svg, row, "data-for", "#%s", id);
	swatch =
	    legend_swatch(g, panel, row, (int)rank, g->theme->process[rank]);
	svg_set(g->svg, swatch, "stroke-width", "3");
	if (rank >= GRAPH_NAMED / 2)
		svg_set(g->svg, swatch, "stroke-dasharray", "7 2");
	g->failed |= name.failed | brief.failed | pid.failed | peak.failed;
	text_free(&name);
	text_free(&brief);
	text_free(&pid);
	text_free(&peak);
}

static void
draw_one(
    struct graph *g, struct panel *panel, const struct drawn *d, size_t rank)
{
	const struct trace_process *p =
	    &g->trace->process[g->selection->process[rank]];
	struct text name = {0}, title = {0};
	struct svg_element *path;
	char id[ID_SIZE];

	process_id(p, id);
	graph_name(g, p, &name);
	process_title(&title, g->trace, p, text_span(&name), g->dated);
	path = graph_series(
	    g, panel, &panel->y, "GiB", id, &d->series, text_span(&title));
	if (rank < g->selection->named) {
		svg_set(g->svg, path, "stroke", g->theme->process[rank]);
		svg_set(g->svg, path, "stroke-width",
		    p->command->is.role == ROLE_RUNNER ? "2.25" : "1.5");
		if (rank >= GRAPH_NAMED / 2)
			svg_set(g->svg, path, "stroke-dasharray", "7 2");
	} else {
		svg_set(g->svg, path, "class", "series other");
		svg_set(g->svg, path, "stroke", g->theme->other);
		svg_set(g->svg, path, "stroke-width", "1");
	}
	if (p->first_sample == p->last_sample)
		svg_set(g->svg, path, "stroke-width", LONELY_DOT);
	g->failed |= name.failed | title.failed;
	text_free(&name);
	text_free(&title);
}

/* "48 smaller ones, 36 x ollama ps, 12 of them not drawn": in grey. */
static void
draw_others_row(struct graph *g, struct panel *panel, int row)
{
	const struct selection *c = g->selection;
	const size_t smaller = c->count + c->left_out - c->named - c->client_ps;
	struct text line = {0};
	struct svg_element *e;

	if (smaller > 0)
		human_count(&line, smaller, "smaller one", "smaller ones");
	if (c->client_ps > 0)
		text_add_f(&line, "%s%zu \xc3\x97 ollama ps",
		    smaller > 0 ? ", " : "", c->client_ps);
	if (c->left_out > 0)
		text_add_f(&line, ", %zu not drawn", c->left_out);
	if (line.len > 0) {
		e = legend_row(
		    g, panel, row++, text_span(&line), SPAN(""), SPAN(""));
		svg_set(g->svg, e, "fill", g->theme->muted);
		svg_set(g->svg, e, "data-for", ".other");
		legend_swatch(g, panel, e, row - 1, g->theme->other);
	}
	if (c->placeholders > 0) {
		text_rewind(&line);
		human_count(&line, c->placeholders,
		    "process without a command line not shown",
		    "processes without a command line not shown");
		e = legend_row(
		    g, panel, row, text_span(&line), SPAN(""), SPAN(""));
		svg_set(g->svg, e, "fill", g->theme->muted);
	}
	g->failed |= line.failed;
	text_free(&line);
}

static void
draw_all(struct graph *g, struct panel *p, struct drawn *drawn)
{
	const struct selection *c = g->selection;
	size_t i;

	fit_lines(g, p, drawn);
	/* The largest is drawn last, on top. */
	for (i = c->count; i-- > 0;)
		draw_one(g, p, &drawn[i], i);
	for (i = 0; i < c->named; i++)
		legend_of(g, p, &g->trace->process[c->process[i]], i);
	draw_others_row(g, p, (int)c->named);
	free_lines(g, drawn);
}

void
graph_processes(struct graph *g, double top)
{
	const struct selection *c = g->selection;
	struct drawn *drawn = calloc(c->count + 1, sizeof *drawn);
	struct panel p;
	double top_gib = 0;
	size_t i;

	graph_panel(g, &p, "processes", "Resident memory (RSS) of each process",
	    top, TOP_HEIGHT);
	for (i = 0; i < c->count; i++) {
		double gib =
		    (double)g->trace->process[c->process[i]].peak_rss_kib /
		    (1024 * 1024);

		if (gib > top_gib)
			top_gib = gib;
	}
	graph_gib_axis(g, &p, top_gib);
	p.zoom = graph_zoom(g, p.group, "processes", p.top, p.height);
	if (c->count == 0)
		graph_no_data(g, &p);
	else
		legend_head(g, &p, "process", "pid", "peak");
	if (drawn != NULL)
		draw_all(g, &p, drawn);
	else
		g->failed = 1;
	graph_seams(g, &p);
	graph_ceiling(g, &p);
	free(drawn);
}
