#ifndef RENDER_GRAPH_REDUCE_H
#define RENDER_GRAPH_REDUCE_H

#include <stddef.h>

/*
 * A line of any number of points in a picture of so many pixel columns: of
 * the points in one column only the first, the lowest, the highest and the
 * last are kept, in their order (the "M4" reduction, Jugel et al. 2014). The
 * line drawn from those covers exactly the same pixels. Pure arithmetic.
 */
struct point {
	double x;
	double y;
};

struct reduce {
	int every;   /* keep every point: the run is short */
	long wide;   /* a column, in pixels */
	int open;    /* a column is under way */
	long column; /* its number: x / wide without decimals */
	struct point first, low, high, last;
	size_t low_at, high_at, count; /* order within the column */
};

enum { REDUCE_MOST = 4 };

/* `wide` is 1 or more; 0 keeps every point. */
void reduce_start(struct reduce *, int wide);
/*
 * Take a point; x is a pixel of the picture and never falls. Returns how many
 * points came out, in `out`: those of the column before, when this one begins
 * another.
 */
size_t reduce_add(struct reduce *, struct point, struct point out[REDUCE_MOST]);
/* The line ends here: what is left comes out. */
size_t reduce_end(struct reduce *, struct point out[REDUCE_MOST]);

#endif
