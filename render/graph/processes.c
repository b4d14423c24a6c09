#include <stdio.h>
#include <stdlib.h>

#include "render/graph/models.h"
#include "render/graph/parts.h"
#include "render/graph/selection.h"
#include "render/human.h"

enum {
	TITLE_COLUMNS = 200,
	NAME_COLUMNS = 15,
	LINES_ROOM = 150000,
	LABELS_MOST = 5,
	NEAR_END =
	    3 /* pixels: a line that ends this close to the end of the plot */
};
#define SMALL_GIB 0.1

/* What is drawn of a process. */
enum { FOOTPRINT, RSS, KINDS };
struct drawn {
	struct path path[KINDS];
	uint32_t last_sample;
	uint64_t last_kib; /* of the main line */
};

static void
add_points(
    const struct graph *g, const struct panel *p, struct drawn *d, size_t row)
{
	const struct trace_rows *rows = &g->trace->rows;
	const double x = graph_x(g, g->trace->sample_ms[rows->sample[row]]);
	const uint64_t kib[KINDS] = {rows->footprint_kib != NULL
					 ? rows->footprint_kib[row]
					 : TRACE_UNKNOWN,
	    rows->rss_kib[row]};
	int k;

	for (k = 0; k < KINDS; k++)
		if (kib[k] == TRACE_UNKNOWN)
			path_break(&d->path[k]);
		else
			path_value(&d->path[k], x,
			    scale_at(&p->y, graph_gib(kib[k] * 1024)),
			    graph_mib(kib[k] * 1024));
	d->last_kib =
	    kib[FOOTPRINT] != TRACE_UNKNOWN ? kib[FOOTPRINT] : kib[RSS];
}

/*
 * Draw all lines in one pass over the rows. A line ends where its process is
 * missing from a sample, or where there is no sample for longer than usual.
 * Returns their number of bytes.
 */
static size_t
trace_lines(
    const struct graph *g, const struct panel *p, struct drawn *drawn, int wide)
{
	const struct selection *c = g->selection;
	const struct trace *t = g->trace;
	const int64_t pause = g->findings->process_pause_ms;
	size_t i, bytes = 0;
	int k;

	for (i = 0; i < c->count; i++) {
		for (k = 0; k < KINDS; k++)
			path_start(&drawn[i].path[k], wide);
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
			for (k = 0; k < KINDS; k++)
				path_break(&d->path[k]);
		d->last_sample = sample;
		add_points(g, p, d, i);
	}
	for (i = 0; i < c->count; i++)
		for (k = 0; k < KINDS; k++) {
			path_end(&drawn[i].path[k]);
			bytes += drawn[i].path[k].d.len +
				 drawn[i].path[k].values.len;
		}
	return bytes;
}

/* "rss-PID", or "rss-PID-2" for its second use; "footprint-PID" alike. */
static const char *
process_id(struct graph *g, int kind, const struct trace_process *p)
{
	static const char *const name[] = {"footprint", "rss"};
	const unsigned long long pid = p->pid;

	return p->nth > 1 ? svg_f(g->svg, "%s-%llu-%u", name[kind], pid, p->nth)
			  : svg_f(g->svg, "%s-%llu", name[kind], pid);
}

/* "gemma4:e2b-mlx (runner), pid 64901, peak RSS 19.35 GiB at 09:27:10, ..." */
static void
add_title(struct graph *g, const struct trace_process *p, int kind,
    struct text *title)
{
	const struct trace *t = g->trace;
	struct text *name = svg_scratch(g->svg);

	graph_name(g, p, name);
	human_cut(title, text_span(name), TITLE_COLUMNS);
	text_add_f(title, " (%s), pid %llu, peak %s ",
	    role_name(p->command->is.role), (unsigned long long)p->pid,
	    kind == RSS ? "RSS" : "footprint");
	human_bytes(title,
	    (kind == RSS ? p->peak_rss_kib : p->peak_footprint_kib) * 1024);
	text_add_string(title, " at ");
	human_moment(title,
	    t->sample_ms[kind == RSS ? p->peak_sample
				     : p->peak_footprint_sample],
	    g->dated);
	text_add_string(title, ", seen ");
	human_period(
	    title, t->sample_ms[p->first_sample], t->sample_ms[p->last_sample]);
}

/* The main line is strong; RSS beside a footprint is thin. */
static void
draw_line(struct graph *g, struct panel *panel, struct drawn *d, size_t rank,
    int kind)
{
	const uint32_t process = g->selection->process[rank];
	const struct trace_process *p = &g->trace->process[process];
	const int row = graph_row(g, process);
	const int thin = kind == RSS && p->peak_footprint_kib != TRACE_UNKNOWN;
	struct text *title;
	struct svg_element *e;

	if (kind == FOOTPRINT && p->peak_footprint_kib == TRACE_UNKNOWN) {
		path_free(&d->path[kind]);
		return;
	}
	title = svg_scratch(g->svg);
	add_title(g, p, kind, title);
	e = graph_series(g, panel, &panel->y, "GiB", process_id(g, kind, p),
	    &d->path[kind], text_span(title));
	svg_set(g->svg, e, "class",
	    row < 0 ? "series other" : svg_f(g->svg, "series model-%d", row),
	    "stroke", g->ink[row < 0 ? (int)INK_OTHER : (int)INK_MODEL + row],
	    "stroke-width",
	    p->first_sample == p->last_sample ? LONELY_DOT
	    : row < 0 || thin                 ? "1"
					      : "2");
}

