#include "render/human.h"
#include "render/report/words.h"

static double
low_rank(const struct report *r, size_t i)
{
	const struct finding_low *l = &r->findings->low[i];

	return (double)(l->low.to_ms - l->low.from_ms) * 1e-15 -
	       l->low.lowest_percent;
}

size_t
report_lowest(const struct report *r, size_t *chosen)
{
	return report_choose(
	    r, r->findings->lows, low_rank, chosen, REPORT_ITEMS);
}

static void
tell_low(struct report *r, const struct finding_low *l)
{
	const size_t blocks = l->low.last_block - l->low.first_block + 1;
	int level, told = 0;

	say(r, "- %s: ", from_to(r, l->low.from_ms, l->low.to_ms));
	if (l->low.lowest_percent < l->low.highest_percent)
		say(r, "%d to ", l->low.lowest_percent);
	say(r, "%d%% free; ", l->low.highest_percent);
	if (r->trace->samples == 0)
		say(r, "processes were not recorded");
	else if (l->samples == 0)
		say(r, "no process sample was taken near then");
	else if (l->runner == TRACE_NONE)
		say(r, "no runner was seen then");
	else
		say(r, "largest runner %s, up to %s RSS", runner(r, l->runner),
		    size(r, l->runner_rss_kib * 1024));
	if (l->grown != TRACE_NONE)
		say(r, "; in the minute before, %s grew most, by %s",
		    runner(r, l->grown), size(r, l->grown_kib * 1024));
	say(r, "; pressure level (estimated) ");
	for (level = PRESSURE_CRITICAL; level >= PRESSURE_UNKNOWN; level--) {
		if (l->level_blocks[level] == 0)
			continue;
		say(r, "%s%s", told++ > 0 ? ", " : "",
		    findings_level_name((enum pressure)level));
		if (l->level_blocks[level] < blocks)
			say(r, " in %zu", l->level_blocks[level]);
	}
	if (told > 1)
		say(r, " of %zu samples", blocks);
	say(r, ".\n");
}

static void
tell_lows(struct report *r)
{
	const struct findings *f = r->findings;
	size_t chosen[REPORT_ITEMS], shown, i;

	shown = report_lowest(r, chosen);
	if (shown == 0)
		return;
	say(r, "\nBelow %d%%:\n\n", f->low_percent);
	for (i = 0; i < shown; i++)
		tell_low(r, &f->low[chosen[i]]);
	report_more(r, f->lows, shown);
}

/* The worse level first, then the longer span. */
static double
pressure_rank(const struct report *r, size_t i)
{
	const struct finding_pressure *p = &r->findings->pressure[i];

	return (double)p->level * 1e16 + (double)(p->to_ms - p->from_ms);
}

static void
tell_pressure(struct report *r)
{
	const struct findings *f = r->findings;
	const size_t known =
	    r->trace->blocks - f->level_blocks[PRESSURE_UNKNOWN];
	size_t chosen[REPORT_ITEMS], shown, i, raised = 0;

	say(r, "\nPressure level, estimated from vm_stat: ");
	for (i = 0; i < f->pressures; i++)
		raised += f->pressure[i].level >= PRESSURE_WARN;
	if (known == 0)
		say(r, "not recorded.\n");
	else if (raised == 0 && known == 1)
		say(r, "normal in the only sample that has it.\n");
	else if (raised == 0)
		say(r, "normal in all %zu samples that have it.\n", known);
	if (raised == 0)
		return;
	say(r, "raised.\n\n");
	shown =
	    report_choose(r, f->pressures, pressure_rank, chosen, REPORT_ITEMS);
	for (i = 0; i < shown; i++) {
		const struct finding_pressure *p = &f->pressure[chosen[i]];

		if (p->level >= PRESSURE_WARN)
			say(r, "- %s: %s\n", findings_level_name(p->level),
			    from_to(r, p->from_ms, p->to_ms));
	}
	report_more(r, raised, shown);
}

