#include <stdlib.h>

#include "render/graph/label.h"
#include "render/graph/marks.h"
#include "render/graph/models.h"
#include "render/graph/parts.h"
#include "render/human.h"
#include "render/utf8.h"

/*
 * A row for each model: a bar for each run, as high as the model is large, and
 * under it a line while Ollama listed it. What the runs hold is at the right.
 */
enum {
	LEAST_BAR = 2,
	LISTED_LINE = 3,
	NAME_GAP = 6,
	NAME_LEAST = 10, /* columns; a shorter name says nothing */
	BARS_ROOM = 110,
	LINE = 13
};
#define NAME_COLUMN 8.6 /* pixels of a bold letter, at most on average */

/* Of a row: its widest bar, and where the first and last are. */
struct row {
	const struct model *model;
	struct extent widest;
	double left, right;
};

/*
 * The sizes of a model, one per line: "36 GB listed, 3 runs", "26.9 GiB
 * footprint", "26.1 GiB RSS". Returns the number of lines.
 */
static int
size_lines(struct graph *g, const struct model *m, struct text *line[3])
{
	const uint64_t size[] = {m->listed, m->footprint, m->rss};
	static const char *const what[] = {" listed", " footprint", " RSS"};
	int i, count = 0;

	for (i = 0; i < 3; i++) {
		if (size[i] == 0)
			continue;
		line[count] = svg_scratch(g->svg);
		(i == 0 ? human_listed : graph_bytes)(line[count], size[i]);
		text_add_string(line[count++], what[i]);
	}
	if (count == 0 || m->runs == 0) {
		line[count] = svg_scratch(g->svg);
		text_add_string(
		    line[count++], m->runs == 0 ? "no runner seen" : "0 RSS");
	}
	if (m->runs > 1)
		text_add_f(line[0], ", %zu runs", m->runs);
	/* Runs of a single sample have no known length. */
	if (m->runs > 1 && m->alive_ms > 0) {
		if (count == 1)
			line[count++] = svg_scratch(g->svg);
		else
			text_add_string(line[count - 1], ", ");
		human_duration(line[count - 1], m->alive_ms);
	}
	return count;
}

/* "gemma4:27b, pid 64901, first seen 09:25:00, last seen 09:30:00" */
static void
add_run(
    const struct graph *g, const struct finding_runner *r, struct text *title)
{
	const struct trace_process *p = &g->trace->process[r->process];
	const enum trace_peak peak = trace_higher_peak(g->trace, p);

	findings_name(title, g->trace, r);
	text_add_f(title, ", pid %llu, peak %s ", (unsigned long long)p->pid,
	    peak == PEAK_RSS ? "RSS" : "footprint");
	human_bytes(title, trace_peak(g->trace, p, peak) * 1024);
	text_add_string(title,
	    r->started == EDGE_BEYOND ? ", already there " : ", first seen ");
	human_moment(title, findings_from_ms(g->trace, r), g->dated);
	text_add_string(
	    title, r->ended == EDGE_BEYOND ? ", still there " : ", last seen ");
	human_moment(title, findings_to_ms(g->trace, r), g->dated);
	if (r->orphan != ORPHAN_NO && r->orphan != ORPHAN_PARENT_1) {
		text_add_string(title, ", an orphan from ");
		human_moment(
		    title, g->trace->sample_ms[r->orphan_sample], g->dated);
	}
}

