#ifndef RENDER_GRAPH_H
#define RENDER_GRAPH_H

#include "render/trace.h"

/*
 * The graph of a trace as SVG: the processes above, the system below, on one
 * time axis. A function of the trace alone. Returns 0, or -1 when memory is
 * short.
 */
int graph_write(const struct trace *, struct text *out);

#endif
