#include <stdlib.h>
#include <string.h>

#include "render/array.h"
#include "render/trace/trace.h"

/*
 * Models and sets of models. A log repeats them block after block, so each is
 * stored once.
 */

int
trace_add_model(struct trace *t, const struct api_model *listed)
{
	const size_t digits = sizeof t->model->digest - 4;
	struct trace_model m;
	uint32_t index;

	memset(&m, 0, sizeof m); /* its bytes are compared, padding included */
	m.size_bytes = listed->size_bytes;
	m.vram_bytes = listed->vram_bytes;
	m.context_length = listed->context_length;
	m.has_size = listed->has_size;
	m.has_vram = listed->has_vram;
	m.has_context = listed->has_context;
	if (listed->digest.n > 0)
		memcpy(m.digest, listed->digest.p,
		    listed->digest.n < digits ? listed->digest.n : digits);
	if (ARRAY_GROW(t->model, t->models) != 0 ||
	    ARRAY_GROW(t->pending, t->pendings) != 0 ||
	    strings_add(&t->name, listed->name, &m.name) != 0 ||
	    strings_add(&t->model_index,
		(struct span){(const char *)&m, sizeof m}, &index) != 0)
		return -1;
	if (index == t->models)
		t->model[t->models++] = m;
	t->pending[t->pendings++] = (struct trace_pending){m.name, index,
	    listed->has_expires ? listed->expires_ms : INT64_MIN};
	return 0;
}

/* By name first: a model whose size changes keeps its place. */
static int
compare_pending(const void *a, const void *b)
{
	const struct trace_pending *x = a, *y = b;

	if (x->name != y->name)
		return x->name < y->name ? -1 : 1;
	if (x->model != y->model)
		return x->model < y->model ? -1 : 1;
	return x->until_ms < y->until_ms ? -1 : x->until_ms > y->until_ms;
}

int
trace_add_set(struct trace *t, struct trace_reading *b)
{
	const uint32_t count = (uint32_t)t->pendings;
	size_t i;

	array_sort(t->pending, count, sizeof *t->pending, compare_pending);
	text_clear(&t->key);
	b->until = TRACE_NONE;
	for (i = 0; i < count; i++) {
		if (ARRAY_GROW(t->until, t->untils + i) != 0)
			return -1;
		t->until[t->untils + i] = t->pending[i].until_ms;
		if (t->pending[i].until_ms != INT64_MIN)
			b->until = (uint32_t)t->untils;
		text_add(&t->key, &t->pending[i].model, sizeof(uint32_t));
	}
	t->untils += b->until != TRACE_NONE ? count : 0;
	t->pendings = 0;
	if (t->key.failed || ARRAY_GROW(t->set, t->sets) != 0 ||
	    strings_add(&t->set_index, text_span(&t->key), &b->set) != 0)
		return -1;
	if (b->set == t->sets)
		t->set[t->sets++] = (struct trace_set){
		    (const void *)t->set_index.at[b->set].p, count};
	return 0;
}

const struct trace_model *
trace_model_of(const struct trace *t, const struct trace_set *set, uint32_t k)
{
	return &t->model[set->model[k]];
}
