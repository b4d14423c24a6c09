#include <stdlib.h>
#include <string.h>

#include "render/findings/parts.h"

/* A runner without a name may have one of several models. */
#define AMBIGUOUS (TRACE_NONE - 1)

/* Which runner has which model; names are numbers of trace.name. */
struct matcher {
	const struct trace *trace;
	struct findings *findings;
	/* One value for each name, and one for all runners without a name. */
	int64_t *by_name;
};

static void
set_all(struct matcher *m, int64_t value)
{
	size_t i;

	for (i = 0; i <= m->trace->name.count; i++)
		m->by_name[i] = value;
}

/*
 * The number of a name, or TRACE_NONE. The API gives every tag; a command line
 * may omit ":latest".
 */
static uint32_t
find_name(const struct trace *t, struct span name)
{
	static const char tag[] = ":latest";
	char with_tag[1024]; /* no model has a longer name */
	const uint32_t id = strings_find(&t->name, name);

	if (id != TRACE_NONE || name.n == 0 ||
	    name.n > sizeof with_tag - sizeof tag ||
	    memchr(name.p, ':', name.n) != NULL)
		return id;
	memcpy(with_tag, name.p, name.n);
	memcpy(with_tag + name.n, tag, sizeof tag);
	return strings_find(
	    &t->name, (struct span){with_tag, name.n + sizeof tag - 1});
}

/* The runner that is the i-th to end. */
static struct finding_runner *
ending(const struct findings *f, size_t i)
{
	return &f->runner[f->end[i]];
}

/* Sort the runners by their last samples, and then by number. */
static int
sort_ends(const struct trace *t, struct findings *f)
{
	uint32_t *place = calloc(t->samples + 1, sizeof *place);
	size_t i;

	f->end = malloc((f->runners + 1) * sizeof *f->end);
	if (place == NULL || f->end == NULL) {
		free(place);
		return -1;
	}
	for (i = 0; i < f->runners; i++)
		place[f->runner[i].last_sample + 1]++;
	for (i = 1; i <= t->samples; i++)
		place[i] += place[i - 1];
	for (i = 0; i < f->runners; i++)
		f->end[place[f->runner[i].last_sample]++] = (uint32_t)i;
	free(place);
	return 0;
}

/* Add this runner to the crowd (by 1), or take it away (by -1). */
static void
count_runner(
    const struct findings *f, struct findings_crowd *c, size_t i, int by)
{
	c->alive += f->runner[i].foreign ? 0 : by;
	if (f->runner[i].nameless) {
		c->nameless += by;
		c->sum += by * (int64_t)i;
	}
}

void
findings_move_to(const struct trace *t, const struct findings *f,
    struct findings_crowd *c, int64_t ms)
{
	for (; c->started < f->runners &&
	       findings_from_ms(t, &f->runner[c->started]) <= ms;
	     c->started++)
		count_runner(f, c, c->started, 1);
	for (; c->ended < f->runners &&
	       findings_to_ms(t, ending(f, c->ended)) < ms;
	     c->ended++)
		count_runner(f, c, f->end[c->ended], -1);
}

/*
 * Which listings are claimed: a runner with that name, or with `nameless` one
 * without a name, ran at the same time. From the last to the first, by_name has
 * the earliest start of the runners that end after the listing began.
 */
static void
find_claims(struct matcher *m, int nameless)
{
	const struct trace *t = m->trace;
	struct findings *f = m->findings;
	const size_t none = t->name.count;
	const int64_t near = f->log[1].near_ms;
	size_t i, k = f->runners;

	set_all(m, INT64_MAX);
	for (i = f->listings; i > 0; i--) {
		struct finding_listing *l = &f->listing[i - 1];

		for (; k > 0 &&
		       findings_to_ms(t, ending(f, k - 1)) >= l->from_ms - near;
		     k--) {
			const struct finding_runner *r = ending(f, k - 1);
			const int64_t from_ms = findings_from_ms(t, r);
			const size_t name =
			    r->name != TRACE_NONE ? r->name : none;

			if ((name < none || (nameless && r->nameless)) &&
			    from_ms < m->by_name[name])
				m->by_name[name] = from_ms;
		}
		l->has_runner = m->by_name[l->name] <= l->to_ms + near ||
				m->by_name[none] <= l->to_ms + near;
	}
}

/* The block's only unclaimed listing, or TRACE_NONE. */
static uint32_t
lone_listing(const struct matcher *m, size_t block)
{
	const struct trace *t = m->trace;
	const struct trace_set *set = &t->set[t->block[block].set];
	uint32_t found = TRACE_NONE, listing, i;

	for (i = 0; i < set->count; i++) {
		listing = (uint32_t)m->by_name[trace_model_of(t, set, i)->name];
		if (m->findings->listing[listing].has_runner ||
		    listing == found)
			continue;
		if (found != TRACE_NONE)
			return TRACE_NONE;
		found = listing;
	}
	return found;
}

/* Can this listing be for this runner: not before it, and not after it? */
static int
fits(const struct matcher *m, const struct finding_listing *l,
    const struct finding_runner *r)
{
	const struct trace *t = m->trace;
	/* The list is from the last block. */
	const int64_t late = m->findings->log[1].near_ms / 3;

	return (r->first_sample == 0 ||
		   l->from_ms > t->sample_ms[r->first_sample - 1]) &&
	       (r->last_sample + 1 == t->samples ||
		   l->to_ms <= t->sample_ms[r->last_sample + 1] + late);
}

