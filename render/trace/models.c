#include <stdlib.h>
#include <string.h>

#include "render/trace/parts.h"

/*
 * Names of models, models, and sets of them. A log says the same of them in
 * block after block, so each is kept once.
 */
typedef uint64_t hash_fn(const struct trace *, size_t);
typedef int same_fn(const struct trace *, size_t, size_t);

static uint64_t hash_bytes(uint64_t, const void *, size_t);
static uint32_t *find_slot(const struct trace *, const struct trace_intern *,
    hash_fn *, same_fn *, size_t);
static int reserve(const struct trace *, struct trace_intern *, hash_fn *);
static int intern(const struct trace *, struct trace_intern *, hash_fn *,
    same_fn *, size_t, uint32_t *);
static uint64_t hash_name(const struct trace *, size_t);
static int same_name(const struct trace *, size_t, size_t);
static uint64_t hash_model(const struct trace *, size_t);
static int same_model(const struct trace *, size_t, size_t);
static uint64_t hash_set(const struct trace *, size_t);
static int same_set(const struct trace *, size_t, size_t);
static int add_name(struct trace *, struct span, uint32_t *);
static int compare_members(const void *, const void *);
static int sort_pending(struct trace *);
static uint32_t take_untils(struct trace *);

/* FNV-1a. */
static uint64_t
hash_bytes(uint64_t hash, const void *bytes, size_t n)
{
	const unsigned char *p = bytes;

	while (n-- > 0)
		hash = (hash ^ *p++) * UINT64_C(0x100000001b3);
	return hash;
}

/* Where element i is, or would go. */
static uint32_t *
find_slot(const struct trace *t, const struct trace_intern *x, hash_fn *hash,
    same_fn *same, size_t i)
{
	uint64_t h = hash(t, i);
	size_t at = (size_t)(h ^ h >> 32);

	for (;; at++) {
		uint32_t *slot = &x->slot[at & (x->size - 1)];

		if (*slot == 0 || (same != NULL && same(t, *slot - 1, i)))
			return slot;
	}
}

static int
reserve(const struct trace *t, struct trace_intern *x, hash_fn *hash)
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
			*find_slot(t, &more, hash, NULL, x->slot[i] - 1) =
			    x->slot[i];
	free(x->slot);
	*x = more;
	return 0;
}

/*
 * Element i, the newest, or an older one that is the same: its index goes to
 * *found. Returns 0, or -1 when memory is short.
 */
static int
intern(const struct trace *t, struct trace_intern *x, hash_fn *hash,
    same_fn *same, size_t i, uint32_t *found)
{
	uint32_t *slot;

	if (reserve(t, x, hash) != 0)
		return -1;
	slot = find_slot(t, x, hash, same, i);
	if (*slot == 0) {
		*slot = (uint32_t)i + 1;
		x->used++;
	}
	*found = *slot - 1;
	return 0;
}

static uint64_t
hash_name(const struct trace *t, size_t i)
{
	return hash_bytes(0, t->name[i].p, t->name[i].n);
}

static int
same_name(const struct trace *t, size_t a, size_t b)
{
	return span_equal(t->name[a], t->name[b]);
}

static uint64_t
hash_model(const struct trace *t, size_t i)
{
	const struct trace_model *m = &t->model[i];
	const uint64_t numbers[] = {
	    m->name, m->size_bytes, m->vram_bytes, m->context_length};

	return hash_bytes(0, numbers, sizeof numbers);
}

static int
same_model(const struct trace *t, size_t a, size_t b)
{
	const struct trace_model *m = &t->model[a], *n = &t->model[b];

	return m->name == n->name && m->has_size == n->has_size &&
	       m->has_vram == n->has_vram && m->has_context == n->has_context &&
	       m->size_bytes == n->size_bytes &&
	       m->vram_bytes == n->vram_bytes &&
	       m->context_length == n->context_length &&
	       strcmp(m->digest, n->digest) == 0;
}

static uint64_t
hash_set(const struct trace *t, size_t i)
{
	const struct trace_set *s = &t->set[i];

	return hash_bytes((uint64_t)s->rounded, t->member + s->first,
	    s->count * sizeof *t->member);
}

static int
same_set(const struct trace *t, size_t a, size_t b)
{
	const struct trace_set *s = &t->set[a], *u = &t->set[b];

	return s->count == u->count && s->rounded == u->rounded &&
	       (s->count == 0 ||
		   memcmp(t->member + s->first, t->member + u->first,
		       s->count * sizeof *t->member) == 0);
}

