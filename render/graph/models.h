#ifndef RENDER_GRAPH_MODELS_H
#define RENDER_GRAPH_MODELS_H

#include "render/graph/layout.h"

/*
 * The models of a trace in order of appearance: their runners and listings, and
 * the row and colour of each in the upper panel.
 */
enum {
	MODEL_LANES = 2,
	ROW_LANES = MODEL_LANES + 1 /* the last is for what was listed */
};

struct model {
	uint32_t name; /* of models.name */
	size_t runs;
	int64_t alive_ms; /* of all runs together */
	uint64_t listed;  /* the most, in bytes; 0: not recorded */
	uint64_t footprint;
	uint64_t rss;
	int inferred; /* its name, for all of its runs */
	int row;      /* -1: not shown */
	int lanes;    /* of the row, since runs of one model can overlap */
	struct place at;
	double bar; /* height of a lane's bar */
};

struct models {
	struct trace_strings name; /* for people; each once */
	struct model *model;
	size_t count;
	uint32_t *of_runner; /* by finding_runner, of model */
	uint8_t *lane;       /* by finding_runner */
	uint32_t *of_listing;
	int rows; /* at most GRAPH_MODELS, the largest models */
	double height;
};

/* Returns 0, or -1 if out of memory. Free it in both cases. */
int models_make(const struct trace *, const struct findings *, struct models *);
void models_free(struct models *);
/*
 * The name of a model in at most so many columns. A name that is too long is
 * cut where it equals the most similar other name, so that two models have
 * different labels.
 */
void models_name(const struct models *, const struct model *, size_t columns,
    struct text *out);

#endif
