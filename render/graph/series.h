#ifndef RENDER_GRAPH_SERIES_H
#define RENDER_GRAPH_SERIES_H

#include "formats/text.h"
#include "render/graph/reduce.h"

/*
 * A line of the graph, made point by point: the data of an SVG path. In a
 * short run every point is there, as M and L with two decimals. In a long run
 * points go through the reduction, x is the middle of a column, y has one
 * decimal, steps are relative, and a level stretch has no points inside.
 */
struct series {
	struct text path;
	struct reduce reduce;
	int open;      /* the pen is down */
	int ending;    /* there is a gap before the next point */
	size_t points; /* of the stretch under way */
	int drawn;     /* the pen has moved in it */
	long x, y;     /* where the pen is, in tenths of a pixel */
	long level_x;  /* a level step not yet written ends here */
	int level;
};

/*
 * With columns so many pixels wide; 0 keeps every point. A picture's size is
 * bounded by its columns, so what would be too long is drawn in wider ones.
 */
void series_start(struct series *, int wide);
/* x never falls. */
void series_point(struct series *, double x, double y);
/*
 * A further point begins another stretch; but a gap within a column is none to
 * the eye, and the line goes on.
 */
void series_break(struct series *);
/* The line ends here. */
void series_end(struct series *);
/* Frees the path. */
void series_free(struct series *);

#endif
