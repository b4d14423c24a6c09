#ifndef RENDER_TRACE_STRINGS_H
#define RENDER_TRACE_STRINGS_H

#include "formats/text.h"

/* By hash: index + 1 of an element, or 0. */
struct trace_intern {
	uint32_t *slot;
	size_t size; /* a power of two, or 0 */
	size_t used;
};

/* Strings of any bytes, each stored once: owned, with a NUL at the end. */
struct trace_strings {
	struct span *at;
	size_t count;
	struct trace_intern index;
};

/* Sets *found to its index. Returns 0, or -1 if out of memory. */
int strings_add(struct trace_strings *, struct span, uint32_t *found);
/* The index of a string, or TRACE_NONE. */
uint32_t strings_find(const struct trace_strings *, struct span);
void strings_free(struct trace_strings *);

/*
 * The general case: elements of `of`, by index. `same` may be NULL if no equal
 * element can be in there.
 */
typedef uint64_t intern_hash(const void *of, size_t i);
typedef int intern_same(const void *of, size_t a, size_t b);
/*
 * The slot of element i, or of an equal one, or an empty one. Filling an empty
 * slot counts as one more in use. NULL if out of memory.
 */
uint32_t *intern_slot(struct trace_intern *x, const void *of, intern_hash *hash,
    intern_same *same, size_t i);
/*
 * Set *found to the index of element i, or of an equal one. Returns 0, or -1 if
 * out of memory.
 */
int intern_add(struct trace_intern *x, const void *of, intern_hash *hash,
    intern_same *same, size_t i, uint32_t *found);
/* Continue a hash; start with 0. */
uint64_t intern_bytes(uint64_t hash, const void *, size_t);

#endif
