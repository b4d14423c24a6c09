#ifndef RENDER_GRAPH_GRAPH_H
#define RENDER_GRAPH_GRAPH_H

#include "render/findings/findings.h"
#include "render/machine.h"
#include "render/trace/trace.h"

/* GRAPH_AUTO is light, with a style for dark pages. */
enum graph_theme { GRAPH_AUTO, GRAPH_LIGHT, GRAPH_DARK };

enum {
	GRAPH_WIDTH = 880, /* the default: the width of an issue on GitHub */
	GRAPH_WIDTH_LEAST = 720,
	GRAPH_WIDTH_MOST = 10000
};

struct graph_options {
	int width; /* pixels, within the bounds above */
	enum graph_theme theme;
	struct span title; /* empty: the first sentence of the report */
	int low_percent;   /* bars mark where free % is below this */
	int lines;         /* draw the system as lines, not as layers */
	int without_script;
	const struct machine *machine; /* for the subtitle; or NULL */
};

/*
 * The graph of a trace as SVG: processes above, the system below, on one time
 * axis. It depends only on its arguments. Returns 0, or -1 if out of memory or
 * the trace is empty.
 */
int graph_write(const struct trace *, const struct findings *,
    const struct graph_options *, struct text *out);

#endif
