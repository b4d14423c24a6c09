#ifndef COLLECTORS_TOOL_H
#define COLLECTORS_TOOL_H

#include <sys/types.h>

#include "formats/text.h"

/*
 * Run a documented command, found on PATH, with posix_spawn and without a
 * shell; its standard input is /dev/null, its standard error is dropped.
 */
enum tool_end {
	TOOL_OK,     /* exit status 0 */
	TOOL_FAILED, /* another status, or a signal; what it printed is kept */
	TOOL_LATE, /* killed at the deadline, or printed more than the limit */
	TOOL_MISSING, /* not found on PATH */
	TOOL_ERROR    /* could not be started or read; errno says why */
};

/* What became of the last command. */
struct tool_child {
	pid_t pid;  /* 0: it was not started */
	int exited; /* 0: a signal ended it, or it was not waited for */
};

struct tool {
	/* One command, or two of which the first writes into the second. */
	const char *const *argv;
	const char *const *into; /* NULL: one command */
	int deadline_ms;         /* for both together */
	size_t limit;            /* bytes of output; 0: 64 MiB */
	struct tool_child *last; /* filled in; NULL: nobody asks */
};

/*
 * Append what the last command prints to `out`. On TOOL_LATE, TOOL_MISSING and
 * TOOL_ERROR `out` is as it was. No child is left behind in any case. With two
 * commands the end is that of the last, as in a shell without pipefail.
 */
enum tool_end tool_run(const struct tool *, struct text *out);
/*
 * Where on PATH this command is. Returns 0, or -1 when it is not found or its
 * path does not fit.
 */
int tool_find(const char *name, char *path, size_t size);

#endif
