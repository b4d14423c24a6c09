#include <string.h>

#include "render/array.h"
#include "render/graph/parts.h"
#include "render/utf8.h"

/* Text that finds a free place: labels where lines end, and notes. */
enum { SWATCH = 9, SWATCH_GAP = 14, DOT = 4, NOTE_GAP = 9, NOTE_HEIGHT = 14 };
#define COLUMN_WIDTH 6.8 /* pixels of a letter, about: fonts differ */

double
graph_text_width(struct span s)
{
	return (double)utf8_width(s) * COLUMN_WIDTH;
}

void
graph_take(
    struct graph *g, double left, double top, double right, double bottom)
{
	if (g->boxes < GRAPH_BOXES)
		g->taken[g->boxes++] = (struct box){left, top, right, bottom};
}

int
graph_is_free(
    const struct graph *g, double left, double top, double right, double bottom)
{
	size_t i;

	for (i = 0; i < g->boxes; i++)
		if (left < g->taken[i].right && g->taken[i].left < right &&
		    top < g->taken[i].bottom && g->taken[i].top < bottom)
			return 0;
	return 1;
}

static void
copy(char *to, size_t size, struct span s)
{
	const size_t n = s.n < size ? s.n : size - 1;

	memcpy(to, s.p, n);
	to[n] = '\0';
}

void
graph_label(struct label *l, double y, const char *ink, struct span name,
    struct span value, const char *stands_for)
{
	*l = (struct label){.y = y, .ink = ink};
	copy(l->name, sizeof l->name, name);
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
spread(const struct panel *p, struct label *label, size_t count)
{
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

void
graph_labels(
    struct graph *g, struct panel *p, struct label *label, size_t count)
{
	const double x = g->plot_right + p->axis + LABEL_GAP;
	struct svg_element *row, *e;
	size_t i;

	spread(p, label, count);
	for (i = 0; i < count; i++) {
		row = svg_add(g->svg, p->group, "g", "class", "legend",
		    "data-for",
		    label[i].stands_for[0] != '\0' ? label[i].stands_for : NULL,
		    "font-size", SMALL_FONT);
		svg_add(g->svg, row, "rect", "x", px(g, x - 2), "y",
		    px(g, label[i].y - LABEL_LINE / 2.0), "width",
		    px(g, LABELS - LABEL_GAP), "height", px(g, LABEL_LINE),
		    "fill", "none", "pointer-events", "all");
		svg_add(g->svg, row, "rect", "x", px(g, x), "y",
		    px(g, label[i].y - SWATCH / 2.0), "width", px(g, SWATCH),
		    "height", px(g, SWATCH), "fill", label[i].ink, "stroke",
		    label[i].frame);
		e = graph_text(g, row, x + SWATCH_GAP, label[i].y + 4, NULL,
		    span_of(label[i].name));
		svg_text(g->svg, e, SPAN(" "));
		e = svg_add_inline(g->svg, e, "tspan", "class", "value", "fill",
		    g->ink[INK_MUTED]);
		svg_text(g->svg, e, span_of(label[i].value));
	}
}

void
graph_note(struct graph *g, int64_t ms, double y, struct span words)
{
	struct note *n = &g->note[g->notes];

	if (g->notes == GRAPH_NOTES || words.n >= sizeof n->words)
		return;
	g->notes++;
	*n = (struct note){.ms = ms, .y = y};
	memcpy(n->words, words.p, words.n);
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
			    graph_is_free(
				g, *x, *y - NOTE_HEIGHT, *x + width, *y + 3))
				return 1;
		}
	return 0;
}

void
graph_draw_notes(struct graph *g)
{
	struct svg_element *group, *e;
	int i;

	if (g->notes == 0)
		return;
	group = svg_add(g->svg, g->root, "g", "id", "annotations",
	    "font-weight", "600", "pointer-events", "none");
	for (i = 0; i < g->notes; i++) {
		const struct note *n = &g->note[i];
		const struct span words = span_of(n->words);
		const double width = graph_text_width(words);
		const double dot = graph_x(g, n->ms);
		double x = dot, y = n->y;

		e = svg_add(g->svg, group, "circle", "class", "at", "data-at",
		    px(g, dot), "cx", px(g, dot), "cy", px(g, n->y), "r",
		    px(g, DOT), "fill", g->ink[INK_TEXT], "stroke",
		    g->ink[INK_PAPER], "stroke-width", "1.5");
		svg_add_text(g->svg, e, "title", words);
		if (!find_room(g, width, &x, &y))
			continue;
		e = graph_text(g, group, x < dot ? dot - NOTE_GAP : x, y,
		    x < dot ? "end" : NULL, words);
		svg_set(g->svg, e, "class", "at", "data-at", px(g, dot));
		graph_rim(g, e);
		graph_take(g, x, y - NOTE_HEIGHT, x + width, y + 3);
	}
}
