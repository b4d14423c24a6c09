#ifndef RENDER_GRAPH_SERIES_H
#define RENDER_GRAPH_SERIES_H

#include "formats/text.h"
#include "render/graph/reduce.h"

/*
 * A line of the graph, made point by point: the data of an SVG path. In a
 * short run every point is there, as M and L with two decimals. In a long run
 * points go through the reduction, x is the middle of a pixel column, y has
 * one decimal, steps are relative, and a level stretch has no points inside.
 */
struct series {
	struct text path;
	struct reduce reduce;
	int every;
	int open;      /* the pen is down */
	size_t points; /* of the stretch under way */
	int drawn;     /* the pen has moved in it */
	long x, y;     /* where the pen is, in tenths of a pixel */
	long level_x;  /* a level step not yet written ends here */
	int level;
};

void series_start(struct series *, int every);
/* x never falls. */
void series_point(struct series *, double x, double y);
/* The line ends here; a further point begins another stretch. */
void series_break(struct series *);
/* Frees the path. */
void series_free(struct series *);

#endif
