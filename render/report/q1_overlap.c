#include <string.h>

#include "render/report/words.h"

enum { TOLD_STARTS = 3 };

/* The lowest free memory first, then the longest. */
static double
overlap_rank(const struct report *r, size_t i)
{
	const struct finding_overlap *o = &r->findings->overlap[i];

	return 101 - (o->lowest_percent >= 0 ? o->lowest_percent : 100) +
	       (double)(o->to_ms - o->from_ms) * 1e-15;
}

static int
was_there(const struct finding_runner *r, uint32_t sample)
{
	return r->first_sample < sample && r->last_sample >= sample;
}

/* "runner PID 1 for `a` and 1 more were", before `start` started. */
static const char *
others(struct report *r, const struct finding_overlap *o, size_t start)
{
	const struct findings *f = r->findings;
	const uint32_t *part = f->overlap_runner + o->first;
	const uint32_t sample = f->runner[part[start]].first_sample;
	size_t i, count = 0, first = start;

	for (i = start; i > 0; i--)
		if (was_there(&f->runner[part[i - 1]], sample)) {
			first = i - 1;
			count++;
		}
	return count <= 1 ? word(r, "runner %s was", runner(r, part[first]))
			  : word(r, "runner %s and %zu more were",
				runner(r, part[first]), count - 1);
}

/* Returns 1 if runner i of the overlap started beside one that was there. */
static int
tell_start(struct report *r, const struct finding_overlap *o, size_t i)
{
	const struct findings *f = r->findings;
	const uint32_t *part = f->overlap_runner + o->first;
	const struct finding_runner *started = &f->runner[part[i]];
	const int64_t ms = findings_from_ms(r->trace, started);

	if (i == 0 ||
	    started->first_sample == f->runner[part[0]].first_sample ||
	    ms < o->from_ms)
		return 0;
	say(r,
	    started->started == EDGE_PAUSE
		? "> At %s, %s still alive when runner %s was first seen, "
		  "after a gap in the sampling.\n"
		: "> At %s, %s still alive while runner %s started.\n",
	    at_utc(r, ms), others(r, o, i), runner(r, part[i]));
	return 1;
}

static void
tell_no_start(struct report *r, const struct finding_overlap *o)
{
	const struct findings *f = r->findings;
	const uint32_t *part = f->overlap_runner + o->first;
	const struct finding_runner *first = &f->runner[part[0]];

	say(r, "> At %s, runners %s and %s%s %s.\n", at_utc(r, o->from_ms),
	    runner(r, part[0]), runner(r, part[1]),
	    o->count > 2 ? word(r, " and %zu more", o->count - 2) : "",
	    findings_from_ms(r->trace, first) < o->from_ms
		? "were alive together again, after samples in which one of "
		  "them was missing"
	    : first->started == EDGE_BEYOND
		? "were already alive when recording began"
		: "were first seen in the same sample");
}

/* The second sentence that the guide asks for about an interval. */
static void
tell_values(struct report *r, const struct finding_values *v)
{
	const struct finding_range *free = &v->metric[TRACE_FREE_PERCENT];
	const char *when = "During the same interval";

	if (v->first_block == v->end_block) {
		say(r, "> %s, no system sample was recorded.\n", when);
		return;
	}
	if (v->before)
		when = word(r,
		    "No system sample was taken in this interval. In the "
		    "last one before it, at %s",
		    at(r, r->trace->block[v->first_block].ts_ms));
	say(r,
	    "> %s, free memory was %s, wired memory was %s, the compressor "
	    "was %s, and swap used %s.\n",
	    when,
	    free->known == 0 ? "not recorded"
			     : percents(r, free->low, free->high),
	    range(r, &v->metric[TRACE_WIRED]),
	    range(r, &v->metric[TRACE_COMPRESSOR]),
	    course(r, &v->metric[TRACE_SWAP_USED]));
}

