#include "render/report/words.h"

/* Where samples are missing, and where logs were joined. */

static double
gap_rank(const struct report *r, size_t i)
{
	const struct finding_gap *g = &r->findings->gap[i];

	return (double)(g->to_ms - g->from_ms);
}

/* Is it the time between two recordings? */
static int
is_between(const struct report *r, const struct finding_gap *g)
{
	const struct trace *t = r->trace;
	size_t i;

	for (i = 0; i < t->seams; i++)
		if (t->seam[i].kind == SEAM_JOINED &&
		    t->seam[i].at_ms > g->from_ms &&
		    t->seam[i].at_ms - g->to_ms <= r->findings->log[0].near_ms)
			return 1;
	return 0;
}

static void
put_gap(struct report *r, size_t i)
{
	const struct finding_gap *g = &r->findings->gap[i];

	say(r, "- No %s sample: %s%s%s.\n", g->system ? "system" : "process",
	    from_to(r, g->from_ms, g->to_ms),
	    is_between(r, g) ? "; another recording begins after it"
	    : g->both        ? "; the other log has a gap there too: the "
			       "machine was too busy or asleep, or its clock "
			       "was set forward"
	    : g->system      ? ""
			     : " (or no process matched)",
	    g->ended == 0 && g->started == 0
		? ""
		: word(r, "; afterwards %s gone and %u new",
		      counted(r, g->ended, "runner was", "runners were"),
		      (unsigned)g->started));
}

/* The samples of one log begin late, or end early. */
static void
put_edge(struct report *r, int system, int late)
{
	const char *which = late ? "first" : "last";
	const struct finding_log *l = &r->findings->log[system];
	const struct finding_log *other = &r->findings->log[!system];

	if (!(late ? l->late : l->early))
		return;
	say(r, "- The %s %s sample is from %s, the %s %s sample from %s%s.\n",
	    which, system ? "system" : "process",
	    at(r, late ? l->first_ms : l->last_ms), which,
	    system ? "process" : "system",
	    at(r, late ? other->first_ms : other->last_ms),
	    system ? ""
	    : late
		? ": no process matched before, or the process log begins later"
		: ": no process matched afterwards, or the process log ends earlier");
}

/* What happened at the seam, and how later times are shifted. */
static void
put_seam(struct report *r, size_t i)
{
	static const char *const of[] = {
	    "no log", "the process log", "the system log", "both logs"};
	const struct trace_seam *s = &r->trace->seam[i];
	const char *when = at(r, s->at_ms), *logs = of[s->logs];

	say(r, "- %s%s%s.\n",
	    s->kind == SEAM_JOINED
		? word(r, "At %s another recording begins in %s%s", when, logs,
		      s->back_ms > 0 ? ", made earlier or at the same time"
				     : "")
		: word(r, "The clock was set back by %s at %s",
		      lasting(r, s->back_ms), when),
	    s->kind == SEAM_UNCLEAR
		? word(
		      r, ", or recordings were joined out of order in %s", logs)
		: "",
	    s->back_ms > 0 ? word(r,
				 ". From there on, times are the log's times "
				 "plus %s",
				 lasting(r, s->shift_ms))
			   : "");
}

static void
put_unread(struct report *r, size_t log)
{
	const size_t lines = r->trace->unread[log];

	if (lines > 0)
		say(r, "- %s of the %s log could not be read.\n",
		    counted(r, lines, "line", "lines"),
		    log == 0 ? "process" : "system");
}

static void
put_repeat(struct report *r, size_t log)
{
	if (r->trace->repeats >> log & 1)
		say(r,
		    "- The %s log holds the same recording more than once; it "
		    "is counted once.\n",
		    log == 0 ? "process" : "system");
}

void
report_sampling(struct report *r)
{
	const struct trace *t = r->trace;
	const struct findings *f = r->findings;
	/* Two logs of one sample each never have the same time. */
	const int64_t near_ms = 60000;
	const struct finding_log *l = f->log;
	int i;

	if (l[0].count > 0 && l[1].count > 0 &&
	    (l[0].last_ms + near_ms < l[1].first_ms ||
		l[1].last_ms + near_ms < l[0].first_ms))
		say(r, "- The two logs do not overlap in time: do they belong "
		       "together?\n");
	else
		for (i = 0; i < 4; i++)
			put_edge(r, i % 2, i < 2);
	report_each(r, 2, put_unread);
	report_each(r, 2, put_repeat);
	report_each(r, t->seams, put_seam);
	report_top(r, f->gaps, gap_rank, put_gap);
}
