#include "render/report/words.h"

double
report_low_rank(const struct report *r, size_t i)
{
	const struct finding_low *low = &r->findings->low[i];

	return 101 - low->lowest_percent +
	       (double)(low->to_ms - low->from_ms) * 1e-15;
}

static const char *
level_kind(const struct report *r)
{
	const struct findings *f = r->findings;

	return f->recorded_blocks == 0 ? "estimated"
	       : f->recorded_blocks <
		       findings_known_levels(r->trace, r->findings)
		   ? "recorded or estimated"
		   : "recorded";
}

/* "critical in 4, normal in 2 of 6 samples" */
static const char *
levels(struct report *r, const struct finding_low *l)
{
	const size_t blocks = l->last_block - l->first_block + 1;
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

/* Why no runner is named. */
static const char *
no_runner(const struct report *r, size_t samples)
{
	return samples > 0 ? "No runner was seen then."
	       : r->trace->samples > 0
		   ? "No process sample was taken at that time."
	       : r->trace->begun ? "No process matched."
				 : "Processes were not recorded.";
}

static void
tell_low(struct report *r, size_t i)
{
	const struct finding_low *l = &r->findings->low[i];

	say(r, "- %s: %s free. %s%s The pressure level%s.\n",
	    from_to(r, l->from_ms, l->to_ms),
	    percents(
		r, (uint64_t)l->lowest_percent, (uint64_t)l->highest_percent),
	    l->runner == TRACE_NONE
		? no_runner(r, l->samples)
		: word(r, "The largest runner was %s, at most %s.",
		      runner(r, l->runner), sizes(r, l->runner, l->runner_row)),
	    l->grown == TRACE_NONE
		? ""
		: word(r, " In the minute before, %s grew most, by %s%s.",
		      runner(r, l->grown), size(r, l->grown_kib * 1024),
		      of_measure(r, l->grown_footprint)),
	    l->level_blocks[PRESSURE_UNKNOWN] > l->last_block - l->first_block
		? " was not recorded"
		: word(r, " (%s) was %s", level_kind(r), levels(r, l)));
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
	const size_t normal = f->level_blocks[PRESSURE_NORMAL];
	const size_t known = findings_known_levels(r->trace, r->findings);

	if (r->trace->blocks == 0)
		return;
	if (known == 0)
		say(r, "\nThe pressure level was not recorded.\n");
	else if (normal == known)
		say(r, "\nThe pressure level (%s) was normal in %s.\n",
		    level_kind(r),
		    known == 1 ? "the only sample that has it"
		    : known == 2
			? "both samples that have it"
			: word(r, "all %zu samples that have it", known));
	else {
		say(r, "\nThe pressure level (%s) was raised:\n\n",
		    level_kind(r));
		report_top(r, f->pressures, pressure_rank, tell_pressure);
	}
}

/* Does the kernel's level differ from the estimate? */
static void
tell_differences(struct report *r)
{
	const struct findings *f = r->findings;

	if (f->differ_blocks > 0)
		say(r,
		    "\nThe level estimated from vm_stat differs from the "
		    "recorded one in %s with both, first at "
		    "%s: %s recorded, %s estimated.\n",
		    share(r, f->differ_blocks, f->both_blocks, "sample",
			"samples"),
		    at(r, r->trace->block[f->differ_block].ts_ms),
		    findings_level_name(f->differ_recorded),
		    findings_level_name(f->differ_estimate));
}

/* Do low memory (the guide's rule) and pressure (the kernel's) differ? */
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
		    "%d %% while the %s level was normal. Wired memory "
		    "lowers the percentage but does not count towards the "
		    "level.\n",
		    counted(r, calm, "sample", "samples"), f->low_percent,
		    level_kind(r));
	if (raised > 0)
		say(r,
		    "\nPressure, yet not low: in %s the %s level was "
		    "warn or critical while free memory was at %d %% or "
		    "above. A large compressor raises the level.\n",
		    counted(r, raised, "sample", "samples"), level_kind(r),
		    f->low_percent);
}

