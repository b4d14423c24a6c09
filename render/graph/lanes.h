#ifndef RENDER_LANES_H
#define RENDER_LANES_H

#include "render/graph/graph_parts.h"

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

struct lanes {
	struct bars runners;
	struct bars listings;
};

/* The name and the pid or size; where there is no room, of the name what fits.
 */
void lanes_runner_label(
    const struct graph *, size_t i, double room, struct text *);
void lanes_listing_label(
    const struct graph *, size_t i, double room, struct text *);
/* How wide a label is, about: fonts differ. */
double lanes_label_width(struct span);

#endif
