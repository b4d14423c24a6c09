#include "render/findings/parts.h"
#include "render/trace/strings.h"

/* At least this many runs of a model, none longer than a minute. */
enum { RESTARTS_LEAST = 4 };

static int
is_brief(const struct trace *t, const struct finding_runner *r)
{
	return !r->foreign && r->started >= EDGE_PAUSE &&
	       r->ended >= EDGE_PAUSE &&
	       findings_to_ms(t, r) - findings_from_ms(t, r) <= FINDINGS_MINUTE;
}

/* The model as the command line has it. */
static struct span
model_of(const struct trace *t, const struct finding_runner *r)
{
	return t->process[r->process].command->is.model;
}

static void
add_run(const struct trace *t, const struct finding_runner *r,
    struct finding_restart *s)
{
	const int64_t lived = findings_to_ms(t, r) - findings_from_ms(t, r);

	s->count++;
	s->to_ms = findings_to_ms(t, r);
	if (lived < s->shortest_ms)
		s->shortest_ms = lived;
	if (lived > s->longest_ms)
		s->longest_ms = lived;
}

/* Count the runs of each model; then drop the models that have only a few. */
int
findings_restarts(const struct trace *t, struct findings *f)
{
	struct trace_strings models = {0}; /* of .restart */
	struct finding_runner *r, *end = f->runner + f->runners;
	size_t i, count = 0;
	uint32_t id;
	int rc = -1;

	for (r = f->runner; r < end; r++) {
		if (!is_brief(t, r))
			continue;
		if (ARRAY_GROW(f->restart, f->restarts) != 0 ||
		    strings_add(&models, model_of(t, r), &id) != 0)
			goto out;
		if (id == f->restarts)
			f->restart[f->restarts++] = (struct finding_restart){
			    .runner = (uint32_t)(r - f->runner),
			    .from_ms = findings_from_ms(t, r),
			    .shortest_ms = INT64_MAX};
		add_run(t, r, &f->restart[id]);
	}
	for (r = f->runner; r < end; r++)
		if (is_brief(t, r)) {
			id = strings_find(&models, model_of(t, r));
			r->brief = f->restart[id].count >= RESTARTS_LEAST;
		}
	for (i = 0; i < f->restarts; i++)
		if (f->restart[i].count >= RESTARTS_LEAST)
			f->restart[count++] = f->restart[i];
	f->restarts = count;
	rc = 0;
out:
	strings_free(&models);
	return rc;
}
