#ifndef RENDER_GRAPH_PARTS_H
#define RENDER_GRAPH_PARTS_H

#include "render/graph/layout.h"
#include "render/graph/path.h"

/* The small pieces that both panels are made of. */

/* heading.c: headline and subtitle; what the picture does not show. */
void graph_heading(struct graph *);
void graph_notes(struct graph *);
/* How many lines the headline takes; it is made here, and kept. */
int graph_headlines(struct graph *);
/* processes.c and system.c: each draws its panel, at its place in g->at. */
void graph_processes(struct graph *);
void graph_system(struct graph *);
/* bars.c: the runners, a row for each model, over the panels. */
void graph_bars(struct graph *);
/* script.c: what the browser needs. */
void graph_script(struct graph *);
/* overlaps.c: where runners overlap, a band through all panels. */
void graph_overlaps(struct graph *);

/*
 * The group with this id, its heading, what explains it in grey, and its plot
 * with the grid of the time axis.
 */
void graph_panel(struct graph *, struct panel *, const char *id,
    const char *heading, const char *detail, const struct place *);
/* Such a heading alone; its place is taken. */
void graph_heading_line(struct graph *, struct svg_element *parent, double y,
    const char *heading, const char *detail);
/* Its left axis, from 0 to at least that; in MiB if it is below one GiB. */
void graph_gib_axis(struct graph *, struct panel *, double highest_gib);
/*
 * Labels and grid of a left axis whose scale, in GiB, is there: at multiples
 * of a step of that many GiB. `unit` GiB are 1 in a label.
 */
void graph_ticks(struct graph *, struct panel *, const struct ticks *,
    double unit, const char *unit_name);
/* Where the clock was set back, or recordings were joined. */
void graph_seams(struct graph *, const struct panel *);
/* A line of text in the middle of a plot: why there is nothing else. */
void graph_nothing(struct graph *, struct panel *, struct span why);
/*
 * Where a log has no samples for a while: a stripe over the panel, with
 * words on the longest.
 */
void graph_gaps(struct graph *, struct panel *, int system);
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
/* The row of a process's model in the upper panel, or -1. */
int graph_row(const struct graph *, uint32_t process);
double graph_gib(uint64_t bytes);
uint64_t graph_mib(uint64_t bytes); /* rounded, as the script has values */
/* "26.1 GiB", as exact as a label needs; less than one GiB as ever. */
void graph_bytes(struct text *out, uint64_t bytes);
/* Milliseconds to a pixel within the plot. */
double graph_x(const struct graph *, int64_t ms);
/* What of a time is within an extent, and drawn at least so wide. */
struct extent graph_extent(const struct graph *, int64_t from_ms, int64_t to_ms,
    const struct extent *within, double least);
/* Is the next so near that both are one? Then they are. */
int graph_join(struct extent *, const struct extent *next, double apart);

/*
 * What stands at the right of a plot, where a line or layer ends: a swatch, a
 * name, a value, and the elements that it is for, such as "#wired".
 */
struct label {
	double y; /* where it ends; the label is there or near it */
	const char *ink;
	const char *frame; /* of a swatch that is pale, or NULL */
	char name[64];
	char value[64];
	char stands_for[40];
};
/* Draw them, each clear of the next; they are put in order. */
void graph_labels(struct graph *, struct panel *, struct label *, size_t count);
/*
 * Point at a moment: a dot at y, and words beside it where no other text is,
 * or none. The first GRAPH_NOTES of fewer than 64 bytes are drawn, when all
 * else is. What has text of its own takes its place before that.
 */
void graph_note(struct graph *, int64_t ms, double y, struct span words);
void graph_draw_notes(struct graph *);
void graph_take(
    struct graph *, double left, double top, double right, double bottom);
int graph_is_free(
    const struct graph *, double left, double top, double right, double bottom);
/* How wide text of the usual size is, about: fonts differ. */
double graph_text_width(struct span);
/* A rim of paper around text that is over lines or areas. */
void graph_rim(struct graph *, struct svg_element *text);

#endif
