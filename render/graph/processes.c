#include <stdlib.h>

#include "render/graph/parts.h"
#include "render/graph/selection.h"
#include "render/human.h"

enum { TITLE_COLUMNS = 200, LINES_ROOM = 240000 };

/* What is drawn of a process. */
struct drawn {
	struct path path;
	uint32_t last_sample;
};

/*
 * All lines in one pass over the rows. A line ends where its process was not
 * in a sample, or where there was no sample for longer than usual. Returns how
 * many bytes they are.
 */
static size_t
trace_lines(
    const struct graph *g, const struct panel *p, struct drawn *drawn, int wide)
{
	const struct selection *c = g->selection;
	const struct trace *t = g->trace;
	const int64_t pause = g->findings->process_pause_ms;
	size_t i, bytes = 0;

	for (i = 0; i < c->count; i++) {
		path_start(&drawn[i].path, wide);
		drawn[i].last_sample = TRACE_NONE;
	}
	for (i = 0; i < t->rows.count; i++) {
		const uint32_t which = c->rank[t->rows.process[i]];
		const uint32_t sample = t->rows.sample[i];
		struct drawn *d;

		if (which == TRACE_NONE)
			continue;
		d = &drawn[which];
		if (d->last_sample != TRACE_NONE && sample > d->last_sample &&
		    (sample != d->last_sample + 1 ||
			t->sample_ms[sample] - t->sample_ms[d->last_sample] >
			    pause))
			path_break(&d->path);
		d->last_sample = sample;
		path_point(&d->path, graph_x(g, t->sample_ms[sample]),
		    scale_at(&p->y, graph_gib(t->rows.rss_kib[i] * 1024)));
	}
	for (i = 0; i < c->count; i++) {
		path_end(&drawn[i].path);
		bytes += drawn[i].path.d.len;
	}
	return bytes;
}

/* The id of a process's line: "rss-PID", or "rss-PID-2" for its second use. */
static const char *
process_id(struct graph *g, const struct trace_process *p)
{
	const unsigned long long pid = p->pid;

	return p->nth > 1 ? svg_f(g->svg, "rss-%llu-%u", pid, p->nth)
			  : svg_f(g->svg, "rss-%llu", pid);
}

/* "gemma4:e2b-mlx (runner), pid 64901, peak 19.35 GiB at 09:27:10, ..." */
static void
draw_line(struct graph *g, struct panel *panel, struct path *path, size_t rank)
{
	const struct trace *t = g->trace;
	const struct trace_process *p =
	    &t->process[g->selection->process[rank]];
	const int named = rank < g->selection->named;
	const int runner = p->command->is.role == ROLE_RUNNER;
	struct text *name = svg_scratch(g->svg), *title = svg_scratch(g->svg);
	struct svg_element *e;

	graph_name(g, p, name);
	human_shorten(title, text_span(name), TITLE_COLUMNS);
	text_add_f(title, " (%s), pid %llu, peak RSS ",
	    role_name(p->command->is.role), (unsigned long long)p->pid);
	human_bytes(title, p->peak_rss_kib * 1024);
	text_add_string(title, " at ");
	human_moment(title, t->sample_ms[p->peak_sample], g->dated);
	text_add_string(title, ", seen ");
	human_period(
	    title, t->sample_ms[p->first_sample], t->sample_ms[p->last_sample]);
	e = graph_series(g, panel, &panel->y, "GiB", process_id(g, p), path,
	    text_span(title));
	svg_set(g->svg, e, "class", named ? "series" : "series other", "stroke",
	    graph_colour(g, g->selection->process[rank]), "stroke-width",
	    p->first_sample == p->last_sample ? LONELY_DOT
	    : !named                          ? "1"
	    : runner                          ? "2.25"
					      : "1.5");
}

void
graph_processes(struct graph *g)
{
	const struct selection *c = g->selection;
	struct drawn *drawn = calloc(c->count + 1, sizeof *drawn);
	int wide = g->trace->samples > 2 * (g->plot_right - PLOT_LEFT);
	struct panel p;
	uint64_t most_kib = 0;
	size_t i;

	g->failed |= drawn == NULL;
	for (i = 0; i < c->count; i++) {
		const uint64_t peak_kib =
		    g->trace->process[c->process[i]].peak_rss_kib;

		if (peak_kib > most_kib)
			most_kib = peak_kib;
	}
	graph_panel(g, &p, "processes", "RSS of each process",
	    "without GPU memory and compressed pages", &g->at.lines);
	graph_gib_axis(g, &p, graph_gib(most_kib * 1024));
	p.zoom = graph_zoom(g, p.group, "processes", p.top, p.height);
	if (c->count == 0)
		graph_nothing(g, &p, SPAN("no process samples"));
	/* Every point, or columns of pixels; where that is too much, wider. */
	while (drawn != NULL &&
	       trace_lines(g, &p, drawn, wide) > graph_room(g, LINES_ROOM))
		wide = wide == 0 ? 1 : 2 * wide;
	/* The largest is drawn last, on top. */
	for (i = c->count; drawn != NULL && i-- > 0;)
		draw_line(g, &p, &drawn[i].path, i);
	graph_seams(g, &p);
	free(drawn);
}