static void
tell_lists(struct report *r, const struct finding_values *v)
{
	uint32_t last = TRACE_NONE, set;
	size_t i, changes = 0;

	for (i = v->first_block; i < v->end_block; i++) {
		set = r->trace->block[i].set;
		if (set == TRACE_NONE || set == last ||
		    (last != TRACE_NONE &&
			strcmp(models(r, last), models(r, set)) == 0))
			continue;
		last = set;
		if (changes++ < REPORT_ITEMS)
			say(r, "%s%s",
			    changes == 1 ? "> ollama ps reported " : ", then ",
			    models(r, set));
	}
	if (changes > REPORT_ITEMS)
		say(r, ", then %s",
		    counted(
			r, changes - REPORT_ITEMS, "more list", "more lists"));
	say(r, changes == 0 ? "> What ollama ps reported was not recorded.\n"
			    : ".\n");
}

static void
tell_overlap(struct report *r, size_t number)
{
	const struct finding_overlap *o = &r->findings->overlap[number];
	const struct finding_values v =
	    findings_values(r->trace, r->findings, o->from_ms, o->to_ms);
	size_t i, starts = 0;

	say(r, "\nAlive together: %s%s%s.\n\n",
	    from_to(r, o->from_ms, o->to_ms),
	    o->from_ms == o->to_ms ? ", in one sample" : "",
	    o->most > 2 ? word(r, ", up to %zu runners", o->most) : "");
	for (i = 0; i < o->count && starts < TOLD_STARTS; i++)
		starts += (size_t)tell_start(r, o, i);
	if (starts == 0)
		tell_no_start(r, o);
	else if (i < o->count)
		say(r, "> %s alive in this interval.\n",
		    counted(r, o->count - i, "more runner was",
			"more runners were"));
	tell_values(r, &v);
	tell_lists(r, &v);
}

/* The answer without an overlap: "no", or why it is unknown. */
static void
answer_none(struct report *r, struct answer *a)
{
	const size_t samples = r->trace->samples;
	const size_t ollamas = r->findings->ollamas;
	const size_t lines = r->trace->unread[0];

	if (findings_knows_overlaps(r->trace, r->findings)) {
		a->is = no(r, 0);
		a->seen =
		    samples == 0
			? "no process matched during the recording"
			: word(r, "%s runner%s in %zu process samples%s",
			      ollamas > 0 ? "at most one" : "no",
			      ollamas < r->findings->runners ? " of Ollama"
							     : "",
			      samples,
			      lines == 0
				  ? ""
				  : word(r, "; %s could not be read",
					counted(r, lines, "line", "lines")));
		return;
	}
	a->seen = samples == 0 ? no_sample(r)
		  : samples == 1
		      ? "a single process sample shows neither a start nor "
			"an exit"
		  : r->findings->unnamed > 0
		      ? unnamed(r)
		      : "one runner exited and another started during a "
			"gap in the sampling";
}

void
report_overlap_answer(struct report *r, struct answer *a)
{
	const struct findings *f = r->findings;
	const struct finding_overlap *o = findings_worst_overlap(f);

	if (o == NULL) {
		answer_none(r, a);
		return;
	}
	a->is = "yes";
	a->seen = word(r, "%s%zu runners%s%s", o->most > 2 ? "up to " : "",
	    o->most, for_time(r, o->from_ms, o->to_ms),
	    f->overlaps > 1
		? word(r, ", the worst of %zu intervals", f->overlaps)
		: "");
	a->when = span_of_time(r, o->from_ms, o->to_ms);
}

void
report_overlaps(struct report *r)
{
	const struct findings *f = r->findings;
	size_t chosen[REPORT_ITEMS], shown, i;

	shown =
	    report_choose(r, f->overlaps, overlap_rank, chosen, REPORT_ITEMS);
	if (f->overlaps > shown)
		say(r, "\n%zu such intervals; the %zu %s:\n", f->overlaps,
		    shown,
		    f->all.metric[TRACE_FREE_PERCENT].known > 0
			? "with the least free memory"
			: "longest");
	for (i = 0; i < shown; i++)
		tell_overlap(r, chosen[i]);
}
