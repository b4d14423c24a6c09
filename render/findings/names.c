#include <stdlib.h>

#include "render/findings/models.h"

int
model_spans_add(struct model_spans *s, uint32_t name, uint32_t at,
    int64_t from_ms, int64_t to_ms)
{
	if (array_grow((void **)&s->span, s->count, sizeof *s->span) != 0)
		return -1;
	s->span[s->count++] =
	    (struct model_span){name, at, from_ms, to_ms, to_ms};
	return 0;
}

static int
compare_model_spans(const void *a, const void *b)
{
	const struct model_span *x = a, *y = b;

	if (x->name != y->name)
		return x->name < y->name ? -1 : 1;
	if (x->from_ms != y->from_ms)
		return x->from_ms < y->from_ms ? -1 : 1;
	return x->at < y->at ? -1 : x->at > y->at;
}

void
model_spans_sort(struct model_spans *s)
{
	size_t i;

	array_sort(s->span, s->count, sizeof *s->span, compare_model_spans);
	for (i = 1; i < s->count; i++)
		if (s->span[i].name == s->span[i - 1].name &&
		    s->span[i].latest_ms < s->span[i - 1].latest_ms)
			s->span[i].latest_ms = s->span[i - 1].latest_ms;
}

static int
begins_by(const void *element, const void *key)
{
	const struct model_span *m = element, *sought = key;

	return m->name < sought->name ||
	       (m->name == sought->name && m->from_ms <= sought->from_ms);
}

const struct model_span *
model_spans_find(
    const struct model_spans *s, uint32_t name, int64_t from_ms, int64_t to_ms)
{
	const struct model_span sought = {.name = name, .from_ms = to_ms};
	const size_t i =
	    array_find(s->span, s->count, sizeof *s->span, begins_by, &sought);

	if (i == 0 || s->span[i - 1].name != name ||
	    s->span[i - 1].latest_ms < from_ms)
		return NULL;
	return &s->span[i - 1];
}
