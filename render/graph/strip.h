#ifndef RENDER_GRAPH_STRIP_H
#define RENDER_GRAPH_STRIP_H

#include "render/graph/parts.h"

/*
 * Where the bars of the strip between the panels go: one for each runner, and
 * under them one for each model that Ollama listed. Bars share a lane while
 * there is room; how many lanes and bars there can be is bounded. The largest
 * runners have theirs first.
 */
enum { LANE = 22, LEAST_BAR = 2, RUNNER_LANES = 8, LISTING_LANES = 3 };
#define LABEL_WHOLE 1e9 /* room for any label */

struct bar {
	uint32_t what; /* index of findings.runner or .listing */
	int lane;
	double room; /* pixels for its label; 0: it has none */
	struct extent at;
};

struct bars {
	struct bar *bar;
	size_t count;
	size_t left_out;
	int lanes;
};

struct strip {
	struct bars runners;
	struct bars listings;
};

/* NULL when memory is short. *height is what the strip needs, in pixels. */
struct strip *strip_new(const struct graph *, double *height);
void strip_free(struct strip *);
/* strip_draw.c: the strip itself, and the markers on the time axis. */
void strip_draw(struct graph *, const struct strip *, double top);
void strip_markers(struct graph *, const struct strip *, double bottom);

/* The name and the pid or size; where there is no room, of the name what fits.
 */
void strip_runner_label(
    const struct graph *, size_t i, double room, struct text *);
void strip_listing_label(
    const struct graph *, size_t i, double room, struct text *);
/* How wide a label is, about: fonts differ. */
double strip_label_width(struct span);

#endif
