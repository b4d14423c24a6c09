#include "render/report/words.h"

static int rose(const struct report *r, const struct finding_low *l);
static const char *compressor_answer(const struct report *r);
static const char *swap_answer(const struct report *r);
static void tell_course(struct report *r, const char *what,
    enum trace_metric metric, const struct finding_low *l);

/* Did the compressor rise from its first sample to a minute after it? */
static int
rose(const struct report *r, const struct finding_low *l)
{
	const struct finding_range *c = &l->after.metric[TRACE_COMPRESSOR];

	return c->known > 1 && c->high - c->first >= report_little(r);
}

static const char *
compressor_answer(const struct report *r)
{
	const struct findings *f = r->findings;
	size_t i, known = 0;

	if (f->all.metric[TRACE_FREE_PERCENT].known == 0 ||
	    f->all.metric[TRACE_COMPRESSOR].known == 0)
		return "not recorded";
	for (i = 0; i < f->lows; i++) {
		if (rose(r, &f->low[i]))
			return "yes";
		known += f->low[i].after.metric[TRACE_COMPRESSOR].known > 1;
	}
	return f->lows > 0 && known == 0 ? "not recorded" : "no";
}

static const char *
swap_answer(const struct report *r)
{
	const struct finding_range *s =
	    &r->findings->all.metric[TRACE_SWAP_USED];

	if (s->known < 2)
		return "not recorded";
	if (s->high - s->first >= report_little(r) || s->last >= report_much(r))
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
		if (last > l->low.first_block) {
			text_add_string(r->out, "; from then to ");
			report_clock(r, r->trace->block[last].ts_ms);
		}
		tell_course(r, ": compressor ", TRACE_COMPRESSOR, l);
		tell_course(r, "; swap used ", TRACE_SWAP_USED, l);
		text_add_string(r->out, ".\n");
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
