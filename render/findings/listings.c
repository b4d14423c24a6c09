#include <stdlib.h>
#include <string.h>

#include "render/findings/models.h"

/* The models listed as the blocks go by. */
struct lister {
	const struct trace *trace;
	struct findings *findings;
	uint32_t *open;   /* by name: listing + 1, or 0 */
	uint32_t *seen;   /* by name: the change that it was seen in */
	uint32_t changes; /* of the set */
	uint32_t set;     /* TRACE_NONE at first */
	size_t last;      /* the last block with a list */
	int other;        /* this list has other names than the last */
};

static int count_several(struct lister *, size_t);

int
findings_lists_paused(const struct findings *f, int64_t from_ms, int64_t to_ms)
{
	return to_ms - from_ms > f->system_pause_ms;
}

static int
compare_listings(const void *a, const void *b)
{
	const struct finding_listing *x = a, *y = b;

	if (x->first_block != y->first_block)
		return x->first_block < y->first_block ? -1 : 1;
	return x->model < y->model ? -1 : x->model > y->model;
}

static void
see(struct lister *l, const struct trace_set *set)
{
	uint32_t i;

	l->changes++;
	for (i = 0; i < set->count; i++)
		l->seen[trace_model_of(l->trace, set, i)->name] = l->changes;
}

static int
open_new(struct lister *l, size_t block, const struct trace_set *set)
{
	struct findings *f = l->findings;
	uint32_t i;

	for (i = 0; i < set->count; i++) {
		const struct trace_model *m = trace_model_of(l->trace, set, i);
		uint32_t name = m->name;
		if (l->open[name] != 0)
			continue;
		l->other = 1;
		if (array_grow((void **)&f->listing, f->listings,
			sizeof *f->listing) != 0)
			return -1;
		f->listing[f->listings++] = (struct finding_listing){
		    .name = name,
		    .model = (uint32_t)(m - l->trace->model),
		    .first_block = block,
		    .from_ms = l->trace->block[block].ts_ms,
		    .gone_ms = INT64_MAX,
		};
		l->open[name] = (uint32_t)f->listings;
	}
	return 0;
}

/* Those of the set so far that the block lacks; there may be no block. */
static void
close_old(struct lister *l, size_t block, int all)
{
	const struct trace *t = l->trace;
	const struct trace_set *set = &t->set[l->set];
	uint32_t i;

	for (i = 0; i < set->count; i++) {
		uint32_t name = trace_model_of(t, set, i)->name;
		int gone = block < t->blocks && l->seen[name] != l->changes;
		struct finding_listing *listing;

		if (l->open[name] == 0 || (!gone && !all))
			continue;
		l->other |= gone;
		listing = &l->findings->listing[l->open[name] - 1];
		listing->last_block = l->last;
		listing->to_ms = t->block[l->last].ts_ms;
		if (gone)
			listing->gone_ms = t->block[block].ts_ms;
		l->open[name] = 0;
	}
}

/* After a pause what is listed again is listed anew. */
static int
change_set(struct lister *l, size_t block)
{
	const struct trace *t = l->trace;
	uint32_t set = t->block[block].set;
	int paused = l->set != TRACE_NONE &&
		     findings_lists_paused(l->findings, t->block[l->last].ts_ms,
			 t->block[block].ts_ms);

	l->other = 0;
	if (set != l->set || paused) {
		see(l, &t->set[set]);
		if (l->set != TRACE_NONE)
			close_old(l, block, paused);
		if (open_new(l, block, &t->set[set]) != 0)
			return -1;
		l->set = set;
	}
	return count_several(l, block);
}

static int
count_several(struct lister *l, size_t block)
{
	const struct trace *t = l->trace;
	struct findings *f = l->findings;
	const int64_t ms = t->block[block].ts_ms;
	struct finding_several *s;

	if (t->set[l->set].count < 2)
		return 0;
	s = f->severals > 0 ? &f->several[f->severals - 1] : NULL;
	if (s != NULL && s->last_block == l->last && !l->other) {
		s->last_block = block;
		s->to_ms = ms;
		return 0;
	}
	if (array_grow((void **)&f->several, f->severals, sizeof *f->several) !=
	    0)
		return -1;
	f->several[f->severals++] =
	    (struct finding_several){block, block, ms, ms, l->set};
	return 0;
}

int
findings_listings(const struct trace *t, struct findings *f)
{
	struct lister l = {.trace = t, .findings = f, .set = TRACE_NONE};
	size_t i;
	int rc = -1;

	l.open = calloc(t->name.count + 1, sizeof *l.open);
	l.seen = calloc(t->name.count + 1, sizeof *l.seen);
	if (l.open == NULL || l.seen == NULL)
		goto out;
	for (i = 0; i < t->blocks; i++) {
		if (t->block[i].set == TRACE_NONE)
			continue;
		f->list_blocks++;
		if (change_set(&l, i) != 0)
			goto out;
		l.last = i;
	}
	if (l.set != TRACE_NONE)
		close_old(&l, t->blocks, 1);
	array_sort(
	    f->listing, f->listings, sizeof *f->listing, compare_listings);
	rc = 0;
out:
	free(l.open);
	free(l.seen);
	return rc;
}

int
findings_count_lists(const struct trace *t, struct findings *f)
{
	uint32_t *before = malloc((t->blocks + 1) * sizeof *before);
	size_t i;

	if (before == NULL)
		return -1;
	before[0] = 0;
	for (i = 0; i < t->blocks; i++)
		before[i + 1] = before[i] + (t->block[i].set != TRACE_NONE);
	for (i = 0; i < f->runners; i++) {
		struct finding_runner *r = &f->runner[i];

		r->list_blocks = before[findings_block_at(t, r->to_ms + 1)] -
				 before[findings_block_at(t, r->from_ms)];
	}
	free(before);
	return 0;
}
