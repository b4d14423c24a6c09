#ifndef RENDER_OUTFILE_H
#define RENDER_OUTFILE_H

#include <stddef.h>

#include "formats/text.h"

/*
 * An output file that is written whole or not at all: a temporary file in the
 * same folder, renamed at the end. Standard output, and anything but a regular
 * file, is written directly.
 */
struct outfile {
	int fd;
	char *path; /* the final path; NULL: nothing to rename */
	char *temporary;
};

/*
 * "-" is standard output. Creates the folder of `path` if it is missing, and
 * follows a symbolic link. Returns 0, or -1 with errno.
 */
int outfile_open(struct outfile *, const char *path);
/* Returns 0, or -1 with errno. */
int outfile_put(struct outfile *, struct span);
/* Move it to its path. Returns 0, or -1 with errno and no output. */
int outfile_close(struct outfile *);
/* Give up: remove the temporary file; the old file and errno do not change. */
void outfile_discard(struct outfile *);
/*
 * For a signal handler of a program about to exit: remove the temporary file,
 * if any. Works for one output at a time.
 */
void outfile_interrupted(void);

#endif
