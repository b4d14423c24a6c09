#ifndef RENDER_LOAD_INPUT_H
#define RENDER_LOAD_INPUT_H

#include <stddef.h>

#include "formats/text.h"

/*
 * A log read from front to back through one window. The window grows up to a
 * limit, so a file without line ends costs no more memory than one with.
 */
struct input {
	int fd;
	char *data; /* the window; what is not yet used is from start to end */
	size_t start;
	size_t end;
	size_t size;
	size_t limit;
	int at_end; /* of the file: nothing comes after the window */
};

enum input_result {
	INPUT_ERROR = -1, /* errno says why */
	INPUT_END = 0,    /* nothing more to read */
	INPUT_MORE = 1,
	INPUT_FULL = 2 /* the window has reached its limit */
};

/* Returns 0, or -1 with errno. `limit` is in bytes. */
int input_open(struct input *, const char *file, size_t limit);
void input_close(struct input *);
/* Read more behind what is in the window. */
enum input_result input_fill(struct input *);
struct span input_window(const struct input *);
/* The first n bytes of the window are done with. */
void input_skip(struct input *, size_t n);

#endif
