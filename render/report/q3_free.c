#include "render/report/words.h"

double
report_low_rank(const struct report *r, size_t i)
{
	const struct low_memory *low = &r->findings->low[i].low;

	return 101 - low->lowest_percent +
	       (double)(low->to_ms - low->from_ms) * 1e-15;
}

const char *
level_kind(const struct report *r)
{
	const struct findings *f = r->findings;
	const size_t known =
	    r->trace->blocks - f->level_blocks[PRESSURE_UNKNOWN];

	return f->recorded_blocks == 0      ? "estimated"
	       : f->recorded_blocks < known ? "recorded or estimated"
					    : "recorded";
}

/* "warn in 3, normal in 2 of 5 samples" */
static const char *
levels(struct report *r, const struct finding_low *l)
{
	const size_t blocks = l->low.last_block - l->low.first_block + 1;
	const char *list = "";
	int level;

	for (level = PRESSURE_CRITICAL; level >= PRESSURE_UNKNOWN; level--) {
		const char *name = findings_level_name((enum pressure)level);

		if (l->level_blocks[level] == blocks)
			return name;
		if (l->level_blocks[level] > 0)
			list = word(r, "%s%s%s in %zu", list,
			    list[0] == '\0' ? "" : ", ", name,
			    l->level_blocks[level]);
	}
	return word(r, "%s of %zu samples", list, blocks);
}

static void
tell_low(struct report *r, size_t i)
{
	const struct finding_low *l = &r->findings->low[i];

	say(r, "- %s: %s free; %s%s; pressure level (%s) %s.\n",
	    from_to(r, l->low.from_ms, l->low.to_ms),
	    percents(r, (uint64_t)l->low.lowest_percent,
		(uint64_t)l->low.highest_percent),
	    r->trace->samples == 0 ? "processes were not recorded"
	    : l->samples == 0      ? "no process sample was taken near then"
	    : l->runner == TRACE_NONE
		? "no runner was seen then"
		: word(r, "largest runner %s, %s at most", runner(r, l->runner),
		      sizes(r, l->runner, l->runner_row)),
	    l->grown == TRACE_NONE
		? ""
		: word(r, "; in the minute before, %s grew most, by %s%s",
		      runner(r, l->grown), size(r, l->grown_kib * 1024),
		      of_measure(r, l->grown_footprint)),
	    level_kind(r), levels(r, l));
}

/* The worse level first, then the longer span. */
static double
pressure_rank(const struct report *r, size_t i)
{
	const struct finding_pressure *p = &r->findings->pressure[i];

	return p->level < PRESSURE_WARN
		   ? -1
		   : (double)p->level * 1e16 + (double)(p->to_ms - p->from_ms);
}

static void
tell_pressure(struct report *r, size_t i)
{
	const struct finding_pressure *p = &r->findings->pressure[i];

	say(r, "- %s: %s\n", findings_level_name(p->level),
	    from_to(r, p->from_ms, p->to_ms));
}

static void
tell_pressures(struct report *r)
{
	const struct findings *f = r->findings;
	const size_t *blocks = f->level_blocks;
	const size_t known = r->trace->blocks - blocks[PRESSURE_UNKNOWN];

	if (r->trace->blocks == 0)
		return;
	say(r, "\nPressure level, %s: %s.\n",
	    f->recorded_blocks == 0 ? "estimated from vm_stat"
	    : f->recorded_blocks == known
		? "recorded"
		: word(r,
		      "recorded in %zu of %zu system samples, else estimated "
		      "from vm_stat",
		      f->recorded_blocks, r->trace->blocks),
	    known == 0                        ? "not recorded"
	    : blocks[PRESSURE_NORMAL] < known ? "raised"
	    : known == 1
		? "normal in the only sample that has it"
		: word(r, "normal in all %zu samples that have it", known));
	if (blocks[PRESSURE_NORMAL] == known)
		return;
	say(r, "\n");
	report_top(r, f->pressures, pressure_rank, tell_pressure);
}

/* Where the kernel's own level is not what vm_stat's pages suggest. */
static void
tell_differences(struct report *r)
{
	const struct findings *f = r->findings;

	if (f->differ_blocks > 0)
		say(r,
		    "\nThe level estimated from vm_stat differs from the "
		    "recorded one in %zu of %zu samples with both, first at "
		    "%s: %s recorded, %s estimated.\n",
		    f->differ_blocks, f->both_blocks,
		    at(r, r->trace->block[f->differ_block].ts_ms),
		    findings_level_name(f->differ_recorded),
		    findings_level_name(f->differ_estimate));
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
		    "%d%% while the %s level was normal. Wired memory "
		    "lowers the percentage but does not count towards the "
		    "level.\n",
		    counted(r, calm, "sample", "samples"), f->low_percent,
		    level_kind(r));
	if (raised > 0)
		say(r,
		    "\nPressure, yet not low: in %s the %s level was "
		    "warn or critical while free memory was at %d%% or "
		    "above. A large compressor raises the level.\n",
		    counted(r, raised, "sample", "samples"), level_kind(r),
		    f->low_percent);
}

/* What is known of the time in which next to nothing was free. */
static void
tell_near_zero(struct report *r)
{
	const struct findings *f = r->findings;
	const struct finding_range *free = &f->all.metric[TRACE_FREE_PERCENT];
	const size_t sampled = f->near_zero_sampled_blocks;
	const size_t block = f->near_zero_block;
	const char *which = "", *only = "";

	if (f->near_zero_runner != TRACE_NONE)
		which = word(r, "; the largest runner %s: %s, %s",
		    block == free->low_block
			? "then"
			: word(r, "at %s, with %d%% free",
			      at(r, r->trace->block[block].ts_ms),
			      (int)trace_value(
				  r->trace, block, TRACE_FREE_PERCENT)),
		    runner(r, f->near_zero_runner),
		    sizes(r, f->near_zero_runner, f->near_zero_row));
	else if (sampled > 0)
		which = ", but no runner was seen then";
	else if (f->near_zero_blocks > 0)
		which = ", but no process sample was taken near then";
	if (sampled > 0 && sampled < f->near_zero_blocks)
		only = word(r,
		    " (only %zu of the %zu samples below %d%% have a process "
		    "sample near)",
		    sampled, f->near_zero_blocks, FINDINGS_NEAR_ZERO_PERCENT);
	say(r, "Lowest: %d%% at %s (close to zero means below %d%%)%s%s%s.\n",
	    (int)free->low, at(r, r->trace->block[free->low_block].ts_ms),
	    FINDINGS_NEAR_ZERO_PERCENT, which, only, coverage(r, free));
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
	const int recorded = f->all.metric[TRACE_FREE_PERCENT].known > 0;
	const int yes = f->near_zero_runner != TRACE_NONE;
	const int no = recorded && !is_uncovered(r) &&
		       f->near_zero_sampled_blocks == f->near_zero_blocks;

	say(r,
	    "\n#### 3. Did free memory come close to zero while a runner was "
	    "active? **%s**%s\n\n",
	    yes  ? "yes"
	    : no ? "no"
		 : "not recorded",
	    !yes && no ? until(r, 1) : "");
	if (!recorded)
		say(r, "No system sample has the percentage of free memory.\n");
	else
		tell_near_zero(r);
	if (recorded && is_uncovered(r))
		say(r, "No system sample was taken while a runner was there "
		       "(see Sampling).\n");
	if (f->lows > 0) {
		say(r, "\nBelow %d%%:\n\n", f->low_percent);
		report_top(r, f->lows, report_low_rank, tell_low);
	}
	tell_pressures(r);
	tell_differences(r);
	tell_disagreement(r);
}
