#ifndef RENDER_GRAPH_MODELS_H
#define RENDER_GRAPH_MODELS_H

#include "render/graph/layout.h"

/*
 * The models of a trace in order of appearance: what their runners and listings
 * amount to, and the row and colour that each has in the upper panel.
 */
enum { MODEL_LANES = 2 };

struct model {
	uint32_t name; /* of models.name */
	size_t runs;
	int64_t first_ms; /* of a runner, or of a listing */
	int64_t alive_ms; /* of all runs together */
	uint64_t listed;  /* the most, in bytes; 0: not recorded */
	uint64_t footprint;
	uint64_t rss;
	int inferred; /* its name, for all of its runs */
	int row;      /* -1: there is no room for it */
	int lanes;    /* of the row: runs of one model can overlap */
	struct place at;
	double bar; /* height of a lane's bar */
};

struct models {
	struct trace_strings name; /* as people read it; each once */
	struct model *model;
	size_t count;
	uint32_t *of_runner; /* by finding_runner, of model */
	uint8_t *lane;       /* by finding_runner */
	uint32_t *of_listing;
	int rows; /* GRAPH_MODELS at most, the largest models */
	double height;
};

/* Returns 0, or -1 when memory is short; free it either way. */
int models_make(const struct trace *, const struct findings *, struct models *);
void models_free(struct models *);
/* What it holds at most: listed, else as footprint, else RSS. */
uint64_t models_size(const struct model *);
/*
 * The name of a model in so many columns. What is too long is cut where it is
 * like the name nearest to it, so that two models have two labels.
 */
void models_name(const struct models *, const struct model *, size_t columns,
    struct text *out);

#endif
