#include <stdlib.h>

#include "render/findings/parts.h"

/* Compare lists of models with the runners, block by block. */
struct beside {
	const struct trace *trace;
	struct findings *findings;
	struct findings_crowd crowd;
	uint32_t *newest;  /* by name: the newest runner + 1, or 0 */
	int64_t uneven_by; /* the most so far */
	int64_t sample_ms; /* of the last process sample by then, if close */
	const struct trace_block *last; /* with a list; NULL: none */
};

static void
move_to(struct beside *b, int64_t ms)
{
	const struct trace *t = b->trace;
	size_t i = findings_sample_by(t, b->findings, ms);

	b->sample_ms = i > 0 ? t->sample_ms[i - 1] : ms;
	i = b->crowd.started;
	findings_move_to(t, b->findings, &b->crowd, b->sample_ms);
	for (; i < b->crowd.started; i++)
		if (b->findings->runner[i].name != TRACE_NONE)
			b->newest[b->findings->runner[i].name] =
			    (uint32_t)i + 1;
}

/* The model of the newest runner with this name, if it runs. */
static struct finding_story *
story_of(const struct beside *b, uint32_t name)
{
	const struct findings *f = b->findings;
	const struct finding_runner *r;

	if (b->newest[name] == 0)
		return NULL;
	r = &f->runner[b->newest[name] - 1];
	return findings_to_ms(b->trace, r) < b->sample_ms || r->story == 0
		   ? NULL
		   : &f->story[r->story];
}

/* Is it known that this model was not in the list before? */
static int
is_new(const struct beside *b, uint32_t name, int64_t ms)
{
	return b->last != NULL && !b->last->partial &&
	       ms - b->last->ts_ms <= b->findings->log[1].near_ms &&
	       findings_model_in(b->trace, b->last->set, name) == NULL;
}

static void
take_model(const struct beside *b, struct finding_story *s,
    const struct trace_model *m, int64_t ms)
{
	if (s->listed_ms == INT64_MAX)
		s->listed_ms = is_new(b, m->name, ms) ? ms : INT64_MIN;
	if (m->has_size &&
	    (s->listed_most == 0 || m->size_bytes < s->listed_least))
		s->listed_least = m->size_bytes;
	if (m->has_size && m->size_bytes > s->listed_most) {
		s->listed_most = m->size_bytes;
		s->has_vram = m->has_vram;
		s->vram_bytes = m->vram_bytes;
	}
	if (m->has_context && s->first_context == 0)
		s->first_context = m->context_length;
	if (m->has_context)
		s->last_context = m->context_length;
}

/* How many models compared with how many runners, if that is known. */
static void
count_uneven(struct beside *b, size_t block, int64_t models)
{
	const struct trace *t = b->trace;
	struct findings *f = b->findings;
	const int64_t ms = t->block[block].ts_ms;
	const int64_t off = b->crowd.alive > models ? b->crowd.alive - models
						    : models - b->crowd.alive;
	const size_t next = findings_sample_at(t, ms);

	if (t->block[block].partial || next == t->samples ||
	    (t->sample_ms[next] > ms &&
		(next == 0 || findings_is_paused(t, f, 0, next))))
		return;
	f->compared_blocks++;
	f->uneven_blocks += off > 0;
	if (off > b->uneven_by) {
		b->uneven_by = off;
		f->uneven_block = block;
		f->uneven_runners = (size_t)b->crowd.alive;
	}
}

static void
take_list(struct beside *b, size_t i)
{
	const struct trace *t = b->trace;
	struct findings *f = b->findings;
	const struct trace_block *block = &t->block[i];
	const struct trace_set *set = &t->set[block->set];
	const int64_t ms = block->ts_ms;
	uint64_t sum = 0;
	uint32_t k;

	for (k = 0; k < set->count; k++) {
		const struct trace_model *m = trace_model_of(t, set, k);
		struct finding_story *s = story_of(b, m->name);
		const int64_t until = block->until == TRACE_NONE
					  ? INT64_MIN
					  : t->until[block->until + k];

		sum += m->size_bytes;
		if (s == NULL)
			continue;
		take_model(b, s, m, ms);
		/* Ollama's zero time, in the year 1, means this, too. */
		if (until == INT64_MIN || until >= ms)
			continue;
		if (s->stopping_from_ms == INT64_MAX)
			s->stopping_from_ms = ms;
		s->stopping_to_ms = ms;
	}
	if (sum > f->listed_sum) {
		f->listed_sum = sum;
		f->listed_sum_block = i;
	}
}

int
findings_listed(const struct trace *t, struct findings *f)
{
	struct beside b = {.trace = t, .findings = f};
	size_t i;

	b.newest = calloc(t->name.count + 1, sizeof *b.newest);
	if (b.newest == NULL)
		return -1;
	for (i = 0; i < t->blocks; i++) {
		if (t->block[i].set == TRACE_NONE)
			continue;
		move_to(&b, t->block[i].ts_ms);
		take_list(&b, i);
		count_uneven(&b, i, t->set[t->block[i].set].count);
		b.last = &t->block[i];
	}
	free(b.newest);
	return 0;
}
