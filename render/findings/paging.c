#include "render/array.h"
#include "render/findings/values.h"

/* Counters since boot are vm_stat's in pages, and Linux's in microseconds. */
static double
unit_of(const struct trace *t, enum trace_metric counter)
{
	return trace_metric[counter].kind == METRIC_TOTAL
		   ? 1
		   : (double)t->page_size;
}

/* The first seam between two blocks, or NULL. */
static const struct trace_seam *
seam_between(const struct trace *t, size_t from, size_t to)
{
	size_t i = 0;

	if (t->seams > 0)
		i = array_find_ms(&t->seam[0].at_ms, t->seams, sizeof *t->seam,
		    t->block[from].ts_ms + 1);
	return i < t->seams && t->seam[i].at_ms <= t->block[to].ts_ms
		   ? &t->seam[i]
		   : NULL;
}

double
findings_rate(
    const struct trace *t, enum trace_metric counter, size_t from, size_t to)
{
	const uint64_t first = trace_value(t, from, counter);
	const uint64_t last = trace_value(t, to, counter);
	const int64_t ms = t->block[to].ts_ms - t->block[from].ts_ms;
	const struct trace_seam *seam = seam_between(t, from, to);

	/*
	 * A counter that falls was reset. Where times are shifted, it is
	 * unknown how much time passed.
	 */
	if (ms <= 0 || last < first || (seam != NULL && seam->back_ms > 0))
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
		const struct trace_seam *seam = NULL;
		double rate = -1;

		if (!trace_has(t, i, counter))
			continue;
		if (last < t->blocks)
			seam = seam_between(t, last, i);
		/* What happened between two recordings was not recorded. */
		if (last < t->blocks &&
		    (seam == NULL || seam->kind == SEAM_SET_BACK ||
			(seam->logs & 2) == 0) &&
		    trace_value(t, i, counter) >=
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
