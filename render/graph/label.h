#ifndef RENDER_GRAPH_LABEL_H
#define RENDER_GRAPH_LABEL_H

#include "render/graph/marks.h"

/* Text that keeps clear of other text. */

/* Add a label, if there is room for one more; it loses what is too long. */
void graph_label(struct panel *, double y, const char *ink, const char *name,
    struct span value, const char *stands_for);
/* Sort and draw them, each clear of the next. */
void graph_labels(struct graph *, struct panel *);
/* Add a blank and this to a text, in grey. */
struct svg_element *graph_grey(
    struct graph *, struct svg_element *text, struct span);
/* A row beside the plots that can be pointed at. */
struct svg_element *graph_legend(struct graph *, struct svg_element *parent,
    double y, double height, double x, const char *stands_for);
/*
 * Mark a moment: a dot at a place, with text beside it where no other text is,
 * or without. All other text takes its place before that.
 */
void graph_note(struct graph *, double dot, double y, struct span words);
/*
 * Small lines of text, the first at this baseline, within what goes on for a
 * time, or else beside it; none if there is no room. Returns their group.
 */
struct svg_element *graph_words(struct graph *, struct svg_element *parent,
    const struct extent *, double y, struct span lines);
/* Text at a baseline takes its place; is it free? */
void graph_take(struct graph *, double x, double y, double width);
int graph_is_free(const struct graph *, double x, double y, double width);
/* The approximate width of text of the usual size: fonts differ. */
double graph_text_width(struct span);
/* A rim in the colour of the paper around text over lines or areas. */
void graph_rim(struct graph *, struct svg_element *text);
/* Such text that moves with its time, or with a moment: then both are equal. */
void graph_at(struct graph *, struct svg_element *text, double from, double to);

#endif
