#ifndef COLLECTORS_COMMAND_H
#define COLLECTORS_COMMAND_H

#include <sys/types.h>

#include "formats/text.h"

/*
 * Run a documented command, found on PATH, with a deadline. Its standard input
 * is /dev/null and its standard error is dropped. It leads its own process
 * group, which is killed with all that it started.
 */
enum command_end {
	COMMAND_OK,      /* exit status 0 */
	COMMAND_FAILED,  /* another exit status; its output is kept */
	COMMAND_KILLED,  /* ended by a signal; its output is kept */
	COMMAND_LATE,    /* killed at the deadline, or over the limit */
	COMMAND_MISSING, /* not found on PATH */
	COMMAND_ERROR,   /* could not be started or read */
	COMMAND_STOPPED  /* a signal asked to stop; give up the sample */
};

struct command {
	const char *const *argv; /* ends in NULL */
	int deadline_ms;
	size_t limit; /* bytes of output; 0: 64 MiB */
};

/*
 * Append the command's output to `out`, and store its pid in *pid unless that
 * is NULL. On LATE, MISSING, ERROR and STOPPED `out` does not change. A child
 * that even SIGKILL cannot end at once is reaped by a later call.
 */
enum command_end command_run(
    const struct command *, struct text *out, pid_t *pid);
/* "was not found on PATH", "failed", ...: for "NAME %s". */
const char *command_reason(enum command_end);

#endif
