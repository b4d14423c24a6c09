#include "render/findings/parts.h"

/* vm_stat's counters of events since boot. */
static const enum trace_metric counters[FINDING_FLOWS] = {
    [FLOW_SWAPPED_IN] = TRACE_SWAPINS,
    [FLOW_SWAPPED_OUT] = TRACE_SWAPOUTS,
    [FLOW_DECOMPRESSED] = TRACE_DECOMPRESSIONS,
    [FLOW_COMPRESSED] = TRACE_COMPRESSIONS,
    [FLOW_PAGED_IN] = TRACE_PAGEINS,
    [FLOW_PAGED_OUT] = TRACE_PAGEOUTS,
};

/* A counter that falls has begun anew: between these two nothing is known. */
int
findings_paging(const struct trace *t, struct findings *f)
{
	size_t i, last;
	int k;

	for (k = 0; k < FINDING_FLOWS && t->page_size > 0; k++) {
		const enum trace_metric m = counters[k];
		struct finding_flow *flow = &f->flow[k];

		for (i = 0, last = t->blocks; i < t->blocks; i++) {
			const int64_t ms = t->block[i].ts_ms;
			double pages, rate;

			if (!trace_has(t, i, m))
				continue;
			if (last < t->blocks && ms > t->block[last].ts_ms &&
			    trace_value(t, i, m) >= trace_value(t, last, m)) {
				pages = (double)(trace_value(t, i, m) -
						 trace_value(t, last, m));
				rate = pages * (double)t->page_size * 1000 /
				       (double)(ms - t->block[last].ts_ms);
				flow->known++;
				flow->bytes += pages * (double)t->page_size;
				if (rate > flow->rate) {
					flow->rate = rate;
					flow->to_ms = ms;
				}
			}
			last = i;
		}
	}
	return 0;
}
