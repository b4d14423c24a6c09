#ifndef RENDER_GRAPH_THEME_H
#define RENDER_GRAPH_THEME_H

#include "formats/text.h"
#include "render/graph/graph.h"

/*
 * The colours, by purpose. Models and the system's layers never share a colour,
 * so that a colour means one thing.
 */
enum ink {
	INK_PAPER,
	INK_PLOT,
	INK_FRAME,
	INK_GRID,
	INK_TEXT,
	INK_MUTED,
	INK_OTHER, /* processes that are not runners */
	INK_LOW,   /* the bar where memory is low, which is not a warning */
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

/* A colour, such as "#1d2330". GRAPH_AUTO uses those of GRAPH_LIGHT. */
const char *theme_ink(enum graph_theme, enum ink);
/*
 * The style of a picture for both kinds of pages: on a dark page it replaces
 * each light colour in `fill` and `stroke` by its dark one, inside an element
 * of class `memgraph`. So each light colour must have only one dark one.
 */
void theme_style(struct text *out);

#endif
