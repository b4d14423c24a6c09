#ifndef RENDER_LOAD_INPUTS_H
#define RENDER_LOAD_INPUTS_H

#include "formats/text.h"

/* The files that memgraph reads and writes, from its operands. */

struct inputs {
	const char *process; /* NULL: none was given */
	const char *system;
	const char *machine; /* machine.txt beside a run's logs, or NULL */
	const char *output;  /* NULL: none was given */
	struct text path[3]; /* private: paths in a folder */
};

/*
 * Takes one to three operands: a folder and OUTPUT, or one or two logs, in
 * either order, and OUTPUT. After a single log, OUTPUT must be "-" or end in
 * .svg or .md. Of a folder, the newest run in it or in its ollama-memtrace is
 * taken, by name. Returns 0, or -1 with a reason about the first operand. Free
 * it in both cases.
 */
int inputs_find(struct inputs *, char *const operand[], size_t operands,
    const char **reason);
/*
 * One operand of a comparison: a folder, one log, or both as "TSV,LOG". Like
 * that, without an output.
 */
int inputs_run(struct inputs *, const char *operand, const char **reason);
void inputs_free(struct inputs *);

#endif