/* Where the guide's rule and the kernel's differ. */
static void
tell_disagreement(struct report *r)
{
	const struct findings *f = r->findings;
	const size_t calm = f->low_blocks[PRESSURE_NORMAL];
	const size_t raised =
	    f->high_blocks[PRESSURE_WARN] + f->high_blocks[PRESSURE_CRITICAL];

	if (calm > 0)
		say(r,
		    "\nLow, yet no pressure: in %s free memory was below "
		    "%d%% while the estimated level was normal. Wired memory "
		    "lowers the percentage but does not count towards the "
		    "level.\n",
		    counted(r, calm, "sample", "samples"), f->low_percent);
	if (raised > 0)
		say(r,
		    "\nPressure, yet not low: in %s the estimated level was "
		    "warn or critical while free memory was at %d%% or "
		    "above. A large compressor raises the level.\n",
		    counted(r, raised, "sample", "samples"), f->low_percent);
}

/* What is known of the time in which next to nothing was free. */
static void
tell_near_zero(struct report *r)
{
	const struct findings *f = r->findings;
	const struct finding_range *percent =
	    &f->all.metric[TRACE_FREE_PERCENT];
	const size_t sampled = f->near_zero_sampled_blocks;
	const struct trace_block *b;

	say(r, " (close to zero means below %d%%)", FINDINGS_NEAR_ZERO_PERCENT);
	if (f->near_zero_runner != TRACE_NONE) {
		b = &r->trace->block[f->near_zero_block];
		if (f->near_zero_block == percent->low_block)
			say(r, "; the largest runner then: ");
		else
			say(r, "; the largest runner at %s, with %d%% free: ",
			    at(r, b->ts_ms),
			    (int)trace_value(r->trace,
				(size_t)(b - r->trace->block),
				TRACE_FREE_PERCENT));
		say(r, "%s, %s RSS", runner(r, f->near_zero_runner),
		    size(r, f->near_zero_rss_kib * 1024));
	} else if (sampled == 0 && f->near_zero_blocks > 0)
		say(r, ", but no process sample was taken near then");
	else if (sampled > 0)
		say(r, ", but no runner was seen then");
	if (sampled > 0 && sampled < f->near_zero_blocks)
		say(r,
		    " (only %zu of the %zu samples below %d%% have a process "
		    "sample near)",
		    sampled, f->near_zero_blocks, FINDINGS_NEAR_ZERO_PERCENT);
}

/* Were there runners only where the system log has no sample? */
static int
is_uncovered(const struct report *r)
{
	const struct findings *f = r->findings;
	const struct trace *t = r->trace;
	size_t i;

	for (i = 0; i < f->runners; i++)
		if (t->blocks > 0 &&
		    f->runner[i].from_ms <= t->block[t->blocks - 1].ts_ms &&
		    f->runner[i].to_ms >= t->block[0].ts_ms)
			return 0;
	return f->runners > 0;
}

void
report_free_question(struct report *r)
{
	const struct findings *f = r->findings;
	const struct finding_range *percent =
	    &f->all.metric[TRACE_FREE_PERCENT];
	const int unknown = percent->known == 0 ||
			    f->near_zero_sampled_blocks < f->near_zero_blocks ||
			    is_uncovered(r);

	say(r,
	    "\n#### 3. Did free memory come close to zero while a runner was "
	    "active? **%s**%s\n\n",
	    f->near_zero_runner != TRACE_NONE ? "yes"
	    : unknown                         ? "not recorded"
					      : "no",
	    f->near_zero_runner != TRACE_NONE || unknown ? "" : until(r));
	if (percent->known == 0)
		say(r, "No system sample has the percentage of free memory.\n");
	else {
		say(r, "Lowest: %d%% at %s", (int)percent->low,
		    at(r, r->trace->block[percent->low_block].ts_ms));
		tell_near_zero(r);
		say(r, "%s.\n", coverage(r, percent));
		if (is_uncovered(r))
			say(r, "No system sample was taken while a runner was "
			       "there (see Sampling).\n");
	}
	tell_lows(r);
	if (r->trace->blocks > 0)
		tell_pressure(r);
	tell_disagreement(r);
}
