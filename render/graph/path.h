#ifndef RENDER_GRAPH_PATH_H
#define RENDER_GRAPH_PATH_H

#include "formats/text.h"

/*
 * A line of the graph, made point by point: the data of an SVG path. With
 * columns 0 pixels wide every point is there, as M and L in hundredths of a
 * pixel. Else, of the points in one column only the first, the lowest, the
 * highest and the last are kept, in their order (the "M4" reduction, Jugel et
 * al. 2014), which covers the same pixels; x is the middle of the column, y is
 * in tenths, steps are relative, and a level stretch has no points inside. So a
 * picture's size is bounded by its columns.
 */
struct point {
	double x;
	double y;
};

struct path {
	struct text d;
	long wide; /* a column, in pixels; 0: every point */

	/* The stretch under way: how many points, and does one follow apart? */
	size_t points;
	int broken;
	/* The pen: where it is, in hundredths; did it move; a level to write.
	 */
	long x, y, level_x;
	int moved, level;
	/* The column under way, and when its lowest and highest came. */
	long column;
	struct point first, low, high, last;
	size_t count, low_at, high_at;
};

void path_start(struct path *, int wide);
/* x is a pixel of the picture and never falls. */
void path_point(struct path *, double x, double y);
/*
 * A further point begins another stretch; but a gap within a column is none to
 * the eye, and the line goes on.
 */
void path_break(struct path *);
/* The line ends here. */
void path_end(struct path *);
/* Into how many parts a pixel is divided: for the script. */
int path_parts(const struct path *);

#endif
