#ifndef RENDER_GRAPH_SELECTION_H
#define RENDER_GRAPH_SELECTION_H

#include "render/graph/layout.h"

/*
 * Which processes are drawn, the largest first: the first GRAPH_NAMED of them
 * have a colour and a name, up to GRAPH_OTHERS further ones a thin grey line.
 */
struct selection {
	uint32_t process[GRAPH_NAMED + GRAPH_OTHERS]; /* by rank */
	uint32_t *rank; /* by process; TRACE_NONE: it is not drawn */
	size_t count;
	size_t named;
	size_t left_out;     /* beyond those that are drawn */
	size_t client_ps;    /* runs of `ollama ps` */
	size_t placeholders; /* without a command line: never drawn */
};

/* Returns 0, or -1 when memory is short; free `rank` either way. */
int selection_make(const struct trace *, struct selection *);

#endif
