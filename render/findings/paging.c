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

double
findings_rate(
    const struct trace *t, enum trace_metric counter, size_t from, size_t to)
{
	const uint64_t first = trace_value(t, from, counter);
	const uint64_t last = trace_value(t, to, counter);
	const int64_t ms = t->block[to].ts_ms - t->block[from].ts_ms;

	/* A counter that falls has begun anew. */
	if (ms <= 0 || last < first)
		return -1;
	return (double)(last - first) * (double)t->page_size * 1000 /
	       (double)ms;
}

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
			double rate = -1;

			if (!trace_has(t, i, m))
				continue;
			if (last < t->blocks)
				rate = findings_rate(t, m, last, i);
			if (rate >= 0) {
				flow->known++;
				flow->bytes +=
				    (double)(trace_value(t, i, m) -
					     trace_value(t, last, m)) *
				    (double)t->page_size;
			}
			if (rate > flow->rate) {
				flow->rate = rate;
				flow->to_ms = ms;
			}
			last = i;
		}
	}
	return 0;
}
