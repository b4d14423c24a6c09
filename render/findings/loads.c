#include "render/findings/parts.h"

enum { LOAD_MS = 2 * FINDINGS_MINUTE };

static void find_load(const struct trace *t, const struct findings *f,
    int64_t end_ms, struct finding_load *l);

static void
find_load(const struct trace *t, const struct findings *f, int64_t end_ms,
    struct finding_load *l)
{
	const struct finding_runner *r = &f->runner[l->runner];
	struct finding_values v;
	const struct finding_range *wired = &v.metric[TRACE_WIRED];
	size_t before = findings_block_at(t, r->from_ms), i;
	uint64_t most;

	if (before == 0 || r->from_ms - t->block[before - 1].ts_ms >
			       findings_near(f->system_pause_ms))
		return;
	before--;
	if ((t->block[before].known >> TRACE_WIRED & 1) == 0)
		return;
	findings_range(t, before + 1, findings_block_at(t, end_ms), &v);
	if (wired->known == 0)
		return;
	l->known = 1;
	l->before_bytes = t->block[before].value[TRACE_WIRED];
	l->before_ms = t->block[before].ts_ms;
	l->highest_bytes = wired->high;
	l->highest_ms = wired->high_ms;
	l->after_bytes = wired->last;
	l->rise_ms = wired->high_ms - l->before_ms;
	if (wired->high <= l->before_bytes)
		return;
	most = l->before_bytes + (wired->high - l->before_bytes) / 20 * 19;
	for (i = before + 1; i < v.end_block; i++)
		if ((t->block[i].known >> TRACE_WIRED & 1) != 0 &&
		    t->block[i].value[TRACE_WIRED] >= most) {
			l->rise_ms = t->block[i].ts_ms - l->before_ms;
			break;
		}
}

/* Runners that start in the same sample share what they are told. */
int
findings_loads(const struct trace *t, struct findings *f)
{
	size_t i, next;

	for (i = 0; i < f->runners; i++) {
		const struct finding_runner *r = &f->runner[i];
		int64_t end_ms = r->from_ms + LOAD_MS;
		struct finding_load *l;

		if (r->started < EDGE_PAUSE)
			continue;
		l = findings_more(f->load, f->loads, sizeof *l);
		if (l == NULL)
			return -1;
		f->load = l;
		l = &f->load[f->loads++];
		*l = (struct finding_load){.runner = (uint32_t)i};
		if (f->loads > 1 &&
		    f->runner[l[-1].runner].from_ms == r->from_ms) {
			*l = l[-1];
			l->runner = (uint32_t)i;
			continue;
		}
		for (next = i + 1; next < f->runners; next++)
			if (f->runner[next].from_ms != r->from_ms)
				break;
		if (next < f->runners && f->runner[next].from_ms < end_ms)
			end_ms = f->runner[next].from_ms;
		find_load(t, f, end_ms, l);
	}
	return 0;
}
