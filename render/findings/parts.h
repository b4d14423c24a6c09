#ifndef RENDER_FINDINGS_PARTS_H
#define RENDER_FINDINGS_PARTS_H

#include "render/array.h"
#include "render/findings/findings.h"

/*
 * Shared by the files of the findings. A part returns 0, or -1 if out of
 * memory.
 */

enum { FINDINGS_MINUTE = 60 * 1000, FINDINGS_LOAD = 2 * FINDINGS_MINUTE };

/* Comparisons of two numbers for qsort. */
#define FINDINGS_ORDER(x, y) (((x) > (y)) - ((x) < (y)))

#define FINDINGS_PROTOTYPE(part) \
	int findings_##part(const struct trace *, struct findings *);
FINDINGS_EACH_PART(FINDINGS_PROTOTYPE)

/* The number of the last sample by then, + 1; 0 if it is not close. */
size_t findings_sample_by(
    const struct trace *, const struct findings *, int64_t ms);

/* The model with this name in a list, or NULL. */
const struct trace_model *findings_model_in(
    const struct trace *, uint32_t set, uint32_t name);

/* The runners at a moment that moves on; starts as {0}. */
struct findings_crowd {
	size_t started;   /* those started: .runner[0 to this) */
	size_t ended;     /* .end[0 to this) */
	int64_t alive;    /* of Ollama's */
	int64_t nameless; /* of these, the ones whose command names no model */
	int64_t sum;      /* of the indices of the nameless */
};
/* Move on to a later time. */
void findings_move_to(const struct trace *, const struct findings *,
    struct findings_crowd *, int64_t ms);

#endif
