#ifndef RENDER_GRAPH_MARKS_H
#define RENDER_GRAPH_MARKS_H

#include "render/graph/layout.h"
#include "render/graph/models.h"

/* What goes on for a time: bars, bands, stripes. */

/*
 * The extent of something on the time axis, in pixels of the whole picture: its
 * true time, and as it is drawn, since short ones have a least width.
 */
struct extent {
	double from, to;
	double left, right;
};

/* A time in the plot, drawn with at least this width. */
struct extent graph_extent(
    const struct graph *, int64_t from_ms, int64_t to_ms, double least);
/*
 * A rect; its class is the first attribute. If it is drawn wider than its time,
 * it tells the script, so that zooming does not turn pixels into time.
 */
struct svg_element *graph_rect(struct graph *, struct svg_element *parent,
    const char *name, const struct extent *, double y, double height);
/* Something that goes on for a time, or several that are drawn as one. */
struct mark {
	struct extent at;
	int lane;
	size_t first; /* what it is, or the first of them */
	size_t count;
	int64_t to_ms; /* the end of the last one */
};
/* Starts as {0}. Free .mark. */
struct marks {
	struct mark *mark;
	size_t count;
	/* By lane: its last mark, + 1. Most are for the rows of models. */
	size_t last[GRAPH_MODELS * ROW_LANES];
};
/*
 * Add what goes on from the first time to the second, drawn with at least this
 * width, or join it to the last mark of its lane if that is less than a pixel
 * away. Call it in order of time.
 */
void graph_mark(struct graph *, struct marks *, int64_t from_ms, int64_t to_ms,
    double least, int lane, size_t what);
/*
 * Sort marks by lane, then by time, and join those of a lane that are closest
 * until at most so many are left.
 */
void graph_join(struct marks *, size_t most);

#endif