static void
put_bar(struct graph *g, struct svg_element *zoom, const struct model *m,
    const struct mark *b)
{
	const struct findings *f = g->findings;
	const int lane = b->lane % ROW_LANES, listed = lane == MODEL_LANES;
	const double y = g->at.bars.top + m->at.top;
	struct text *title = svg_scratch(g->svg);
	struct svg_element *e = graph_rect(g, zoom,
	    svg_f(g->svg, "%s model-%d", listed ? "listed" : "runner", m->row),
	    &b->at,
	    listed ? y + m->at.height - LISTED_LINE : y + lane * (m->bar + 2),
	    listed ? LISTED_LINE : m->bar);

	svg_set(g->svg, e, "fill",
	    g->ink[listed ? INK_MUTED : INK_MODEL + (enum ink)m->row]);
	if (b->count == 1 && !listed)
		add_run(g, &f->runner[b->first], title);
	else {
		text_add_span(title, g->models->name.at[m->name]);
		if (b->count > 1)
			text_add_f(title, ", %zu times", b->count);
		text_add_string(title, listed ? ", listed " : ", ");
		human_period(title,
		    listed ? f->listing[b->first].from_ms
			   : findings_from_ms(g->trace, &f->runner[b->first]),
		    b->to_ms);
	}
	svg_add_text(g->svg, e, "title", text_span(title));
}

/* The name goes on the bars, or on the line if there are none. */
static void
add_to_row(struct row *row, const struct mark *b)
{
	const double width = b->at.right - b->at.left;

	if (b->lane % ROW_LANES == MODEL_LANES && row->model->runs > 0)
		return;
	if (row->right <= 0 || b->at.left < row->left)
		row->left = b->at.left;
	if (b->at.right > row->right)
		row->right = b->at.right;
	if (b->lane % ROW_LANES == 0 &&
	    width > row->widest.right - row->widest.left)
		row->widest = b->at;
}

static void
make_bars(struct graph *g, struct marks *bars)
{
	const struct findings *f = g->findings;
	const struct models *m = g->models;
	size_t i;
	int row;

	for (i = 0; i < f->runners; i++) {
		row = m->model[m->of_runner[i]].row;
		if (row >= 0)
			graph_mark(g, bars,
			    findings_from_ms(g->trace, &f->runner[i]),
			    findings_to_ms(g->trace, &f->runner[i]), LEAST_BAR,
			    row * ROW_LANES + m->lane[i], i);
	}
	for (i = 0; i < f->listings; i++) {
		row = m->model[m->of_listing[i]].row;
		if (row >= 0)
			graph_mark(g, bars, f->listing[i].from_ms,
			    f->listing[i].to_ms, LEAST_BAR,
			    row * ROW_LANES + MODEL_LANES, i);
	}
	graph_join(bars, graph_room(g, BARS_ROOM));
}

/* Where a name goes: in the widest bar, after the last or before the first. */
enum { INSIDE, AFTER, BEFORE, OVER };

static int
place_name(struct graph *g, const struct model *m, const struct row *row,
    struct text *name)
{
	const double room[] = {
	    row->widest.right - row->widest.left - 2 * NAME_GAP,
	    g->plot_right - row->right - NAME_GAP,
	    row->left - PLOT_LEFT - NAME_GAP, g->plot_right - row->left};
	double width;
	int where, best = INSIDE;

	models_name(g->models, m, SIZE_MAX, name);
	width = (double)utf8_width(text_span(name)) * NAME_COLUMN;
	for (where = INSIDE; where <= OVER; where++) {
		if ((where < OVER || m->runs == 0) && room[where] >= width)
			return where;
		if (where < OVER && room[where] > room[best])
			best = where;
	}
	/* Prefer covering some bars to a name too short to be useful. */
	if (room[best] < NAME_LEAST * NAME_COLUMN)
		best = OVER;
	text_rewind(name);
	models_name(g->models, m, (size_t)(room[best] / NAME_COLUMN), name);
	return best;
}

