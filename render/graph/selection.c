#include <stdlib.h>
#include <string.h>

#include "render/array.h"
#include "render/graph/parts.h"
#include "render/graph/selection.h"

/* For sorting by peaks. */
struct ranked {
	uint64_t peak_kib;
	int listing;
	uint32_t process;
};

static int
larger_first(const void *a, const void *b)
{
	const struct ranked *x = a, *y = b;

	if (x->listing != y->listing)
		return x->listing - y->listing;
	if (x->peak_kib != y->peak_kib)
		return x->peak_kib > y->peak_kib ? -1 : 1;
	return x->process < y->process ? -1 : x->process > y->process;
}

/* The system loop starts one of these for each sample. */
static int
is_listing(const struct trace_process *p)
{
	return p->command->is.role == ROLE_CLIENT &&
	       span_is(p->command->is.task, "ps");
}

uint64_t
selection_peak_kib(const struct trace_process *p)
{
	return p->peak_footprint_kib != TRACE_UNKNOWN &&
		       p->peak_footprint_kib > p->peak_rss_kib
		   ? p->peak_footprint_kib
		   : p->peak_rss_kib;
}

int
selection_make(const struct trace *t, struct selection *c)
{
	struct ranked *rank = malloc((t->processes + 1) * sizeof *rank);
	size_t i, n = 0;

	memset(c, 0, sizeof *c);
	c->rank = malloc((t->processes + 1) * sizeof *c->rank);
	if (rank == NULL || c->rank == NULL) {
		free(rank);
		return -1;
	}
	for (i = 0; i < t->processes; i++) {
		c->rank[i] = TRACE_NONE;
		if (t->process[i].command->is.role == ROLE_PLACEHOLDER)
			continue;
		rank[n++] = (struct ranked){selection_peak_kib(&t->process[i]),
		    is_listing(&t->process[i]), (uint32_t)i};
	}
	array_sort(rank, n, sizeof *rank, larger_first);
	for (i = 0; i < n && i < GRAPH_LINES; i++) {
		c->process[i] = rank[i].process;
		c->rank[rank[i].process] = (uint32_t)i;
	}
	free(rank);
	c->count = i;
	return 0;
}
