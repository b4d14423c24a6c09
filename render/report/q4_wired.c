#include "render/report/words.h"

static double
load_rank(const struct report *r, size_t i)
{
	const struct finding_load *l = &r->findings->load[i];

	return (double)(l->wired.to - l->wired.from);
}

static int
is_sharp(const struct report *r, const struct finding_load *l)
{
	return l->wired.to - l->wired.from >= report_much(r);
}

static void
tell_load(struct report *r, size_t number)
{
	const struct finding_load *l = &r->findings->load[number];
	const struct finding_rise *w = &l->wired;
	const int64_t took = r->trace->block[w->to_block].ts_ms -
			     r->trace->block[w->from_block].ts_ms;
	const double gib = 1024.0 * 1024 * 1024;
	const char *who = runner(r, l->runner);
	uint32_t i;

	for (i = 1; i < l->runners && i < REPORT_ITEMS; i++)
		who = word(r, "%s and %s", who, runner(r, l->runner + i));
	if (i < l->runners)
		who =
		    word(r, "%s and %u more", who, (unsigned)(l->runners - i));
	say(r, "- %s, started %s%s: ", who, l->runners > 1 ? "together " : "",
	    at(r, r->findings->runner[l->runner].from_ms));
	if (w->to - w->from < 10 << 20 || took <= 0)
		say(r, "wired stayed at %s.\n", size(r, w->from));
	else
		say(r,
		    "wired rose from %s to %s (+%s), most of it within %s "
		    "(%.2f GiB/s); %s after.\n",
		    size(r, w->from), size(r, w->to), size(r, w->to - w->from),
		    lasting(r, took),
		    (double)(w->most - w->from) / gib / ((double)took / 1000),
		    size(r, l->after_bytes));
}

/* Why nothing is known of any load, or NULL. */
static const char *
why_unknown(const struct report *r)
{
	const struct findings *f = r->findings;

	if (r->trace->samples == 0)
		return "The process log has no sample.";
	if (f->all.metric[TRACE_WIRED].known == 0)
		return "No system sample has vm_stat.";
	if (f->starts == 0 && r->trace->samples == 1)
		return "A single process sample shows no runner's start.";
	if (f->starts == 0 && f->starts_late && f->runners > 0)
		return "The runners in the first process sample were already "
		       "running (see Sampling).";
	if (f->starts == 0 || f->loads > 0)
		return NULL;
	return f->starts_paused < f->starts
		   ? "No system sample was taken close to a runner's start."
		   : "The sampling of processes had a gap when the runners "
		     "started (see Sampling).";
}

void
report_wired_question(struct report *r)
{
	const struct findings *f = r->findings;
	const char *why = why_unknown(r);
	size_t i;
	int sharp = 0;

	for (i = 0; i < f->loads; i++)
		sharp |= is_sharp(r, &f->load[i]);
	say(r,
	    "\n#### 4. Did wired memory rise sharply during a model load? "
	    "**%s**",
	    why != NULL ? "not recorded"
	    : sharp     ? "yes"
			: "no");
	if (why == NULL && !sharp && f->loads < f->starts)
		say(r, " (known of %zu of %zu starts)", f->loads, f->starts);
	say(r, "\n\n");
	if (why == NULL && f->starts == 0)
		why = "No runner started while recording.";
	if (why != NULL) {
		say(r, "%s\n", why);
		return;
	}
	say(r,
	    "Sharply means by at least %s%s within two minutes of a runner's "
	    "start, or before the next runner starts.\n\n",
	    size(r, report_much(r)),
	    r->trace->memory_bytes > 0 ? " (5% of memory)" : "");
	report_top(r, f->loads, load_rank, tell_load);
	if (f->loads < f->starts)
		say(r, "- not recorded for %zu of %zu starts\n",
		    f->starts - f->loads, f->starts);
	if (!f->left_known)
		say(r, "- Left behind by all runners: not recorded.\n");
	else
		say(r,
		    "- Left behind by all runners: %s (wired %s before the "
		    "first load, %s at %s, after the last runner had "
		    "gone).\n",
		    f->left_after >= f->left_before + findings_little(r->trace)
			? size(r, f->left_after - f->left_before)
			: "nothing",
		    size(r, f->left_before), size(r, f->left_after),
		    at(r, f->left_ms));
}
