#ifndef RENDER_GRAPH_PATH_H
#define RENDER_GRAPH_PATH_H

#include "formats/text.h"

/*
 * A line of the graph, made point by point: the data of an SVG path, and the
 * value of each point for the script. Steps are relative, and in hundredths of
 * a pixel. With columns 0 pixels wide every point is there. Else, of the points
 * in one column only the first, the lowest, the highest and the last are kept,
 * in their order (the "M4" reduction, Jugel et al. 2014), which covers the same
 * pixels; x is the middle of the column, y is in tenths, and a stretch of one
 * value has no points inside. So a picture's size is bounded by its columns.
 */
struct point {
	double x;
	double y;
	uint64_t value;
	int begins; /* a stretch */
};

struct path {
	struct text d, values;
	long wide; /* a column, in pixels; 0: every point */

	/* The stretch under way: how many points, and does one follow apart? */
	size_t points;
	int broken;
	/* Where the pen is, in hundredths; did it move; a level to write. */
	long x, y, level_x;
	uint64_t value;
	int moved, level;
	/* The column under way, and when its lowest and highest came. */
	long column;
	struct point first, low, high, last;
	size_t count, low_at, high_at;

	/* Collected: the points themselves, and no data. */
	int collects;
	struct point *at;
	size_t kept;
	int failed; /* memory was short */
};

void path_start(struct path *, int wide);
void path_free(struct path *);
/*
 * The same, but what is kept goes to `at`, for areas; the points of one column
 * stand in equal steps over it, since an area needs width to be seen. Free
 * `at`; it is used again.
 */
void path_collect(struct path *, int wide);
/* x is a pixel of the picture and never falls; the value is for the script. */
void path_value(struct path *, double x, double y, uint64_t value);
/*
 * A further point begins another stretch; but a gap within a column is none to
 * the eye, and the line goes on.
 */
void path_break(struct path *);
/* The line ends here. */
void path_end(struct path *);
/* Into how many parts a pixel is divided: for the script. */
int path_parts(const struct path *);

/*
 * area.c: of two edges that were collected from the same samples, the data of
 * the areas between them, one for each stretch: over the upper edge from left
 * to right, and back along the lower one. What is there once alone goes so many
 * pixels to each side.
 */
void path_area(struct text *d, const struct path *upper,
    const struct path *lower, int aside);
/* The values of an edge, with a comma before each further stretch; so are those
 * of a line. */
void path_values(struct text *, const struct path *);

#endif
