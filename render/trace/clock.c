#include <stdlib.h>
#include <string.h>

#include "render/trace/parts.h"

/*
 * Time. A log has its samples in the order in which they were taken, whatever
 * the clock showed. Where times go back, the clock was set back, or recordings
 * were joined: later times are shifted so that they never go back, by the same
 * amount in both logs. A recording that is in a log twice is kept once.
 */
struct step {
	size_t at; /* the first sample (or block) after it */
	int64_t before_ms, after_ms;
	enum trace_seam_kind kind;
	int is_repeat; /* the following samples are a repeat */
};

/* One of the two logs, and its shift so far. */
struct course {
	int system;
	size_t count;
	int64_t every_ms; /* the usual distance */
	struct step *step;
	size_t steps;
	size_t next; /* step */
	size_t done; /* samples with final times */
	int64_t shift_ms;
};

enum { UNKNOWN_MS = 1000 };

static int
find_steps(const struct trace *t, struct course *c)
{
	size_t i, k, join = 0;

	for (i = 1; i < c->count; i++) {
		const int64_t before = *trace_time_of(t, c->system, i - 1);
		const int64_t after = *trace_time_of(t, c->system, i);
		int joined = 0;

		for (; !c->system && join < t->joins && t->join[join] <= i;
		     join++)
			joined = 1;
		if (after >= before && !joined)
			continue;
		if (ARRAY_GROW(c->step, c->steps) != 0)
			return -1;
		c->step[c->steps++] = (struct step){
		    i, before, after, joined ? SEAM_JOINED : SEAM_SET_BACK, 0};
	}
	/* If it is earlier than everything before it, it may be either. */
	for (k = 0; k < c->steps; k++) {
		size_t end = k + 1 < c->steps ? c->step[k + 1].at : c->count;
		size_t start = k > 0 ? c->step[k - 1].at : 0;

		if (c->step[k].kind == SEAM_SET_BACK &&
		    *trace_time_of(t, c->system, end - 1) <
			*trace_time_of(t, c->system, start))
			c->step[k].kind = SEAM_UNCLEAR;
	}
	return 0;
}

static int
same_column(const uint64_t *column, size_t a, size_t b, size_t n)
{
	return column == NULL ||
	       memcmp(column + a, column + b, n * sizeof *column) == 0;
}

/* `row`: by sample, where its rows begin, and the end of the last one. */
static int
same_sample(
    const struct trace *t, int system, const size_t *row, size_t a, size_t b)
{
	const struct trace_rows *r = &t->rows;
	const struct trace_block *x, *y;
	size_t n;

	if (*trace_time_of(t, system, a) != *trace_time_of(t, system, b))
		return 0;
	if (system) {
		x = &t->block[a];
		y = &t->block[b];
		n = (size_t)__builtin_popcountll(x->known);
		return x->known == y->known && x->set == y->set &&
		       (n == 0 ||
			   memcmp(t->value + x->first, t->value + y->first,
			       n * sizeof *t->value) == 0);
	}
	n = row[a + 1] - row[a];
	return n == row[b + 1] - row[b] &&
	       memcmp(r->process + row[a], r->process + row[b],
		   n * sizeof *r->process) == 0 &&
	       same_column(r->rss_kib, row[a], row[b], n) &&
	       same_column(r->footprint_kib, row[a], row[b], n) &&
	       same_column(r->footprint_max_kib, row[a], row[b], n) &&
	       same_column(r->gpu_kib, row[a], row[b], n);
}

/* Are the samples [at, end) equal to those that follow `from`? */
static int
is_repeat(const struct trace *t, const struct course *c, const size_t *row,
    size_t from, size_t at, size_t end)
{
	size_t i = at;

	while (i < end && end - at <= at - from &&
	       same_sample(t, c->system, row, from + (i - at), i))
		i++;
	return i == end;
}

/*
 * Number the samples again in `to`, without repeats, which get the numbers of
 * the samples that they repeat.
 */
static void
find_repeats(
    const struct trace *t, struct course *c, const size_t *row, uint32_t *to)
{
	size_t i, k, from = 0, start = 0, end = c->step[0].at;
	uint32_t kept = 0;

	for (i = 0; i < end; i++)
		to[i] = kept++;
	for (k = 0; k < c->steps; k++) {
		const size_t at = end;

		end = k + 1 < c->steps ? c->step[k + 1].at : c->count;
		if (is_repeat(t, c, row, start, at, end))
			from = start;
		else if (is_repeat(t, c, row, 0, at, end))
			from = 0;
		else
			from = start = at;
		c->step[k].is_repeat = from != at;
		for (i = at; i < end; i++)
			to[i] = from != at ? to[from + (i - at)] : kept++;
	}
}

static void
move_row(struct trace *t, size_t from, size_t to, uint32_t sample)
{
	struct trace_rows *r = &t->rows;

	r->sample[to] = sample;
	r->process[to] = r->process[from];
	r->rss_kib[to] = r->rss_kib[from];
	if (t->keep_vsz)
		r->vsz_kib[to] = r->vsz_kib[from];
	if (r->gpu_kib != NULL) {
		r->footprint_kib[to] = r->footprint_kib[from];
		r->footprint_max_kib[to] = r->footprint_max_kib[from];
		r->gpu_kib[to] = r->gpu_kib[from];
	}
	trace_count_row(t, to);
}

