#include <stdlib.h>

#include "render/findings/parts.h"
#include "render/trace/strings.h"

/* At least this many runs of a model, none longer than a minute. */
enum { RESTARTS_LEAST = 4 };

struct models {
	const struct trace *trace;
	const struct findings *findings;
};

/* The model of restart i, as the command line has it. */
static struct span
model_of(const void *of, size_t i)
{
	const struct models *m = of;
	const struct findings *f = m->findings;
	const uint32_t process = f->runner[f->restart[i].runner].process;

	return m->trace->process[process].command->is.model;
}

static uint64_t
hash_model(const void *of, size_t i)
{
	return intern_bytes(0, model_of(of, i).p, model_of(of, i).n);
}

static int
same_model(const void *of, size_t a, size_t b)
{
	return span_equal(model_of(of, a), model_of(of, b));
}

static int
is_brief(const struct trace *t, const struct finding_runner *r)
{
	return !r->foreign && r->started >= EDGE_PAUSE &&
	       r->ended >= EDGE_PAUSE &&
	       findings_to_ms(t, r) - findings_from_ms(t, r) <= FINDINGS_MINUTE;
}

/* The restart of this runner's model; NULL if out of memory. */
static struct finding_restart *
restart_of(const struct models *m, struct findings *f,
    struct trace_intern *index, size_t runner)
{
	uint32_t id;

	if (ARRAY_GROW(f->restart, f->restarts) != 0)
		return NULL;
	f->restart[f->restarts] = (struct finding_restart){
	    .runner = (uint32_t)runner, .shortest_ms = INT64_MAX};
	if (intern_add(index, m, hash_model, same_model, f->restarts, &id) != 0)
		return NULL;
	f->restarts += id == f->restarts;
	return &f->restart[id];
}

static void
add_run(const struct trace *t, const struct finding_runner *r,
    struct finding_restart *s)
{
	const int64_t from_ms = findings_from_ms(t, r);
	const int64_t to_ms = findings_to_ms(t, r);

	if (s->count++ == 0)
		s->from_ms = from_ms;
	s->to_ms = to_ms;
	if (to_ms - from_ms < s->shortest_ms)
		s->shortest_ms = to_ms - from_ms;
	if (to_ms - from_ms > s->longest_ms)
		s->longest_ms = to_ms - from_ms;
}

int
findings_restarts(const struct trace *t, struct findings *f)
{
	const struct models m = {t, f};
	struct trace_intern index = {0};
	struct finding_restart *s;
	size_t i, count = 0;
	int rc = -1;

	for (i = 0; i < f->runners; i++)
		if (is_brief(t, &f->runner[i])) {
			s = restart_of(&m, f, &index, i);
			if (s == NULL)
				goto out;
			add_run(t, &f->runner[i], s);
		}
	for (i = 0; i < f->runners; i++)
		if (is_brief(t, &f->runner[i])) {
			s = restart_of(&m, f, &index, i);
			f->runner[i].brief =
			    s != NULL && s->count >= RESTARTS_LEAST;
		}
	for (i = 0; i < f->restarts; i++)
		if (f->restart[i].count >= RESTARTS_LEAST)
			f->restart[count++] = f->restart[i];
	f->restarts = count;
	rc = 0;
out:
	free(index.slot);
	return rc;
}
