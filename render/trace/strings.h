#ifndef RENDER_TRACE_STRINGS_H
#define RENDER_TRACE_STRINGS_H

#include "formats/text.h"

/* Strings of any bytes, each stored once: owned, with a NUL at the end. */
struct trace_strings {
	struct span *at;
	size_t count;
	uint32_t *slot; /* by hash: index + 1, or 0 */
	size_t slots;   /* a power of two, or 0 */
};

/*
 * Sets *found to its index, which is the old count if it is new. Returns 0, or
 * -1 if out of memory.
 */
int strings_add(struct trace_strings *, struct span, uint32_t *found);
/* The index of a string, or TRACE_NONE. */
uint32_t strings_find(const struct trace_strings *, struct span);
void strings_free(struct trace_strings *);

#endif
