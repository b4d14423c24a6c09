#ifndef COLLECTORS_COMMAND_H
#define COLLECTORS_COMMAND_H

#include <sys/types.h>

#include "formats/text.h"

/*
 * Run a documented command, found on PATH, with posix_spawn and without a
 * shell; its standard input is /dev/null, its standard error is dropped.
 */
enum command_end {
	COMMAND_OK,     /* exit status 0 */
	COMMAND_FAILED, /* another status, or a signal; what it printed is kept
			 */
	COMMAND_LATE, /* killed at the deadline, or printed more than the limit
		       */
	COMMAND_MISSING, /* not found on PATH */
	COMMAND_ERROR    /* could not be started or read; errno says why */
};

/* What became of the last command. */
struct command_child {
	pid_t pid;  /* 0: it was not started */
	int exited; /* 0: a signal ended it, or it was not waited for */
};

struct command {
	/* One command, or two of which the first writes into the second. */
	const char *const *argv;
	const char *const *into;    /* NULL: one command */
	int deadline_ms;            /* for both together */
	size_t limit;               /* bytes of output; 0: 64 MiB */
	struct command_child *last; /* filled in; NULL: nobody asks */
};

/*
 * Append what the last command prints to `out`. On COMMAND_LATE,
 * COMMAND_MISSING and COMMAND_ERROR `out` is as it was. No child is left behind
 * in any case. With two commands the end is that of the last, as in a shell
 * without pipefail.
 */
enum command_end command_run(const struct command *, struct text *out);
/*
 * Where on PATH this command is. Returns 0, or -1 when it is not found or its
 * path does not fit.
 */
int command_find(const char *name, char *path, size_t size);

#endif
