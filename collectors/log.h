#ifndef COLLECTORS_LOG_H
#define COLLECTORS_LOG_H

#include <sys/types.h>

#include "formats/text.h"

/*
 * The log file. To a file each sample is one write(2), and a partial write is
 * removed again, so a log holds whole samples. A pipe gets pieces of PIPE_BUF.
 */
struct log_format {
	const char *name;   /* the default; strftime(3) format */
	struct span header; /* the beginning of a new log; may be empty */
	/* Is this the first line (without LF) of such a log? */
	int (*is_log)(struct span first_line);
	/* Samples are wide (-w), and so must be those in the file. */
	int wide;
	int (*is_wide)(struct span first_line); /* NULL: a log may hold both */
};

struct log {
	const struct log_format *format;
	int fd;
	int regular;      /* a partial write can be removed */
	int followed;     /* a regular file that we opened by its name */
	int sync;         /* flush each sample to the disk */
	const char *name; /* the path, or "standard output" */
	/*
	 * What the next write must begin with: the header in a new log, a line
	 * end if the last line is cut off.
	 */
	struct span first;
	uint64_t bytes; /* that we have written */
};

/*
 * Open `path` for appending; "-" is standard output. `path` must outlive the
 * log. Refuses a file that is not such a log, or not as wide. With `sync`,
 * flushes the folder of a new file to the disk. Ignores SIGPIPE and SIGXFSZ
 * from here on. Returns 0, or -1 with a reason (at most `size` bytes, NUL
 * included).
 */
int log_open(struct log *, const char *path, const struct log_format *,
    int sync, char *reason, size_t size);
/*
 * If the file was moved or deleted, start a new one under the same name, as the
 * loop's >> would. Returns 1 for a new file, 0 if there was nothing to do, or
 * -1 with a reason if no new file can be opened; the old one stays open then.
 */
int log_follow(struct log *, char *reason, size_t size);

/*
 * Write one sample, beginning with `first`, whole or not at all. Returns 0, or
 * -1 with errno. EPIPE: the pipe has lost its reader. ETIMEDOUT: the reader
 * does not read, and a second has passed since tick_stop_requested().
 */
int log_write(struct log *, struct span sample);
/* Returns 0, or -1 with errno if an earlier write has failed after all. */
int log_close(struct log *);

#endif
