#include <stdlib.h>
#include <string.h>

#include "render/findings/parts.h"

/* One or two samples show no interval: take three of systrace. */
static int64_t
near_of(int64_t pause_ms)
{
	return pause_ms == INT64_MAX ? 15000 : pause_ms;
}

static void
look_at_log(const struct trace *t, struct finding_log *l, int system)
{
	l->count = system ? t->blocks : t->samples;
	if (l->count > 0) {
		l->first_ms = trace_ms(t, system, 0);
		l->last_ms = trace_ms(t, system, l->count - 1);
	}
	l->pause_ms = trace_pause(t, system);
	l->near_ms = near_of(l->pause_ms);
}

/* Does it begin after the other log, or end before it? */
static void
look_at_edges(
    struct finding_log *l, const struct finding_log *other, int64_t most_ms)
{
	const int64_t near = l->near_ms < most_ms ? l->near_ms : most_ms;

	if (l->count == 0 || other->count == 0)
		return;
	l->late = l->first_ms - other->first_ms > near;
	l->early = other->last_ms - l->last_ms > near;
	l->maybe_late = l->first_ms - other->first_ms > near / 2;
	l->maybe_early = other->last_ms - l->last_ms > near / 2;
}

int
findings_make(const struct trace *t, int low_percent, struct findings *f)
{
	size_t i;

	memset(f, 0, sizeof *f);
	f->low_percent = low_percent;
	look_at_log(t, &f->log[0], 0);
	look_at_log(t, &f->log[1], 1);
	look_at_edges(&f->log[0], &f->log[1], 60 * FINDINGS_MINUTE);
	look_at_edges(&f->log[1], &f->log[0], INT64_MAX);
	f->all = findings_range(t, 0, t->blocks);
	f->swap = findings_rise(t, TRACE_SWAP_USED, 0, t->blocks);
	for (i = 0; i < t->blocks; i++) {
		f->derived_blocks += t->block[i].derived != 0;
		if (trace_value(t, i, TRACE_WIRED_LIMIT) > 0)
			f->wired_limit = trace_value(t, i, TRACE_WIRED_LIMIT);
	}
#define MAKE(part)                      \
	if (findings_##part(t, f) != 0) \
		return -1;
	FINDINGS_EACH_PART(MAKE)
	return 0;
}

void
findings_free(struct findings *f)
{
#define FREE(array) free(f->array);
	FINDINGS_EACH_ARRAY(FREE)
	memset(f, 0, sizeof *f);
}
