#include <stdlib.h>
#include <string.h>

#include "render/findings/models.h"

struct by_name {
	struct span name;
	uint32_t model;
};

static int compare_bytes(struct span, struct span);
static int compare_by_name(const void *, const void *);
static int compare_model_spans(const void *, const void *);
static struct span name_of(const struct trace_model *);
static uint32_t find_exactly(
    const struct trace *, const struct model_names *, struct span);

static struct span
name_of(const struct trace_model *m)
{
	return (struct span){m->name, m->name_size};
}

static int
compare_bytes(struct span a, struct span b)
{
	size_t n = a.n < b.n ? a.n : b.n;
	int order = n > 0 ? memcmp(a.p, b.p, n) : 0;

	return order != 0 ? order : a.n < b.n ? -1 : a.n > b.n;
}

static int
compare_by_name(const void *a, const void *b)
{
	const struct by_name *x = a, *y = b;
	int order = compare_bytes(x->name, y->name);

	return order != 0            ? order
	       : x->model < y->model ? -1
				     : x->model > y->model;
}

int
model_names_make(const struct trace *t, struct model_names *names)
{
	struct by_name *sorted = malloc((t->models + 1) * sizeof *sorted);
	size_t i;
	int rc = -1;

	memset(names, 0, sizeof *names);
	names->id = malloc((t->models + 1) * sizeof *names->id);
	names->model = malloc((t->models + 1) * sizeof *names->model);
	if (sorted == NULL || names->id == NULL || names->model == NULL)
		goto out;
	for (i = 0; i < t->models; i++)
		sorted[i] =
		    (struct by_name){name_of(&t->model[i]), (uint32_t)i};
	qsort(sorted, t->models, sizeof *sorted, compare_by_name);
	for (i = 0; i < t->models; i++) {
		if (i == 0 || !span_equal(sorted[i].name, sorted[i - 1].name))
			names->model[names->count++] = sorted[i].model;
		names->id[sorted[i].model] = (uint32_t)(names->count - 1);
	}
	rc = 0;
out:
	free(sorted);
	return rc;
}

void
model_names_free(struct model_names *names)
{
	free(names->id);
	free(names->model);
	memset(names, 0, sizeof *names);
}

static uint32_t
find_exactly(
    const struct trace *t, const struct model_names *names, struct span name)
{
	size_t low = 0, high = names->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = compare_bytes(
		    name_of(&t->model[names->model[middle]]), name);

		if (order == 0)
			return (uint32_t)middle;
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return TRACE_NONE;
}

uint32_t
model_names_find(
    const struct trace *t, const struct model_names *names, struct span name)
{
	static const char latest[] = ":latest";
	struct text with_tag = {0};
	uint32_t id = find_exactly(t, names, name);

	/* A longer name is nobody's, and here for nothing but to cost time. */
	if (id != TRACE_NONE || name.n == 0 || name.n > 1024 ||
	    memchr(name.p, ':', name.n) != NULL)
		return id;
	text_add_span(&with_tag, name);
	text_add_string(&with_tag, latest);
	if (!with_tag.failed)
		id = find_exactly(t, names, text_span(&with_tag));
	text_free(&with_tag);
	return id;
}

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
