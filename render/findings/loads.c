#include "render/findings/parts.h"

enum { LOAD_MS = 2 * FINDINGS_MINUTE };

/* Returns 1 if wired memory is known from before the start on. */
static int
find_load(const struct trace *t, const struct findings *f, int64_t end_ms,
    struct finding_load *l)
{
	const struct finding_runner *r = &f->runner[l->runner];
	const size_t end = findings_block_at(t, end_ms);
	const int64_t from_ms = findings_from_ms(t, r);
	size_t before = findings_block_at(t, from_ms), i;

	if (r->started != EDGE_SEEN || before == 0 ||
	    from_ms - t->block[before - 1].ts_ms > f->system_near_ms ||
	    !trace_has(t, before - 1, TRACE_WIRED))
		return 0;
	findings_rise(t, TRACE_WIRED, before - 1, end, &l->wired);
	for (i = before; i < end; i++)
		if (trace_has(t, i, TRACE_WIRED))
			l->after_bytes = trace_value(t, i, TRACE_WIRED);
	return l->wired.known > 1;
}

int
findings_loads(const struct trace *t, struct findings *f)
{
	size_t i, next;

	for (i = 0; i < f->runners; i = next) {
		const struct finding_runner *r = &f->runner[i];
		struct finding_load l = {.runner = (uint32_t)i};
		int64_t end_ms = findings_from_ms(t, r) + LOAD_MS;

		for (next = i + 1; next < f->runners; next++)
			if (f->runner[next].first_sample != r->first_sample)
				break;
		if (r->started < EDGE_PAUSE)
			continue;
		f->starts++;
		f->starts_paused += r->started == EDGE_PAUSE;
		l.runners = (uint32_t)(next - i);
		if (next < f->runners &&
		    findings_from_ms(t, &f->runner[next]) < end_ms)
			end_ms = findings_from_ms(t, &f->runner[next]);
		if (!find_load(t, f, end_ms, &l))
			continue;
		if (ARRAY_GROW(f->load, f->loads) != 0)
			return -1;
		f->load[f->loads++] = l;
	}
	return 0;
}