/* It moves with its time when the axis is zoomed. */
static void
put_name(struct graph *g, struct svg_element *parent, const struct row *row)
{
	const struct model *m = row->model;
	struct text *name = svg_scratch(g->svg);
	const int where = place_name(g, m, row, name);
	const double y = g->at.bars.top + m->at.top + m->bar / 2 + 4;
	const double x[] = {row->widest.left + NAME_GAP, row->right + NAME_GAP,
	    row->left - NAME_GAP, row->left};
	const double at[] = {
	    row->widest.from, row->right, row->left, row->left};
	struct svg_element *e = graph_text(g, parent, x[where], y,
	    where == BEFORE ? "end" : NULL, text_span(name));

	svg_set(g->svg, e, "class", svg_f(g->svg, "at name model-%d", m->row),
	    "data-at", px(g, at[where]), "data-end",
	    where == INSIDE ? px(g, row->widest.to) : NULL, "fill",
	    where == INSIDE ? g->ink[INK_PAPER] : NULL);
	if (where != INSIDE)
		graph_rim(g, e);
}

/* The text at the right of a row, in as many lines as fit its height. */
static void
put_label(struct graph *g, struct svg_element *group, const struct model *m)
{
	const double y = g->at.bars.top + m->at.top;
	const double x = g->plot_right + LABEL_GAP;
	struct text *line[3], *title = svg_scratch(g->svg);
	struct svg_element *row = graph_legend(
	    g, group, y, m->at.height, x, svg_f(g->svg, ".model-%d", m->row));
	const int lines = size_lines(g, m, line);
	const int room = (int)(m->at.height / LINE);
	struct svg_element *e;
	int i;

	text_add_span(title, g->models->name.at[m->name]);
	for (i = 0; i < lines; i++) {
		text_add_string(title, i == 0 ? ": " : ", ");
		text_add_span(title, text_span(line[i]));
	}
	svg_add_text(g->svg, row, "title", text_span(title));
	svg_set(g->svg, row, "fill", g->ink[INK_MUTED]);
	for (i = 0; i < lines && i < room; i++) {
		e = graph_text(g, row, x,
		    y + (room > 1 ? 11 : m->at.height / 2 + 3) + i * LINE, NULL,
		    text_span(line[i]));
		if (i == 0)
			svg_set(g->svg, e, "font-weight", "600", "fill",
			    g->ink[INK_MODEL + (enum ink)m->row]);
	}
}

void
graph_bars(struct graph *g)
{
	const struct models *m = g->models;
	const size_t hidden = m->count - (size_t)m->rows;
	struct row row[GRAPH_MODELS] = {{.right = 0}};
	struct svg_element *group, *zoom, *names;
	struct marks bars = {0};
	size_t i;

	if (m->rows == 0)
		return;
	group = svg_add(g->svg, g->root, "g", "id", "runners");
	graph_heading_line(g, group, g->at.bars.top - HEADING_GAP - 2,
	    "Model runners", "height: size; thin line: listed by Ollama");
	zoom =
	    graph_zoom(g, group, "runners", g->at.bars.top, g->at.bars.height);
	/* clang-tidy cannot see that each row in use has a model. */
	for (i = 0; i < GRAPH_MODELS; i++)
		row[i].model = m->model;
	for (i = 0; i < m->count; i++)
		if (m->model[i].row >= 0)
			row[m->model[i].row].model = &m->model[i];
	make_bars(g, &bars);
	for (i = 0; i < bars.count; i++) {
		struct row *of = &row[bars.mark[i].lane / ROW_LANES];

		put_bar(g, zoom, of->model, &bars.mark[i]);
		add_to_row(of, &bars.mark[i]);
	}
	free(bars.mark);
	names = svg_add(g->svg, group, "g", "clip-path", "url(#clip-runners)",
	    "font-weight", "600", "pointer-events", "none");
	for (i = 0; i < (size_t)m->rows; i++) {
		put_name(g, names, &row[i]);
		put_label(g, group, row[i].model);
	}
	if (hidden > 0)
		svg_set(g->svg,
		    graph_text(g, group, g->plot_right + LABEL_GAP,
			g->at.bars.top + g->at.bars.height - 2, NULL,
			span_of(svg_f(g->svg, "and %zu smaller model%s", hidden,
			    hidden == 1 ? "" : "s"))),
		    "fill", g->ink[INK_MUTED], "font-size", SMALL_FONT);
}
