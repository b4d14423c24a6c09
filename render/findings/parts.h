#ifndef RENDER_FINDINGS_PARTS_H
#define RENDER_FINDINGS_PARTS_H

#include "render/array.h"
#include "render/findings/findings.h"

/* What the files of the findings share. Each part: 0, or -1 for memory. */

enum { FINDINGS_MINUTE = 60 * 1000 };

/* What qsort asks for of two numbers. */
#define FINDINGS_ORDER(x, y) (((x) > (y)) - ((x) < (y)))
/* Room for one more; 0, or -1. */
#define FINDINGS_GROW(array, count) \
	array_grow((void **)&(array), (count), sizeof *(array))

/* In this order: a part builds on those before it. */
int findings_runners(const struct trace *, struct findings *);
int findings_overlaps(const struct trace *, struct findings *);
int findings_gaps(const struct trace *, struct findings *);
int findings_listings(const struct trace *, struct findings *);
int findings_models(const struct trace *, struct findings *);
int findings_listed(const struct trace *, struct findings *);
int findings_memory(const struct trace *, struct findings *);
int findings_restarts(const struct trace *, struct findings *);
int findings_pressure(const struct trace *, struct findings *);
int findings_lows(const struct trace *, struct findings *);
void findings_paging(const struct trace *, struct findings *);
int findings_loads(const struct trace *, struct findings *);

struct finding_end {
	int64_t to_ms;
	uint32_t runner;
};
/* The runners as time goes by; {0} to begin with. */
struct findings_crowd {
	size_t started;  /* by now: .runner[0 to this) */
	size_t ended;    /* .end[0 to this) */
	size_t alive;    /* of Ollama's */
	size_t nameless; /* of them: those whose command names no model */
	uint64_t sum;    /* of their indices */
	uint32_t lists;  /* so far; counted by the caller */
};
/* Later than before; each runner's .list_blocks counts the lists meanwhile. */
void findings_move_to(const struct trace *, struct findings *,
    struct findings_crowd *, int64_t ms);

#endif
