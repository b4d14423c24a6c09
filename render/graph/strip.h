#ifndef RENDER_GRAPH_STRIP_H
#define RENDER_GRAPH_STRIP_H

#include "render/graph/layout.h"

/*
 * Where the bars of the strip between the panels go: one for each runner, and
 * under them one for each model that Ollama listed. Bars share a lane while
 * there is room; how many lanes and bars there can be is bounded.
 */
enum { LANE = 22, LEAST_BAR = 2, RUNNER_LANES = 8, LISTING_LANES = 3 };

struct bar {
	uint32_t what; /* index of findings.runner or .listing */
	int lane;
	struct extent at;
	double label_left, label_right; /* equal: it has none */
};

struct bars {
	int of_runners;
	int lanes;
	struct bar *bar;
	size_t count;
	size_t firsts; /* in front: the largest, at any time */
	size_t left_out;
	struct bar *last[RUNNER_LANES]; /* of each lane, but for the firsts */
};

enum { RUNNERS, LISTINGS };
struct strip {
	struct bars bars[2];
	int lanes; /* of both */
};

/* NULL when memory is short. *height is what the strip needs, in pixels. */
struct strip *strip_new(struct graph *, double *height);
void strip_free(struct strip *);
/* The name and the pid or size; where there is no room, of the name what fits.
 */
void strip_label(struct graph *, int of_runner, uint32_t what, double room,
    struct text *out);
/* How wide a label is, about: fonts differ. */
double strip_label_width(struct span);
/* strip_draw.c */
void strip_draw(struct graph *, const struct strip *, double top);

#endif
