#include "render/report/words.h"

/* From what to what, and when. */
static void
answer_rise(struct report *r, struct answer *a, const struct finding_rise *rise)
{
	a->seen =
	    word(r, "from %s to %s", size(r, rise->from), size(r, rise->to));
	a->when =
	    word(r, "from %s", at(r, r->trace->block[rise->from_block].ts_ms));
}

void
report_compressor_answer(struct report *r, struct answer *a)
{
	const struct findings *f = r->findings;
	const struct finding_range *free = &f->all.metric[TRACE_FREE_PERCENT];
	const struct finding_rise *most = NULL, *c;
	size_t i, known = 0;

	if (free->known == 0 || f->all.metric[TRACE_COMPRESSOR].known == 0) {
		a->seen =
		    free->known == 0
			? "no system sample has the percentage of free "
			  "memory"
			: "no system sample has the size of the compressor";
		return;
	}
	for (i = 0; i < f->lows; i++) {
		c = &f->low[i].compressor;
		known += c->known > 1;
		if (most == NULL || c->to - c->from > most->to - most->from)
			most = c;
	}
	if (most != NULL &&
	    most->to - most->from >= findings_little(r->trace)) {
		a->is = "yes";
		answer_rise(r, a, most);
	} else if (known < f->lows)
		a->seen = word(r, "recorded for %s of low memory",
		    share(r, known, f->lows, "time", "times"));
	else {
		a->is = no(r, 1);
		a->seen =
		    f->lows > 0
			? word(r, "it rose by %s at most",
			      size(r, most->to - most->from))
			: word(r, "free memory was never below %d %%%s%s",
			      f->low_percent, coverage(r, free), but_gaps(r));
	}
}

void
report_swap_answer(struct report *r, struct answer *a)
{
	const struct findings *f = r->findings;
	const struct finding_range *used = &f->all.metric[TRACE_SWAP_USED];

	if (f->swap.known < 2) {
		a->seen = f->swap.known == 0
			      ? "no system sample has swap used"
			      : "only one system sample has swap used";
	} else if (f->swap.to - f->swap.from >= findings_little(r->trace)) {
		a->is = "yes, it grew";
		answer_rise(r, a, &f->swap);
	} else if (used->last >= report_much(r)) {
		a->is = "yes, it stayed high";
		a->seen =
		    word(r, "%s at the last reading", size(r, used->last));
	} else {
		a->is = no(r, 1);
		a->seen = word(r, "%s at most%s%s", size(r, used->high),
		    coverage(r, used), but_gaps(r));
	}
}

/* "the compressor rose from 410 MiB to 7.40 GiB and fell back to 410 MiB". */
static const char *
risen(struct report *r, const char *what, enum trace_metric metric,
    const struct finding_low *l)
{
	const uint64_t little = findings_little(r->trace);
	const struct finding_range all = findings_metric(
	    r->trace, metric, l->before_block, l->after_block + 1);
	const struct finding_rise rise = findings_rise(
	    r->trace, metric, l->before_block, l->after_block + 1);

	if (rise.known < 2)
		return rise.known == 0 ? word(r, "%s was not recorded", what)
				       : word(r, "%s was %s in the only sample",
					     what, size(r, rise.to));
	if (rise.to - rise.from < little)
		return word(r, "%s did not rise (%s)", what, range(r, &all));
	return word(r, "%s rose from %s to %s%s", what, size(r, rise.from),
	    size(r, rise.to),
	    rise.to - all.last >= little
		? word(r, " and fell back to %s", size(r, all.last))
		: "");
}

static void
tell_after(struct report *r, size_t i)
{
	const struct finding_low *l = &r->findings->low[i];
	const int64_t from_ms = r->trace->block[l->before_block].ts_ms;
	const int64_t to_ms = r->trace->block[l->after_block].ts_ms;

	say(r, "- Low at %s: %s%s; %s.\n", at(r, l->from_ms),
	    to_ms > from_ms
		? word(r, "from %s to %s ", at(r, from_ms), at(r, to_ms))
		: "",
	    risen(r, "the compressor", TRACE_COMPRESSOR, l),
	    risen(r, "swap used", TRACE_SWAP_USED, l));
}

static void
tell_swap(struct report *r)
{
	const struct findings *f = r->findings;
	const struct finding_range *swap = &f->all.metric[TRACE_SWAP_USED];

	say(r, "- Swap used %s%s%s.\n", course(r, swap),
	    f->swap.to > f->swap.from && f->swap.from < swap->first
		? word(r, "; it rose from %s to %s", size(r, f->swap.from),
		      size(r, f->swap.to))
		: "",
	    swap->known > 0 ? coverage(r, swap) : "");
}

/* A broken counter may have any value. */
static uint64_t
whole(double bytes)
{
	return bytes < 1e19 ? (uint64_t)bytes : UINT64_MAX;
}

