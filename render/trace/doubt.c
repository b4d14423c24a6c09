#include <stdlib.h>

#include "render/trace/parts.h"
#include "render/trace/trace.h"

/*
 * Doubtful times: those that a log has more than once. Within them samples of
 * before and after a step of the clock stand side by side, as if they had been
 * taken together.
 */

static int compare_intervals(const void *, const void *);
static int find_runs(const struct trace *, int, struct trace_doubt *, size_t *);
static void keep_common(struct trace_doubt *);

static int
compare_intervals(const void *a, const void *b)
{
	const struct trace_interval *x = a, *y = b;

	if (x->from_ms != y->from_ms)
		return x->from_ms < y->from_ms ? -1 : 1;
	return x->to_ms < y->to_ms ? -1 : x->to_ms > y->to_ms;
}

/*
 * Where the times rise in the order of the file. A pause ends it too, since
 * what stands within a pause was recorded once.
 */
static int
find_runs(
    const struct trace *t, int system, struct trace_doubt *d, size_t *room)
{
	const size_t count = system ? t->blocks : t->samples;
	const int64_t pause =
	    system ? trace_system_pause(t) : trace_process_pause(t);
	size_t i;

	for (i = 0; i < count; i++) {
		const int64_t ms = trace_time_at(t, system, i);

		if (d->count > 0 && ms >= d->at[d->count - 1].to_ms &&
		    ms - d->at[d->count - 1].to_ms <= pause) {
			d->at[d->count - 1].to_ms = ms;
			continue;
		}
		if (trace_grow(
			(void **)&d->at, room, d->count, sizeof *d->at) != 0)
			return -1;
		d->at[d->count++] = (struct trace_interval){ms, ms};
	}
	return 0;
}

/* From runs in order of their beginnings, what two or more have in common. */
static void
keep_common(struct trace_doubt *d)
{
	int64_t reach = 0; /* of the runs before this one */
	size_t i, kept = 0;

	for (i = 0; i < d->count; i++) {
		const struct trace_interval run = d->at[i];
		const int64_t end = run.to_ms < reach ? run.to_ms : reach;

		if (i > 0 && run.from_ms <= reach) {
			if (kept > 0 && run.from_ms <= d->at[kept - 1].to_ms) {
				if (end > d->at[kept - 1].to_ms)
					d->at[kept - 1].to_ms = end;
			} else
				d->at[kept++] =
				    (struct trace_interval){run.from_ms, end};
		}
		if (i == 0 || run.to_ms > reach)
			reach = run.to_ms;
	}
	d->count = kept;
}

int
trace_find_doubt(const struct trace *t, int system, struct trace_doubt *d)
{
	size_t room = 0;

	if (find_runs(t, system, d, &room) != 0)
		return -1;
	if (d->count > 0)
		qsort(d->at, d->count, sizeof *d->at, compare_intervals);
	keep_common(d);
	return 0;
}

int
trace_is_doubtful(const struct trace_doubt *d, int64_t from_ms, int64_t to_ms)
{
	size_t low = 0, high = d->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (d->at[middle].to_ms < from_ms)
			low = middle + 1;
		else
			high = middle;
	}
	return low < d->count && d->at[low].from_ms <= to_ms;
}
