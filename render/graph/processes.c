#include <stdlib.h>

#include "render/graph/label.h"
#include "render/graph/models.h"
#include "render/graph/parts.h"
#include "render/human.h"

enum {
	LINES_MOST = 120, /* only the processes with the highest peaks */
	TITLE_COLUMNS = 200,
	LABEL_COLUMNS = 23, /* name and value */
	LINES_ROOM = 150000,
	LABELS_HERE = 5, /* of these, one for others, one for runs not drawn */
	NEAR_END = 3     /* pixels before the end of the plot */
};

/* The lines of a process, its last row, and whether it has a label. */
enum { FOOTPRINT, RSS, KINDS };
struct drawn {
	struct path path[KINDS];
	uint32_t last_sample, last_row;
	int labelled;
};

struct lines {
	uint32_t process[LINES_MOST]; /* the largest first */
	size_t count;
	uint32_t *of; /* the line of a process, or TRACE_NONE */
	struct drawn drawn[LINES_MOST];
	struct curve curve[LINES_MOST][KINDS];
};

/* The peak of RSS or footprint, whichever is larger. */
static uint64_t
peak_kib(const struct trace *t, const struct trace_process *p)
{
	return trace_peak(t, p, trace_higher_peak(t, p));
}

/* An "ollama ps": recording the system starts one for each sample. */
static int
is_listing(const struct trace_process *p)
{
	return p->command->is.role == ROLE_CLIENT &&
	       span_is(p->command->is.task, "ps");
}

static int
comes_first(const struct trace *t, const struct trace_process *p,
    const struct trace_process *other)
{
	if (is_listing(p) != is_listing(other))
		return is_listing(other);
	return peak_kib(t, p) > peak_kib(t, other);
}

static void
choose(const struct trace *t, struct lines *l)
{
	size_t i, k;

	for (i = 0; i < t->processes; i++) {
		const struct trace_process *p = &t->process[i];

		l->of[i] = TRACE_NONE;
		if (p->command->is.role == ROLE_PLACEHOLDER)
			continue;
		if (l->count < LINES_MOST)
			l->count++;
		else if (!comes_first(
			     t, p, &t->process[l->process[l->count - 1]]))
			continue;
		for (k = l->count - 1;
		     k > 0 && comes_first(t, p, &t->process[l->process[k - 1]]);
		     k--)
			l->process[k] = l->process[k - 1];
		l->process[k] = (uint32_t)i;
	}
	for (i = 0; i < l->count; i++)
		l->of[l->process[i]] = (uint32_t)i;
}

static void
add_row(const struct trace *t, struct drawn *d, size_t row, double x)
{
	const uint64_t *const kib[KINDS] = {
	    t->rows.footprint_kib, t->rows.rss_kib};
	int k;

	for (k = 0; k < KINDS; k++)
		if (kib[k] == NULL || kib[k][row] == TRACE_UNKNOWN)
			path_break(&d->path[k]);
		else
			path_add(&d->path[k], x, graph_gib(kib[k][row] * 1024),
			    graph_mib(kib[k][row] * 1024));
}

/*
 * All lines in one pass over the rows. A line ends where its process is missing
 * from a sample, or where there is no sample for longer than usual.
 */
static void
trace_lines(const struct graph *g, struct lines *l)
{
	const struct trace *t = g->trace;
	const int wide = t->samples > 2 * (g->plot_right - PLOT_LEFT);
	uint32_t sample = TRACE_NONE;
	int paused = 0, k;
	double x = 0;
	size_t i;

	for (i = 0; i < l->count; i++)
		for (k = 0; k < KINDS; k++)
			l->drawn[i].path[k] = path_new(wide);
	for (i = 0; i < t->rows.count; i++) {
		const uint32_t which = l->of[t->rows.process[i]];
		struct drawn *d;

		if (which == TRACE_NONE)
			continue;
		d = &l->drawn[which];
		if (sample != t->rows.sample[i]) {
			sample = t->rows.sample[i];
			x = graph_x(g, t->sample_ms[sample]);
			paused = findings_is_paused(
			    g->trace, g->findings, 0, sample);
		}
		if (sample != d->last_sample &&
		    (paused || sample != d->last_sample + 1))
			for (k = 0; k < KINDS; k++)
				path_break(&d->path[k]);
		d->last_sample = sample;
		d->last_row = (uint32_t)i;
		add_row(t, d, i, x);
	}
	for (i = 0; i < l->count; i++)
		for (k = 0; k < KINDS; k++)
			path_end(&l->drawn[i].path[k]);
}

