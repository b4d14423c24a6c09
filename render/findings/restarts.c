#include <stdlib.h>
#include <string.h>

#include "render/findings/parts.h"

/* At least this many runs of a model, none longer than a minute. */
enum { RESTARTS_LEAST = 4 };

struct brief {
	struct span model; /* as the command line has it */
	uint32_t runner;
};

static int
is_brief(const struct finding_runner *r)
{
	return !r->foreign && r->started >= EDGE_PAUSE &&
	       r->ended >= EDGE_PAUSE &&
	       r->to_ms - r->from_ms <= FINDINGS_MINUTE;
}

/* Sorted by model, then by runner, which is by time. */
static int
compare_briefs(const void *a, const void *b)
{
	const struct brief *x = a, *y = b;
	const size_t n = x->model.n < y->model.n ? x->model.n : y->model.n;
	const int order = memcmp(x->model.p, y->model.p, n);

	return order != 0 ? order
	       : x->model.n != y->model.n
		   ? FINDINGS_ORDER(x->model.n, y->model.n)
		   : FINDINGS_ORDER(x->runner, y->runner);
}

static int
add_restart(struct findings *f, const struct brief *brief, size_t count)
{
	struct finding_restart *s;
	size_t i;

	if (ARRAY_GROW(f->restart, f->restarts) != 0)
		return -1;
	s = &f->restart[f->restarts];
	*s = (struct finding_restart){.runner = brief->runner,
	    .count = count,
	    .from_ms = f->runner[brief->runner].from_ms,
	    .to_ms = f->runner[brief[count - 1].runner].to_ms,
	    .shortest_ms = INT64_MAX};
	for (i = 0; i < count; i++) {
		struct finding_runner *r = &f->runner[brief[i].runner];
		const int64_t lived = r->to_ms - r->from_ms;

		r->restart = (uint32_t)f->restarts;
		if (lived < s->shortest_ms)
			s->shortest_ms = lived;
		if (lived > s->longest_ms)
			s->longest_ms = lived;
	}
	f->restarts++;
	return 0;
}

int
findings_restarts(const struct trace *t, struct findings *f)
{
	struct brief *brief = malloc((f->runners + 1) * sizeof *brief);
	size_t i, end, count = 0;
	int rc = brief == NULL ? -1 : 0;

	for (i = 0; rc == 0 && i < f->runners; i++)
		if (is_brief(&f->runner[i]))
			brief[count++] = (struct brief){
			    t->process[f->runner[i].process].command->is.model,
			    (uint32_t)i};
	array_sort(brief, count, sizeof *brief, compare_briefs);
	for (i = 0; rc == 0 && i < count; i = end) {
		for (end = i + 1; end < count; end++)
			if (!span_equal(brief[end].model, brief[i].model))
				break;
		if (end - i >= RESTARTS_LEAST)
			rc = add_restart(f, brief + i, end - i);
	}
	free(brief);
	return rc;
}
