#include "render/findings/parts.h"

/*
 * XNU compares A, the reclaimable pages (active, inactive, free and
 * speculative), with T, which is A plus the pages that the compressor occupies:
 * warn below T/2, critical below 1.2 * 10 T / 35, and back only at 0.4 T and
 * 0.6 T (its VM_PRESSURE_NORMAL_TO_WARNING and others). Wired memory does not
 * count. Takes the level before.
 */
static enum pressure
estimate_of(const struct trace *t, size_t block, enum pressure last)
{
	static const enum trace_metric parts[] = {
	    TRACE_ACTIVE, TRACE_INACTIVE, TRACE_FREE, TRACE_SPECULATIVE};
	enum pressure level = last;
	double a = 0, total;
	size_t i;

	for (i = 0; i < sizeof parts / sizeof parts[0]; i++) {
		if (!trace_has(t, block, parts[i]))
			return PRESSURE_UNKNOWN;
		a += (double)trace_value(t, block, parts[i]);
	}
	if (!trace_has(t, block, TRACE_COMPRESSOR))
		return PRESSURE_UNKNOWN;
	total = a + (double)trace_value(t, block, TRACE_COMPRESSOR);
	if (level == PRESSURE_CRITICAL && a > 0.4 * total)
		level = PRESSURE_WARN;
	if (level == PRESSURE_WARN && a > 0.6 * total)
		level = PRESSURE_NORMAL;
	if (level == PRESSURE_NORMAL && a < 0.5 * total)
		level = PRESSURE_WARN;
	if (level == PRESSURE_WARN && a < 12.0 * total / 35)
		level = PRESSURE_CRITICAL;
	return level;
}

/* Of sysctl: DISPATCH_MEMORYPRESSURE_NORMAL, _WARN, and _CRITICAL. */
static enum pressure
recorded_of(const struct trace *t, size_t block)
{
	static const enum pressure level[] = {[1] = PRESSURE_NORMAL,
	    [2] = PRESSURE_WARN,
	    [4] = PRESSURE_CRITICAL};
	const uint64_t value = trace_value(t, block, TRACE_PRESSURE_LEVEL);

	return value <= 4 ? level[value] : PRESSURE_UNKNOWN;
}

/* The kernel's own level of a block, or else the estimate. */
static enum pressure
level_of(
    const struct trace *t, struct findings *f, size_t block, enum pressure last)
{
	const enum pressure recorded = recorded_of(t, block);
	const enum pressure estimate = estimate_of(t, block, last);

	if (recorded == PRESSURE_UNKNOWN)
		return estimate;
	f->recorded_blocks++;
	f->both_blocks += estimate != PRESSURE_UNKNOWN;
	if (estimate != PRESSURE_UNKNOWN && estimate != recorded &&
	    f->differ_blocks++ == 0) {
		f->differ_block = block;
		f->differ_recorded = recorded;
		f->differ_estimate = estimate;
	}
	return recorded;
}

/* A pause of the sampling ends a stretch. */
static int
take_level(struct findings *f, int64_t ms, enum pressure level, int recorded)
{
	struct finding_pressure *p;

	p = f->pressures > 0 ? &f->pressure[f->pressures - 1] : NULL;
	if (p == NULL || p->level != level || p->recorded != recorded ||
	    ms - p->to_ms > f->log[1].near_ms) {
		if (ARRAY_GROW(f->pressure, f->pressures) != 0)
			return -1;
		p = &f->pressure[f->pressures++];
		*p = (struct finding_pressure){
		    .level = level, .recorded = recorded, .from_ms = ms};
	}
	p->to_ms = ms;
	return 0;
}

/* A block without the percentage ends it, too. */
static int
take_low(
    const struct trace *t, struct findings *f, size_t i, enum pressure level)
{
	const int64_t ms = t->block[i].ts_ms;
	const int percent = (int)trace_value(t, i, TRACE_FREE_PERCENT);
	struct finding_low *l;

	l = f->lows > 0 ? &f->low[f->lows - 1] : NULL;
	if (l == NULL || l->last_block + 1 < i ||
	    ms - l->to_ms > f->log[1].near_ms) {
		if (ARRAY_GROW(f->low, f->lows) != 0)
			return -1;
		l = &f->low[f->lows++];
		*l = (struct finding_low){
		    .first_block = i, .from_ms = ms, .lowest_percent = percent};
	}
	l->last_block = i;
	l->to_ms = ms;
	if (percent < l->lowest_percent)
		l->lowest_percent = percent;
	if (percent > l->highest_percent)
		l->highest_percent = percent;
	l->level_blocks[level]++;
	return 0;
}

int
findings_pressure(const struct trace *t, struct findings *f)
{
	/* Between two thresholds, start with the lower level. */
	enum pressure last = PRESSURE_NORMAL;
	size_t i;

	for (i = 0; i < t->blocks; i++) {
		const size_t before = f->recorded_blocks;
		const enum pressure level = level_of(t, f, i, last);

		if (level != PRESSURE_UNKNOWN)
			last = level;
		f->level_blocks[level]++;
		if (take_level(f, t->block[i].ts_ms, level,
			f->recorded_blocks > before) != 0)
			return -1;
		if (!trace_has(t, i, TRACE_FREE_PERCENT))
			continue;
		if (trace_value(t, i, TRACE_FREE_PERCENT) >=
		    (uint64_t)f->low_percent)
			f->high_blocks[level]++;
		else {
			f->low_blocks[level]++;
			if (take_low(t, f, i, level) != 0)
				return -1;
		}
	}
	return 0;
}

size_t
findings_known_levels(const struct trace *t, const struct findings *f)
{
	return t->blocks - f->level_blocks[PRESSURE_UNKNOWN];
}

const char *
findings_level_name(enum pressure level)
{
	static const char *const names[PRESSURE_LEVELS] = {
	    "unknown", "normal", "warn", "critical"};

	return names[level];
}
