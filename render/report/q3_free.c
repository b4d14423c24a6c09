#include "render/human.h"
#include "render/report/words.h"

static double low_rank(const struct report *, size_t);
static void tell_low(struct report *, const struct finding_low *);
static void tell_lows(struct report *);
static double pressure_rank(const struct report *, size_t);
static void tell_pressure(struct report *);
static void tell_disagreement(struct report *);
static void tell_near_zero(struct report *);

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

	text_add_string(r->out, "- ");
	report_interval(r, l->low.from_ms, l->low.to_ms);
	text_add_string(r->out, ": ");
	report_percent(r->out, &l->values.metric[TRACE_FREE_PERCENT]);
	text_add_string(r->out, " free; ");
	if (r->trace->samples == 0)
		text_add_string(r->out, "processes were not recorded");
	else if (l->samples == 0)
		text_add_string(r->out, "no process sample is near that");
	else if (l->runner == TRACE_NONE)
		text_add_string(r->out, "no runner was seen then");
	else {
		text_add_string(r->out, "largest runner ");
		report_runner(r, l->runner);
		text_add_string(r->out, ", up to ");
		human_bytes(r->out, l->runner_rss_kib * 1024);
		text_add_string(r->out, " RSS");
	}
	text_add_string(r->out, "; pressure level (estimated) ");
	for (level = PRESSURE_CRITICAL; level >= PRESSURE_UNKNOWN; level--) {
		if (l->level_blocks[level] == 0)
			continue;
		text_add_f(r->out, "%s%s", told++ > 0 ? ", " : "",
		    findings_level_name((enum pressure)level));
		if (l->level_blocks[level] < blocks)
			text_add_f(r->out, " in %zu", l->level_blocks[level]);
	}
	if (told > 1)
		text_add_f(r->out, " of %zu samples", blocks);
	text_add_string(r->out, ".\n");
}

static void
tell_lows(struct report *r)
{
	const struct findings *f = r->findings;
	size_t chosen[REPORT_ITEMS], shown, i;

	shown = report_lowest(r, chosen);
	if (shown == 0)
		return;
	text_add_f(r->out, "\nBelow %d%%:\n\n", f->low_percent);
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
	size_t chosen[REPORT_ITEMS], shown, i, raised = 0, known;

	text_add_string(r->out, "\nPressure level, estimated from vm_stat: ");
	if (f->level_blocks[PRESSURE_UNKNOWN] == r->trace->blocks) {
		text_add_string(r->out, "not recorded.\n");
		return;
	}
	for (i = 0; i < f->pressures; i++)
		raised += f->pressure[i].level >= PRESSURE_WARN;
	if (raised == 0) {
		text_add_string(r->out, "normal in ");
		known = r->trace->blocks - f->level_blocks[PRESSURE_UNKNOWN];
		if (known == 1)
			text_add_string(r->out, "the only sample that has it");
		else
			text_add_f(
			    r->out, "all %zu samples that have it", known);
		text_add_string(r->out, ".\n");
		return;
	}
	text_add_string(r->out, "raised.\n\n");
	shown =
	    report_choose(r, f->pressures, pressure_rank, chosen, REPORT_ITEMS);
	for (i = 0; i < shown; i++) {
		const struct finding_pressure *p = &f->pressure[chosen[i]];

		if (p->level < PRESSURE_WARN)
			continue;
		text_add_f(r->out, "- %s: ", findings_level_name(p->level));
		report_interval(r, p->from_ms, p->to_ms);
		text_add_char(r->out, '\n');
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

	if (calm > 0) {
		text_add_string(r->out, "\nLow, yet no pressure: in ");
		human_count(r->out, calm, "sample", "samples");
		text_add_f(r->out,
		    " free memory was below %d%% while the estimated level was "
		    "normal. Wired memory lowers the percentage, but it does not "
		    "enter into the level.\n",
		    f->low_percent);
	}
	if (raised > 0) {
		text_add_string(r->out, "\nPressure, yet not low: in ");
		human_count(r->out, raised, "sample", "samples");
		text_add_f(r->out,
		    " the estimated level was warn or critical while free memory "
		    "was at %d%% or above. A large compressor raises the level.\n",
		    f->low_percent);
	}
}

/* What is known of the time in which next to nothing was free. */
static void
tell_near_zero(struct report *r)
{
	const struct findings *f = r->findings;
	const size_t sampled = f->near_zero_sampled_blocks;

	text_add_f(r->out, " (close to zero means below %d%%)",
	    FINDINGS_NEAR_ZERO_PERCENT);
	if (f->near_zero_runner != TRACE_NONE) {
		text_add_string(r->out, "; the largest runner then: ");
		report_runner(r, f->near_zero_runner);
		text_add_string(r->out, ", ");
		human_bytes(r->out, f->near_zero_rss_kib * 1024);
		text_add_string(r->out, " RSS");
	} else if (sampled == 0 && f->near_zero_blocks > 0)
		text_add_string(
		    r->out, ", but there is no process sample near that");
	else if (sampled > 0)
		text_add_string(r->out, ", but no runner was seen then");
	if (sampled > 0 && sampled < f->near_zero_blocks)
		text_add_f(r->out,
		    " (only %zu of the %zu samples below %d%% have a process "
		    "sample near)",
		    sampled, f->near_zero_blocks, FINDINGS_NEAR_ZERO_PERCENT);
}

void
report_free_question(struct report *r)
{
	const struct findings *f = r->findings;
	const struct finding_range *percent =
	    &f->all.metric[TRACE_FREE_PERCENT];
	const char *answer = "no";

	text_add_string(r->out, "\n#### 3. Did free memory come close to zero "
				"while a large runner was active? ");
	if (f->near_zero_runner != TRACE_NONE)
		answer = "yes";
	else if (percent->known == 0 ||
		 f->near_zero_sampled_blocks < f->near_zero_blocks)
		answer = "not recorded";
	text_add_f(r->out, "**%s**\n\n", answer);
	if (percent->known == 0)
		text_add_string(r->out,
		    "No system sample has memory_pressure's "
		    "percentage.\n");
	else {
		text_add_f(r->out, "Lowest: %d%% at ", (int)percent->low);
		report_clock(r, percent->low_ms);
		tell_near_zero(r);
		report_coverage(r, percent);
		text_add_string(r->out, ".\n");
	}
	tell_lows(r);
	if (r->trace->blocks > 0)
		tell_pressure(r);
	tell_disagreement(r);
}
