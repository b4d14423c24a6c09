#include "render/report/words.h"

/* What is known of single runners, beside their row of the table. */

/* The listed size beside RSS, and how long it took to load. */
static void
tell_listed(struct report *r, size_t i)
{
	const struct finding_runner *f = &r->findings->runner[i];
	const struct finding_story *s = &r->findings->story[f->story];
	const uint64_t peak = r->trace->process[f->process].peak_rss_kib * 1024;
	const char *between = " ";
	const int settled =
	    s->plateau_ms != INT64_MAX && s->plateau_ms > f->from_ms;

	if (f->foreign || f->restart != TRACE_NONE ||
	    (s->listed_ms == INT64_MAX && !settled))
		return;
	say(r, "- %s:", runner(r, i));
	if (s->listed_most > 0) {
		say(r, " %s%s%s listed",
		    s->listed_least < s->listed_most
			? listed(r, s->listed_least)
			: "",
		    s->listed_least < s->listed_most ? " to " : "",
		    listed(r, s->listed_most));
		between = "; ";
		if (s->has_vram && s->vram_bytes >= s->listed_most)
			say(r, ", all on the GPU");
		else if (s->has_vram)
			say(r, ", %.0f%% of it on the CPU",
			    100 - 100.0 * (double)s->vram_bytes /
				      (double)s->listed_most);
		if (s->first_context > 0)
			say(r, ", context %llu",
			    (unsigned long long)s->first_context);
		if (s->last_context != s->first_context)
			say(r, ", then %llu",
			    (unsigned long long)s->last_context);
		if (s->listed_most > peak * 2)
			say(r, "; only %s resident: GPU memory is not in RSS",
			    size(r, peak));
	}
	if (s->listed_ms != INT64_MAX && f->started == EDGE_SEEN) {
		say(r, "%sfirst listed %s after its start", between,
		    lasting(r, s->listed_ms - f->from_ms));
		between = "; ";
	}
	if (settled)
		say(r, "%sRSS at 95%% of its load after %s", between,
		    lasting(r, s->plateau_ms - f->from_ms));
	say(r, ".\n");
}

static int
tell_growth(struct report *r, size_t i)
{
	const struct finding_story *s =
	    &r->findings->story[r->findings->runner[i].story];

	if (s->grew_in_ms == 0)
		return 0;
	say(r,
	    "- Growth: %s kept growing after its load, from %s to "
	    "%s in %s (%s per hour), and %s.\n",
	    runner(r, i), size(r, s->grew_from_kib * 1024),
	    size(r, s->grew_to_kib * 1024), lasting(r, s->grew_in_ms),
	    size(r, (uint64_t)((double)(s->grew_to_kib - s->grew_from_kib) *
			       1024 * 3600000 / (double)s->grew_in_ms)),
	    s->levelled_off ? "levelled off" : "did not level off");
	return 1;
}

static int
tell_push(struct report *r, size_t i)
{
	const struct finding_story *s =
	    &r->findings->story[r->findings->runner[i].story];

	if (!s->pushed)
		return 0;
	say(r,
	    "- Pushed out: RSS of %s fell from %s to %s, %s, while the "
	    "compressor rose by %s and swap used by %s.\n",
	    runner(r, i), size(r, s->pushed_from_kib * 1024),
	    size(r, s->pushed_to_kib * 1024),
	    from_to(r, s->pushed_from_ms, s->pushed_to_ms),
	    size(r, s->pushed_compressor), size(r, s->pushed_swap));
	return 1;
}

static int
tell_stopping(struct report *r, size_t i)
{
	const struct finding_story *s =
	    &r->findings->story[r->findings->runner[i].story];

	if (s->stopping_from_ms == INT64_MAX)
		return 0;
	say(r,
	    "- Stopping: %s was listed with its expiry in the past while it "
	    "ran: %s.\n",
	    runner(r, i), from_to(r, s->stopping_from_ms, s->stopping_to_ms));
	return 1;
}

/* The first few. */
static void
tell_each(struct report *r, int (*tell)(struct report *, size_t))
{
	size_t i, told = 0;

	for (i = 0; i < r->findings->runners && told < REPORT_ITEMS; i++)
		told += (size_t)tell(r, i);
}

static void
tell_restarts(struct report *r)
{
	const struct findings *f = r->findings;
	size_t i;

	for (i = 0; i < f->restarts && i < REPORT_ITEMS; i++) {
		const struct finding_restart *s = &f->restart[i];

		say(r,
		    "- Restarts: %s was started %zu times, %s; its runners "
		    "lived ",
		    named(r, s->runner), s->count,
		    from_to(r, s->from_ms, s->to_ms));
		if (s->shortest_ms < s->longest_ms)
			say(r, "%s to ", lasting(r, s->shortest_ms));
		say(r, "%s each.\n", lasting(r, s->longest_ms));
	}
	report_more(r, f->restarts, i);
}

void
report_lives(struct report *r)
{
	const size_t start = r->out->len;
	size_t chosen[REPORT_ITEMS], shown, i;

	say(r, "\n");
	shown = report_largest(r, chosen, REPORT_ITEMS);
	for (i = 0; i < shown; i++)
		tell_listed(r, chosen[i]);
	tell_restarts(r);
	tell_each(r, tell_growth);
	tell_each(r, tell_push);
	tell_each(r, tell_stopping);
	if (r->out->len == start + 1)
		r->out->len = start;
}
