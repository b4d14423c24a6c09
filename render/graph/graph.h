#ifndef RENDER_GRAPH_GRAPH_H
#define RENDER_GRAPH_GRAPH_H

#include "render/findings/findings.h"
#include "render/machine.h"
#include "render/trace/trace.h"

/* GRAPH_AUTO is light, with a style for pages that are dark. */
enum graph_theme { GRAPH_AUTO, GRAPH_LIGHT, GRAPH_DARK };

enum {
	GRAPH_WIDTH = 880, /* the default: an issue's column on GitHub */
	GRAPH_WIDTH_LEAST = 720,
	GRAPH_WIDTH_MOST = 10000
};

struct graph_options {
	int width; /* pixels, within the bounds above */
	enum graph_theme theme;
	struct span title; /* empty: what the report says first */
	int low_percent;   /* free % under this has a band */
	int lines;         /* the system as lines, not as layers */
	int without_script;
	const struct machine *machine; /* for the subtitle; or NULL */
};

/*
 * The graph of a trace as SVG: the processes above, the system below, on one
 * time axis. A function of its arguments alone. Returns 0, or -1 when memory
 * is short or the trace is empty.
 */
int graph_write(const struct trace *, const struct findings *,
    const struct graph_options *, struct text *out);

#endif
