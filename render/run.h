#ifndef RENDER_RUN_H
#define RENDER_RUN_H

#include "render/cli.h"
#include "render/load/inputs.h"
#include "render/load/load.h"
#include "render/machine.h"
#include "render/table.h"

/* One recording: its files, and what was read from them. */
struct run {
	struct inputs in;
	struct machine machine;
	struct trace trace;
	struct findings findings;
};

/*
 * Find the files of the run that operand `which` names (of a comparison), or
 * all operands together, and read its machine.txt. Returns 0, or -1 with a
 * reason about a file.
 */
int run_find(struct run *, const struct cli *, size_t which, const char **file,
    const char **reason);
/*
 * Read as much of the logs as the output needs, and make the findings. With
 * --follow a log may be missing, because a recorder creates its log with the
 * first sample. Returns 0, or -1 with errno and the file, or NULL.
 */
int run_read(struct run *, const struct cli *, struct load_problems *,
    const char **file);
/*
 * Write the output: of one run, or of the second compared with the first.
 * Appends to `note` what to say about it. Returns 0, or -1 with errno, or with
 * 0 when memory is short.
 */
int run_write(const struct run *, const struct cli *, const struct sink *,
    struct text *note);
/* Is there anything to draw? */
int run_is_usable(const struct run *);
/* Forget what was read, to read it again. */
void run_forget(struct run *);
void run_free(struct run *);

#endif
