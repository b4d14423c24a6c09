#include <stdlib.h>
#include <string.h>

#include "render/trace/parts.h"

/* FNV-1a. */
uint64_t
intern_bytes(uint64_t hash, const void *bytes, size_t n)
{
	const unsigned char *p = bytes;

	while (n-- > 0)
		hash = (hash ^ *p++) * UINT64_C(0x100000001b3);
	return hash;
}

/* Where element i is, or belongs. */
static uint32_t *
find_slot(const struct trace_intern *x, const void *of, intern_hash *hash,
    intern_same *same, size_t i)
{
	const uint64_t h = hash(of, i);
	size_t at = (size_t)(h ^ h >> 32);

	for (;; at++) {
		uint32_t *slot = &x->slot[at & (x->size - 1)];

		if (*slot == 0 || (same != NULL && same(of, *slot - 1, i)))
			return slot;
	}
}

static int
reserve(struct trace_intern *x, const void *of, intern_hash *hash)
{
	struct trace_intern more = {
	    .size = x->size != 0 ? x->size * 2 : 64, .used = x->used};
	size_t i;

	if (x->used < x->size / 2)
		return 0;
	more.slot = calloc(more.size, sizeof *more.slot);
	if (more.slot == NULL)
		return -1;
	for (i = 0; i < x->size; i++)
		if (x->slot[i] != 0)
			*find_slot(&more, of, hash, NULL, x->slot[i] - 1) =
			    x->slot[i];
	free(x->slot);
	*x = more;
	return 0;
}

uint32_t *
intern_slot(struct trace_intern *x, const void *of, intern_hash *hash,
    intern_same *same, size_t i)
{
	return reserve(x, of, hash) == 0 ? find_slot(x, of, hash, same, i)
					 : NULL;
}

int
intern_add(struct trace_intern *x, const void *of, intern_hash *hash,
    intern_same *same, size_t i, uint32_t *found)
{
	uint32_t *slot = intern_slot(x, of, hash, same, i);

	if (slot == NULL)
		return -1;
	x->used += *slot == 0;
	if (*slot == 0)
		*slot = (uint32_t)i + 1;
	*found = *slot - 1;
	return 0;
}

static uint64_t
hash_string(const void *of, size_t i)
{
	const struct trace_strings *s = of;

	return intern_bytes(0, s->at[i].p, s->at[i].n);
}

static int
same_string(const void *of, size_t a, size_t b)
{
	const struct trace_strings *s = of;

	return span_equal(s->at[a], s->at[b]);
}

int
strings_add(struct trace_strings *s, struct span string, uint32_t *found)
{
	char *copy;

	if (ARRAY_GROW(s->at, s->count) != 0)
		return -1;
	s->at[s->count] = string;
	if (intern_add(
		&s->index, s, hash_string, same_string, s->count, found) != 0)
		return -1;
	if (*found < s->count)
		return 0;
	copy = calloc(1, string.n + 1);
	if (copy == NULL)
		return -1;
	if (string.n > 0)
		memcpy(copy, string.p, string.n);
	s->at[s->count++].p = copy;
	return 0;
}

uint32_t
strings_find(const struct trace_strings *s, struct span string)
{
	const uint64_t h = intern_bytes(0, string.p, string.n);
	size_t at = (size_t)(h ^ h >> 32);

	for (; s->index.size > 0; at++) {
		uint32_t slot = s->index.slot[at & (s->index.size - 1)];

		if (slot == 0)
			break;
		if (span_equal(s->at[slot - 1], string))
			return slot - 1;
	}
	return TRACE_NONE;
}

void
strings_free(struct trace_strings *s)
{
	size_t i;

	for (i = 0; i < s->count; i++)
		free((char *)s->at[i].p);
	free(s->at);
	free(s->index.slot);
}
