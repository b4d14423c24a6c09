#include <stdlib.h>

#include "render/findings/models.h"

/* Lists of models beside the runners, as the blocks go by. */
struct beside {
	const struct trace *trace;
	struct findings *findings;
	struct model_spans runners; /* by name */
	int64_t *end;               /* of Ollama's runners, in order */
	size_t ends;
	size_t started; /* runners that began by now: .runner[0 to this) */
	size_t ended;
	size_t alive; /* Ollama's */
	size_t seam;
	int64_t shift_ms; /* of the times of this block */
};

static int
compare_ms(const void *a, const void *b)
{
	const int64_t *x = a, *y = b;

	return *x < *y ? -1 : *x > *y;
}

static int
prepare(struct beside *b)
{
	const struct findings *f = b->findings;
	size_t i;

	b->end = malloc((f->runners + 1) * sizeof *b->end);
	if (b->end == NULL)
		return -1;
	for (i = 0; i < f->runners; i++) {
		const struct finding_runner *r = &f->runner[i];

		if (!r->foreign)
			b->end[b->ends++] = r->to_ms;
		if (r->name != TRACE_NONE &&
		    model_spans_add(&b->runners, r->name, (uint32_t)i,
			r->from_ms, r->to_ms) != 0)
			return -1;
	}
	array_sort(b->end, b->ends, sizeof *b->end, compare_ms);
	model_spans_sort(&b->runners);
	return 0;
}

static void
move_to(struct beside *b, int64_t ms)
{
	const struct findings *f = b->findings;
	const struct trace *t = b->trace;

	for (; b->started < f->runners && f->runner[b->started].from_ms <= ms;
	     b->started++)
		b->alive += !f->runner[b->started].foreign;
	for (; b->ended < b->ends && b->end[b->ended] < ms; b->ended++)
		b->alive--;
	for (; b->seam < t->seams && t->seam[b->seam].at_ms <= ms; b->seam++)
		b->shift_ms = t->seam[b->seam].shift_ms;
}

/* That of the newest runner of that name, if it is alive then. */
static struct finding_story *
story_of(const struct beside *b, uint32_t name, int64_t ms)
{
	const struct model_span *s =
	    model_spans_find(&b->runners, name, ms, ms);
	const struct findings *f = b->findings;

	if (s == NULL || s->to_ms < ms || f->runner[s->at].story == 0)
		return NULL;
	return &f->story[f->runner[s->at].story];
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

/* Ollama's zero time, of year 1, says that the model is stopping, too. */
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

/* How much is listed together, and how many beside how many runners. */
static void
take_sum(struct beside *b, size_t i)
{
	const struct trace *t = b->trace;
	struct findings *f = b->findings;
	const struct trace_set *s = &t->set[t->block[i].set];
	const size_t off =
	    b->alive > s->count ? b->alive - s->count : s->count - b->alive;
	uint64_t sum = 0;
	uint32_t k;

	for (k = 0; k < s->count; k++)
		sum += trace_model_of(t, s, k)->size_bytes;
	if (sum > f->listed_sum) {
		f->listed_sum = sum;
		f->listed_sum_block = i;
	}
	if (off == 0 || t->samples == 0 ||
	    t->block[i].ts_ms > t->sample_ms[t->samples - 1] ||
	    t->block[i].ts_ms < t->sample_ms[0])
		return;
	f->uneven_blocks++;
	if (off > f->uneven_by) {
		f->uneven_by = off;
		f->uneven_block = i;
		f->uneven_runners = b->alive;
	}
}

int
findings_listed(const struct trace *t, struct findings *f)
{
	struct beside b = {.trace = t, .findings = f};
	uint32_t set = TRACE_NONE, k;
	size_t i, started = 0;
	int rc = -1;

	if (prepare(&b) != 0)
		goto out;
	for (i = 0; i < t->blocks; i++) {
		const struct trace_block *block = &t->block[i];
		const int64_t ms = block->ts_ms;
		const struct trace_set *s;
		struct finding_story *r;

		move_to(&b, ms);
		if (block->set == TRACE_NONE)
			continue;
		s = &t->set[block->set];
		take_sum(&b, i);
		for (k = 0; block->until != TRACE_NONE && k < s->count; k++)
			take_until(&b, block, k, ms);
		if (block->set == set && b.started == started)
			continue;
		set = block->set;
		started = b.started;
		for (k = 0; k < s->count; k++) {
			const struct trace_model *m = trace_model_of(t, s, k);

			r = story_of(&b, m->name, ms);
			if (r != NULL)
				take_model(r, m, ms);
		}
	}
	rc = 0;
out:
	free(b.end);
	free(b.runners.span);
	return rc;
}
