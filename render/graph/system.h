#ifndef RENDER_GRAPH_SYSTEM_H
#define RENDER_GRAPH_SYSTEM_H

#include "render/graph/parts.h"

/* Shared by the files of the lower panel. */

/* "wired: lowest 3 GiB, highest 5 GiB, at last 4 GiB", of bytes or percent. */
struct span system_title(struct graph *, const char *name,
    const struct finding_range *, int percent);

/*
 * stack.c: the system's memory in layers that add up to the installed memory,
 * from the bottom up, with swap above.
 */
enum stack_layer {
	STACK_WIRED,
	STACK_COMPRESSOR,
	STACK_APPS,
	STACK_CACHE,
	STACK_OTHER, /* what no counter explains */
	STACK_FREE,
	STACK_SWAP,
	STACK_LAYERS
};

enum { STACK_EDGES = STACK_LAYERS + 2 };
struct stack {
	double ceiling; /* GiB: the installed memory, or the highest sum */
	struct finding_range range[STACK_LAYERS]; /* without first, low_block */
	struct path edge[STACK_EDGES]; /* private, from the bottom up, in GiB */
};

/* Returns 0 if no block has all the counters: no stack. Free it. */
int stack_make(const struct graph *, struct stack *);
void stack_free(struct stack *);
/* Each layer as an area, with its values and its label. */
void stack_draw(struct graph *, struct panel *, struct stack *);

/* lines.c: wired, compressor, swap used, free; and free %. */
/* The highest value in GiB; -1: nothing was recorded. */
double lines_highest(const struct graph *);
/* Draw the lines with their labels, or only free %. */
void lines_draw(struct graph *, struct panel *, int percent_alone);

/* stripes.c: how many stripes are below the plot; draw them. */
int stripes_count(const struct graph *);
void stripes_draw(struct graph *, struct panel *system);

/* paging.c: rates of swap and compression, a row for each that matters. */
int paging_rows(const struct trace *);
void paging_draw(struct graph *);

#endif