/*
 * Which model a runner without a name may have. A block counts if it lists only
 * one unclaimed model while only one such runner is alive; its index is then
 * the sum of their indices.
 */
static void
guess(struct matcher *m)
{
	const struct trace *t = m->trace;
	struct findings *f = m->findings;
	struct findings_crowd crowd = {0};
	struct finding_runner *r;
	uint32_t listing;
	size_t i, k = 0;

	for (i = 0; i < t->blocks; i++) {
		for (; k < f->listings && f->listing[k].first_block == i; k++)
			m->by_name[f->listing[k].name] = (int64_t)k;
		findings_move_to(t, f, &crowd, t->block[i].ts_ms);
		if (t->block[i].set == TRACE_NONE || crowd.nameless != 1)
			continue;
		r = &f->runner[crowd.sum];
		listing = lone_listing(m, i);
		if (listing == TRACE_NONE || !fits(m, &f->listing[listing], r))
			continue;
		if (r->listing == TRACE_NONE)
			r->listing = listing;
		else if (r->listing != AMBIGUOUS &&
			 f->listing[r->listing].name !=
			     f->listing[listing].name)
			r->listing = AMBIGUOUS;
	}
	for (r = f->runner; r < f->runner + f->runners; r++) {
		r->inferred = r->listing < AMBIGUOUS;
		if (r->inferred)
			r->name = f->listing[r->listing].name;
		r->listing = TRACE_NONE;
	}
}

/* Each runner's last listing while it ran. */
static void
find_listings(struct matcher *m)
{
	const struct trace *t = m->trace;
	struct findings *f = m->findings;
	size_t i, k = 0;

	set_all(m, -1);
	for (i = 0; i < f->runners; i++) {
		struct finding_runner *r = ending(f, i);
		const int64_t to_ms = findings_to_ms(t, r);
		int64_t last;

		for (; k < f->listings && f->listing[k].from_ms <= to_ms; k++)
			m->by_name[f->listing[k].name] = (int64_t)k;
		last = r->name == TRACE_NONE ? -1 : m->by_name[r->name];
		if (last >= 0 &&
		    f->listing[last].to_ms >= findings_from_ms(t, r))
			r->listing = (uint32_t)last;
	}
}

/*
 * When did the runner's model leave the list while the runner stayed? If the
 * listing began before the runner started, it belongs to an older runner.
 */
static void
find_unlisted(struct matcher *m)
{
	const struct trace *t = m->trace;
	struct findings *f = m->findings;
	const int64_t least =
	    f->log[1].pause_ms == INT64_MAX ? 0 : f->log[1].pause_ms / 3;
	size_t i, k = f->listings;

	set_all(m, -1);
	for (i = f->runners; i > 0; i--) {
		struct finding_runner *r = &f->runner[i - 1];
		const int64_t from_ms = findings_from_ms(t, r);
		const int64_t to_ms = findings_to_ms(t, r);
		int64_t first;

		for (; k > 0 && (r->first_sample == 0 ||
				    f->listing[k - 1].from_ms >
					t->sample_ms[r->first_sample - 1]);
		     k--) {
			const struct finding_listing *l = &f->listing[k - 1];

			if (l->gone_ms < INT64_MAX && l->to_ms >= from_ms)
				m->by_name[l->name] = (int64_t)k - 1;
		}
		first = r->name == TRACE_NONE ? -1 : m->by_name[r->name];
		if (first >= 0 && f->listing[first].gone_ms <= to_ms &&
		    to_ms - f->listing[first].gone_ms >= least)
			r->unlisted = (uint32_t)first;
	}
}

const struct trace_model *
findings_model_in(const struct trace *t, uint32_t set, uint32_t name)
{
	const struct trace_set *s = &t->set[set];
	uint32_t i;

	for (i = 0; i < s->count; i++)
		if (trace_model_of(t, s, i)->name == name)
			return trace_model_of(t, s, i);
	return NULL;
}

/* A short runner has no story, but may be in the first list from then on. */
uint64_t
findings_listed_size(const struct trace *t, const struct findings *f,
    const struct finding_runner *r)
{
	const struct trace_model *m;
	size_t i;

	if (r->story > 0 || r->listing == TRACE_NONE)
		return f->story[r->story].listed_most;
	i = findings_block_at(t, findings_from_ms(t, r));
	if (i < f->listing[r->listing].first_block)
		i = f->listing[r->listing].first_block;
	while (t->block[i].set == TRACE_NONE)
		i++;
	m = findings_model_in(t, t->block[i].set, r->name);
	return m == NULL ? 0 : m->size_bytes;
}

int
findings_models(const struct trace *t, struct findings *f)
{
	struct matcher m = {.trace = t, .findings = f};
	size_t i;

	m.by_name = malloc((t->name.count + 1) * sizeof *m.by_name);
	if (m.by_name == NULL || sort_ends(t, f) != 0) {
		free(m.by_name);
		return -1;
	}
	for (i = 0; i < f->runners; i++) {
		struct finding_runner *r = &f->runner[i];

		if (!r->foreign && !r->nameless)
			r->name = find_name(
			    t, t->process[r->process].command->is.model);
	}
	find_claims(&m, 0);
	guess(&m);
	find_claims(&m, 1);
	find_listings(&m);
	find_unlisted(&m);
	free(m.by_name);
	return 0;
}
