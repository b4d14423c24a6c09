#include <stdlib.h>
#include <string.h>

#include "render/findings/models.h"

/* Runners that do not say which model they run are all under this number. */
#define NAMELESS (TRACE_NONE - 1)

/*
 * Which models the nameless runners may have. A block counts when it lists
 * just one model that no runner claims by name, while just one nameless
 * runner is alive. `alive` and `sum` of their numbers find that one.
 */
struct guesser {
	const struct trace *trace;
	struct findings *findings;
	struct model_spans listings;
	struct model_spans runners;
	uint32_t *name; /* by runner; TRACE_NONE: never listed */
	uint32_t *ends; /* nameless runners in the order of their ends */
	size_t nameless;
	size_t *gone;   /* by span: the next that left a list */
	char *claimed;  /* by listing */
	char *conflict; /* by runner */
	size_t alive;
	uint64_t sum;
};

struct end {
	int64_t to_ms;
	uint32_t runner;
};

static int
compare_ends(const void *a, const void *b)
{
	const struct end *x = a, *y = b;

	if (x->to_ms != y->to_ms)
		return x->to_ms < y->to_ms ? -1 : 1;
	return x->runner < y->runner ? -1 : x->runner > y->runner;
}

/*
 * The number of a name, or TRACE_NONE. The API names every tag, a command line
 * may leave out ":latest".
 */
static uint32_t
find_name(const struct trace *t, struct span name)
{
	struct text with_tag = {0};
	uint32_t id = strings_find(&t->name, name);

	/* A longer name is nobody's, and here for nothing but to cost time. */
	if (id != TRACE_NONE || name.n == 0 || name.n > 1024 ||
	    memchr(name.p, ':', name.n) != NULL)
		return id;
	text_add_span(&with_tag, name);
	text_add_string(&with_tag, ":latest");
	if (!with_tag.failed)
		id = strings_find(&t->name, text_span(&with_tag));
	text_free(&with_tag);
	return id;
}

/* The recorded names, and who has none, by their ends. */
static int
find_names(struct guesser *g)
{
	const struct trace *t = g->trace;
	struct end *end = malloc((g->findings->runners + 1) * sizeof *end);
	size_t i;

	if (end == NULL)
		return -1;
	for (i = 0; i < g->findings->runners; i++) {
		const struct finding_runner *r = &g->findings->runner[i];
		const struct trace_process *p = &t->process[r->process];

		g->name[i] = TRACE_NONE;
		if (r->foreign)
			continue;
		if (findings_nameless(p)) {
			g->name[i] = NAMELESS;
			end[g->nameless++] =
			    (struct end){r->to_ms, (uint32_t)i};
		} else
			g->name[i] = find_name(t, p->command->is.model);
	}
	array_sort(end, g->nameless, sizeof *end, compare_ends);
	for (i = 0; i < g->nameless; i++)
		g->ends[i] = end[i].runner;
	free(end);
	return 0;
}

static int
index_runners(struct guesser *g)
{
	size_t i;

	/* Without listings nobody asks. */
	if (g->findings->listings == 0)
		return 0;
	g->runners.count = 0;
	free(g->runners.span);
	g->runners.span = NULL;
	for (i = 0; i < g->findings->runners; i++) {
		const struct finding_runner *r = &g->findings->runner[i];

		if (g->name[i] != TRACE_NONE &&
		    model_spans_add(&g->runners, g->name[i], (uint32_t)i,
			r->from_ms, r->to_ms) != 0)
			return -1;
	}
	model_spans_sort(&g->runners);
	return 0;
}

static int
index_listings(struct guesser *g)
{
	size_t i;

	for (i = 0; i < g->findings->listings; i++) {
		const struct finding_listing *l = &g->findings->listing[i];

		if (model_spans_add(&g->listings, l->name, (uint32_t)i,
			l->from_ms, l->to_ms) != 0)
			return -1;
	}
	model_spans_sort(&g->listings);
	g->gone = malloc((g->listings.count + 1) * sizeof *g->gone);
	if (g->gone == NULL)
		return -1;
	g->gone[g->listings.count] = g->listings.count;
	for (i = g->listings.count; i > 0; i--)
		g->gone[i - 1] =
		    g->findings->listing[g->listings.span[i - 1].at].gone_ms !=
			    INT64_MAX
			? i - 1
			: g->gone[i];
	return 0;
}

static void
find_claims(struct guesser *g)
{
	const int64_t near = findings_near(g->findings->system_pause_ms);
	size_t i;

	for (i = 0; i < g->findings->listings; i++) {
		const struct finding_listing *l = &g->findings->listing[i];

		g->claimed[i] = model_spans_find(&g->runners, l->name,
				    l->from_ms - near, l->to_ms + near) != NULL;
	}
}

/* The block's only listing that no named runner claims, or TRACE_NONE. */
static uint32_t
lone_listing(const struct guesser *g, size_t block)
{
	const struct trace_block *b = &g->trace->block[block];
	const struct trace_set *set = &g->trace->set[b->set];
	uint32_t found = TRACE_NONE, i;

	for (i = 0; i < set->count; i++) {
		const struct model_span *s = model_spans_find(&g->listings,
		    trace_model_of(g->trace, set, i)->name, b->ts_ms, b->ts_ms);

		if (s == NULL || g->claimed[s->at] || s->at == found)
			continue;
		if (found != TRACE_NONE)
			return TRACE_NONE;
		found = s->at;
	}
	return found;
}

