#ifndef RENDER_GRAPH_SCRIPT_H
#define RENDER_GRAPH_SCRIPT_H

#include "formats/text.h"

/* The script that goes into the graph: render/graph/graph.js without its
 * comments. */
struct span graph_script(void);

#endif
