#ifndef RENDER_GRAPH_SELECTION_H
#define RENDER_GRAPH_SELECTION_H

#include "render/graph/layout.h"

/* Which processes have a line: the largest at their peaks. */
struct selection {
	uint32_t process[GRAPH_LINES]; /* by rank */
	uint32_t *rank; /* by process; TRACE_NONE: it is not drawn */
	size_t count;
};

/* The larger of a process's RSS and footprint at their peaks, in KiB. */
uint64_t selection_peak_kib(const struct trace_process *);
/* Returns 0, or -1 when memory is short; free `rank` either way. */
int selection_make(const struct trace *, struct selection *);

#endif