/* Where a line ends: at the end of the plot, or not there. */
static int
goes_to_end(const struct graph *g, const struct drawn *d)
{
	return d->last_sample != TRACE_NONE &&
	       graph_x(g, g->trace->sample_ms[d->last_sample]) >
		   g->plot_right - NEAR_END;
}

/*
 * "3 others", "under 0.1 GiB": all that have no row. And of those that have one
 * how many have no line.
 */
static size_t
label_others(struct graph *g, const struct panel *p, struct label *label)
{
	const struct trace *t = g->trace;
	uint64_t most = 0, peak;
	size_t i, others = 0, left_out = 0, count = 0;

	for (i = 0; i < t->processes; i++) {
		if (t->process[i].command->is.role == ROLE_PLACEHOLDER)
			continue;
		if (graph_row(g, (uint32_t)i) >= 0) {
			left_out += g->selection->rank[i] == TRACE_NONE;
			continue;
		}
		peak = selection_peak_kib(&t->process[i]);
		if (peak > most)
			most = peak;
		others++;
	}
	if (others > 0) {
		label[count] = (struct label){.y = scale_at(&p->y, 0),
		    .ink = g->ink[INK_OTHER],
		    .stands_for = ".other"};
		snprintf(label[count].name, sizeof label->name, "%zu other%s",
		    others, others == 1 ? "" : "s");
		snprintf(label[count++].value, sizeof label->value,
		    "%s %.1f GiB",
		    graph_gib(most * 1024) < SMALL_GIB ? "under" : "up to",
		    graph_gib(most * 1024) < SMALL_GIB
			? SMALL_GIB
			: graph_gib(most * 1024));
	}
	if (left_out > 0) {
		label[count] = (struct label){
		    .y = scale_at(&p->y, 0), .ink = g->ink[INK_PAPER]};
		snprintf(label[count].name, sizeof label->name,
		    "%zu runs not drawn", left_out);
		count++;
	}
	return count;
}

static void
put_labels(struct graph *g, struct panel *p, const struct drawn *drawn)
{
	const struct selection *c = g->selection;
	struct label label[LABELS_MOST];
	size_t count = label_others(g, p, label), i;

	for (i = 0; i < c->count && count < LABELS_MOST; i++) {
		const struct trace_process *of =
		    &g->trace->process[c->process[i]];
		const int row = graph_row(g, c->process[i]);
		const double gib = graph_gib(drawn[i].last_kib * 1024);
		struct text *name = svg_scratch(g->svg);
		struct text *value = svg_scratch(g->svg);

		if (!goes_to_end(g, &drawn[i]) ||
		    (row < 0 && gib < p->y.to / 20))
			continue;
		if (row < 0) {
			graph_name(g, of, name);
			text_rewind(value);
			human_cut(value, text_span(name), NAME_COLUMNS);
		} else
			models_name(g->models,
			    &g->models->model
				 [g->models->of_runner[g->findings->runner_of
							   [c->process[i]]]],
			    NAME_COLUMNS, value);
		label[count] = (struct label){.y = scale_at(&p->y, gib),
		    .ink = g->ink[row < 0 ? (int)INK_OTHER
					  : (int)INK_MODEL + row]};
		snprintf(label[count].name, sizeof label[count].name, "%.*s",
		    (int)value->len, value->data);
		text_rewind(value);
		graph_bytes(value, drawn[i].last_kib * 1024);
		snprintf(label[count].value, sizeof label[count].value, "%.*s",
		    (int)value->len, value->data);
		snprintf(label[count].stands_for,
		    sizeof label[count].stands_for, "#%s",
		    process_id(g,
			of->peak_footprint_kib == TRACE_UNKNOWN ? RSS
								: FOOTPRINT,
			of));
		count++;
	}
	graph_labels(g, p, label, count);
}

void
graph_processes(struct graph *g)
{
	const struct selection *c = g->selection;
	const int footprints = g->trace->rows.footprint_kib != NULL;
	struct drawn *drawn = calloc(c->count + 1, sizeof *drawn);
	int wide = g->trace->samples > 2 * (g->plot_right - PLOT_LEFT);
	struct panel p;
	size_t i;

	g->failed |= drawn == NULL;
	graph_panel(g, &p, "processes",
	    footprints ? "Footprint of each process" : "RSS of each process",
	    footprints ? "thin: RSS, without GPU memory" : "without GPU memory",
	    &g->at.lines);
	if (c->count == 0 || drawn == NULL) {
		graph_nothing(g, &p,
		    SPAN(
			"no process samples: none matched, or none were recorded"));
		free(drawn);
		return;
	}
	/* Rank 0 has the highest peak. */
	graph_gib_axis(g, &p,
	    graph_gib(
		selection_peak_kib(&g->trace->process[c->process[0]]) * 1024));
	p.zoom = graph_zoom(g, p.group, "processes", p.top, p.height);
	/*
	 * Every point, or columns of pixels; if that is too much, wider
	 * columns.
	 */
	while (trace_lines(g, &p, drawn, wide) > graph_room(g, LINES_ROOM))
		wide = wide == 0 ? 1 : 2 * wide;
	put_labels(g, &p, drawn);
	/* The largest is drawn last, on top. */
	for (i = c->count; i-- > 0;) {
		draw_line(g, &p, &drawn[i], i, RSS);
		draw_line(g, &p, &drawn[i], i, FOOTPRINT);
	}
	graph_gaps(g, &p, 0);
	graph_seams(g, &p);
	free(drawn);
}