static int
add_name(struct trace *t, struct span name, uint32_t *index)
{
	char *copy;

	if (trace_grow((void **)&t->name, &t->name_room, t->names,
		sizeof *t->name) != 0)
		return -1;
	t->name[t->names] = name;
	if (intern(t, &t->name_index, hash_name, same_name, t->names, index) !=
	    0)
		return -1;
	if (*index < t->names)
		return 0;
	copy = malloc(name.n + 1);
	if (copy == NULL)
		return -1;
	if (name.n > 0)
		memcpy(copy, name.p, name.n);
	copy[name.n] = '\0';
	t->name[t->names++] = (struct span){copy, name.n};
	return 0;
}

uint32_t
trace_find_name(const struct trace *t, struct span name)
{
	const struct trace_intern *x = &t->name_index;
	uint64_t h = hash_bytes(0, name.p, name.n);
	size_t at = (size_t)(h ^ h >> 32);

	for (; x->size > 0; at++) {
		uint32_t slot = x->slot[at & (x->size - 1)];

		if (slot == 0)
			break;
		if (span_equal(t->name[slot - 1], name))
			return slot - 1;
	}
	return TRACE_NONE;
}

int
trace_add_model(struct trace *t, struct span name, struct span digest,
    const struct trace_model *numbers)
{
	struct trace_model *m;
	uint32_t index;

	if (trace_grow((void **)&t->model, &t->model_room, t->models,
		sizeof *t->model) != 0 ||
	    trace_grow((void **)&t->member, &t->member_room,
		t->members + t->pending, sizeof *t->member) != 0 ||
	    trace_grow((void **)&t->until, &t->until_room,
		t->untils + t->pending, sizeof *t->until) != 0 ||
	    add_name(t, name, &index) != 0)
		return -1;
	m = &t->model[t->models];
	*m = *numbers;
	m->name = index;
	memset(m->digest, 0, sizeof m->digest);
	if (digest.n > 0)
		memcpy(m->digest, digest.p, digest.n < 12 ? digest.n : 12);
	if (intern(t, &t->model_index, hash_model, same_model, t->models,
		&index) != 0)
		return -1;
	t->models += index == t->models;
	t->member[t->members + t->pending] = index;
	t->until[t->untils + t->pending] =
	    numbers->has_until ? numbers->until_ms : INT64_MIN;
	t->pending++;
	return 0;
}

/* A pending model with its time. */
struct member {
	uint32_t model;
	int64_t until_ms;
};

static int
compare_members(const void *a, const void *b)
{
	const struct member *x = a, *y = b;

	if (x->model != y->model)
		return x->model < y->model ? -1 : 1;
	return x->until_ms < y->until_ms ? -1 : x->until_ms > y->until_ms;
}

/* In whatever order a set is listed, it is the same. */
static int
sort_pending(struct trace *t)
{
	uint32_t *model = t->member + t->members;
	int64_t *until = t->until + t->untils;
	struct member *m;
	size_t i;

	for (i = 1; i < t->pending && model[i - 1] <= model[i]; i++)
		continue;
	if (i >= t->pending)
		return 0;
	m = malloc(t->pending * sizeof *m);
	if (m == NULL)
		return -1;
	for (i = 0; i < t->pending; i++)
		m[i] = (struct member){model[i], until[i]};
	qsort(m, t->pending, sizeof *m, compare_members);
	for (i = 0; i < t->pending; i++) {
		model[i] = m[i].model;
		until[i] = m[i].until_ms;
	}
	free(m);
	return 0;
}

/* Times that are those of the set before are not kept again. */
static uint32_t
take_untils(struct trace *t)
{
	const size_t bytes = t->pending * sizeof *t->until;
	size_t i;

	for (i = 0; i < t->pending; i++)
		if (t->until[t->untils + i] != INT64_MIN)
			break;
	if (i == t->pending)
		return TRACE_NONE;
	if (t->untils >= t->pending && t->last_untils == t->pending &&
	    memcmp(t->until + t->untils - t->pending, t->until + t->untils,
		bytes) == 0)
		return (uint32_t)(t->untils - t->pending);
	t->untils += t->pending;
	t->last_untils = t->pending;
	return (uint32_t)(t->untils - t->pending);
}

int
trace_add_set(struct trace *t, int rounded, struct trace_reading *r)
{
	if (trace_grow(
		(void **)&t->set, &t->set_room, t->sets, sizeof *t->set) != 0 ||
	    sort_pending(t) != 0)
		return -1;
	t->set[t->sets] = (struct trace_set){
	    (uint32_t)t->members, (uint32_t)t->pending, rounded};
	if (intern(t, &t->set_index, hash_set, same_set, t->sets, &r->set) != 0)
		return -1;
	if (r->set == t->sets) {
		t->sets++;
		t->members += t->pending;
	}
	r->until = take_untils(t);
	t->pending = 0;
	return 0;
}

const struct trace_model *
trace_model_of(const struct trace *t, const struct trace_set *set, uint32_t k)
{
	return &t->model[t->member[set->first + k]];
}
