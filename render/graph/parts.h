#ifndef RENDER_GRAPH_PARTS_H
#define RENDER_GRAPH_PARTS_H

#include "render/graph/layout.h"
#include "render/graph/path.h"

/* The parts of the picture, and small pieces that they share. */

/* heading.c: headline, subtitle and the notes at the bottom. */
void graph_heading(struct graph *);
void graph_notes(struct graph *);
/* The number of lines of the headline, which is made and stored here. */
int graph_headlines(struct graph *);
/* processes.c and system.c: each draws its panel, at its place in g->at. */
void graph_processes(struct graph *);
void graph_system(struct graph *);
/* system.c: a note at the lowest free %, if that is low. */
void graph_lowest(struct graph *);
/* bars.c: the runners, a row for each model, over the panels. */
void graph_bars(struct graph *);
/* script.c: what the browser needs. */
void graph_script(struct graph *);
/* overlaps.c: where runners overlap, a band across all panels. */
void graph_overlaps(struct graph *);
/*
 * gaps.c: a stripe over the panel where a log has no samples for a while, with
 * text on the longest; and where the clock was set back, or another recording
 * begins.
 */
void graph_gaps(struct graph *, struct panel *, int system);

/*
 * parts.c: make the group with this id, its heading with an explanation in
 * grey, and its plot with the grid of the time axis.
 */
void graph_panel(struct graph *, struct panel *, const char *id,
    const char *heading, const char *detail, const struct place *);
/* Only such a heading; it takes its place. */
void graph_heading_line(struct graph *, struct svg_element *parent, double y,
    const char *heading, const char *detail);
/* Its left axis, from 0 to at least the highest value, in MiB to EiB. */
void graph_gib_axis(struct graph *, struct panel *, double highest_gib);
/* Labels and grid of a left axis with a scale in GiB; ticks are in units. */
void graph_ticks(struct graph *, struct panel *, const struct ticks *,
    double unit_gib, const char *unit_name);
/* A line of text in the middle of a plot that says why it is empty. */
void graph_nothing(struct graph *, struct panel *, struct span why);
/* Text at a baseline, with this text-anchor, or NULL. */
struct svg_element *graph_text(struct graph *, struct svg_element *parent,
    double x, double y, const char *anchor, struct span);
/* A rect that is no mark. */
struct svg_element *graph_box(struct graph *, struct svg_element *parent,
    double x, double y, double width, double height);
void graph_line(struct graph *, struct svg_element *parent, double x1,
    double y1, double x2, double y2, const char *colour);
/* A clipped group that moves with the time axis; `name` makes its ids. */
struct svg_element *graph_zoom(struct graph *, struct svg_element *parent,
    const char *name, double top, double height);
/* A line, or the area between two edges. The paths are the caller's. */
struct curve {
	struct path *path;
	struct path *below; /* the lower edge; NULL: a line */
	const struct scale *y;
	const char *unit; /* for the script; NULL: the parent has it */
	int aside;        /* half the width of a single point of an area */
	struct text d, values;
};
/*
 * Make the data of some curves with columns of one width; make the columns
 * wider until all of it fits into so many bytes.
 */
void graph_fit(struct curve *, size_t count, size_t room);
/* Its element, with its title. Then its data is freed. */
struct svg_element *graph_curve(struct graph *, struct svg_element *parent,
    struct curve *, const char *class, const char *id, struct span title);
/* For data-y: a scale, the unit of its values, and the width of columns. */
const char *graph_data_y(
    struct graph *, const struct scale *, const char *unit, long wide);
/* How many of something fit into a picture of this width. */
size_t graph_room(const struct graph *, size_t at_usual_width);
static inline double
graph_gib(uint64_t bytes)
{
	return (double)bytes / (1024 * 1024 * 1024);
}
/* Rounded, like the values of the script. */
static inline uint64_t
graph_mib(uint64_t bytes)
{
	return (bytes + (1 << 19)) >> 20;
}
/* "26.1 GiB", as exact as a label needs to be. */
void graph_bytes(struct text *out, uint64_t bytes);
/* From milliseconds to a pixel within the plot. */
double graph_x(const struct graph *, int64_t ms);

#endif
