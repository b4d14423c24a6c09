#ifndef RENDER_GRAPH_PARTS_H
#define RENDER_GRAPH_PARTS_H

#include "render/graph/layout.h"
#include "render/graph/path.h"

/* The small pieces that both panels are made of. */

/* processes.c and system.c: each draws its panel. */
void graph_processes(struct graph *, double top);
void graph_system(struct graph *, double top);
/* pressure.c: the ribbon over the lower panel, and its legend row. */
void graph_pressure(struct graph *, struct panel *);

/*
 * The group with this id, its heading, its plot's background, and its left
 * axis from 0 to at least the highest value in GiB.
 */
void graph_panel(struct graph *, struct panel *, const char *id,
    const char *heading, double top, double height, double highest_gib);
/* A line at the machine's memory, or a word where it is; over the series. */
void graph_ceiling(struct graph *, const struct panel *);
/* Where the clock was set back, or recordings were joined. */
void graph_seams(struct graph *, const struct panel *);
/* "no data", across the panel. */
void graph_no_data(struct graph *, struct panel *);
struct svg_element *graph_text(struct graph *, struct svg_element *parent,
    double x, double y, const char *anchor, struct span);
/*
 * A rect, its class first. What is drawn other than its time says so to the
 * script, lest zooming makes pixels into time.
 */
struct svg_element *graph_rect(struct graph *, struct svg_element *parent,
    const char *name, const struct extent *, double y, double height);
void graph_line(struct graph *, struct svg_element *parent, double x1,
    double y1, double x2, double y2, const char *colour);
/* A clipped group that moves with the time axis; `name` makes its ids. */
struct svg_element *graph_zoom(struct graph *, struct svg_element *parent,
    const char *name, double top, double height);
/* A path of class series on a scale, with its title. */
struct svg_element *graph_series(struct graph *, struct panel *,
    const struct scale *, const char *unit, const char *id, struct path *,
    struct span title);
/* How many of something a picture of that width has room for. */
size_t graph_room(const struct graph *, size_t at_usual_width);
/* The name of a process for people; a runner's may be inferred. */
void graph_name(
    const struct graph *, const struct trace_process *, struct text *out);
/* The colour of a process's line. */
const char *graph_colour(const struct graph *, uint32_t process);
double graph_gib(uint64_t bytes);
/* Milliseconds to a pixel within the plot. */
double graph_x(const struct graph *, int64_t ms);
/* What of a time is within an extent, and drawn at least so wide. */
struct extent graph_extent(const struct graph *, int64_t from_ms, int64_t to_ms,
    const struct extent *within, double least);
/* Is the next so near that both are one? Then they are. */
int graph_join(struct extent *, const struct extent *next, double apart);

/* The legend, to the right of a plot. A heading of three columns. */
void legend_head(struct graph *, struct panel *, const char *name,
    const char *middle, const char *right);
/* The next row: returns its group, to which a swatch is added. */
struct svg_element *legend_row(struct graph *, struct panel *, struct span name,
    struct span middle, struct span right);
/* The height of the row added last. */
double legend_y(const struct panel *);
/* A piece of the line that the last row stands for. */
struct svg_element *legend_swatch(struct graph *, const struct panel *,
    struct svg_element *row, const char *colour);

#endif
