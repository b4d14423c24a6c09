#include <stdlib.h>

#include "render/findings/parts.h"

/* The listed models, block by block. */
struct lister {
	const struct trace *trace;
	struct findings *findings;
	uint32_t *newest; /* by name: its newest listing + 1, or 0 */
	size_t last;      /* the last block with a list; none: .blocks */
	int paused;       /* since then: what is listed is listed anew */
	int other;        /* this list has other names than that one */
};

static int
is_under_way(const struct lister *l, uint32_t name, size_t block)
{
	size_t last;

	if (l->newest[name] == 0)
		return 0;
	last = l->findings->listing[l->newest[name] - 1].last_block;
	return last == block || (last == l->last && !l->paused);
}

static int
take_models(struct lister *l, size_t block)
{
	const struct trace *t = l->trace;
	const struct trace_set *set = &t->set[t->block[block].set];
	struct findings *f = l->findings;
	uint32_t k;

	for (k = 0; k < set->count; k++) {
		const struct trace_model *m = trace_model_of(t, set, k);
		struct finding_listing *listing;

		if (!is_under_way(l, m->name, block)) {
			if (ARRAY_GROW(f->listing, f->listings) != 0)
				return -1;
			f->listing[f->listings++] = (struct finding_listing){
			    .name = m->name,
			    .model = (uint32_t)(m - t->model),
			    .first_block = block,
			    .from_ms = t->block[block].ts_ms,
			    .gone_ms = INT64_MAX,
			};
			l->newest[m->name] = (uint32_t)f->listings;
			l->other = 1;
		}
		listing = &f->listing[l->newest[m->name] - 1];
		listing->last_block = block;
		listing->to_ms = t->block[block].ts_ms;
	}
	return 0;
}

/* End the listings of models that this list lacks. */
static void
find_gone(struct lister *l, size_t block)
{
	const struct trace *t = l->trace;
	const struct trace_set *set = &t->set[t->block[l->last].set];
	uint32_t k;

	for (k = 0; k < set->count; k++) {
		const uint32_t name = trace_model_of(t, set, k)->name;
		struct finding_listing *listing =
		    &l->findings->listing[l->newest[name] - 1];

		if (listing->last_block != block) {
			listing->gone_ms = t->block[block].ts_ms;
			l->other = 1;
		}
	}
}

static int
count_several(struct lister *l, size_t block)
{
	const struct trace_block *b = &l->trace->block[block];
	struct findings *f = l->findings;
	struct finding_several *s;

	if (l->trace->set[b->set].count < 2)
		return 0;
	s = f->severals > 0 ? &f->several[f->severals - 1] : NULL;
	if (s != NULL && s->last_block == l->last && !l->other) {
		s->changed |= b->set != s->set;
		s->last_block = block;
		s->to_ms = b->ts_ms;
		return 0;
	}
	if (ARRAY_GROW(f->several, f->severals) != 0)
		return -1;
	f->several[f->severals++] =
	    (struct finding_several){block, b->ts_ms, b->ts_ms, b->set, 0};
	return 0;
}

int
findings_listings(const struct trace *t, struct findings *f)
{
	struct lister l = {.trace = t, .findings = f, .last = t->blocks};
	size_t i;
	int rc = -1;

	l.newest = calloc(t->name.count + 1, sizeof *l.newest);
	f->lists = malloc((t->blocks + 1) * sizeof *f->lists);
	if (l.newest == NULL || f->lists == NULL)
		goto out;
	for (i = 0; i < t->blocks; i++) {
		f->lists[i] = (uint32_t)f->list_blocks;
		if (t->block[i].set == TRACE_NONE)
			continue;
		f->list_blocks++;
		f->partial_lists += t->block[i].partial;
		l.other = 0;
		l.paused = l.last < t->blocks &&
			   t->block[i].ts_ms - t->block[l.last].ts_ms >
			       f->log[1].near_ms;
		if (take_models(&l, i) != 0)
			goto out;
		if (l.last < t->blocks && !t->block[i].partial)
			find_gone(&l, i);
		if (count_several(&l, i) != 0)
			goto out;
		l.last = i;
	}
	f->lists[i] = (uint32_t)f->list_blocks;
	rc = 0;
out:
	free(l.newest);
	return rc;
}