/* Which runner was the largest when free memory was close to zero. */
static void
tell_near_zero(struct report *r)
{
	const struct findings *f = r->findings;
	const size_t sampled = f->near_zero_sampled_blocks;
	const size_t block = f->near_zero_block;

	if (f->near_zero_runner == TRACE_NONE)
		say(r, " %s", no_runner(r, sampled));
	else
		say(r, "%s The largest runner then was %s, %s.",
		    block == f->all.metric[TRACE_FREE_PERCENT].low_block
			? ""
			: word(r,
			      " The lowest with a runner alive: %d %% at %s.",
			      (int)trace_value(
				  r->trace, block, TRACE_FREE_PERCENT),
			      at(r, r->trace->block[block].ts_ms)),
		    runner(r, f->near_zero_runner),
		    sizes(r, f->near_zero_runner, f->near_zero_row));
	if (sampled > 0 && sampled < f->near_zero_blocks)
		say(r,
		    " Only %zu of the %zu system samples below %d %% %s taken "
		    "close to a process sample.",
		    sampled, f->near_zero_blocks, FINDINGS_NEAR_ZERO_PERCENT,
		    sampled == 1 ? "was" : "were");
}

static void
tell_lowest(struct report *r)
{
	const struct findings *f = r->findings;
	const struct finding_range *free = &f->all.metric[TRACE_FREE_PERCENT];
	const struct finding_values v =
	    findings_range(r->trace, free->low_block, free->low_block + 1);

	say(r,
	    "\nLowest: %d %% at %s (wired %s, compressor %s, swap used %s)%s. "
	    "Close to zero means below %d %%.",
	    (int)free->low, at(r, r->trace->block[free->low_block].ts_ms),
	    range(r, &v.metric[TRACE_WIRED]),
	    range(r, &v.metric[TRACE_COMPRESSOR]),
	    range(r, &v.metric[TRACE_SWAP_USED]), coverage(r, free),
	    FINDINGS_NEAR_ZERO_PERCENT);
	if (f->near_zero_blocks > 0)
		tell_near_zero(r);
	say(r, "\n");
}

/* Was free memory recorded only while no runner was alive? */
static int
is_uncovered(const struct report *r)
{
	const struct findings *f = r->findings;
	const struct trace *t = r->trace;
	int64_t to_ms = INT64_MIN;
	size_t i, next = 0;

	for (i = 0; i < t->blocks; i++) {
		const int64_t ms = t->block[i].ts_ms;

		for (; next < f->runners &&
		       findings_from_ms(t, &f->runner[next]) <= ms;
		     next++)
			if (findings_to_ms(t, &f->runner[next]) > to_ms)
				to_ms = findings_to_ms(t, &f->runner[next]);
		if (to_ms >= ms && trace_has(t, i, TRACE_FREE_PERCENT))
			return 0;
	}
	return f->runners > 0;
}

/* ", pressure up to critical (estimated)", if it was raised. */
static const char *
raised(struct report *r)
{
	const size_t *blocks = r->findings->level_blocks;

	return blocks[PRESSURE_WARN] + blocks[PRESSURE_CRITICAL] == 0
		   ? ""
		   : word(r, "; pressure up to %s (%s)",
			 blocks[PRESSURE_CRITICAL] > 0 ? "critical" : "warn",
			 level_kind(r));
}

void
report_free_answer(struct report *r, struct answer *a)
{
	const struct findings *f = r->findings;
	const struct finding_range *free = &f->all.metric[TRACE_FREE_PERCENT];
	const int none = r->trace->samples == 0 && r->trace->begun;
	size_t block = free->low_block;
	const char *but = "", *least = "";

	if (free->known == 0) {
		a->seen = "no system sample has the percentage of free memory";
		return;
	}
	if (f->near_zero_runner != TRACE_NONE) {
		a->is = "yes";
		block = f->near_zero_block;
	} else if (is_uncovered(r))
		but = ", but it was not recorded while a runner was alive";
	else if (f->near_zero_sampled_blocks == f->near_zero_blocks || none) {
		a->is = no(r, 1);
		if (f->near_zero_blocks == 0) {
			least = "at least ";
			but = word(r, "%s%s", coverage(r, free), but_gaps(r));
		} else
			but = none ? ", but no process matched"
				   : ", but no runner was seen then";
		if (f->unnamed > 0 && f->near_zero_blocks > 0) {
			a->is = "not recorded";
			but = word(r, ", but %s", unnamed(r));
		}
	} else
		but = ", but no process sample was taken at that time";
	a->seen = word(r, "%s%d %% free%s%s", least,
	    (int)trace_value(r->trace, block, TRACE_FREE_PERCENT), but,
	    raised(r));
	a->when = at(r, r->trace->block[block].ts_ms);
}

void
report_free(struct report *r)
{
	const struct findings *f = r->findings;

	if (f->all.metric[TRACE_FREE_PERCENT].known > 0)
		tell_lowest(r);
	if (f->lows > 0) {
		say(r, "\nBelow %d %%:\n\n", f->low_percent);
		report_top(r, f->lows, report_low_rank, tell_low);
	}
	tell_pressures(r);
	tell_differences(r);
	tell_disagreement(r);
}
