#ifndef RENDER_GRAPH_LAYOUT_H
#define RENDER_GRAPH_LAYOUT_H

#include "render/findings/findings.h"
#include "render/graph/graph.h"
#include "render/graph/scale.h"
#include "render/graph/svg.h"
#include "render/trace/trace.h"

/* Where things are, in pixels, and what all files of the graph know. */
enum {
	PLOT_LEFT = 64,
	LEGEND_WIDTH = 328,
	LEGEND_NAMES = 196, /* of it: swatch and name */
	LEGEND_GAP = 56,    /* between plot and legend: the right axis */
	LEGEND_ROW = 19,
	SWATCH = 22,
	RIGHT_MARGIN = 24,
	HEADING_GAP = 12, /* of a panel's heading over its plot */
	AXIS_GAP = 8,     /* of a label beside its axis */
	TOP_PANEL = 104,  /* y of the plots' upper edges */
	TOP_HEIGHT = 288,
	PANEL_GAP = 56,
	BOTTOM_HEIGHT = 248
};
#define SMALL_FONT "11"
/* Width of the line of what was seen once: a dot that can be found. */
#define LONELY_DOT "6"

/*
 * From where to where something is on the time axis, in pixels of the whole
 * picture: by its time, and as it is drawn, for what is short has a least
 * width.
 */
struct extent {
	double from, to;
	double left, right;
};

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

/* theme.c */
const struct theme *theme_of(enum graph_theme);

struct selection;
struct graph {
	const struct trace *trace;
	const struct theme *theme;
	struct svg *svg;
	struct svg_element *root;
	const struct findings *findings;
	const struct graph_options *options;
	const struct selection *selection; /* the processes that are drawn */
	struct extent plot;
	double plot_right;
	double legend_left;
	double legend_right;
	struct scale x; /* ms to pixels */
	int64_t from_ms;
	int64_t to_ms;
	int64_t half_ms; /* half the usual distance of system samples */
	struct time_ticks ticks;
	int dated;  /* it goes over midnight: clocks need their date */
	int failed; /* memory was short outside of svg */
};
#define px(g, value) svg_number((g)->svg, value)

/* One panel: its plot's upper edge and height, and what is drawn into. */
struct panel {
	double top;
	double height;
	struct scale y;
	struct svg_element *group;
	struct svg_element *zoom; /* clipped to the plot; what time moves */
	int rows;                 /* of its legend, so far */
};

#endif
