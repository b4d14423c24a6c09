#ifndef COLLECTORS_LOG_H
#define COLLECTORS_LOG_H

#include <sys/types.h>

#include "formats/text.h"

/*
 * The log file. To a file a sample is one write(2), and what cannot be written
 * whole is taken back, so a log holds whole samples. A pipe gets pieces of
 * PIPE_BUF.
 */
struct log_format {
	const char *name;   /* by default, with conversions of strftime(3) */
	struct span header; /* what a new log begins with; may be empty */
	/* Is a file whose first line (no LF) is this one such a log? */
	int (*is_log)(struct span first_line);
	/* Its samples are wide (-w), and so have to be those before them. */
	int wide;
	int (*is_wide)(struct span first_line); /* NULL: it may hold both */
};

struct log {
	const struct log_format *format;
	int fd;
	int regular;      /* writes can be taken back */
	int followed;     /* a regular file that we opened by its name */
	int sync;         /* flush each sample to the disk */
	const char *name; /* as given, or "standard output" */
	/*
	 * What the next write has to begin with: the header in a new log, a
	 * line end where the last line is torn.
	 */
	struct span first;
	uint64_t bytes; /* written by us */
};

/*
 * Open `path`, which must outlive the log, for appending, "-" for standard
 * output; a file that is not such a log, or not as wide, is refused. With
 * `sync` a new file's folder is flushed to the disk. SIGPIPE and SIGXFSZ are
 * ignored from here on. Returns 0, or -1 with a reason (at most `size` bytes,
 * NUL included).
 */
int log_open(struct log *, const char *path, const struct log_format *,
    int sync, char *reason, size_t size);
/*
 * If the file was moved or deleted, begin a new one under the same name, as
 * the loop's >> would. Returns 1 for a new file, 0 when there is nothing to
 * do, -1 with a reason when there can be no new file: then the old one goes on.
 */
int log_follow(struct log *, char *reason, size_t size);

/*
 * Write one sample, which begins with `first`, whole or not at all. Returns 0,
 * or -1 with errno. EPIPE: a pipe has no reader any more. ETIMEDOUT: its reader
 * does not read; that is waited for, but only for a second once
 * tick_stop_requested().
 */
int log_write(struct log *, struct span sample);
/* Returns 0, or -1 with errno when the system reports a loss only now. */
int log_close(struct log *);

#endif
