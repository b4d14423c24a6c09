#ifndef RENDER_GRAPH_SYSTEM_H
#define RENDER_GRAPH_SYSTEM_H

#include "render/graph/parts.h"

/* Shared by the files of the lower panel. */

/* A label at a height, of an element with this id, or NULL. */
void system_label(struct label *, double y, const char *ink, const char *name,
    struct span value, const char *id);

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

struct stack {
	double ceiling; /* GiB: the installed memory, or the highest sum */
	struct finding_range range[STACK_LAYERS];
	size_t last[STACK_LAYERS]; /* block that has it; if any is known */
	int unexplained;           /* more than a little of the memory */
};

/* Returns 0 if no block has all the counters: no stack. */
int stack_make(const struct trace *, struct stack *);
/* Each layer as an area, with its values. */
void stack_draw(struct graph *, struct panel *, const struct stack *);
/* Add the labels of the layers. Returns how many. */
size_t stack_labels(
    struct graph *, const struct panel *, const struct stack *, struct label *);

/* lines.c: wired, compressor, swap used, free; and free %. */
enum { SYSTEM_LABELS = STACK_LAYERS + 3 };
/* The highest value in GiB; -1: nothing was recorded. */
double lines_highest(const struct graph *);
/*
 * Draw the lines, or only free %, on the scale of percent. Returns the number
 * of labels.
 */
size_t lines_draw(struct graph *, struct panel *, const struct scale *percent,
    int percent_alone, struct label *);

/*
 * The stripes below the plot, each with text: low.c, where free % is low;
 * pressure.c, the kernel's level.
 */
size_t pressure_blocks(const struct findings *); /* with a level */
int system_stripes(const struct findings *);
void low_stripe(struct graph *, struct panel *, double top);
void pressure_stripe(struct graph *, struct panel *, double top);
/* Text at the right of a stripe, its second part in grey. */
void stripe_words(struct graph *, struct panel *, double top, const char *words,
    struct span grey);

/* paging.c: rates of swap and compression, a row for each that matters. */
int paging_rows(const struct trace *);
void paging_draw(struct graph *);

#endif
