#include "render/array.h"
#include "render/findings/values.h"

/* Counters since boot are vm_stat's in pages, and Linux's in microseconds. */
static double
unit_of(const struct trace *t, enum trace_metric counter)
{
	return trace_metric[counter].kind == METRIC_NUMBER
		   ? 1
		   : (double)t->page_size;
}

/* Where times are shifted, it is unknown how much time passed. */
static int
crosses_shift(const struct trace *t, int64_t from_ms, int64_t to_ms)
{
	size_t i = t->seams == 0 ? 0
				 : array_find_ms(&t->seam[0].at_ms, t->seams,
				       sizeof *t->seam, from_ms);

	for (; i < t->seams && t->seam[i].at_ms <= to_ms; i++)
		if (t->seam[i].back_ms > 0)
			return 1;
	return 0;
}

double
findings_rate(
    const struct trace *t, enum trace_metric counter, size_t from, size_t to)
{
	const uint64_t first = trace_value(t, from, counter);
	const uint64_t last = trace_value(t, to, counter);
	const int64_t ms = t->block[to].ts_ms - t->block[from].ts_ms;

	/* A counter that falls was reset. */
	if (ms <= 0 || last < first ||
	    crosses_shift(t, t->block[from].ts_ms, t->block[to].ts_ms))
		return -1;
	return (double)(last - first) * unit_of(t, counter) * 1000 / (double)ms;
}

struct finding_flow
findings_flow(const struct trace *t, enum trace_metric counter)
{
	const double unit = unit_of(t, counter);
	struct finding_flow flow = {0};
	size_t i, last = t->blocks;

	for (i = 0; unit > 0 && i < t->blocks; i++) {
		double rate = -1;

		if (!trace_has(t, i, counter))
			continue;
		if (last < t->blocks && trace_value(t, i, counter) >=
					    trace_value(t, last, counter)) {
			rate = findings_rate(t, counter, last, i);
			flow.known++;
			flow.bytes += (double)(trace_value(t, i, counter) -
					       trace_value(t, last, counter)) *
				      unit;
		}
		if (rate > flow.rate) {
			flow.rate = rate;
			flow.to_ms = t->block[i].ts_ms;
		}
		last = i;
	}
	return flow;
}
