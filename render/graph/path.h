#ifndef RENDER_GRAPH_PATH_H
#define RENDER_GRAPH_PATH_H

#include "formats/text.h"

/*
 * A line of the graph, made point by point: the data of an SVG path, and the
 * value of each point for the script. Steps are relative, in hundredths of a
 * pixel. If columns are 0 pixels wide, every point is kept. Otherwise only the
 * first, lowest, highest and last point in each column are kept, in their order
 * (the "M4" reduction, Jugel et al. 2014), which covers the same pixels; x is
 * the middle of the column, y is in tenths, and a stretch of one value has no
 * points inside. So the number of columns limits the size of the picture.
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

	/*
	 * The current stretch: how many points, and is there another stretch?
	 */
	size_t points;
	int broken;
	/*
	 * The position of the pen in hundredths; whether it moved; a level to
	 * write.
	 */
	long x, y, level_x;
	uint64_t value;
	int moved, level;
	/* The current column, and when its lowest and highest came. */
	long column;
	struct point first, low, high, last;
	size_t count, low_at, high_at;

	/* Collect the points themselves, without data. */
	int collects;
	struct point *at;
	size_t kept;
	int failed; /* out of memory */
};

void path_start(struct path *, int wide);
void path_free(struct path *);
/*
 * The same for areas: points are collected in `at`. The points of one column
 * are spread over it in equal steps, since an area needs width to be seen. Free
 * `at`; it is reused.
 */
void path_collect(struct path *, int wide);
/*
 * x is a pixel of the picture and never decreases; the value is for the script.
 */
void path_value(struct path *, double x, double y, uint64_t value);
/*
 * The next point begins another stretch. But a gap within a column is
 * invisible, so the line continues.
 */
void path_break(struct path *);
/* The line ends here. */
void path_end(struct path *);
/* The resolution in parts of a pixel, for the script. */
int path_parts(const struct path *);

/*
 * area.c: the data of the areas between two edges that were collected from the
 * same samples, one for each stretch: along the upper edge from left to right,
 * and back along the lower one. A single sample is widened by so many pixels on
 * each side.
 */
void path_area(struct text *d, const struct path *upper,
    const struct path *lower, int aside);
/* The values of an edge or a line, with a comma before each further stretch. */
void path_values(struct text *, const struct path *);

#endif
