#include <stdlib.h>

#include "render/findings/models.h"

static int compare_model_spans(const void *, const void *);

int
model_spans_add(struct model_spans *s, uint32_t name, uint32_t at,
    int64_t from_ms, int64_t to_ms)
{
	struct model_span *more =
	    findings_more(s->span, s->count, sizeof *more);

	if (more == NULL)
		return -1;
	s->span = more;
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

	if (s->count > 0)
		qsort(s->span, s->count, sizeof *s->span, compare_model_spans);
	for (i = 1; i < s->count; i++)
		if (s->span[i].name == s->span[i - 1].name &&
		    s->span[i].latest_ms < s->span[i - 1].latest_ms)
			s->span[i].latest_ms = s->span[i - 1].latest_ms;
}

const struct model_span *
model_spans_find(
    const struct model_spans *s, uint32_t name, int64_t from_ms, int64_t to_ms)
{
	size_t low = 0, high = s->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const struct model_span *m = &s->span[middle];

		if (m->name < name || (m->name == name && m->from_ms <= to_ms))
			low = middle + 1;
		else
			high = middle;
	}
	if (low == 0 || s->span[low - 1].name != name ||
	    s->span[low - 1].latest_ms < from_ms)
		return NULL;
	return &s->span[low - 1];
}
