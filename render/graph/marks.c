#include "render/graph/marks.h"
#include "render/array.h"
#include "render/graph/parts.h"

struct extent
graph_extent(
    const struct graph *g, int64_t from_ms, int64_t to_ms, double least)
{
	struct extent e = {graph_x(g, from_ms), graph_x(g, to_ms), 0, 0};

	if (e.from < PLOT_LEFT)
		e.from = PLOT_LEFT;
	if (e.to > g->plot_right)
		e.to = g->plot_right;
	e.left = e.from;
	e.right = e.to > e.from + least ? e.to : e.from + least;
	/* If it would cross the end, write it to the left. */
	if (e.right > g->plot_right) {
		e.left -= e.right - g->plot_right;
		e.right = g->plot_right;
	}
	if (e.left < PLOT_LEFT)
		e.left = PLOT_LEFT;
	return e;
}

static int
join(struct mark *m, const struct mark *next, double apart)
{
	if (m->lane != next->lane || next->at.left >= m->at.right + apart)
		return 0;
	m->count += next->count;
	if (next->to_ms > m->to_ms) {
		m->to_ms = next->to_ms;
		m->at.to = next->at.to;
		m->at.right = next->at.right;
	}
	return 1;
}

void
graph_mark(struct graph *g, struct marks *m, int64_t from_ms, int64_t to_ms,
    double least, int lane, size_t what)
{
	const struct mark mark = {
	    graph_extent(g, from_ms, to_ms, least), lane, what, 1, to_ms};
	size_t *last = &m->last[lane];

	if (*last > 0 && join(&m->mark[*last - 1], &mark, 1))
		return;
	if (ARRAY_GROW(m->mark, m->count) != 0) {
		g->failed = 1;
		return;
	}
	m->mark[m->count++] = mark;
	*last = m->count;
}

static int
by_lane(const void *a, const void *b)
{
	const struct mark *x = a, *y = b;

	return x->lane != y->lane
		   ? x->lane - y->lane
		   : (x->first > y->first) - (x->first < y->first);
}

void
graph_join(struct marks *m, size_t most)
{
	double apart;
	size_t i, left;

	array_sort(m->mark, m->count, sizeof *m->mark, by_lane);
	for (apart = 2; m->count > most; apart *= 2, m->count = left)
		for (i = left = 0; i < m->count; i++)
			if (left == 0 ||
			    !join(&m->mark[left - 1], &m->mark[i], apart))
				m->mark[left++] = m->mark[i];
}

struct svg_element *
graph_rect(struct graph *g, struct svg_element *parent, const char *name,
    const struct extent *at, double y, double height)
{
	const char *real = NULL;

	if (at->left < at->from || at->left > at->from)
		real = svg_f(g->svg, "%.2f %.2f", at->to, at->from);
	else if (at->right > at->to)
		real = px(g, at->to);
	return svg_add(g->svg, parent, "rect", "class", name, "x",
	    px(g, at->left), "y", px(g, y), "width",
	    px(g, at->right - at->left), "height", px(g, height), "data-true",
	    real);
}
