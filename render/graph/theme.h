#ifndef RENDER_GRAPH_THEME_H
#define RENDER_GRAPH_THEME_H

#include "render/findings/findings.h"
#include "render/graph/graph.h"

/* Colours; those of the system's lines stand with the lines. */
enum {
	GRAPH_NAMED = 12, /* processes with a colour and a name */
	GRAPH_OTHERS = 48 /* further ones, thin and grey */
};

struct theme {
	const char *background;
	const char *plot;
	const char *frame;
	const char *grid;
	const char *text;
	const char *muted;
	const char *other; /* lines of the unnamed processes */
	const char *low;   /* bands of low memory */
	const char *pressure[PRESSURE_LEVELS];
	const char *process[GRAPH_NAMED];
};

const struct theme *theme_of(enum graph_theme);

#endif
