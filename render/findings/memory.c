#include <stdlib.h>

#include "render/findings/parts.h"

enum { QUARTERS = 4 };

/* How the memory of a runner changed, row by row. */
struct course {
	const struct finding_runner *runner;
	struct finding_story *story;
	int64_t from_ms, to_ms;
	int64_t settled_ms;   /* what it takes later is no longer its load */
	uint64_t load_kib;    /* the most in the first two minutes */
	int under;            /* the last row is known to be below that */
	uint64_t high_kib;    /* of RSS, the most so far */
	uint32_t high_sample; /* the last near it */
	uint64_t high_footprint_kib; /* there */
	double sum[QUARTERS];        /* of what followed the load */
	size_t count[QUARTERS];
	/* The lowest of the first quarter, the highest of the last. */
	uint64_t low_kib, top_kib;
	int64_t low_ms, top_ms;
};

uint64_t
findings_little(const struct trace *t)
{
	return t->memory_bytes > 0 ? t->memory_bytes / 100 : UINT64_C(1) << 29;
}

static void
begin(const struct trace *t, struct course *c)
{
	const struct trace_process *p = &t->process[c->runner->process];

	c->from_ms = findings_from_ms(t, c->runner);
	c->to_ms = findings_to_ms(t, c->runner);
	/* It may be loading when it is first seen, whatever came before. */
	c->settled_ms = c->from_ms + FINDINGS_LOAD;
	/* A process that exits may lack its footprint in its last row. */
	c->story->by_footprint =
	    p->footprints > 0 && p->footprints + p->rows / 20 + 1 >= p->rows &&
	    trace_peak(t, p, PEAK_FOOTPRINT) >= trace_peak(t, p, PEAK_RSS);
}

static uint64_t
footprint_of(const struct trace *t, size_t row)
{
	return t->rows.footprint_kib == NULL ? TRACE_UNKNOWN
					     : t->rows.footprint_kib[row];
}

/* The value for load and growth; TRACE_UNKNOWN. */
static uint64_t
kib_of(const struct trace *t, const struct course *c, size_t row)
{
	return c->story->by_footprint ? footprint_of(t, row)
				      : t->rows.rss_kib[row];
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
take_fall(const struct trace *t, struct course *c, size_t row)
{
	struct finding_story *s = c->story;
	const uint64_t kib = t->rows.rss_kib[row];
	const uint64_t footprint_kib = footprint_of(t, row);

	if (kib > c->high_kib)
		c->high_kib = kib;
	if (kib >= c->high_kib / 20 * 19) {
		c->high_sample = t->rows.sample[row];
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
		s->pushed_to_ms = t->sample_ms[t->rows.sample[row]];
	}
}

/* The last samples of a runner that exits show its shutdown. */
static void
take_row(const struct trace *t, struct course *c, size_t row)
{
	const uint32_t sample = t->rows.sample[row];
	const int64_t ms = t->sample_ms[sample];
	const uint64_t kib = kib_of(t, c, row);

	if (c->runner->ended >= EDGE_PAUSE &&
	    sample + 2 > c->runner->last_sample)
		return;
	/* ps prints 0 for a process that it cannot read. */
	if (t->rows.rss_kib[row] == 0)
		return;
	take_fall(t, c, row);
	if (kib == TRACE_UNKNOWN)
		return;
	if (ms <= c->from_ms + FINDINGS_LOAD && kib > c->load_kib)
		c->load_kib = kib;
	if (ms >= c->settled_ms && c->to_ms > c->settled_ms) {
		size_t q = (size_t)((double)(ms - c->settled_ms) * QUARTERS /
				    (double)(c->to_ms - c->settled_ms + 1));

		if (q == 0 && (c->count[q] == 0 || kib < c->low_kib)) {
			c->low_kib = kib;
			c->low_ms = ms;
		} else if (q == QUARTERS - 1 && kib > c->top_kib) {
			c->top_kib = kib;
			c->top_ms = ms;
		}
		c->sum[q] += (double)kib;
		c->count[q]++;
	}
}

/* If the row before lacks a footprint, the load may have ended earlier. */
static void
find_plateau(const struct trace *t, struct course *c, size_t row)
{
	struct finding_story *s = c->story;
	const uint64_t kib = kib_of(t, c, row);
	const int seen = c->under || !s->by_footprint;

	c->under = kib < c->load_kib / 20 * 19;
	if (c->runner->started == EDGE_SEEN && s->plateau_ms == INT64_MAX &&
	    kib != TRACE_UNKNOWN && !c->under)
		s->plateau_ms =
		    seen ? t->sample_ms[t->rows.sample[row]] : c->from_ms;
}

/*
 * If its load ended during a pause, or perhaps later than what was looked at,
 * the time of that is unknown.
 */
static void
forget_plateau(
    const struct trace *t, const struct findings *f, const struct course *c)
{
	const int64_t end_ms =
	    c->to_ms < c->settled_ms ? c->to_ms : c->settled_ms;
	int64_t *ms = &c->story->plateau_ms;

	if (*ms > c->from_ms &&
	    (*ms > c->from_ms + (end_ms - c->from_ms) / 10 * 9 ||
		findings_is_paused(t, f, 0, findings_sample_at(t, *ms))))
		*ms = c->from_ms;
}

/* Is each quarter of the time after the load above the previous one? */
static void
find_growth(const struct trace *t, const struct course *c)
{
	const int64_t took = c->to_ms - c->settled_ms;
	struct finding_story *s = c->story;
	double mean[QUARTERS];
	int q;

	if (took < FINDINGS_LOAD)
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
	s->grew_from_kib = c->low_kib;
	s->grew_to_kib = c->top_kib;
	s->grew_in_ms = c->top_ms - c->low_ms;
	s->levelled_off = mean[3] - mean[2] < (mean[3] - mean[0]) / 10;
}

/* UINT64_MAX: not recorded. */
static uint64_t
rise_of(const struct trace *t, enum trace_metric m, size_t first, size_t end)
{
	const struct finding_rise rise = findings_rise(t, m, first, end);

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

static void
each_row(const struct trace *t, const struct findings *f, struct course *c,
    void (*look)(const struct trace *, struct course *, size_t))
{
	size_t i;

	for (i = 0; i < t->rows.count; i++) {
		const uint32_t runner = f->runner_of[t->rows.process[i]];
		const uint32_t story =
		    runner == TRACE_NONE ? 0 : f->runner[runner].story;

		if (c[story].story != NULL)
			look(t, &c[story], i);
	}
}

int
findings_memory(const struct trace *t, struct findings *f)
{
	struct course *course;
	size_t i, stories = 0;

	for (i = 0; i < f->runners; i++)
		stories += f->runner[i].story > 0;
	course = calloc(stories + 1, sizeof *course);
	if (course == NULL)
		return -1;
	for (i = 0; i < f->runners; i++) {
		struct course *c = &course[f->runner[i].story];

		if (f->runner[i].story == 0)
			continue;
		c->runner = &f->runner[i];
		c->story = &f->story[c->runner->story];
		begin(t, c);
	}
	/* First the size of the load, then when it was reached. */
	each_row(t, f, course, take_row);
	each_row(t, f, course, find_plateau);
	for (i = 1; i <= stories; i++) {
		forget_plateau(t, f, &course[i]);
		find_growth(t, &course[i]);
		find_push(t, course[i].story);
	}
	free(course);
	return 0;
}
