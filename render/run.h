#ifndef RENDER_RUN_H
#define RENDER_RUN_H

#include "render/cli.h"
#include "render/load/inputs.h"
#include "render/load/load.h"
#include "render/machine.h"

/* What was recorded together: its files, and what was read from them. */
struct run {
	struct inputs in;
	struct machine machine;
	struct trace trace;
	struct findings findings;
};

/*
 * Read the logs as far as the output needs them, and make its findings. With
 * --follow a log may be missing, because a recorder makes its log with the
 * first sample. Returns 0, or -1 with errno and the file, or NULL.
 */
int run_read(struct run *, const struct cli *, struct load_problems *,
    const char **file);
/* Does it have anything that could be drawn? */
int run_is_usable(const struct run *);
/* Forget what was read, so that it can be read again. */
void run_forget(struct run *);
void run_free(struct run *);

#endif
