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

int
findings_next_interval(const struct trace *t, enum trace_metric counter,
    struct finding_interval *n)
{
	const struct trace_seam *seam;
	int64_t ms;

	for (n->from = n->to++; n->to < t->blocks; n->to++) {
		if (!trace_has(t, n->to, counter))
			continue;
		if (trace_has(t, n->from, counter))
			break;
		n->from = n->to;
	}
	if (n->to >= t->blocks || unit_of(t, counter) <= 0)
		return 0;
	n->bytes = ((double)trace_value(t, n->to, counter) -
		       (double)trace_value(t, n->from, counter)) *
		   unit_of(t, counter);
	ms = t->block[n->to].ts_ms - t->block[n->from].ts_ms;
	n->rate = ms > 0 ? n->bytes * 1000 / (double)ms : -1;
	seam = seam_between(t, n->from, n->to);
	/* Where times are shifted, it is unknown how much time passed. */
	if (seam != NULL && seam->back_ms > 0)
		n->rate = -1;
	/* What happened between two recordings was not recorded. */
	if (seam != NULL && seam->kind != SEAM_SET_BACK && seam->logs & 2)
		n->bytes = n->rate = -1;
	return 1;
}

struct finding_flow
findings_flow(const struct trace *t, enum trace_metric counter)
{
	struct finding_flow flow = {0};
	struct finding_interval n = {0};

	while (findings_next_interval(t, counter, &n)) {
		if (n.bytes >= 0) {
			flow.known++;
			flow.bytes += n.bytes;
		}
		if (n.rate > flow.rate) {
			flow.rate = n.rate;
			flow.to_ms = t->block[n.to].ts_ms;
		}
	}
	return flow;
}
