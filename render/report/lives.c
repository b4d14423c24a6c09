#include <string.h>

#include "render/report/words.h"

/* What the report says about a runner below the table. */

static const struct finding_story *
story_of(const struct report *r, size_t i)
{
	return &r->findings->story[r->findings->runner[i].story];
}

/* "all on the GPU; context 4096; ". */
static const char *
in_list(struct report *r, const struct finding_story *s)
{
	const char *least = "", *on = "", *context = "";

	if (s->listed_most == 0)
		return "";
	if (strcmp(listed(r, s->listed_least), listed(r, s->listed_most)) != 0)
		least = word(r, "listed size %s to %s; ",
		    listed(r, s->listed_least), listed(r, s->listed_most));
	if (s->has_vram && s->vram_bytes >= s->listed_most)
		on = "all on the GPU; ";
	else if (s->has_vram)
		on = word(r, "%.0f %% on the CPU; ",
		    100 -
			100.0 * (double)s->vram_bytes / (double)s->listed_most);
	if (s->last_context != s->first_context)
		context = word(r, "context %llu, then %llu; ",
		    (unsigned long long)s->first_context,
		    (unsigned long long)s->last_context);
	else if (s->first_context > 0)
		context = word(
		    r, "context %llu; ", (unsigned long long)s->first_context);
	return word(r, "%s%s%s", least, on, context);
}

/* How it was listed, and how long it took to load. */
static void
tell_listed(struct report *r, size_t i)
{
	const struct finding_runner *f = &r->findings->runner[i];
	const struct finding_story *s = story_of(r, i);
	const int64_t from_ms = findings_from_ms(r->trace, f);
	const char *list, *first = "", *settled = "";

	if (f->foreign)
		return;
	if (s->listed_ms != INT64_MAX && s->listed_ms >= from_ms &&
	    f->started == EDGE_SEEN)
		first = word(r, "first listed %s after its start; ",
		    lasting(r, s->listed_ms - from_ms));
	if (s->plateau_ms != INT64_MAX && s->plateau_ms > from_ms)
		settled = word(r, "95 %% loaded after %s (by %s); ",
		    lasting(r, s->plateau_ms - from_ms),
		    s->by_footprint ? "footprint" : "RSS");
	list = word(r, "%s%s%s", in_list(r, s), first, settled);
	if (list[0] != '\0')
		say(r, "- %s: %.*s.\n", runner(r, i), (int)strlen(list) - 2,
		    list);
}

static void
tell_growth(struct report *r, size_t i)
{
	const struct finding_story *s = story_of(r, i);

	if (s->grew_in_ms > 0)
		say(r,
		    "- Growth: %s kept growing after two minutes, from %s to "
		    "%s%s in %s (%s per hour), and %s.\n",
		    runner(r, i), size(r, s->grew_from_kib * 1024),
		    size(r, s->grew_to_kib * 1024),
		    of_measure(r, s->by_footprint), lasting(r, s->grew_in_ms),
		    size(r,
			(uint64_t)((double)(s->grew_to_kib - s->grew_from_kib) *
				   1024 * 3600000 / (double)s->grew_in_ms)),
		    s->levelled_off ? "levelled off" : "did not level off");
}

static const char *
rose_by(struct report *r, uint64_t bytes)
{
	return bytes == UINT64_MAX ? "was not recorded"
	       : bytes == 0        ? "did not rise"
				   : word(r, "rose by %s", size(r, bytes));
}

static void
tell_push(struct report *r, size_t i)
{
	const struct finding_story *s = story_of(r, i);

	if (s->pushed)
		say(r,
		    "- Pushed out: the RSS of %s fell from %s to %s, %s, while "
		    "%sthe compressor %s and swap used %s.\n",
		    runner(r, i), size(r, s->pushed_from_kib * 1024),
		    size(r, s->pushed_to_kib * 1024),
		    from_to(r, s->pushed_from_ms, s->pushed_to_ms),
		    s->pushed_footprint_kib == TRACE_UNKNOWN
			? ""
			: word(r, "its footprint was still %s, ",
			      size(r, s->pushed_footprint_kib * 1024)),
		    rose_by(r, s->pushed_compressor),
		    rose_by(r, s->pushed_swap));
}

static void
tell_stopping(struct report *r, size_t i)
{
	const struct finding_story *s = story_of(r, i);

	if (s->stopping_from_ms < INT64_MAX)
		say(r,
		    "- Stopping: %s was still running and listed after its "
		    "expiry: %s.\n",
		    runner(r, i),
		    from_to(r, s->stopping_from_ms, s->stopping_to_ms));
}

static void
tell_restart(struct report *r, size_t i)
{
	const struct finding_restart *s = &r->findings->restart[i];

	say(r, "- Restarts: %s was started %zu times, %s; each runner %s.\n",
	    named(r, s->runner), s->count, from_to(r, s->from_ms, s->to_ms),
	    s->longest_ms == 0 ? "was in only one sample"
	    : s->shortest_ms == s->longest_ms
		? word(r, "lived %s", lasting(r, s->longest_ms))
		: word(r, "lived %s to %s", lasting(r, s->shortest_ms),
		      lasting(r, s->longest_ms)));
}

static void
tell_orphan(struct report *r, size_t i)
{
	const struct finding_runner *f = &r->findings->runner[i];
	const struct trace_process *p = &r->trace->process[f->process];
	const unsigned long long ppid = p->ppid;
	const char *lost;

	if (f->foreign || f->orphan == ORPHAN_NO)
		return;
	if (f->orphan == ORPHAN_PARENT_1) {
		if (f->brief)
			return;
		say(r,
		    "- %s had parent PID 1 from the start: its server had "
		    "already exited, or it never had one.\n",
		    runner(r, i));
		return;
	}
	lost = f->orphan == ORPHAN_REPARENTED
		   ? word(r, "lost its parent (PID %llu, then %llu)",
			 (unsigned long long)p->first_ppid, ppid)
		   : word(r, "outlived its server (PID %llu)", ppid);
	say(r, "- Orphan: %s %s and lived on: %s%s\n", runner(r, i), lost,
	    from_to(r, r->trace->sample_ms[f->orphan_sample],
		findings_to_ms(r->trace, f)),
	    still(f));
}

void
report_lives(struct report *r)
{
	const struct findings *f = r->findings;
	size_t chosen[REPORT_ITEMS], shown, i;

	shown = report_choose(
	    r, f->runners, report_size_rank, chosen, REPORT_ITEMS);
	for (i = 0; i < shown; i++)
		tell_listed(r, chosen[i]);
	report_each(r, f->restarts, tell_restart);
	report_each(r, f->runners, tell_growth);
	report_each(r, f->runners, tell_push);
	report_each(r, f->runners, tell_stopping);
	report_each(r, f->runners, tell_orphan);
}
