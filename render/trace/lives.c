#include <stdlib.h>

#include "render/trace/parts.h"

/* A process that is back after a longer absence is another one. */
#define ABSENCE_MS INT64_C(86400000)

/* Did the parent change in the older or in this life? */
static int
begin_life(struct trace *t, uint32_t of, uint32_t sample, uint32_t *life)
{
	struct trace_process *p, *old;

	if (ARRAY_GROW(t->process, t->processes) != 0)
		return -1;
	old = &t->process[of];
	p = &t->process[t->processes];
	*p = *old;
	p->rows = 0;
	p->previous = of;
	if (p->wide > 0 && trace_widen(t, p) != 0)
		return -1;
	/*
	 * Above any other number of this pid, which others may have used since.
	 */
	p->nth = (uint32_t)t->processes + 1;
	if (old->ppid_sample <= sample)
		p->first_ppid = old->ppid;
	if (old->ppid_sample > old->last_sample)
		old->ppid = old->first_ppid;
	*life = (uint32_t)t->processes++;
	return 0;
}

int
trace_part_lives(struct trace *t)
{
	const size_t known = t->processes;
	struct trace_rows *r = &t->rows;
	uint32_t *life, *last;
	size_t i;
	int rc = -1;

	if (t->samples == 0 ||
	    t->sample_ms[t->samples - 1] - t->sample_ms[0] <= ABSENCE_MS)
		return 0;
	life = malloc((known + 1) * sizeof *life);
	last = malloc((known + 1) * sizeof *last);
	if (life == NULL || last == NULL)
		goto out;
	for (i = 0; i < known; i++) {
		life[i] = (uint32_t)i;
		last[i] = t->process[i].first_sample;
		t->process[i].rows = 0;
	}
	for (i = 0; i < r->count; i++) {
		const uint32_t p = r->process[i], sample = r->sample[i];

		if (t->sample_ms[sample] - t->sample_ms[last[p]] > ABSENCE_MS &&
		    begin_life(t, life[p], sample, &life[p]) != 0)
			goto out;
		last[p] = sample;
		r->process[i] = life[p];
		trace_count_row(t, i);
	}
	rc = 0;
out:
	free(life);
	free(last);
	return rc;
}
