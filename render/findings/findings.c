#include <stdlib.h>
#include <string.h>

#include "render/findings/parts.h"

/* One or two samples show no interval: take three of systrace. */
static int64_t
near_of(int64_t pause_ms)
{
	return pause_ms == INT64_MAX ? 15000 : pause_ms;
}

/* Does one log begin before the other, or end after it? */
static void
look_at_edges(const struct trace *t, struct findings *f)
{
	const int64_t hour = 60 * FINDINGS_MINUTE;
	const int64_t near =
	    f->process_near_ms < hour ? f->process_near_ms : hour;
	int64_t late, early;

	if (t->samples == 0 || t->blocks == 0)
		return;
	late = t->sample_ms[0] - t->block[0].ts_ms;
	early = t->block[t->blocks - 1].ts_ms - t->sample_ms[t->samples - 1];
	f->starts_late = late > near;
	f->ends_early = early > near;
	f->start_unsure = late > near / 2;
	f->end_unsure = early > near / 2;
	f->system_starts_late = -late > f->system_near_ms;
	f->system_ends_early = -early > f->system_near_ms;
}

int
findings_make(const struct trace *t, int low_percent, struct findings *f)
{
	size_t i;

	memset(f, 0, sizeof *f);
	f->low_percent = low_percent;
	f->process_pause_ms = trace_pause(t, 0);
	f->system_pause_ms = trace_pause(t, 1);
	f->process_near_ms = near_of(f->process_pause_ms);
	f->system_near_ms = near_of(f->system_pause_ms);
	f->all = findings_range(t, 0, t->blocks);
	f->swap = findings_rise(t, TRACE_SWAP_USED, 0, t->blocks);
	for (i = 0; i < t->blocks; i++) {
		f->derived_blocks += t->block[i].derived != 0;
		if (trace_value(t, i, TRACE_WIRED_LIMIT) > 0)
			f->wired_limit = trace_value(t, i, TRACE_WIRED_LIMIT);
	}
	look_at_edges(t, f);
#define MAKE(part)                      \
	if (findings_##part(t, f) != 0) \
		return -1;
	FINDINGS_EACH_PART(MAKE)
	return 0;
}

void
findings_free(struct findings *f)
{
#define FREE(array) free(f->array);
	FINDINGS_EACH_ARRAY(FREE)
	memset(f, 0, sizeof *f);
}
