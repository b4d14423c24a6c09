#include <stdlib.h>

#include "render/findings/parts.h"

/* Compare lists of models with the runners, block by block. */
struct beside {
	const struct trace *trace;
	struct findings *findings;
	struct findings_crowd crowd;
	uint32_t *newest; /* by name: the newest runner + 1, or 0 */
	size_t seam;
	size_t uneven_by; /* the most so far */
	int64_t shift_ms; /* of the times of this block */
};

/* Returns 1 if a runner has started. */
static int
move_to(struct beside *b, int64_t ms)
{
	const struct trace *t = b->trace;
	const size_t before = b->crowd.started;
	size_t i;

	findings_move_to(t, b->findings, &b->crowd, ms);
	for (i = before; i < b->crowd.started; i++)
		if (b->findings->runner[i].name != TRACE_NONE)
			b->newest[b->findings->runner[i].name] =
			    (uint32_t)i + 1;
	for (; b->seam < t->seams && t->seam[b->seam].at_ms <= ms; b->seam++)
		b->shift_ms = t->seam[b->seam].shift_ms;
	return b->crowd.started > before;
}

/* The model of the newest runner with this name, if it runs at this time. */
static struct finding_story *
story_of(const struct beside *b, uint32_t name, int64_t ms)
{
	const struct findings *f = b->findings;
	const struct finding_runner *r;

	if (b->newest[name] == 0)
		return NULL;
	r = &f->runner[b->newest[name] - 1];
	return r->to_ms < ms || r->story == 0 ? NULL : &f->story[r->story];
}

static void
take_model(struct finding_story *r, const struct trace_model *m, int64_t ms)
{
	if (r->listed_ms == INT64_MAX)
		r->listed_ms = ms;
	if (m->has_size) {
		if (r->listed_most == 0 || m->size_bytes < r->listed_least)
			r->listed_least = m->size_bytes;
		if (m->size_bytes > r->listed_most) {
			r->listed_most = m->size_bytes;
			r->has_vram = m->has_vram;
			r->vram_bytes = m->vram_bytes;
		}
	}
	if (m->has_context) {
		if (r->first_context == 0)
			r->first_context = m->context_length;
		r->last_context = m->context_length;
	}
}

/* Ollama's zero time, in the year 1, also means that the model is stopping. */
static void
take_until(const struct beside *b, const struct trace_block *block, uint32_t k,
    int64_t ms)
{
	const struct trace *t = b->trace;
	const int64_t until = t->until[block->until + k];
	const struct trace_set *s = &t->set[block->set];
	struct finding_story *r;

	if (until == INT64_MIN || until + b->shift_ms >= ms)
		return;
	r = story_of(b, trace_model_of(t, s, k)->name, ms);
	if (r == NULL)
		return;
	if (r->stopping_from_ms == INT64_MAX)
		r->stopping_from_ms = ms;
	r->stopping_to_ms = ms;
}

/*
 * The total listed size, and how many models compared with how many runners. If
 * no process was sampled, the number of runners is unknown.
 */
static void
take_sum(struct beside *b, size_t i)
{
	const struct trace *t = b->trace;
	struct findings *f = b->findings;
	const struct trace_set *s = &t->set[t->block[i].set];
	const size_t off = b->crowd.alive > s->count
			       ? b->crowd.alive - s->count
			       : s->count - b->crowd.alive;
	const int64_t ms = t->block[i].ts_ms;
	const size_t next = findings_sample_at(t, ms);
	uint64_t sum = 0;
	uint32_t k;

	for (k = 0; k < s->count; k++)
		sum += trace_model_of(t, s, k)->size_bytes;
	if (sum > f->listed_sum) {
		f->listed_sum = sum;
		f->listed_sum_block = i;
	}
	if (next == t->samples ||
	    (t->sample_ms[next] > ms &&
		(next == 0 || t->sample_ms[next] - t->sample_ms[next - 1] >
				  f->process_near_ms)))
		return;
	f->compared_blocks++;
	if (off == 0)
		return;
	f->uneven_blocks++;
	if (off > b->uneven_by) {
		b->uneven_by = off;
		f->uneven_block = i;
		f->uneven_runners = b->crowd.alive;
	}
}

int
findings_listed(const struct trace *t, struct findings *f)
{
	struct beside b = {.trace = t, .findings = f};
	uint32_t set = TRACE_NONE, k;
	size_t i;
	int other = 0;

	b.newest = calloc(t->name.count + 1, sizeof *b.newest);
	if (b.newest == NULL)
		return -1;
	for (i = 0; i < t->blocks; i++) {
		const struct trace_block *block = &t->block[i];
		const int64_t ms = block->ts_ms;
		const struct trace_set *s;

		other |= move_to(&b, ms);
		if (block->set == TRACE_NONE)
			continue;
		b.crowd.lists++;
		s = &t->set[block->set];
		take_sum(&b, i);
		for (k = 0; block->until != TRACE_NONE && k < s->count; k++)
			take_until(&b, block, k, ms);
		other |= block->set != set;
		for (k = 0; other && k < s->count; k++) {
			const struct trace_model *m = trace_model_of(t, s, k);
			struct finding_story *r = story_of(&b, m->name, ms);

			if (r != NULL)
				take_model(r, m, ms);
		}
		set = block->set;
		other = 0;
	}
	move_to(&b, INT64_MAX);
	free(b.newest);
	return 0;
}
