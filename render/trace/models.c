#include <stdlib.h>
#include <string.h>

#include "render/trace/parts.h"

/*
 * Models and sets of models. A log repeats them block after block, so each is
 * stored once.
 */

static uint64_t
hash_model(const void *of, size_t i)
{
	const struct trace_model *m = &((const struct trace *)of)->model[i];
	const uint64_t numbers[] = {
	    m->name, m->size_bytes, m->vram_bytes, m->context_length};

	return intern_bytes(0, numbers, sizeof numbers);
}

static int
same_model(const void *of, size_t a, size_t b)
{
	const struct trace *t = of;
	const struct trace_model *m = &t->model[a], *n = &t->model[b];

	return m->name == n->name && m->has_size == n->has_size &&
	       m->has_vram == n->has_vram && m->has_context == n->has_context &&
	       m->size_bytes == n->size_bytes &&
	       m->vram_bytes == n->vram_bytes &&
	       m->context_length == n->context_length &&
	       strcmp(m->digest, n->digest) == 0;
}

static uint64_t
hash_set(const void *of, size_t i)
{
	const struct trace *t = of;
	const struct trace_set *s = &t->set[i];

	return s->count == 0
		   ? (uint64_t)s->rounded
		   : intern_bytes((uint64_t)s->rounded, t->member + s->first,
			 s->count * sizeof *t->member);
}

static int
same_set(const void *of, size_t a, size_t b)
{
	const struct trace *t = of;
	const struct trace_set *s = &t->set[a], *u = &t->set[b];

	return s->count == u->count && s->rounded == u->rounded &&
	       (s->count == 0 ||
		   memcmp(t->member + s->first, t->member + u->first,
		       s->count * sizeof *t->member) == 0);
}

int
trace_add_model(struct trace *t, struct span name, struct span digest,
    const struct trace_model *numbers)
{
	struct trace_model *m;
	uint32_t index;

	if (ARRAY_GROW(t->model, t->models) != 0 ||
	    ARRAY_GROW(t->pending, t->pendings) != 0 ||
	    strings_add(&t->name, name, &index) != 0)
		return -1;
	m = &t->model[t->models];
	*m = *numbers;
	m->name = index;
	memset(m->digest, 0, sizeof m->digest);
	if (digest.n > 0)
		memcpy(m->digest, digest.p, digest.n < 12 ? digest.n : 12);
	if (intern_add(&t->model_index, t, hash_model, same_model, t->models,
		&index) != 0)
		return -1;
	t->models += index == t->models;
	t->pending[t->pendings++] = (struct trace_pending){
	    index, numbers->has_until ? numbers->until_ms : INT64_MIN};
	return 0;
}

static int
compare_pending(const void *a, const void *b)
{
	const struct trace_pending *x = a, *y = b;

	if (x->model != y->model)
		return x->model < y->model ? -1 : 1;
	return x->until_ms < y->until_ms ? -1 : x->until_ms > y->until_ms;
}

/* Append them after those that are kept, in any order. */
static int
put_pending(struct trace *t)
{
	size_t i;

	array_sort(
	    t->pending, t->pendings, sizeof *t->pending, compare_pending);
	for (i = 0; i < t->pendings; i++) {
		if (ARRAY_GROW(t->member, t->members + i) != 0 ||
		    ARRAY_GROW(t->until, t->untils + i) != 0)
			return -1;
		t->member[t->members + i] = t->pending[i].model;
		t->until[t->untils + i] = t->pending[i].until_ms;
	}
	return 0;
}

/* If the times equal those of the previous set, they are not stored again. */
static uint32_t
take_untils(struct trace *t)
{
	const size_t n = t->pendings;
	const int64_t *until;
	size_t i = 0;

	while (i < n && t->until[t->untils + i] == INT64_MIN)
		i++;
	if (i == n)
		return TRACE_NONE;
	until = t->until + t->untils;
	if (t->last_untils != n ||
	    memcmp(until - n, until, n * sizeof *until) != 0) {
		t->untils += n;
		t->last_untils = n;
	}
	return (uint32_t)(t->untils - n);
}

int
trace_add_set(struct trace *t, int rounded, struct trace_reading *r)
{
	if (ARRAY_GROW(t->set, t->sets) != 0 || put_pending(t) != 0)
		return -1;
	t->set[t->sets] = (struct trace_set){
	    (uint32_t)t->members, (uint32_t)t->pendings, rounded};
	if (intern_add(
		&t->set_index, t, hash_set, same_set, t->sets, &r->set) != 0)
		return -1;
	if (r->set == t->sets) {
		t->sets++;
		t->members += t->pendings;
	}
	r->until = take_untils(t);
	t->pendings = 0;
	return 0;
}

const struct trace_model *
trace_model_of(const struct trace *t, const struct trace_set *set, uint32_t k)
{
	return &t->model[t->member[set->first + k]];
}
