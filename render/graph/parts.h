#ifndef RENDER_GRAPH_PARTS_H
#define RENDER_GRAPH_PARTS_H

#include "render/findings/findings.h"
#include "render/graph/graph.h"
#include "render/graph/scale.h"
#include "render/graph/series.h"
#include "render/graph/svg.h"
#include "render/graph/theme.h"
#include "render/trace/trace.h"

/*
 * What the files of the graph share: where things are, in pixels, how they
 * look, and the small pieces that both panels are made of.
 */
enum {
	PLOT_LEFT = 64,
	LEGEND_WIDTH = 328,
	LEGEND_NAMES = 196, /* of it: swatch and name */
	LEGEND_GAP = 56,    /* between plot and legend: the right axis */
	RIGHT_MARGIN = 24,
	HEADING_GAP = 12, /* of a panel's heading over its plot */
	LEGEND_ROW = 19,
	TOP_PANEL = 104, /* y of the plots' upper edges */
	TOP_HEIGHT = 288,
	PANEL_GAP = 56,
	BOTTOM_HEIGHT = 248
};
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

struct selection;
struct graph {
	const struct trace *trace;
	const struct theme *theme;
	struct svg *svg;
	struct svg_element *root;
	const struct findings *findings;
	const struct graph_options *options;
	const struct selection *selection; /* the processes that are drawn */
	double plot_right;
	double legend_left;
	double legend_right;
	struct scale x; /* ms to pixels */
	int64_t from_ms;
	int64_t to_ms;
	struct time_ticks ticks;
	int dated;  /* it goes over midnight: clocks need their date */
	int failed; /* memory was short outside of svg */
};

/* One panel: its plot's upper edge and height, and what is drawn into. */
struct panel {
	double top;
	double height;
	struct scale y;
	struct svg_element *group;
	struct svg_element *zoom; /* clipped to the plot; what time moves */
};

/* processes.c and system.c: each draws its panel. */
void graph_processes(struct graph *, double top);
void graph_system(struct graph *, double top);
/* title.c: the heading, and the line under it. */
void graph_title(struct graph *);
/* pressure.c: the ribbon over the lower panel, and its legend row. */
void graph_pressure(struct graph *, struct panel *, int row);

/* The group with this id, its heading and its plot's background. */
void graph_panel(struct graph *, struct panel *, const char *id,
    const char *heading, double top, double height);
/*
 * The left axis from 0 to at least the highest value in GiB, with grid lines
 * and labels.
 */
void graph_gib_axis(struct graph *, struct panel *, double highest_gib);
/* A line at the machine's memory, or a word where it is; over the series. */
void graph_ceiling(struct graph *, const struct panel *);
/* Where the clock was set back, or recordings were joined. */
void graph_seams(struct graph *, const struct panel *);
/* "no data", across the panel. */
void graph_no_data(struct graph *, struct panel *);
struct svg_element *graph_text(struct graph *, struct svg_element *parent,
    double x, double y, const char *anchor, struct span);
void graph_line(struct graph *, struct svg_element *parent, double x1,
    double y1, double x2, double y2, const char *colour);
/* A clipped group that moves with the time axis; `name` makes its ids. */
struct svg_element *graph_zoom(struct graph *, struct svg_element *parent,
    const char *name, double top, double height);
/* A path of class series on a scale, with its title. */
struct svg_element *graph_series(struct graph *, struct panel *,
    const struct scale *, const char *unit, const char *id,
    const struct series *, struct span title);
/* How many of something a picture of that width has room for. */
size_t graph_room(const struct graph *, size_t at_usual_width);
/* The name of a process for people; a runner's may be inferred. */
void graph_name(
    const struct graph *, const struct trace_process *, struct text *out);
/* The colour of a process's line. */
const char *graph_colour(const struct graph *, uint32_t process);
/* Milliseconds to a pixel within the plot. */
double graph_x(const struct graph *, int64_t ms);
/*
 * The place of a rect. What is drawn other than its time says so to the
 * script, lest zooming makes pixels into time.
 */
void graph_place(struct graph *, struct svg_element *, const struct extent *,
    double y, double height);

#endif
