#include "render/names.h"
#include "render/report/report_parts.h"

#define GIB ((uint64_t)1024 * 1024 * 1024)

static uint64_t much(const struct report *);
static uint64_t little(const struct report *);
static double load_rank(const struct report *, size_t);
static void tell_load(struct report *, const struct finding_load *);
static int rose(const struct report *, const struct finding_low *);
static const char *compressor_answer(const struct report *);
static void tell_course(struct report *, const char *, enum trace_metric,
    const struct finding_low *);
static const char *swap_answer(const struct report *);

/* A 20th of the machine's memory. */
static uint64_t
much(const struct report *r)
{
	return r->trace->memory_bytes > 0 ? r->trace->memory_bytes / 20
					  : 2 * GIB;
}

/* A 100th. */
static uint64_t
little(const struct report *r)
{
	return r->trace->memory_bytes > 0 ? r->trace->memory_bytes / 100
					  : GIB / 2;
}

static double
load_rank(const struct report *r, size_t i)
{
	const struct finding_load *l = &r->findings->load[i];

	return l->known ? (double)l->highest_bytes - (double)l->before_bytes
			: -1e20;
}

static void
tell_load(struct report *r, const struct finding_load *l)
{
	const double gib =
	    ((double)l->highest_bytes - (double)l->before_bytes) / (double)GIB;

	if (!l->known)
		return;
	text_add_string(r->out, "- ");
	report_runner(r, l->runner);
	text_add_string(r->out, ", started ");
	report_clock(r, r->findings->runner[l->runner].from_ms);
	text_add_string(r->out, ": wired ");
	report_bytes(r->out, l->before_bytes);
	text_add_string(r->out, " before, ");
	report_bytes(r->out, l->highest_bytes);
	text_add_string(r->out, " at most, ");
	report_bytes(r->out, l->after_bytes);
	text_add_string(r->out, " after");
	if (gib >= 0.01 && l->rise_ms > 0) {
		text_add_f(r->out, "; +%.2f GiB, most of it within ", gib);
		name_duration(r->out, l->rise_ms);
		text_add_f(r->out, " (%.2f GiB/s)",
		    gib * 0.95 / ((double)l->rise_ms / 1000));
	}
	text_add_string(r->out,
	    l->doubtful ? REPORT_DOUBT ", which are left out.\n" : ".\n");
}

void
report_wired_question(struct report *r)
{
	const struct findings *f = r->findings;
	size_t chosen[REPORT_ITEMS], shown, i, known = 0;
	int sharp = 0, doubtful = 0;

	for (i = 0; i < f->loads; i++) {
		const struct finding_load *l = &f->load[i];

		known += l->known != 0;
		doubtful |= l->doubtful && !l->known;
		sharp |= l->known && l->highest_bytes > l->before_bytes &&
			 l->highest_bytes - l->before_bytes >= much(r);
	}
	text_add_string(r->out,
	    "\n#### 4. Did wired memory rise sharply during "
	    "a model load? ");
	if (r->trace->samples == 0 || f->all.metric[TRACE_WIRED].known == 0)
		text_add_string(r->out, r->trace->samples == 0
					    ? "**not recorded**\n\nThe process "
					      "log has no sample.\n"
					    : "**not recorded**\n\nNo system "
					      "sample has vm_stat.\n");
	else if (f->loads == 0 && r->trace->samples == 1)
		text_add_string(r->out,
		    "**not recorded**\n\nIn a single process sample no "
		    "runner is seen to start.\n");
	else if (f->loads == 0 && f->starts_late && f->runners > 0)
		text_add_string(r->out,
		    "**not recorded**\n\nWhat ran in the first process "
		    "sample had started before it (see Sampling).\n");
	else if (f->loads == 0)
		text_add_string(r->out, "**no**\n\nNo runner started while "
					"recording.\n");
	else if (known == 0)
		text_add_string(r->out,
		    doubtful ? "**not recorded**\n\nRunners started at times "
			       "that the clock passed more than once.\n"
			     : "**not recorded**\n\nNo system sample stands "
			       "near the start of a runner.\n");
	else {
		text_add_string(r->out, sharp ? "**yes**\n\n" : "**no**\n\n");
		text_add_string(r->out, "Sharply: by ");
		report_bytes(r->out, much(r));
		text_add_string(r->out,
		    r->trace->memory_bytes > 0 ? ", 5% of the memory," : "");
		text_add_string(r->out,
		    " or more in the two minutes after a start, or until the "
		    "next one.\n\n");
		shown =
		    report_choose(r, f->loads, load_rank, chosen, REPORT_ITEMS);
		for (i = 0; i < shown; i++)
			tell_load(r, &f->load[chosen[i]]);
		report_more(r, known, shown);
		if (known < f->loads)
			text_add_f(r->out,
			    "- not recorded for %zu of %zu starts%s\n",
			    f->loads - known, f->loads,
			    doubtful ? ", at times that the clock passed more "
				       "than once"
				     : "");
	}
}

