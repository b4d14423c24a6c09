#ifndef RENDER_OUTFILE_H
#define RENDER_OUTFILE_H

#include <stddef.h>

#include "formats/text.h"

/*
 * An output that is whole or not there: a temporary file beside it, renamed
 * at the end. Standard output, and what is no regular file, are written to
 * directly.
 */
struct outfile {
	int fd;
	char *path; /* where it goes; NULL: nothing to rename */
	char *temporary;
};

/*
 * NULL or "-" is standard output. The folder of `path` is made if missing; a
 * symbolic link is followed. Returns 0, or -1 with errno.
 */
int outfile_open(struct outfile *, const char *path);
/* Returns 0, or -1 with errno. */
int outfile_put(struct outfile *, struct span);
/* Put it in its place. Returns 0, or -1 with errno; then nothing is there. */
int outfile_close(struct outfile *);
/* Give up: the temporary file goes, what was at the path and errno stay. */
void outfile_discard(struct outfile *);
/*
 * For a signal handler of a program about to end: the temporary file that is
 * there, if any, goes. One output at a time has that.
 */
void outfile_interrupted(void);

#endif
