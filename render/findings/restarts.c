#include <stdlib.h>

#include "render/findings/parts.h"

/* At least so many runs of a model, none longer than a minute. */
enum { RESTARTS_LEAST = 4 };

static int
is_brief(const struct finding_runner *r)
{
	return r->name != TRACE_NONE && r->started >= EDGE_PAUSE &&
	       r->ended >= EDGE_PAUSE &&
	       r->to_ms - r->from_ms <= FINDINGS_MINUTE;
}

/* By name, and then in the order of the runners, which is that of time. */
static int
compare_names(const void *a, const void *b)
{
	const struct finding_runner *const *x = a, *const *y = b;

	if ((*x)->name != (*y)->name)
		return (*x)->name < (*y)->name ? -1 : 1;
	return *x < *y ? -1 : *x > *y;
}

int
findings_restarts(struct findings *f)
{
	struct finding_runner **brief =
	    malloc((f->runners + 1) * sizeof(void *));
	size_t i, k, end, count = 0;
	int rc = -1;

	if (brief == NULL)
		return -1;
	for (i = 0; i < f->runners; i++)
		if (is_brief(&f->runner[i]))
			brief[count++] = &f->runner[i];
	array_sort(brief, count, sizeof(void *), compare_names);
	for (i = 0; i < count; i = end) {
		struct finding_restart *s;

		for (end = i + 1; end < count; end++)
			if (brief[end]->name != brief[i]->name)
				break;
		if (end - i < RESTARTS_LEAST)
			continue;
		if (array_grow((void **)&f->restart, f->restarts,
			sizeof *f->restart) != 0)
			goto out;
		s = &f->restart[f->restarts];
		*s = (struct finding_restart){
		    .runner = (uint32_t)(brief[i] - f->runner),
		    .count = end - i,
		    .from_ms = brief[i]->from_ms,
		    .to_ms = brief[end - 1]->to_ms,
		    .shortest_ms = INT64_MAX};
		for (k = i; k < end; k++) {
			int64_t lived = brief[k]->to_ms - brief[k]->from_ms;

			brief[k]->restart = (uint32_t)f->restarts;
			if (lived < s->shortest_ms)
				s->shortest_ms = lived;
			if (lived > s->longest_ms)
				s->longest_ms = lived;
		}
		f->restarts++;
	}
	rc = 0;
out:
	free(brief);
	return rc;
}
