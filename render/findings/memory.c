#include <stdlib.h>
#include <string.h>

#include "render/findings/parts.h"

/* How the memory of a runner changed, row by row. */
enum { QUARTERS = 4, LOAD_MS = 2 * FINDINGS_MINUTE };
struct course {
	uint64_t load_kib;    /* the most in the first two minutes */
	int under;            /* the last row is known to be below that */
	uint64_t high_kib;    /* of RSS, the most so far */
	uint32_t high_sample; /* the last near it */
	uint64_t high_footprint_kib; /* there */
	double sum[QUARTERS];        /* of what followed the load */
	size_t count[QUARTERS];
};

uint64_t
findings_little(const struct trace *t)
{
	return t->memory_bytes > 0 ? t->memory_bytes / 100 : UINT64_C(1) << 29;
}

/* After this, what a runner takes is no longer its load. */
static int64_t
settled_ms(const struct trace *t, const struct finding_runner *r)
{
	return findings_from_ms(t, r) + (r->started == EDGE_SEEN ? LOAD_MS : 0);
}

static uint64_t
footprint_of(const struct trace *t, size_t row)
{
	return t->rows.footprint_kib == NULL ? TRACE_UNKNOWN
					     : t->rows.footprint_kib[row];
}

/* A process that exits may lack it in its last row. */
static int
goes_by_footprint(const struct trace_process *p)
{
	return p->footprints > 0 &&
	       p->footprints + p->rows / 20 + 1 >= p->rows &&
	       p->peak_footprint_kib >= p->peak_rss_kib;
}

/* The value for load and growth; TRACE_UNKNOWN. */
static uint64_t
kib_of(const struct trace *t, const struct finding_story *s, size_t row)
{
	return s->by_footprint ? footprint_of(t, row) : t->rows.rss_kib[row];
}

/* Did the footprint fall by at least half as much? Then memory was freed. */
static int
gave_back(const struct course *c, uint64_t footprint_kib, uint64_t lost_kib)
{
	return footprint_kib != TRACE_UNKNOWN &&
	       c->high_footprint_kib != TRACE_UNKNOWN &&
	       c->high_footprint_kib > footprint_kib &&
	       c->high_footprint_kib - footprint_kib >= lost_kib / 2;
}

/* Memory that is pushed out is missing from RSS, but not from the footprint. */
static void
take_fall(const struct trace *t, struct finding_story *s, struct course *c,
    size_t row)
{
	const uint32_t sample = t->rows.sample[row];
	const uint64_t kib = t->rows.rss_kib[row];
	const uint64_t footprint_kib = footprint_of(t, row);

	if (kib > c->high_kib)
		c->high_kib = kib;
	if (kib >= c->high_kib / 20 * 19) {
		c->high_sample = sample;
		c->high_footprint_kib = footprint_kib;
		return;
	}
	/* Later slow losses do not change the time of the fall. */
	if (c->high_kib - kib >
		s->pushed_from_kib - s->pushed_to_kib + c->high_kib / 20 &&
	    !gave_back(c, footprint_kib, c->high_kib - kib)) {
		s->pushed_from_kib = c->high_kib;
		s->pushed_to_kib = kib;
		s->pushed_footprint_kib = footprint_kib;
		s->pushed_from_ms = t->sample_ms[c->high_sample];
		s->pushed_to_ms = t->sample_ms[sample];
	}
}

/* The last samples of a runner that exits show its shutdown. */
static void
take_row(const struct trace *t, const struct finding_runner *r,
    struct finding_story *s, struct course *c, size_t row)
{
	const uint32_t sample = t->rows.sample[row];
	const int64_t ms = t->sample_ms[sample], start = settled_ms(t, r);
	const int64_t to_ms = findings_to_ms(t, r);
	const uint64_t kib = kib_of(t, s, row);

	if (r->ended >= EDGE_PAUSE && sample + 2 > r->last_sample)
		return;
	take_fall(t, s, c, row);
	if (kib == TRACE_UNKNOWN)
		return;
	if (ms <= findings_from_ms(t, r) + LOAD_MS && kib > c->load_kib)
		c->load_kib = kib;
	if (ms >= start && to_ms > start) {
		size_t q = (size_t)((double)(ms - start) * QUARTERS /
				    (double)(to_ms - start + 1));

		c->sum[q] += (double)kib;
		c->count[q]++;
	}
}

/* If the row before lacks a footprint, it may have been there before. */
static void
find_plateau(const struct trace *t, const struct finding_runner *r,
    struct finding_story *s, struct course *c, size_t row)
{
	const uint64_t kib = kib_of(t, s, row);
	const int seen = c->under || !s->by_footprint;

