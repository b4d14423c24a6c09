#ifndef RENDER_GRAPH_LAYOUT_H
#define RENDER_GRAPH_LAYOUT_H

#include "render/findings/findings.h"
#include "render/graph/graph.h"
#include "render/graph/scale.h"
#include "render/graph/svg.h"
#include "render/graph/theme.h"
#include "render/trace/trace.h"

/*
 * Positions in pixels, and what all files of the graph share. From top to
 * bottom: headline, subtitle, bars of the runners, lines of the processes, the
 * system, its bars of low memory and ribbon of pressure, a strip of paging if
 * there was any, the time axis, notes. On the right is space for labels where
 * lines end.
 */
enum {
	PLOT_LEFT = 48,
	LABELS = 180,    /* right of the plot */
	LABEL_GAP = 8,   /* between the plot and a label */
	LABEL_LINE = 15, /* the least distance between two labels */
	HEADING_GAP = 8, /* of a panel's heading above its plot */
	AXIS_GAP = 7,    /* of a label beside its axis */
	PANEL_GAP = 28,  /* between plots: heading, and words on the band */
	HEADLINE_Y = 30,
	HEADLINE_LINE = 25,
	SUBTITLE_LINE = 20,
	LINES_HEIGHT = 66,
	SYSTEM_HEIGHT = 184, /* including the space for swap */
	STRIPE_LINE = 14,    /* from one stripe below the system to the next */
	NOTHING = 28         /* of a panel with only a line of text */
};
/* The smallest text in a picture of the default width. */
#define SMALL_FONT "11"
/* The width of a line with a single sample: a dot that can be found. */
#define LONELY_DOT "6"

/* The top and height of a panel. */
struct place {
	double top;
	double height; /* 0: there is none */
};

struct layout {
	int headlines;
	struct place bars, lines, system, stripes, paging;
	double axis; /* y of the time axis */
	double foot; /* first baseline of the notes */
	double height;
};

enum { GRAPH_BOXES = 64 }; /* texts that a note must not cover */

/* The baseline of a text. */
struct box {
	double x, y, width;
};

struct models;
struct graph {
	const struct trace *trace;
	struct svg *svg;
	struct svg_element *root;
	const struct findings *findings;
	const struct graph_options *options;
	const struct models *models;
	const char *ink[INKS];
	struct text headline;
	struct layout at;
	double plot_right;
	struct scale x;       /* ms to pixels */
	struct scale percent; /* free % to pixels, if it is drawn */
	int64_t from_ms;
	int64_t to_ms;
	int64_t half_ms; /* half the usual distance of system samples */
	struct time_ticks ticks;
	struct box taken[GRAPH_BOXES];
	size_t boxes;
	int dated;  /* it includes midnight, so times need a date */
	int failed; /* out of memory outside of svg */
};
#define px(g, value) svg_number((g)->svg, value)

/*
 * A label at the right of a plot, where a line or layer ends: a swatch, a name,
 * a value, and the elements that it stands for, such as "#wired".
 */
struct label {
	double y; /* where the line ends; the label is there or close to it */
	const char *ink;
	const char *frame; /* the edge of a pale swatch, or NULL */
	char name[64];
	char value[64];
	char stands_for[40];
};
enum { LABELS_MOST = 12 };

/* One panel: the top and height of its plot, and the groups to draw into. */
struct panel {
	double top;
	double height;
	struct scale y;
	struct svg_element *group;
	struct svg_element *zoom; /* clipped; moves with the time axis */
	double axis;              /* width of a right axis, or 0 */
	struct label label[LABELS_MOST];
	size_t labels;
};

#endif
