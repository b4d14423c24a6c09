#ifndef RENDER_GRAPH_LEGEND_H
#define RENDER_GRAPH_LEGEND_H

#include "render/graph/parts.h"

/* The legend of a panel, to the right of its plot. */

/* Heading of a legend: three columns. */
void legend_head(struct graph *, struct panel *, const char *name,
    const char *middle, const char *right);
/* Row i of a legend: returns its group, to which a swatch is added. */
struct svg_element *legend_row(struct graph *, struct panel *, int i,
    struct span name, struct span middle, struct span right);
double legend_y(const struct panel *, int row);
/* A piece of the line that row i stands for. */
struct svg_element *legend_swatch(struct graph *, struct panel *,
    struct svg_element *row, int i, const char *colour);

#endif
