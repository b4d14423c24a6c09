#include "render/report/words.h"

static double
load_rank(const struct report *r, size_t i)
{
	const struct finding_load *l = &r->findings->load[i];

	return (double)(l->wired.to - l->wired.from);
}

static void
tell_load(struct report *r, size_t number)
{
	const struct finding_load *l = &r->findings->load[number];
	const struct finding_rise *w = &l->wired;
	const int64_t took = r->trace->block[w->to_block].ts_ms -
			     r->trace->block[w->from_block].ts_ms;
	const double gib = 1024.0 * 1024 * 1024;
	const double rate = (double)(w->most - w->from) / gib * 1000 /
			    (took > 0 ? (double)took : 1);
	const struct finding_runner *first = &r->findings->runner[l->runner];
	const int64_t first_ms = findings_from_ms(r->trace, first);
	const int64_t last_ms =
	    findings_from_ms(r->trace, &first[l->runners - 1]);
	const char *who = runner(r, l->runner);
	uint32_t i;

	for (i = 1; i < l->runners && i < REPORT_ITEMS; i++)
		who = word(r, "%s and %s", who, runner(r, l->runner + i));
	if (i < l->runners)
		who =
		    word(r, "%s and %u more", who, (unsigned)(l->runners - i));
	if (last_ms > first_ms)
		say(r, "- %s started between %s and %s: ", who, at(r, first_ms),
		    at(r, last_ms));
	else
		say(r, "- %s started %sat %s: ", who,
		    l->runners > 1 ? "together " : "", at(r, first_ms));
	if (w->to - w->from < 10 << 20)
		say(r, "wired memory did not rise");
	else
		say(r, "wired memory rose from %s to %s (+%s)%s",
		    size(r, w->from), size(r, w->to), size(r, w->to - w->from),
		    took == 0
			? ""
			: word(r, ", most of it within %s (%.*f GiB/s)",
			      lasting(r, took), rate < 0.01 ? 4 : 2, rate));
	say(r, ", and was %s afterwards%s.\n", size(r, l->after_bytes),
	    l->partial ? "; some of that time was not recorded" : "");
}

/* The starts for which the answer is known. */
static size_t
known_loads(const struct report *r)
{
	const struct findings *f = r->findings;
	size_t i, known = 0;

	for (i = 0; i < f->loads; i++)
		known += !f->load[i].partial ||
			 load_rank(r, i) >= (double)report_much(r);
	return known;
}

/* Why no load's wired memory is known; NULL if one is. */
static const char *
why_unknown(struct report *r)
{
	const struct findings *f = r->findings;
	const struct trace *t = r->trace;

	if (t->samples == 0 && !t->begun)
		return no_sample(r);
	if (f->all.metric[TRACE_WIRED].known == 0)
		return "no system sample has vm_stat";
	if (f->starts == 0 && t->samples == 1)
		return "a single process sample shows no start";
	if (f->starts == 0 && f->log[0].maybe_late && f->runners > 0)
		return "the runners were there from the first process sample "
		       "on";
	if (f->starts == 0)
		return f->unnamed > 0 ? unnamed(r) : NULL;
	if (f->loads > 0)
		return NULL;
	return f->starts_paused < f->starts
		   ? "no system sample was taken close to a start"
		   : "the runners started during a gap in the process samples";
}

void
report_wired_answer(struct report *r, struct answer *a)
{
	const struct findings *f = r->findings;
	const struct finding_rise *w;
	size_t top, known;

	a->seen = why_unknown(r);
	if (a->seen != NULL)
		return;
	if (report_choose(r, f->loads, load_rank, &top, 1) == 0) {
		a->is = no(r, 0);
		a->seen = r->trace->samples == 0
			      ? "no process matched during the recording"
			      : "no runner started during the recording";
		return;
	}
	w = &f->load[top].wired;
	known = known_loads(r);
	if (w->to - w->from >= report_much(r))
		a->is = "yes";
	else if (known == f->starts)
		a->is = no(r, 0);
	a->seen = word(r, "+%s%s%s", size(r, w->to - w->from),
	    f->loads > 1 ? word(r, ", the largest rise of %zu loads", f->loads)
			 : "",
	    known < f->starts
		? word(r, " (known for %s)",
		      share(r, known, f->starts, "start", "starts"))
		: "");
	if (w->to > w->from)
		a->when = word(
		    r, "from %s", at(r, r->trace->block[w->from_block].ts_ms));
}

void
report_wired(struct report *r)
{
	const struct findings *f = r->findings;

	if (why_unknown(r) != NULL || f->starts == 0)
		return;
	say(r,
	    "\n\"Sharply\" means at least %s%s within two minutes of a "
	    "runner's start, or before the next runner starts.\n\n",
	    size(r, report_much(r)),
	    r->trace->memory_bytes > 0 ? " (5 % of memory)" : "");
	report_top(r, f->loads, load_rank, tell_load);
	if (f->loads < f->starts)
		say(r, "- Wired memory was not recorded for %s.\n",
		    share(
			r, f->starts - f->loads, f->starts, "start", "starts"));
	if (!f->left_known)
		say(r,
		    "- How much wired memory the runners left behind is unknown.\n");
	else
		say(r,
		    "- The runners left %s behind: wired memory was %s before "
		    "the first load, and %s at %s, after the last runner had "
		    "exited.\n",
		    f->left_after >= f->left_before + findings_little(r->trace)
			? size(r, f->left_after - f->left_before)
			: "nothing",
		    size(r, f->left_before), size(r, f->left_after),
		    at(r, f->left_ms));
}
