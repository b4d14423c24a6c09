#ifndef RENDER_FINDINGS_H
#define RENDER_FINDINGS_H

#include "render/trace.h"

/* What can be concluded from a trace. Pure: a function of the trace. */

enum { FINDINGS_LOW_PERCENT = 30 }; /* the guide's rule */

/* A stretch of blocks with memory_pressure's percentage under a threshold. */
struct low_memory {
	size_t first_block;
	size_t last_block;
	int64_t from_ms; /* time of the first such block */
	int64_t to_ms;   /* and of the last */
	int lowest_percent;
	int highest_percent;
};

/*
 * Find the next stretch at block *at or later, and leave in *at where to go
 * on. A block without the percentage, or a pause of the sampling longer than
 * pause_ms, ends a stretch. Returns 1, or 0 when there is no further one.
 */
int findings_low_memory(const struct trace *, int percent, int64_t pause_ms,
    size_t *at, struct low_memory *);

#endif
