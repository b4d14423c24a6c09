#ifndef RENDER_OPTIONS_H
#define RENDER_OPTIONS_H

#include "formats/text.h"
#include "render/graph/graph.h"

/* memgraph's command line. Nothing here prints. */

enum output_type { TYPE_SVG, TYPE_TSV, TYPE_REPORT };

struct options {
	enum output_type type;
	int strict;
	struct graph_options graph;
	const char *process_log;
	const char *system_log;
	const char *output; /* NULL: standard output */
};

enum options_result {
	OPTIONS_RUN,  /* *options is set */
	OPTIONS_SAY,  /* `say` is for stdout; exit with 0 */
	OPTIONS_USAGE /* `say` is for stderr; exit with 2 */
};

/* Read argv, which may be reordered; `say` ends in a line end. */
enum options_result options_read(
    int argc, char *const argv[], struct options *, struct text *say);

#endif
