#ifndef COLLECTORS_RECORD_H
#define COLLECTORS_RECORD_H

#include "collectors/log.h"
#include "collectors/options.h"
#include "formats/text.h"

/*
 * The loop that both collectors share: wait for the tick, take a sample, write
 * it, count. A main gives it a callback that takes a sample, and one that puts
 * bytes on standard error; the recorder itself prints nothing.
 */
struct record;

struct record_sample {
	struct span ts;   /* "2026-05-14T09:25:00Z", for all of this sample */
	int64_t now_ms;   /* the same, UTC */
	struct text *out; /* append here; empty is fine */
	uint64_t count;   /* to be set: what the status line counts */
};

struct record_job {
	const char *program; /* in front of messages */
	struct log_format format;
	const char *counted; /* plural, for the status line: "processes" */
	/* Take one sample. 0, or -1 with *reason: that sample is lost. */
	int (*sample)(void *arg, struct record *, struct record_sample *,
	    const char **reason);
	/* Put bytes on standard error, as they are. */
	void (*say)(void *arg, struct span bytes);
	/* Standard error, if that is a terminal: for a status line. Or -1. */
	int terminal;
	void *arg;
};

/*
 * Record until the limits of the options, a signal, or a closed pipe. Returns
 * the exit status: EXIT_RECORDED or EXIT_LOST.
 */
int record_run(const struct record_job *, const struct options *);
/*
 * For the callback: "PROGRAM: text" as a line of its own, -q or not. Saying a
 * thing once is the caller's business.
 */
void record_say(struct record *, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

#endif