/* "2.44 GiB (at most 1.22 GiB/s, at 10:00:10)". */
static const char *
flow(struct report *r, enum trace_metric counter)
{
	const struct finding_flow f = findings_flow(r->trace, counter);

	if (f.known == 0)
		return "not recorded";
	return word(r, "%s%s", size(r, whole(f.bytes)),
	    f.rate > 0 ? word(r, " (at most %s/s, at %s)",
			     size(r, whole(f.rate)), at(r, f.to_ms))
		       : "");
}

/* The samples that have both counters; one that is nowhere does not count. */
static const char *
samples_with(struct report *r, enum trace_metric a, enum trace_metric b)
{
	const struct finding_range x =
	    findings_metric(r->trace, a, 0, r->trace->blocks);
	const struct finding_range y =
	    findings_metric(r->trace, b, 0, r->trace->blocks);
	const int rarer_is_y =
	    x.known == 0 || (y.known > 0 && y.known < x.known);
	const struct finding_range *v = rarer_is_y ? &y : &x;

	return v->known == 0 ? "" : coverage(r, v);
}

/* A thrashing machine keeps swapping in; used swap alone does no harm. */
static void
tell_paging(struct report *r)
{
	static const enum trace_metric counter[] = {TRACE_SWAPINS,
	    TRACE_SWAPOUTS, TRACE_DECOMPRESSIONS, TRACE_COMPRESSIONS,
	    TRACE_PAGEINS, TRACE_PAGEOUTS};
	size_t i, known = 0;

	for (i = 0; i < sizeof counter / sizeof counter[0]; i++)
		known += findings_flow(r->trace, counter[i]).known;
	if (known == 0)
		say(r, "- Paging: not recorded.\n");
	else
		say(r,
		    "- Swapped in: %s; out: %s%s.\n"
		    "- Decompressed: %s; compressed: %s%s.\n"
		    "- Paged in from files: %s; out: %s%s.\n",
		    flow(r, TRACE_SWAPINS), flow(r, TRACE_SWAPOUTS),
		    samples_with(r, TRACE_SWAPINS, TRACE_SWAPOUTS),
		    flow(r, TRACE_DECOMPRESSIONS), flow(r, TRACE_COMPRESSIONS),
		    samples_with(r, TRACE_DECOMPRESSIONS, TRACE_COMPRESSIONS),
		    flow(r, TRACE_PAGEINS), flow(r, TRACE_PAGEOUTS),
		    samples_with(r, TRACE_PAGEINS, TRACE_PAGEOUTS));
}

/* The most that the compressor held, and the memory that this took. */
static void
tell_compressed(struct report *r)
{
	const struct finding_range stored = findings_metric(
	    r->trace, TRACE_STORED_IN_COMPRESSOR, 0, r->trace->blocks);
	uint64_t in;

	if (stored.high == 0 ||
	    !trace_has(r->trace, stored.high_block, TRACE_COMPRESSOR))
		return;
	in = trace_value(r->trace, stored.high_block, TRACE_COMPRESSOR);
	say(r,
	    "- Compressor at its fullest: %s of pages were compressed into "
	    "%s%s at %s%s.\n",
	    size(r, stored.high), size(r, in),
	    in == 0 ? ""
		    : word(r, " (%.1f:1)", (double)stored.high / (double)in),
	    at(r, r->trace->block[stored.high_block].ts_ms),
	    coverage(r, &stored));
}

static const char *
waited(struct report *r, const struct finding_flow *f)
{
	return f->known == 0
		   ? "not recorded"
		   : word(r, "for %s",
			 lasting(r, (int64_t)(whole(f->bytes / 1000))));
}

static void
tell_stalls(struct report *r)
{
	const struct finding_flow some =
	    findings_flow(r->trace, TRACE_SOME_STALL);
	const struct finding_flow full =
	    findings_flow(r->trace, TRACE_FULL_STALL);

	if (some.known > 0 || full.known > 0)
		say(r, "- Waiting for memory: some tasks %s%s; all tasks %s.\n",
		    waited(r, &some),
		    some.bytes > 0
			? word(r, " (at most %.0f %% of the time, at %s)",
			      some.rate / 10000, at(r, some.to_ms))
			: "",
		    waited(r, &full));
}

void
report_after(struct report *r)
{
	const struct findings *f = r->findings;
	const int of_memory = r->trace->memory_bytes > 0;

	if (r->trace->blocks == 0)
		return;
	say(r,
	    "\n\"Rise\" and \"grow\" mean at least %s%s, \"high\" means at "
	    "least %s%s.\n\n",
	    size(r, findings_little(r->trace)),
	    of_memory ? " (1 % of memory)" : "", size(r, report_much(r)),
	    of_memory ? " (5 %)" : "");
	report_top(r, f->lows, report_low_rank, tell_after);
	tell_swap(r);
	tell_compressed(r);
	tell_paging(r);
	tell_stalls(r);
}
