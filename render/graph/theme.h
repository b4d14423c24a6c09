#ifndef RENDER_GRAPH_THEME_H
#define RENDER_GRAPH_THEME_H

#include "formats/text.h"
#include "render/graph/graph.h"

/*
 * The colours, by what they are for. Those of models and those of the system's
 * layers are never the same, so that a colour means one thing.
 */
enum ink {
	INK_PAPER,
	INK_PLOT,
	INK_FRAME,
	INK_GRID,
	INK_TEXT,
	INK_MUTED,
	INK_OTHER, /* processes that are no runners */
	INK_LOW,   /* the band of low memory and its words */
	INK_WIRED, /* layers and lines of the system, from here on */
	INK_COMPRESSOR,
	INK_APPS,
	INK_CACHE,
	INK_FREE, /* a large, pale area */
	INK_FREE_LINE,
	INK_FREE_PERCENT,
	INK_SWAP,
	INK_NORMAL, /* levels of pressure */
	INK_WARN,
	INK_CRITICAL,
	INK_MODEL, /* the first of GRAPH_MODELS */
	GRAPH_MODELS = 8,
	INKS = INK_MODEL + GRAPH_MODELS
};

/* "#1d2330". GRAPH_AUTO has the colours of GRAPH_LIGHT. */
const char *theme_ink(enum graph_theme, enum ink);
/*
 * The style of a picture for pages of both kinds: it replaces each light
 * colour in `fill` and `stroke` by the dark one where the page is dark, inside
 * an element of class `memgraph`. So a light colour stands for one dark one.
 */
void theme_style(struct text *out);

#endif
