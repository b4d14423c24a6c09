#include <string.h>

#include "render/compare/figures.h"
#include "render/human.h"

#define FIGURES_ROW(id, name, unit, worse, word, value) \
	{name, UNIT_##unit, WORSE_##worse, word},
const struct figure figure[FIGURES] = {FIGURES_EACH(FIGURES_ROW)};
const struct figure figure_of_runner[FIGURES_OF_RUNNER] = {
    FIGURES_EACH_OF_RUNNER(FIGURES_ROW)};

static double
if_known(size_t known, double value)
{
	return known > 0 ? value : FIGURE_UNKNOWN;
}

static double
worst(double a, double b)
{
	return a > b ? a : b;
}

static double
overlaps(const struct trace *t, const struct findings *f)
{
	return if_known(
	    (size_t)findings_knows_overlaps(t, f), (double)f->overlaps);
}

static double
overlap_ms(const struct trace *t, const struct findings *f)
{
	double ms = 0;
	size_t i;

	for (i = 0; i < f->overlaps; i++)
		ms += (double)(f->overlap[i].to_ms - f->overlap[i].from_ms);
	return overlaps(t, f) < 0 ? FIGURE_UNKNOWN : ms;
}

/* In a container parent 1 may be the server: that alone makes no orphan. */
static double
orphans(const struct trace *t, const struct findings *f)
{
	size_t i, count = 0;

	for (i = 0; i < f->runners; i++)
		count += !f->runner[i].foreign &&
			 f->runner[i].orphan != ORPHAN_NO &&
			 f->runner[i].orphan != ORPHAN_PARENT_1;
	return if_known(t->samples > 0 || t->begun, (double)count);
}

static double
samples_in(const struct trace *t, const struct findings *f, enum pressure level)
{
	return if_known(
	    findings_known_levels(t, f), (double)f->level_blocks[level]);
}

static double
ms_in(const struct trace *t, const struct findings *f, enum pressure level)
{
	double ms = 0;
	size_t i;

	for (i = 0; i < f->pressures; i++)
		if (f->pressure[i].level == level)
			ms += (double)(f->pressure[i].to_ms -
				       f->pressure[i].from_ms);
	return samples_in(t, f, level) < 0 ? FIGURE_UNKNOWN : ms;
}

/* The kernel's own maximum includes peaks between two samples. */
static double
footprint(const struct trace *t, const struct trace_process *p)
{
	const uint64_t most = trace_peak(t, p, PEAK_FOOTPRINT_MAX);
	const uint64_t seen = trace_peak(t, p, PEAK_FOOTPRINT);

	return worst(
	    seen == TRACE_UNKNOWN ? FIGURE_UNKNOWN : (double)seen * 1024,
	    most == TRACE_UNKNOWN ? FIGURE_UNKNOWN : (double)most * 1024);
}

/* Unknown if a runner's is, unless it is in only one or two samples. */
static double
largest_footprint(const struct trace *t, const struct findings *f)
{
	double most = 0, one;
	size_t i;

	if (f->runners == 0)
		return if_known(t->samples > 0 || t->begun, FIGURE_NO_RUNNER);
	for (i = 0; i < f->runners; i++) {
		one = footprint(t, &t->process[f->runner[i].process]);
		if (one < 0 && f->runner[i].story > 0)
			return FIGURE_UNKNOWN;
		most = worst(most, one);
	}
	return if_known(t->rows.footprint_kib != NULL, most);
}

/*
 * The share of one log's samples, by its usual distance. A pause of the process
 * log while the system log goes on is left out: perhaps no process matched.
 */
static double
late(const struct trace *t, const struct findings *f, int system)
{
	const struct finding_log *l = &f->log[system];
	const int64_t usual = l->pause_ms / 3;
	const struct finding_gap *gap = f->gap, *end = f->gap + f->gaps;
	double due = 1, missed = 0;
	int64_t from, to, ticks;
	size_t i;

	if (l->count == 0 || l->pause_ms == INT64_MAX)
		return FIGURE_UNKNOWN;
	for (i = 1; i < l->count; i++) {
		from = trace_ms(t, system, i - 1);
		to = trace_ms(t, system, i);
		while (gap < end && (gap->system || gap->from_ms < from))
			gap++;
		if (!system && t->blocks > 0 && to - from > l->pause_ms &&
		    !gap->both)
			continue;
		ticks = (to - from + usual / 2) / usual;
		due += (double)ticks;
		missed += ticks > 1 ? (double)(ticks - 1) : 0;
	}
	return missed / due * 100;
}

#define FIGURES_VALUE(id, name, unit, worse, word, expression) \
	value[FIGURE_##id] = (expression);
void
figures_make(
    const struct trace *t, const struct findings *f, double value[FIGURES])
{
	const struct finding_range *all = f->all.metric;
	const struct finding_range *free = &all[TRACE_FREE_PERCENT];
	const struct finding_range *wired = &all[TRACE_WIRED];
	const struct finding_range *held = &all[TRACE_COMPRESSOR];
	const struct finding_flow out = findings_flow(t, TRACE_SWAPOUTS);

	FIGURES_EACH(FIGURES_VALUE)
}

void
figures_make_of_runner(const struct trace *t, const struct findings *f,
    const struct finding_runner *r, double value[FIGURES_OF_RUNNER])
{
	const struct trace_process *p = &t->process[r->process];
	const struct finding_story *s = &f->story[r->story];

	FIGURES_EACH_OF_RUNNER(FIGURES_VALUE)
}

void
figures_add(struct text *out, enum figure_unit unit, double value)
{
	/* A broken counter may have any value. */
	const uint64_t whole =
	    value < 1e19 ? (uint64_t)(worst(value, 0) + 0.5) : UINT64_MAX;

	if (value < 0)
		text_add_string(out,
		    value == FIGURE_NO_RUNNER ? "no runner" : "not recorded");
	else if (unit == UNIT_COUNT)
		text_add_u64(out, whole);
	else if (unit == UNIT_TIME)
		human_duration(out, (int64_t)whole);
	else if (unit == UNIT_PERCENT)
		text_add_f(out, "%.3g %%", value);
	else if (unit == UNIT_LISTED)
		human_listed(out, whole);
	else {
		human_bytes(out, whole);
		text_add_string(out, whole == 0 ? " GiB" : "");
		text_add_string(out, unit == UNIT_RATE ? "/s" : "");
	}
}