/* Did the compressor rise from its first sample to a minute after it? */
static int
rose(const struct report *r, const struct finding_low *l)
{
	const struct finding_range *c = &l->after.metric[TRACE_COMPRESSOR];

	return c->known > 1 && c->high - c->first >= little(r);
}

static const char *
compressor_answer(const struct report *r)
{
	const struct findings *f = r->findings;
	size_t i, known = 0, left_out = 0;

	if (f->all.metric[TRACE_FREE_PERCENT].known == 0 ||
	    f->all.metric[TRACE_COMPRESSOR].known == 0)
		return "not recorded";
	for (i = 0; i < f->lows; i++) {
		if (rose(r, &f->low[i]))
			return "yes";
		known += f->low[i].after.metric[TRACE_COMPRESSOR].known > 1;
		left_out += f->low[i].after_doubtful;
	}
	/* What was left out may have been a rise. */
	return f->lows > 0 && (known == 0 || left_out > 0) ? "not recorded"
							   : "no";
}

static const char *
swap_answer(const struct report *r)
{
	const struct finding_range *s =
	    &r->findings->all.metric[TRACE_SWAP_USED];

	if (s->known < 2)
		return "not recorded";
	if (s->high - s->first >= little(r) || s->last >= much(r))
		return "yes";
	return "no";
}

/*
 * "410 MiB just before, then 2.05 GiB at first, 7.40 GiB at most, 2.10 GiB at
 * last".
 */
static void
tell_course(struct report *r, const char *what, enum trace_metric metric,
    const struct finding_low *l)
{
	const struct finding_range *range = &l->after.metric[metric];
	const struct trace_block *b = &r->trace->block[l->before_block];

	text_add_string(r->out, what);
	if (l->before_block < l->low.first_block &&
	    (b->known >> metric & 1) != 0 && range->known > 0 &&
	    b->value[metric] != range->first) {
		report_bytes(r->out, b->value[metric]);
		text_add_string(r->out, " just before, then ");
	}
	if (range->known == 0 || range->low == range->high) {
		report_range(r->out, range);
		return;
	}
	report_bytes(r->out, range->first);
	text_add_string(r->out, " at first, ");
	if (range->high > range->first && range->high > range->last) {
		report_bytes(r->out, range->high);
		text_add_string(r->out, " at most, ");
	}
	report_bytes(r->out, range->last);
	text_add_string(r->out, " at last");
}

void
report_after_question(struct report *r)
{
	const struct findings *f = r->findings;
	const struct finding_range *swap = &f->all.metric[TRACE_SWAP_USED];
	size_t chosen[REPORT_ITEMS], shown, i;

	text_add_f(r->out,
	    "\n#### 5. Did the compressor rise after low free memory? **%s** "
	    "Did swap grow or stay high? **%s**\n\n",
	    compressor_answer(r), swap_answer(r));
	if (f->lows == 0 && f->all.metric[TRACE_FREE_PERCENT].known > 0) {
		text_add_f(r->out, "- Free memory was never below %d%%",
		    f->low_percent);
		report_coverage(r, &f->all.metric[TRACE_FREE_PERCENT]);
		text_add_string(r->out, ".\n");
	}
	shown = report_lowest(r, chosen);
	for (i = 0; i < shown; i++) {
		const struct finding_low *l = &f->low[chosen[i]];
		const size_t last = l->after.end_block - 1;

		text_add_string(r->out, "- Low at ");
		report_clock(r, l->low.from_ms);
		if (l->after.end_block == l->after.first_block) {
			text_add_string(r->out, REPORT_DOUBT ".\n");
			continue;
		}
		if (last > l->low.first_block) {
			text_add_string(r->out, "; from then to ");
			report_clock(r, r->trace->block[last].ts_ms);
		}
		tell_course(r, ": compressor ", TRACE_COMPRESSOR, l);
		tell_course(r, "; swap used ", TRACE_SWAP_USED, l);
		text_add_string(r->out,
		    l->after_doubtful ? REPORT_DOUBT ", left out.\n" : ".\n");
	}
	report_more(r, f->lows, shown);
	text_add_string(r->out, "- Swap used: ");
	if (swap->known > 0) {
		report_bytes(r->out, swap->first);
		text_add_string(r->out, " in the first sample, ");
		report_bytes(r->out, swap->high);
		text_add_string(r->out, " at most, ");
		report_bytes(r->out, swap->last);
		text_add_string(r->out, " in the last.\n");
	} else
		text_add_string(r->out, "not recorded.\n");
}
