#ifndef RENDER_GRAPH_SELECTION_H
#define RENDER_GRAPH_SELECTION_H

#include "render/graph/layout.h"

/* The processes with a line: those with the highest peaks. */
struct selection {
	uint32_t process[GRAPH_LINES]; /* by rank */
	uint32_t *rank;                /* by process; TRACE_NONE: not drawn */
	size_t count;
};

/* The peak of a process's RSS or footprint, whichever is larger, in KiB. */
uint64_t selection_peak_kib(const struct trace_process *);
/* Returns 0, or -1 if out of memory. Free `rank` in both cases. */
int selection_make(const struct trace *, struct selection *);

#endif