/* The model of a process if it has a row in the upper panel, or NULL. */
static const struct model *
model_of(const struct graph *g, uint32_t process)
{
	const uint32_t runner = g->findings->runner_of[process];
	const struct model *m;

	if (runner == TRACE_NONE)
		return NULL;
	m = &g->models->model[g->models->of_runner[runner]];
	return m->row < 0 ? NULL : m;
}

static const char *
ink_of(const struct graph *g, const struct model *m)
{
	return g->ink[m == NULL ? (int)INK_OTHER : (int)INK_MODEL + m->row];
}

/* The name of a process for people; a runner's may be inferred. */
static void
add_name(const struct graph *g, uint32_t process, struct text *out)
{
	const struct findings *f = g->findings;
	const uint32_t runner = f->runner_of[process];

	if (runner != TRACE_NONE && f->runner[runner].process == process)
		findings_name(out, g->trace, &f->runner[runner]);
	else
		human_process(out, &g->trace->process[process]);
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
static struct span
title_of(struct graph *g, uint32_t process, int kind)
{
	const struct trace_process *p = &g->trace->process[process];
	const enum trace_peak peak = kind == RSS ? PEAK_RSS : PEAK_FOOTPRINT;
	const int64_t *ms = g->trace->sample_ms;
	struct text *name = svg_scratch(g->svg), *title = svg_scratch(g->svg);

	add_name(g, process, name);
	human_cut(title, text_span(name), TITLE_COLUMNS);
	text_add_f(title, " (%s), pid %llu, peak %s ",
	    role_name(p->command->is.role), (unsigned long long)p->pid,
	    kind == RSS ? "RSS" : "footprint");
	human_bytes(title, trace_peak(g->trace, p, peak) * 1024);
	text_add_string(title, " at ");
	human_moment(title, ms[g->trace->rows.sample[p->peak[peak]]], g->dated);
	text_add_string(title, ", seen ");
	human_period(title, ms[p->first_sample], ms[p->last_sample]);
	return text_span(title);
}

/* The main line is strong; RSS beside a footprint is thin. */
static void
draw_line(struct graph *g, struct panel *panel, uint32_t process, int kind,
    struct curve *curve)
{
	const struct trace_process *p = &g->trace->process[process];
	const struct model *m = model_of(g, process);
	const int thin = kind == RSS && p->peak[PEAK_FOOTPRINT] != TRACE_NONE;
	struct svg_element *e;

	if (kind == FOOTPRINT && p->peak[PEAK_FOOTPRINT] == TRACE_NONE)
		return;
	e = graph_curve(g, panel->zoom, curve,
	    m == NULL ? "series other"
		      : svg_f(g->svg, "series model-%d", m->row),
	    process_id(g, kind, p), title_of(g, process, kind));
	svg_set(g->svg, e, "stroke", ink_of(g, m), "stroke-width",
	    p->first_sample == p->last_sample ? LONELY_DOT
	    : m == NULL || thin               ? "1"
					      : "2");
}

/* The largest is drawn last, on top. */
static void
draw_lines(struct graph *g, struct panel *p, struct lines *l)
{
	size_t i;
	int k;

	for (i = 0; i < l->count; i++)
		for (k = 0; k < KINDS; k++)
			l->curve[i][k] = (struct curve){.y = &p->y,
			    .path = &l->drawn[i].path[k],
			    .unit = "GiB"};
	graph_fit(l->curve[0], l->count * KINDS, graph_room(g, LINES_ROOM));
	for (i = l->count; i-- > 0;)
		for (k = KINDS; k-- > 0;) {
			draw_line(g, p, l->process[i], k, &l->curve[i][k]);
			path_free(&l->drawn[i].path[k]);
		}
}

/*
 * "3 others", "up to 47 MiB": processes without a row in the upper panel and
 * without a label. And "2 runs not drawn": processes with a row, but without a
 * line.
 */
static void
label_others(struct graph *g, struct panel *p, const struct lines *l)
{
	const struct trace *t = g->trace;
	const double zero = scale_at(&p->y, 0);
	struct text *up_to = svg_scratch(g->svg);
	uint64_t most = 0;
	size_t others = 0, left_out = 0;
	uint32_t i;

	for (i = 0; i < t->processes; i++) {
		if (t->process[i].command->is.role == ROLE_PLACEHOLDER ||
		    (l->of[i] != TRACE_NONE && l->drawn[l->of[i]].labelled))
			continue;
		if (model_of(g, i) != NULL) {
			left_out += l->of[i] == TRACE_NONE;
			continue;
		}
		if (peak_kib(t, &t->process[i]) > most)
			most = peak_kib(t, &t->process[i]);
		others++;
	}
	text_add_string(up_to, "up to ");
	graph_bytes(up_to, most * 1024);
	if (others > 0)
		graph_label(p, zero, g->ink[INK_OTHER],
		    svg_f(
			g->svg, "%zu other%s", others, others == 1 ? "" : "s"),
		    text_span(up_to), ".other");
	if (left_out > 0)
		graph_label(p, zero, g->ink[INK_PAPER],
		    svg_f(g->svg, "%zu run%s not drawn", left_out,
			left_out == 1 ? "" : "s"),
		    SPAN(""), "");
}

/* Label a line with its last value, if it goes on to the end of the plot. */
static void
put_label(struct graph *g, struct panel *p, uint32_t process, struct drawn *d)
{
	const struct trace_rows *rows = &g->trace->rows;
	const struct trace_process *of = &g->trace->process[process];
	const struct model *m = model_of(g, process);
	const int kind =
	    of->peak[PEAK_FOOTPRINT] == TRACE_NONE ? RSS : FOOTPRINT;
	uint64_t bytes = rows->rss_kib[d->last_row] * 1024;
	struct text *name = svg_scratch(g->svg), *cut = svg_scratch(g->svg),
		    *value = svg_scratch(g->svg);
	size_t columns;

	if (rows->footprint_kib != NULL &&
	    rows->footprint_kib[d->last_row] != TRACE_UNKNOWN)
		bytes = rows->footprint_kib[d->last_row] * 1024;
	if (graph_x(g, g->trace->sample_ms[d->last_sample]) <=
		g->plot_right - NEAR_END ||
	    (m == NULL && graph_gib(bytes) < p->y.to / 20))
		return;
	graph_bytes(value, bytes);
	columns = LABEL_COLUMNS - value->len;
	if (m == NULL) {
		add_name(g, process, name);
		human_cut(cut, text_span(name), columns);
	} else
		models_name(g->models, m, columns, cut);
	text_add_char(cut, '\0');
	d->labelled = 1;
	graph_label(p, scale_at(&p->y, graph_gib(bytes)), ink_of(g, m),
	    cut->failed ? "" : cut->data, text_span(value),
	    svg_f(g->svg, "#%s", process_id(g, kind, of)));
}

void
graph_processes(struct graph *g)
{
	const struct trace *t = g->trace;
	const int footprints = t->rows.footprint_kib != NULL;
	const size_t names = LABELS_HERE - (t->processes > LINES_MOST ? 2 : 1);
	struct lines *l = calloc(1, sizeof *l);
	struct panel p;
	size_t i;

	graph_panel(g, &p, "processes",
	    footprints ? "Footprint of each process" : "RSS of each process",
	    footprints ? "thin: RSS, without GPU memory" : "without GPU memory",
	    &g->at.lines);
	if (l != NULL)
		l->of = calloc(t->processes + 1, sizeof *l->of);
	if (l == NULL || l->of == NULL) {
		g->failed = 1;
		free(l);
		return;
	}
	choose(t, l);
	if (l->count == 0)
		graph_nothing(g, &p,
		    t->begun ? SPAN("no process matched")
			     : SPAN("no process samples"));
	else {
		graph_gib_axis(g, &p,
		    graph_gib(peak_kib(t, &t->process[l->process[0]]) * 1024));
		p.zoom = graph_zoom(g, p.group, "processes", p.top, p.height);
		trace_lines(g, l);
		draw_lines(g, &p, l);
		graph_gaps(g, &p, 0);
		for (i = 0; i < l->count && p.labels < names; i++)
			put_label(g, &p, l->process[i], &l->drawn[i]);
		label_others(g, &p, l);
		graph_labels(g, &p);
	}
	free(l->of);
	free(l);
}