/* Keep samples that have a number of their own. */
static void
drop_samples(struct trace *t, struct course *c, const size_t *row, uint32_t *to)
{
	size_t i, k, rows = 0;
	uint32_t n = 0;

	for (i = 0; !c->system && i < t->processes; i++) {
		t->process[i].rows = 0;
		t->process[i].ppid_sample = to[t->process[i].ppid_sample];
	}
	for (i = 0; i < c->count; i++) {
		if (to[i] != n)
			continue;
		for (k = row[i]; !c->system && k < row[i + 1]; k++)
			move_row(t, k, rows++, n);
		if (c->system)
			t->block[n++] = t->block[i];
		else
			t->sample_ms[n++] = t->sample_ms[i];
	}
	*(c->system ? &t->blocks : &t->samples) = c->count = n;
	if (!c->system)
		t->rows.count = rows;
}

static int
drop_repeats(struct trace *t, struct course *c)
{
	uint32_t *to = calloc(c->count, sizeof *to);
	size_t *row = calloc(c->count + 1, sizeof *row);
	size_t i, kept = 0;
	int rc = -1;

	if (to == NULL || row == NULL)
		goto out;
	for (i = 0; !c->system && i < t->rows.count; i++)
		row[t->rows.sample[i] + 1] = i + 1;
	find_repeats(t, c, row, to);
	drop_samples(t, c, row, to);
	for (i = 0; i < c->steps; i++) {
		struct step s = c->step[i];

		t->repeats[c->system] += (size_t)s.is_repeat;
		if (s.is_repeat)
			continue;
		s.at = to[s.at];
		s.before_ms = *trace_time_of(t, c->system, s.at - 1);
		if (s.after_ms < s.before_ms || s.kind == SEAM_JOINED)
			c->step[kept++] = s;
	}
	c->steps = kept;
	rc = 0;
out:
	free(to);
	free(row);
	return rc;
}

/* Did both logs see the same step? */
static int
are_one(const struct course c[2], struct step *s[2])
{
	const int64_t near = 3 * (c[0].every_ms + c[1].every_ms);

	return llabs(s[0]->before_ms - s[1]->before_ms) <= near &&
	       llabs(s[0]->after_ms - s[1]->after_ms) <= near;
}

/*
 * The least shift with which times rise in both logs, by the sampling interval
 * of the log with the smaller one.
 */
static int64_t
shift_by(const struct course c[2], struct step *s[2])
{
	int64_t by = INT64_MIN, every = INT64_MAX;
	int k;

	for (k = 0; k < 2; k++) {
		if (s[k] == NULL)
			continue;
		if (by < s[k]->before_ms - s[k]->after_ms)
			by = s[k]->before_ms - s[k]->after_ms;
		if (every > c[k].every_ms)
			every = c[k].every_ms;
	}
	return by >= 0 ? by + every : 0;
}

/* Samples before `end` get the shift so far; later ones get more. */
static void
move_on(struct trace *t, struct course *c, size_t end, int64_t by)
{
	for (; c->done < end; c->done++)
		*trace_time_of(t, c->system, c->done) += c->shift_ms;
	c->shift_ms += by;
}

/* A log without the step passes it where its times are later. */
static int
pass_step(struct trace *t, struct course c[2], struct step *s[2])
{
	const struct step *seen = s[0] != NULL ? s[0] : s[1];
	struct trace_seam *seam;
	int64_t by = shift_by(c, s);
	int k;

	if (seen == NULL || ARRAY_GROW(t->seam, t->seams) != 0)
		return -1;
	seam = &t->seam[t->seams++];
	*seam = (struct trace_seam){.kind = seen->kind, .back_ms = by};
	for (k = 0; k < 2; k++) {
		size_t end = c[k].next < c[k].steps ? c[k].step[c[k].next].at
						    : c[k].count;
		size_t i = c[k].done;

		if (s[k] != NULL) {
			c[k].next++;
			seam->logs |= 1 << k;
		} else if (by > 0) {
			while (i < end &&
			       *trace_time_of(t, k, i) <= seen->before_ms)
				i++;
			end = i;
		}
		move_on(t, &c[k], end, by);
		if (s[k] == seen) {
			seam->shift_ms = c[k].shift_ms;
			seam->at_ms = seen->after_ms + c[k].shift_ms;
		}
	}
	return 0;
}

int
trace_finish(struct trace *t)
{
	struct course c[2] = {{.system = 0, .count = t->samples},
	    {.system = 1, .count = t->blocks}};
	int k, rc = -1;

	/* Nothing is searched by pid any more. */
	free(t->newest.slot);
	t->newest = (struct trace_intern){NULL, 0, 0};
	for (k = 0; k < 2; k++) {
		if (find_steps(t, &c[k]) != 0 ||
		    (c[k].steps > 0 && drop_repeats(t, &c[k]) != 0))
			goto out;
		c[k].every_ms = trace_usual_distance(t, k, c[k].count);
		if (c[k].every_ms == 0)
			c[k].every_ms = UNKNOWN_MS;
	}
	while (c[0].next < c[0].steps || c[1].next < c[1].steps) {
		struct step *s[2];

		for (k = 0; k < 2; k++)
			s[k] = c[k].next < c[k].steps ? &c[k].step[c[k].next]
						      : NULL;
		if (s[0] != NULL && s[1] != NULL && !are_one(c, s))
			s[s[0]->before_ms <= s[1]->before_ms] = NULL;
		if (pass_step(t, c, s) != 0)
			goto out;
	}
	for (k = 0; k < 2; k++)
		move_on(t, &c[k], c[k].count, 0);
	rc = trace_part_lives(t);
out:
	free(c[0].step);
	free(c[1].step);
	return rc;
}
