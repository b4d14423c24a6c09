#include "render/findings/parts.h"

/*
 * The first block that may be after its start: it started after the process
 * sample that still lacks it.
 */
static size_t
start_block(const struct trace *t, const struct finding_runner *r)
{
	return findings_block_at(t, r->started == EDGE_SEEN
					? t->sample_ms[r->first_sample - 1] + 1
					: findings_from_ms(t, r));
}

/* The load ends at end_ms, with its runners, or with the recording. */
static int64_t
end_of(const struct trace *t, const struct findings *f, int64_t end_ms,
    const struct finding_load *l)
{
	int64_t gone_ms = INT64_MIN, first_ms, last_ms;
	uint32_t i;

	for (i = 0; i < l->runners; i++) {
		const struct finding_runner *r = &f->runner[l->runner + i];
		const int64_t ms =
		    r->ended == EDGE_SEEN ? findings_to_ms(t, r) : INT64_MAX;

		gone_ms = ms > gone_ms ? ms : gone_ms;
	}
	if (trace_span(t, &first_ms, &last_ms) == 0 && last_ms < end_ms)
		end_ms = last_ms;
	return gone_ms < end_ms ? gone_ms : end_ms;
}

/*
 * Is wired memory unknown for longer than a pause between block `last` and
 * end_ms, or in all blocks from from_ms on?
 */
static int
is_partial(const struct trace *t, const struct findings *f, size_t last,
    int64_t from_ms, int64_t end_ms)
{
	int64_t ms = t->block[last].ts_ms;
	int known = 0;
	size_t i;

	for (i = last + 1; i < t->blocks && ms < end_ms; i++) {
		if (!trace_has(t, i, TRACE_WIRED))
			continue;
		if (t->block[i].ts_ms - ms > f->log[1].near_ms)
			return 1;
		ms = t->block[i].ts_ms;
		known |= ms >= from_ms && ms <= end_ms;
	}
	return !known || end_ms - ms > f->log[1].near_ms;
}

/* Returns 1 if wired memory is known from before the start on. */
static int
find_load(const struct trace *t, const struct findings *f, int64_t end_ms,
    struct finding_load *l)
{
	const struct finding_runner *r = &f->runner[l->runner];
	const size_t next = l->runner + l->runners;
	const size_t before = start_block(t, r);
	size_t end = findings_block_at(t, end_ms);

	if (r->started != EDGE_SEEN || before == 0 ||
	    t->sample_ms[r->first_sample - 1] - t->block[before - 1].ts_ms >
		f->log[1].near_ms ||
	    !trace_has(t, before - 1, TRACE_WIRED))
		return 0;
	if (next < f->runners && start_block(t, &f->runner[next]) < end)
		end = start_block(t, &f->runner[next]);
	l->wired = findings_rise(t, TRACE_WIRED, before - 1, end);
	l->after_bytes = findings_metric(t, TRACE_WIRED, before, end).last;
	l->partial = is_partial(
	    t, f, before - 1, findings_from_ms(t, r), end_of(t, f, end_ms, l));
	return l->wired.known > 1;
}

/* Wired memory before the first load, and after the last runner exited. */
static void
find_left(const struct trace *t, struct findings *f)
{
	uint32_t gone = 0;
	size_t i, before, last = t->blocks;

	if (f->runners == 0 || f->runner[0].started != EDGE_SEEN)
		return;
	for (i = 0; i < f->runners; i++) {
		if (f->runner[i].ended != EDGE_SEEN)
			return;
		if (f->runner[i].last_sample > gone)
			gone = f->runner[i].last_sample;
	}
	before = start_block(t, f->runner);
	/* After the last process sample there may have been another one. */
	while (last > 0 &&
	       (!trace_has(t, last - 1, TRACE_WIRED) ||
		   t->block[last - 1].ts_ms >
		       t->sample_ms[t->samples - 1] + f->log[0].near_ms))
		last--;
	if (before == 0 || last == 0 ||
	    !trace_has(t, before - 1, TRACE_WIRED) ||
	    t->block[last - 1].ts_ms - t->sample_ms[gone] < FINDINGS_MINUTE / 6)
		return;
	f->left_known = 1;
	f->left_before = trace_value(t, before - 1, TRACE_WIRED);
	f->left_after = trace_value(t, last - 1, TRACE_WIRED);
	f->left_ms = t->block[last - 1].ts_ms;
}

/* Did they start in one sample, or with no block in between? */
static int
are_one_start(const struct trace *t, const struct finding_runner *a,
    const struct finding_runner *b)
{
	return a->first_sample == b->first_sample ||
	       (a->started == EDGE_SEEN && b->started == EDGE_SEEN &&
		   start_block(t, a) == start_block(t, b));
}

int
findings_loads(const struct trace *t, struct findings *f)
{
	size_t i, next;

	find_left(t, f);
	for (i = 0; i < f->runners; i = next) {
		const struct finding_runner *r = &f->runner[i];
		struct finding_load l = {.runner = (uint32_t)i};
		int64_t end_ms = findings_from_ms(t, r) + FINDINGS_LOAD;

		for (next = i + 1; next < f->runners; next++)
			if (!are_one_start(t, r, &f->runner[next]))
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
