#ifndef RENDER_GRAPH_PATH_H
#define RENDER_GRAPH_PATH_H

#include "formats/text.h"
#include "render/graph/scale.h"

/*
 * A value over time, added point by point, and the data of an SVG path made
 * from it. If columns are 0 pixels wide, every point is kept. Otherwise only
 * the first, lowest, highest and last point in each column are kept, in their
 * order (the "M4" reduction, Jugel et al. 2014), which covers the same pixels.
 * So the number of columns limits the size of the picture, and columns can be
 * made wider afterwards.
 */
struct point {
	double x; /* pixel of the picture */
	double height;
	uint64_t value; /* for the script */
	int begins;     /* a stretch */
};

struct path {
	long wide; /* a column, in pixels; 0: every point */
	struct point *at;
	size_t kept;
	int failed; /* out of memory */

	/* The current column, and when its lowest and highest came. */
	double end; /* on its right; 0: there is none */
	struct point first, low, high, last;
	size_t count, low_at, high_at;
	int broken; /* the next column begins a stretch */
};

struct path path_new(long wide);
void path_free(struct path *);
/* x never decreases. Inline, because most points are just the last one. */
void path_turn(struct path *, double x, double height, uint64_t value);
static inline void
path_add(struct path *p, double x, double height, uint64_t value)
{
	if (x >= p->end || height < p->low.height || height > p->high.height) {
		path_turn(p, x, height, value);
		return;
	}
	p->last = (struct point){x, height, value, 0};
	p->count++;
	p->broken = 0;
}
/*
 * The next point begins another stretch. But a gap within a column is
 * invisible, so the line continues.
 */
void path_break(struct path *);
/* Call it after the last point. */
void path_end(struct path *);
/* Make columns wider: from every point to any width, or to a multiple. */
void path_widen(struct path *, long wide);

/*
 * The data of a line, and the value of each step for the script, with a comma
 * before each further stretch. Steps are relative, in hundredths of a pixel. In
 * columns x is the middle, y is in tenths, and a stretch of one value has no
 * points inside.
 */
void path_line(const struct path *, const struct scale *y, struct text *d,
    struct text *values);
/*
 * The data of the areas between two edges that were added at the same times,
 * one for each stretch: along the upper edge from left to right, and back along
 * the lower one; and the values of the upper edge. The points of a column are
 * spread over it in equal steps, since an area needs width to be seen. A single
 * point is widened by so many pixels on each side.
 */
void path_area(const struct path *upper, const struct path *lower,
    const struct scale *y, int aside, struct text *d, struct text *values);

#endif
