#ifndef COLLECTORS_RECORD_H
#define COLLECTORS_RECORD_H

#include "collectors/log.h"
#include "collectors/options.h"

/*
 * The loop that both collectors share: wait for the tick, take a sample, write
 * it, count. This is the only module of collectors/ that prints.
 */
struct record_sample {
	struct span ts;   /* "2026-05-14T09:25:00Z", for all of this sample */
	int64_t now_ms;   /* the same, UTC */
	struct text *out; /* append here; may stay empty */
	uint64_t count;   /* set this: the number in the status line */
};

struct record_job {
	struct log_format format;
	const char *counted; /* what it counts, in plural: "processes" */
	/*
	 * Take one sample. Returns 0, or -1 with *reason: the sample is lost,
	 * or given up if tick_stop_requested().
	 */
	int (*sample)(void *arg, struct record_sample *, const char **reason);
	void *arg;
};

/*
 * Call this first in main: remember the name for messages, open /dev/null on
 * closed descriptors below 3, make children waitable, and remove COLUMNS, which
 * makes ps cut its lines, from the environment.
 */
void record_begin(const char *program);
/*
 * Print "PROGRAM: text" and a line end on standard error, with control bytes
 * replaced by '?'. Allocates nothing: the message may be "out of memory".
 */
void record_say(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
/*
 * Read the command line; print --help, --version or an error. Returns -1 to
 * continue, else the exit status.
 */
int record_options(int argc, char *const argv[], const struct options_program *,
    struct options *);
/*
 * Record until a limit in the options, a signal, or a closed pipe. Returns
 * EXIT_RECORDED or EXIT_LOST.
 */
int record_run(const struct record_job *, const struct options *);

#endif
