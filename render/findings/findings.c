#include <stdlib.h>
#include <string.h>

#include "render/findings/parts.h"

static int64_t
near_of(int64_t pause_ms)
{
	return pause_ms == INT64_MAX ? FINDINGS_MINUTE : pause_ms;
}

/* Does one log begin before the other, or go on after it? */
static void
look_at_edges(const struct trace *t, struct findings *f)
{
	const int64_t near = f->system_near_ms;
	int64_t late, early;

	if (t->samples == 0 || t->blocks == 0)
		return;
	late = t->sample_ms[0] - t->block[0].ts_ms;
	early = t->block[t->blocks - 1].ts_ms - t->sample_ms[t->samples - 1];
	f->starts_late = late > near;
	f->ends_early = early > near;
	f->system_starts_late = -late > near;
	f->system_ends_early = -early > near;
}

int
findings_make(const struct trace *t, int low_percent, struct findings *f)
{
	size_t i;

	memset(f, 0, sizeof *f);
	f->low_percent = low_percent;
	f->process_pause_ms = trace_process_pause(t);
	f->system_pause_ms = trace_system_pause(t);
	f->process_near_ms = near_of(f->process_pause_ms);
	f->system_near_ms = near_of(f->system_pause_ms);
	findings_range(t, 0, t->blocks, &f->all);
	for (i = 0; i < t->blocks; i++)
		f->derived_blocks += t->block[i].derived != 0;
	findings_paging(t, f);
	findings_rise(t, TRACE_SWAP_USED, 0, t->blocks, &f->swap);
	look_at_edges(t, f);
	if (findings_runners(t, f) != 0 || findings_overlaps(t, f) != 0 ||
	    findings_listings(t, f) != 0 || findings_models(t, f) != 0 ||
	    findings_gaps(t, f) != 0 || findings_listed(t, f) != 0 ||
	    findings_memory(t, f) != 0 || findings_restarts(t, f) != 0 ||
	    findings_pressure(t, f) != 0 || findings_lows(t, f) != 0 ||
	    findings_loads(t, f) != 0)
		return -1;
	return 0;
}

void
findings_free(struct findings *f)
{
	free(f->runner);
	free(f->story);
	free(f->runner_of);
	free(f->pid);
	free(f->end);
	free(f->overlap_runner);
	free(f->overlap);
	free(f->restart);
	free(f->listing);
	free(f->several);
	free(f->pressure);
	free(f->low);
	free(f->load);
	free(f->gap);
	memset(f, 0, sizeof *f);
}
