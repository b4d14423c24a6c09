#include "render/human.h"
#include "render/report/words.h"

enum { TOLD_STARTS = 3, TOLD_OTHERS = 3 };

static double overlap_rank(const struct report *r, size_t i);
static void tell_others(
    struct report *r, const struct finding_overlap *o, size_t start);
static int tell_start(
    struct report *r, const struct finding_overlap *o, size_t i);
static void tell_overlap(struct report *r, const struct finding_overlap *o);
static void tell_overlaps(struct report *);
static int paused_over_change(const struct report *r);

/* The lowest free memory first, then the longest. */
static double
overlap_rank(const struct report *r, size_t i)
{
	const struct finding_overlap *o = &r->findings->overlap[i];
	const struct finding_range *percent =
	    &o->values.metric[TRACE_FREE_PERCENT];
	double length = (double)(o->to_ms - o->from_ms);

	return length * 1e-15 -
	       (percent->known > 0 ? (double)percent->low : 100);
}

/* Those that were there before runner `start` of the overlap. */
static void
tell_others(struct report *r, const struct finding_overlap *o, size_t start)
{
	const struct findings *f = r->findings;
	const uint32_t *part = f->overlap_runner + o->first;
	const int64_t ms = f->runner[part[start]].from_ms;
	size_t i, count = 0, told = 0;

	for (i = 0; i < start; i++)
		count += f->runner[part[i]].from_ms < ms &&
			 f->runner[part[i]].to_ms >= ms;
	text_add_string(r->out, count == 1 ? "runner " : "runners ");
	for (i = 0; i < start && told < TOLD_OTHERS; i++) {
		if (f->runner[part[i]].from_ms >= ms ||
		    f->runner[part[i]].to_ms < ms)
			continue;
		if (told > 0)
			text_add_string(
			    r->out, told + 1 == count ? " and " : ", ");
		told++;
		report_runner(r, part[i]);
	}
	if (count > told)
		text_add_f(r->out, " and %zu more", count - told);
	text_add_string(r->out, count == 1 ? " was" : " were");
}

/* Returns 1 if runner i of the overlap started beside one that was there. */
static int
tell_start(struct report *r, const struct finding_overlap *o, size_t i)
{
	const struct findings *f = r->findings;
	const uint32_t *part = f->overlap_runner + o->first;
	const struct finding_runner *started = &f->runner[part[i]];

	if (i == 0 || started->from_ms == f->runner[part[0]].from_ms ||
	    started->from_ms < o->from_ms)
		return 0;
	text_add_string(r->out, "> At ");
	report_time(r, started->from_ms);
	text_add_string(r->out, ", ");
	tell_others(r, o, i);
	text_add_string(r->out, " still alive while runner ");
	report_runner(r, part[i]);
	text_add_string(r->out, " started.\n");
	return 1;
}

static void
tell_overlap(struct report *r, const struct finding_overlap *o)
{
	const struct findings *f = r->findings;
	const uint32_t *part = f->overlap_runner + o->first;
	size_t i, starts = 0;

	text_add_string(r->out, "\nAlive together: ");
	report_interval(r, o->from_ms, o->to_ms);
	if (o->from_ms == o->to_ms)
		text_add_string(r->out, ", in one sample");
	if (o->most > 2)
		text_add_f(r->out, ", up to %zu runners", o->most);
	text_add_string(r->out, ".\n\n");
	for (i = 0; i < o->count && starts < TOLD_STARTS; i++)
		starts += (size_t)tell_start(r, o, i);
	if (starts == 0) {
		text_add_string(r->out, "> At ");
		report_time(r, o->from_ms);
		text_add_string(r->out, ", runners ");
		report_runner(r, part[0]);
		text_add_string(r->out, " and ");
		report_runner(r, part[1]);
		if (o->count > 2)
			text_add_f(r->out, " and %zu more", o->count - 2);
		text_add_string(r->out,
		    f->runner[part[0]].from_ms < o->from_ms
			? " were alive together again, after samples that "
			  "lack one of them.\n"
		    : f->runner[part[0]].started >= EDGE_PAUSE
			? " were first seen, in the same sample.\n"
			: " were alive already, as recording began.\n");
	} else if (o->count > starts + 1 && i < o->count)
		text_add_f(r->out, "> (%zu more took part.)\n", o->count - i);
	text_add_string(r->out, "> ");
	report_values(r, &o->values);
	text_add_string(r->out, "\n> ");
	report_sets(r, &o->values);
	text_add_char(r->out, '\n');
}

static void
tell_overlaps(struct report *r)
{
	const size_t count = r->findings->overlaps;
	size_t chosen[REPORT_ITEMS], shown, i;

	shown = report_choose(r, count, overlap_rank, chosen, REPORT_ITEMS);
	if (count > shown)
		text_add_f(r->out, "\n%zu such intervals; the %zu %s:\n", count,
		    shown,
		    r->findings->all.metric[TRACE_FREE_PERCENT].known > 0
			? "with the least free memory"
			: "longest");
	for (i = 0; i < shown; i++)
		tell_overlap(r, &r->findings->overlap[chosen[i]]);
}

/* Did one end and another start where nothing was sampled? */
static int
paused_over_change(const struct report *r)
{
	size_t i;

	for (i = 0; i < r->findings->gaps; i++)
		if (r->findings->gap[i].ended > 0 &&
		    r->findings->gap[i].started > 0)
			return 1;
	return 0;
}

void
report_runners_question(struct report *r)
{
	const struct findings *f = r->findings;
	const struct trace *t = r->trace;

	text_add_string(r->out, "\n#### 1. Did a new model runner start before "
				"the previous one exited? ");
	if (t->samples == 0)
		text_add_string(r->out, "**not recorded**\n\nThe process log "
					"has no sample.\n");
	else if (f->overlaps > 0)
		text_add_string(r->out, "**yes**\n");
	else if (t->samples == 1)
		text_add_string(r->out,
		    "**not recorded**\n\nIn a single process sample nothing "
		    "is seen to start or to exit.\n");
	else if (f->runners == 0) {
		text_add_string(r->out, "**no**\n\nNo model runner was seen "
					"in ");
		human_count(
		    r->out, t->samples, "process sample", "process samples");
		text_add_string(r->out, ".\n");
	} else if (paused_over_change(r))
		text_add_string(r->out,
		    "**not recorded**\n\nOne runner was gone and another was "
		    "there after the sampling had stalled (see Sampling). In "
		    "no sample were two alive.\n");
	else {
		text_add_string(
		    r->out, "**no**\n\nNever more than one runner in ");
		report_all(
		    r->out, t->samples, "process sample", "process samples");
		text_add_string(r->out, ".\n");
	}
	if (f->overlaps > 0)
		tell_overlaps(r);
}
