#ifndef RENDER_BLOCKS_H
#define RENDER_BLOCKS_H

#include "render/load/input.h"

/*
 * A system log cut at its marks. A block is some kilobytes; its JSON is at
 * most 4 MiB.
 */
#define BLOCKS_LIMIT ((size_t)16 * 1024 * 1024)

enum blocks_result {
	BLOCKS_ERROR, /* errno says why */
	BLOCKS_END,
	BLOCKS_STRAY, /* before the first mark; also if it is empty */
	BLOCKS_ONE,
	BLOCKS_TOO_LARGE /* to be left out; not all of it is in the text */
};

struct blocks {
	struct input in;
	size_t line;      /* number of the text's first one */
	struct span text; /* of the window */
	size_t looked;    /* of the window, already without a mark */
	int in_block;
	int over_full; /* the block goes on behind the window */
	int ended;
};

/* Returns 0, or -1 with errno; close it either way. */
int blocks_open(struct blocks *, const char *file);
void blocks_close(struct blocks *);
/* The text is valid until the next call. */
enum blocks_result blocks_next(struct blocks *, struct span *text);

#endif
