#include <string.h>

#include "render/array.h"
#include "render/graph/label.h"
#include "render/graph/parts.h"
#include "render/utf8.h"

/* Text that finds a free place: labels where lines end, and notes. */
enum { SWATCH = 9, SWATCH_GAP = 14, DOT = 4, NOTE_GAP = 9, TEXT_HEIGHT = 15 };
enum { WORDS_GAP = 5, WORDS_LINE = 13 };
#define COLUMN_WIDTH 6.8 /* pixels of a letter, about: fonts differ */

double
graph_text_width(struct span s)
{
	return (double)utf8_width(s) * COLUMN_WIDTH;
}

void
graph_take(struct graph *g, double x, double y, double width)
{
	if (g->boxes < GRAPH_BOXES)
		g->taken[g->boxes++] = (struct box){x, y, width};
}

int
graph_is_free(const struct graph *g, double x, double y, double width)
{
	const struct box *b;

	for (b = g->taken; b < g->taken + g->boxes; b++)
		if (x < b->x + b->width && b->x < x + width &&
		    y - b->y < TEXT_HEIGHT && b->y - y < TEXT_HEIGHT)
			return 0;
	return 1;
}

void
graph_rim(struct graph *g, struct svg_element *text)
{
	svg_set(g->svg, text, "stroke", g->ink[INK_PAPER], "stroke-width", "3",
	    "stroke-linejoin", "round", "paint-order", "stroke");
}

void
graph_at(struct graph *g, struct svg_element *text, double from, double to)
{
	svg_set(g->svg, text, "class", "at", "data-at", px(g, from), "data-end",
	    to > from ? px(g, to) : NULL);
	graph_rim(g, text);
}

struct svg_element *
graph_words(struct graph *g, struct svg_element *parent,
    const struct extent *at, double y, struct span lines)
{
	struct svg_element *e,
	    *group = svg_add(g->svg, parent, "g", "font-size", SMALL_FONT);
	struct span rest = lines, line;
	double width = 0, left, x = (at->left + at->right) / 2;

	while (span_line(&rest, &line))
		if (graph_text_width(line) > width)
			width = graph_text_width(line);
	left = x - width / 2;
	if (width <= at->right - at->left)
		svg_set(g->svg, group, "text-anchor", "middle");
	else if (at->right + WORDS_GAP + width < g->plot_right)
		left = x = at->right + WORDS_GAP;
	else {
		svg_set(g->svg, group, "text-anchor", "end");
		x = at->left - WORDS_GAP;
		left = x - width;
	}
	if (left < PLOT_LEFT || !graph_is_free(g, left, y, width))
		return group;
	for (rest = lines; span_line(&rest, &line); y += WORDS_LINE) {
		e = graph_text(g, group, x, y, NULL, line);
		graph_at(g, e, at->from, at->to);
		graph_take(g, left, y, width);
	}
	return group;
}

struct svg_element *
graph_legend(struct graph *g, struct svg_element *parent, double y,
    double height, double x, const char *stands_for)
{
	struct svg_element *row = svg_add(g->svg, parent, "g", "class",
	    "legend", "data-for", stands_for, "font-size", SMALL_FONT);

	svg_set(g->svg, graph_box(g, row, x - 2, y, LABELS - LABEL_GAP, height),
	    "fill", "none", "pointer-events", "all");
	return row;
}

static void
copy(char *to, size_t size, struct span s)
{
	const size_t n = s.n < size ? s.n : size - 1;

	memcpy(to, s.p, n);
	to[n] = '\0';
}

void
graph_label(struct panel *p, double y, const char *ink, const char *name,
    struct span value, const char *stands_for)
{
	struct label *l = &p->label[p->labels];

	if (p->labels == LABELS_MOST)
		return;
	p->labels++;
	*l = (struct label){.y = y, .ink = ink};
	copy(l->name, sizeof l->name, span_of(name));
	copy(l->value, sizeof l->value, value);
	copy(l->stands_for, sizeof l->stands_for, span_of(stands_for));
}

static int
higher_first(const void *a, const void *b)
{
	const struct label *x = a, *y = b;

	return (x->y > y->y) - (x->y < y->y);
}

/* Keep them apart from each other and, if there is space, within the panel. */
static void
spread(struct panel *p)
{
	struct label *const label = p->label;
	const size_t count = p->labels;
	double least = p->top + 4, most = p->top + p->height - 5;
	size_t i;

	array_sort(label, count, sizeof *label, higher_first);
	for (i = 0; i < count; i++) {
		if (label[i].y < least)
			label[i].y = least;
		least = label[i].y + LABEL_LINE;
	}
	for (i = count; i-- > 0;) {
		if (label[i].y > most)
			label[i].y = most;
		most = label[i].y - LABEL_LINE;
	}
}

struct svg_element *
graph_grey(struct graph *g, struct svg_element *text, struct span s)
{
	struct svg_element *e;

	svg_text(g->svg, text, SPAN(" "));
	e = svg_add_inline(g->svg, text, "tspan", "fill", g->ink[INK_MUTED]);
	svg_text(g->svg, e, s);
	return e;
}

void
graph_labels(struct graph *g, struct panel *p)
{
	const double x = g->plot_right + p->axis + LABEL_GAP;
	const struct label *l;
	struct svg_element *row, *e;

	spread(p);
	for (l = p->label; l < p->label + p->labels; l++) {
		row = graph_legend(g, p->group, l->y - LABEL_LINE / 2.0,
		    LABEL_LINE, x,
		    l->stands_for[0] != '\0' ? l->stands_for : NULL);
		e = graph_box(g, row, x, l->y - SWATCH / 2.0, SWATCH, SWATCH);
		svg_set(g->svg, e, "fill", l->ink, "stroke", l->frame);
		e = graph_text(
		    g, row, x + SWATCH_GAP, l->y + 4, NULL, span_of(l->name));
		e = graph_grey(g, e, span_of(l->value));
		svg_set(g->svg, e, "class", "value");
	}
}

/* Where there is space for text of this width beside the dot; 0: nowhere. */
static int
find_room(const struct graph *g, double width, double *x, double *y)
{
	static const double aside[] = {-5, 14, -22, 30, -38, 46};
	const double dot_x = *x, dot_y = *y;
	size_t i;
	int left;

	for (i = 0; i < sizeof aside / sizeof aside[0]; i++)
		for (left = 0; left < 2; left++) {
			*y = dot_y + aside[i];
			*x = left ? dot_x - NOTE_GAP - width : dot_x + NOTE_GAP;
			if (*x >= PLOT_LEFT && *x + width <= g->plot_right &&
			    graph_is_free(g, *x, *y, width))
				return 1;
		}
	return 0;
}

void
graph_note(struct graph *g, double dot, double y, struct span words)
{
	struct svg_element *group = svg_add(g->svg, g->root, "g", "id",
	    "annotations", "font-weight", "600", "pointer-events", "none");
	struct svg_element *e = svg_add(g->svg, group, "circle", "class", "at",
	    "data-at", px(g, dot), "cx", px(g, dot), "cy", px(g, y), "r",
	    px(g, DOT), "fill", g->ink[INK_TEXT], "stroke", g->ink[INK_PAPER],
	    "stroke-width", "1.5");
	double x = dot;

	svg_add_text(g->svg, e, "title", words);
	if (find_room(g, graph_text_width(words), &x, &y))
		graph_at(g,
		    graph_text(g, group, x < dot ? dot - NOTE_GAP : x, y,
			x < dot ? "end" : NULL, words),
		    dot, dot);
}