	c->under = kib < c->load_kib / 20 * 19;
	if (r->started == EDGE_SEEN && s->plateau_ms == INT64_MAX &&
	    kib != TRACE_UNKNOWN && !c->under)
		s->plateau_ms = seen ? t->sample_ms[t->rows.sample[row]]
				     : findings_from_ms(t, r);
}

/* Is each quarter of the time after the load above the previous one? */
static void
find_growth(const struct trace *t, const struct finding_runner *r,
    struct finding_story *s, const struct course *c)
{
	const int64_t start = settled_ms(t, r);
	const int64_t settled = findings_to_ms(t, r) - start;
	double mean[QUARTERS];
	int q;

	if (settled < LOAD_MS)
		return;
	for (q = 0; q < QUARTERS; q++) {
		if (c->count[q] == 0)
			return;
		mean[q] = c->sum[q] / (double)c->count[q];
		if (q > 0 && mean[q] < mean[q - 1])
			return;
	}
	if ((mean[3] - mean[0]) * 1024 < (double)findings_little(t) ||
	    mean[3] < mean[0] * 1.05)
		return;
	s->grew_from_kib = (uint64_t)mean[0];
	s->grew_to_kib = (uint64_t)mean[3];
	/*
	 * From the middle of the first to the middle of the last quarter are
	 * three quarters.
	 */
	s->grew_in_ms = settled / QUARTERS * 3;
	s->levelled_off = mean[3] - mean[2] < (mean[3] - mean[0]) / 10;
}

/* UINT64_MAX: not recorded. */
static uint64_t
rise_of(const struct trace *t, enum trace_metric m, size_t first, size_t end)
{
	struct finding_rise rise;

	findings_rise(t, m, first, end, &rise);
	return rise.known > 1 ? rise.to - rise.from : UINT64_MAX;
}

static int
grew(uint64_t by, uint64_t little)
{
	return by != UINT64_MAX && by >= little;
}

/*
 * Half of it is gone, and the compressor or swap grew from a minute before to a
 * minute after.
 */
static void
find_push(const struct trace *t, struct finding_story *s)
{
	const uint64_t lost = s->pushed_from_kib - s->pushed_to_kib;
	const uint64_t little = findings_little(t);
	const size_t first =
	    findings_block_at(t, s->pushed_from_ms - FINDINGS_MINUTE);
	const size_t end =
	    findings_block_at(t, s->pushed_to_ms + FINDINGS_MINUTE + 1);

	s->pushed_compressor = rise_of(t, TRACE_COMPRESSOR, first, end);
	s->pushed_swap = rise_of(t, TRACE_SWAP_USED, first, end);
	s->pushed = lost * 1024 >= little && lost >= s->pushed_from_kib / 2 &&
		    (grew(s->pushed_compressor, little) ||
			grew(s->pushed_swap, little));
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
	before = findings_block_at(t, findings_from_ms(t, f->runner));
	while (last > 0 && !trace_has(t, last - 1, TRACE_WIRED))
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

int
findings_memory(const struct trace *t, struct findings *f)
{
	struct course *c;
	void (*look)(const struct trace *, const struct finding_runner *,
	    struct finding_story *, struct course *, size_t);
	const struct finding_runner *r;
	size_t i, stories = 0;

	for (i = 0; i < f->runners; i++)
		stories += f->runner[i].story > 0;
	c = calloc(stories + 1, sizeof *c);
	if (c == NULL)
		return -1;
	for (i = 0; i < f->runners; i++)
		if (f->runner[i].story > 0)
			f->story[f->runner[i].story].by_footprint =
			    goes_by_footprint(
				&t->process[f->runner[i].process]);
	/* First the size of the load, then when it was reached. */
	for (look = take_row; look != NULL;
	     look = look == take_row ? find_plateau : NULL)
		for (i = 0; i < t->rows.count; i++) {
			if (f->runner_of[t->rows.process[i]] == TRACE_NONE)
				continue;
			r = &f->runner[f->runner_of[t->rows.process[i]]];
			if (r->story > 0)
				look(
				    t, r, &f->story[r->story], &c[r->story], i);
		}
	for (i = 0; i < f->runners; i++) {
		r = &f->runner[i];
		if (r->story == 0)
			continue;
		find_growth(t, r, &f->story[r->story], &c[r->story]);
		find_push(t, &f->story[r->story]);
	}
	find_left(t, f);
	free(c);
	return 0;
}
