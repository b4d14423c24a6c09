#ifndef TESTS_FUZZ_RENDERING_H
#define TESTS_FUZZ_RENDERING_H

#include "render/graph/graph.h"
#include "render/load/load.h"

/*
 * What memgraph does with two logs, in this process, and what must hold of
 * each output whatever was in them.
 */
enum { PROCESS_LOG, SYSTEM_LOG, LOGS };

struct rendering {
	char name[LOGS][256]; /* temporary files */
	int fd[LOGS];
	size_t lines[LOGS];
	struct graph_options options;
	struct load_problems problems;
	struct text svg; /* of the last rendering_make */
	struct text table;
	struct text report;
};

/* Make the two files, in TMPDIR. Returns 0, or -1 with errno. */
int rendering_open(struct rendering *);
/* The files and the texts go. */
void rendering_close(struct rendering *);
/* Give one of the logs other bytes. Returns 0, or -1 with errno. */
int rendering_put(struct rendering *, int log, struct span bytes);
/*
 * Load both logs and make all three outputs. Returns 1; or 0 when there is
 * nothing to be drawn, and so no output; or -1 when that failed.
 */
int rendering_make(struct rendering *);
/* After 1: check the outputs and the problems. Aborts when one is wrong. */
void rendering_check(const struct rendering *);

#endif
