#ifndef RENDER_LOAD_RECORDS_H
#define RENDER_LOAD_RECORDS_H

#include "render/load/input.h"

/*
 * A system log cut at its marks. A block is some kilobytes; its JSON is at
 * most 4 MiB.
 */
#define RECORDS_LIMIT ((size_t)16 * 1024 * 1024)

enum records_result {
	RECORDS_ERROR, /* errno says why */
	RECORDS_END,
	RECORDS_STRAY, /* before the first mark; also if it is empty */
	RECORDS_ONE,
	BLOCKS_TOO_LARGE /* to be left out; not all of it is in the text */
};

struct records {
	struct input in;
	size_t line;      /* number of the text's first one */
	struct span text; /* of the window */
	size_t looked;    /* of the window, already without a mark */
	int in_block;
	int over_full; /* the block goes on behind the window */
	int ended;
};

/* Returns 0, or -1 with errno; close it either way. */
int records_open(struct records *, const char *file);
void records_close(struct records *);
/* The text is valid until the next call. */
enum records_result records_next(struct records *, struct span *text);

#endif
