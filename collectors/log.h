#ifndef COLLECTORS_LOG_H
#define COLLECTORS_LOG_H

#include <sys/types.h>

#include <stdint.h>

#include "formats/text.h"

/*
 * The log file. To a file a sample is one write(2); what cannot be written
 * whole is taken back, so that a log holds whole samples. A pipe gets pieces of
 * PIPE_BUF.
 */
struct log_format {
	const char *prefix; /* of the default name, before the date */
	const char *suffix; /* behind it, with the dot */
	struct span header; /* what a new log begins with; may be empty */
	/* Is a file that begins with this line (no LF) such a log? */
	int (*is_log)(struct span first_line);
};

struct log {
	int fd;
	int regular;         /* writes can be taken back */
	int sync;            /* flush each sample to the disk */
	struct text name;    /* for messages, with a NUL behind it */
	struct text pending; /* has to stand before the next sample */
	uint64_t bytes;      /* written by us */
	/* Blocks until fd is writable; -1: give up. NULL: write() may block. */
	int (*ready)(void *arg, int fd);
	void *arg;
};

/*
 * Append "PREFIX-YYYYMMDD-HHMMSS.SUFFIX" for this time in the local time zone.
 */
void log_default_name(
    struct text *name, const struct log_format *, int64_t now_ms);

/*
 * Open path for appending, "-" for standard output. A new log gets its header
 * at once; what is torn at the end of an existing one is closed first. A file
 * that is not such a log is refused. From here on SIGPIPE and SIGXFSZ are
 * ignored, so that write() says it. Returns 0, or -1 with a reason.
 */
int log_open(struct log *, const char *path, const struct log_format *,
    char *reason, size_t size);

enum log_result {
	LOG_OK,
	LOG_LOST,  /* not written, errno says why; try the next sample */
	LOG_CLOSED /* nobody reads it any more: end cleanly */
};
/* Write one sample, whole or not at all; an empty one is always OK. */
enum log_result log_write(struct log *, struct span sample);
/* Returns 0, or -1 with errno when the system says only now that data is lost.
 */
int log_close(struct log *);

/* fdatasync, or what the system has for it; one file per system. */
int log_flush_to_disk(int fd);

#endif