/* Can it have been listed for this runner: not before it, and not after? */
static int
fits(const struct guesser *g, const struct finding_listing *l,
    const struct finding_runner *r)
{
	const struct trace *t = g->trace;
	/* A list is as old as the last block. */
	const int64_t late = findings_near(g->findings->system_pause_ms) / 3;

	return (r->first_sample == 0 ||
		   l->from_ms > t->sample_ms[r->first_sample - 1]) &&
	       (r->last_sample + 1 == t->samples ||
		   l->to_ms <= t->sample_ms[r->last_sample + 1] + late);
}

static void
guess(struct guesser *g)
{
	const struct trace *t = g->trace;
	struct findings *f = g->findings;
	uint32_t listing = TRACE_NONE, set = TRACE_NONE;
	size_t i, start = 0, end = 0;
	int64_t last_ms = 0;

	for (i = 0; i < t->blocks; i++) {
		const int64_t ms = t->block[i].ts_ms;
		struct finding_runner *r;

		for (; start < f->runners && f->runner[start].from_ms <= ms;
		     start++)
			if (g->name[start] == NAMELESS) {
				g->alive++;
				g->sum += start;
			}
		for (; end < g->nameless && f->runner[g->ends[end]].to_ms < ms;
		     end++) {
			g->alive--;
			g->sum -= g->ends[end];
		}
		if (t->block[i].set == TRACE_NONE)
			continue;
		if (t->block[i].set != set ||
		    findings_lists_paused(f, last_ms, ms)) {
			set = t->block[i].set;
			listing = lone_listing(g, i);
		}
		last_ms = ms;
		if (listing == TRACE_NONE || g->alive != 1)
			continue;
		r = &f->runner[g->sum];
		if (!fits(g, &f->listing[listing], r))
			continue;
		if (r->named_by == TRACE_NONE)
			r->named_by = listing;
		else if (f->listing[r->named_by].name !=
			 f->listing[listing].name)
			g->conflict[g->sum] = 1;
	}
	for (i = 0; i < f->runners; i++) {
		struct finding_runner *r = &f->runner[i];

		if (g->conflict[i])
			r->named_by = TRACE_NONE;
		else if (r->named_by != TRACE_NONE)
			g->name[i] = f->listing[r->named_by].name;
	}
}

static int
begins_before(const void *element, const void *key)
{
	const struct model_span *s = element, *sought = key;

	return s->name < sought->name ||
	       (s->name == sought->name && s->from_ms < sought->from_ms);
}

static int
ends_before(const void *element, const void *key)
{
	const struct model_span *s = element, *sought = key;

	return s->name < sought->name ||
	       (s->name == sought->name && s->to_ms < sought->from_ms);
}

/*
 * When did the runner's model leave the list while it stayed? A listing that
 * began before the runner started is that of an older one.
 */
static void
find_unlisted(const struct guesser *g, uint32_t name, struct finding_runner *r)
{
	const struct findings *f = g->findings;
	const int64_t least =
	    f->system_pause_ms == INT64_MAX ? 0 : f->system_pause_ms / 3;
	const struct model_span sought = {.name = name, .from_ms = r->from_ms};
	size_t low =
	    array_find(g->listings.span, g->listings.count, sizeof sought,
		r->started < EDGE_PAUSE ? ends_before : begins_before, &sought);

	low = low < g->listings.count ? g->gone[low] : low;
	if (low < g->listings.count && g->listings.span[low].name == name) {
		int64_t gone = f->listing[g->listings.span[low].at].gone_ms;

		if (gone <= r->to_ms && r->to_ms - gone >= least)
			r->unlisted_ms = gone;
	}
}

/* Each runner's listing, and whether a listing has a runner. */
static void
join(struct guesser *g)
{
	struct findings *f = g->findings;
	const int64_t near = findings_near(f->system_pause_ms);
	const struct model_span *s;
	size_t i;

	for (i = 0; i < f->runners; i++) {
		struct finding_runner *r = &f->runner[i];

		if (g->name[i] >= NAMELESS)
			continue;
		r->name = g->name[i];
		s = model_spans_find(
		    &g->listings, g->name[i], r->from_ms, r->to_ms);
		if (s != NULL)
			r->listing = s->at;
		find_unlisted(g, g->name[i], r);
	}
	for (i = 0; i < f->listings; i++) {
		struct finding_listing *l = &f->listing[i];

		l->has_runner =
		    model_spans_find(&g->runners, l->name, l->from_ms - near,
			l->to_ms + near) != NULL ||
		    model_spans_find(&g->runners, NAMELESS, l->from_ms - near,
			l->to_ms + near) != NULL;
	}
}

int
findings_models(const struct trace *t, struct findings *f)
{
	struct guesser g = {.trace = t, .findings = f};
	int rc = -1;

	if (findings_listings(t, f) != 0)
		goto out;
	g.name = calloc(f->runners + 1, sizeof *g.name);
	g.ends = calloc(f->runners + 1, sizeof *g.ends);
	g.claimed = calloc(f->listings + 1, 1);
	g.conflict = calloc(f->runners + 1, 1);
	if (g.name == NULL || g.ends == NULL || g.claimed == NULL ||
	    g.conflict == NULL || find_names(&g) != 0 ||
	    index_runners(&g) != 0 || index_listings(&g) != 0)
		goto out;
	find_claims(&g);
	guess(&g);
	if (index_runners(&g) != 0)
		goto out;
	join(&g);
	rc = findings_count_lists(t, f);
out:
	free(g.name);
	free(g.ends);
	free(g.gone);
	free(g.claimed);
	free(g.conflict);
	free(g.listings.span);
	free(g.runners.span);
	return rc;
}
