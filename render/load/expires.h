#ifndef RENDER_LOAD_EXPIRES_H
#define RENDER_LOAD_EXPIRES_H

#include "formats/text.h"

/*
 * When models are to be unloaded. A server in use sets it anew with each
 * request, so no two answers would be the same bytes, and each would have to
 * be parsed. Taken out of a block, it leaves an answer that is like the last.
 */
struct expires {
	struct text rest; /* the block with empty "expires_at" */
	int64_t *ms;      /* in the order of the answer; INT64_MIN: no time */
	size_t count;
};

/* Returns 0, or -1 when memory is short. */
int expires_take(struct expires *, struct span block);
void expires_free(struct expires *);

#endif
