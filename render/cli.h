#ifndef RENDER_CLI_H
#define RENDER_CLI_H

#include "formats/text.h"
#include "render/compare/gate.h"
#include "render/graph/graph.h"

/* memgraph's command line. Nothing here prints. */

enum output_type {
	TYPE_SVG,
	TYPE_TSV,
	TYPE_REPORT,
	TYPE_STATUS,
	TYPE_REDACTED,
	TYPE_COMPARE,
	TYPE_OPENMETRICS,
	TYPE_TEXTFILE
};

struct cli {
	enum output_type type;
	int strict;
	struct graph_options graph;
	int follow;
	struct condition fail_if[GATE_CONDITIONS];
	size_t conditions;
	const char *machine;  /* NULL: none was given */
	const char *output;   /* by its option; NULL: none was given */
	char *const *operand; /* one to three, for inputs.h */
	size_t operands;
};

enum cli_result {
	CLI_RUN,  /* *cli is set */
	CLI_SAY,  /* print `say` on stdout; exit with 0 */
	CLI_USAGE /* print `say` on stderr; exit with 2 */
};

/* Read argv, which may be reordered; `say` ends in a line end. */
enum cli_result cli_read(
    int argc, char *const argv[], struct cli *, struct text *say);

#endif
