#include <stdlib.h>
#include <string.h>

#include "render/array.h"
#include "render/trace/trace.h"

/* The slot of the string, or the empty one where it belongs. */
static uint32_t *
find_slot(const struct trace_strings *s, struct span string)
{
	uint64_t hash = string.n, word;
	size_t i, at;

	/* FNV-1a, of eight bytes at once. */
	for (i = 0; i < string.n; i += sizeof word) {
		word = 0;
		memcpy(&word, string.p + i,
		    string.n - i < sizeof word ? string.n - i : sizeof word);
		hash = (hash ^ word) * UINT64_C(0x100000001b3);
		hash ^= hash >> 32;
	}
	for (at = (size_t)hash;; at++) {
		uint32_t *slot = &s->slot[at & (s->slots - 1)];

		if (*slot == 0 || span_equal(s->at[*slot - 1], string))
			return slot;
	}
}

/* Keep half of the slots empty. Returns 0, or -1 if out of memory. */
static int
reserve(struct trace_strings *s)
{
	struct trace_strings more = *s;
	size_t i;

	if (s->count < s->slots / 2)
		return 0;
	more.slots = s->slots != 0 ? s->slots * 2 : 64;
	more.slot = calloc(more.slots, sizeof *more.slot);
	if (more.slot == NULL)
		return -1;
	for (i = 0; i < s->count; i++)
		*find_slot(&more, s->at[i]) = (uint32_t)i + 1;
	free(s->slot);
	*s = more;
	return 0;
}

int
strings_add(struct trace_strings *s, struct span string, uint32_t *found)
{
	uint32_t *slot;
	char *copy;

	if (reserve(s) != 0 || ARRAY_GROW(s->at, s->count) != 0)
		return -1;
	slot = find_slot(s, string);
	if (*slot == 0) {
		copy = calloc(1, string.n + 1);
		if (copy == NULL)
			return -1;
		if (string.n > 0)
			memcpy(copy, string.p, string.n);
		s->at[s->count] = (struct span){copy, string.n};
		*slot = (uint32_t)++s->count;
	}
	*found = *slot - 1;
	return 0;
}

uint32_t
strings_find(const struct trace_strings *s, struct span string)
{
	/* Index + 1, or 0: TRACE_NONE is the number before 0. */
	return s->slots == 0 ? TRACE_NONE : *find_slot(s, string) - 1;
}

void
strings_free(struct trace_strings *s)
{
	size_t i;

	for (i = 0; i < s->count; i++)
		free((char *)s->at[i].p);
	free(s->at);
	free(s->slot);
	*s = (struct trace_strings){0};
}
