#include "render/findings/parts.h"

/* Counters since boot: vm_stat's in pages, Linux's in microseconds. */
static const enum trace_metric counters[FINDING_FLOWS] = {
    [FLOW_SWAPPED_IN] = TRACE_SWAPINS,
    [FLOW_SWAPPED_OUT] = TRACE_SWAPOUTS,
    [FLOW_DECOMPRESSED] = TRACE_DECOMPRESSIONS,
    [FLOW_COMPRESSED] = TRACE_COMPRESSIONS,
    [FLOW_PAGED_IN] = TRACE_PAGEINS,
    [FLOW_PAGED_OUT] = TRACE_PAGEOUTS,
    [FLOW_SOME_STALL] = TRACE_SOME_STALL,
    [FLOW_FULL_STALL] = TRACE_FULL_STALL,
};

static double
unit_of(const struct trace *t, enum trace_metric counter)
{
	return trace_metric[counter].kind == METRIC_NUMBER
		   ? 1
		   : (double)t->page_size;
}

double
findings_rate(
    const struct trace *t, enum trace_metric counter, size_t from, size_t to)
{
	const uint64_t first = trace_value(t, from, counter);
	const uint64_t last = trace_value(t, to, counter);
	const int64_t ms = t->block[to].ts_ms - t->block[from].ts_ms;

	/* A counter that falls was reset. */
	if (ms <= 0 || last < first)
		return -1;
	return (double)(last - first) * unit_of(t, counter) * 1000 / (double)ms;
}

int
findings_paging(const struct trace *t, struct findings *f)
{
	size_t i, last;
	int k;

	for (k = 0; k < FINDING_FLOWS; k++) {
		const enum trace_metric m = counters[k];
		struct finding_flow *flow = &f->flow[k];

		if (unit_of(t, m) <= 0)
			continue;
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
				    unit_of(t, m);
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
