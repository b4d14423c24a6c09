#include <stdlib.h>
#include <string.h>

#include "render/array.h"
#include "render/trace/trace.h"

/*
 * Time. A log has its samples in the order in which they were taken, whatever
 * the clock showed. Where times go back, the clock was set back, or recordings
 * were joined: later times are shifted so that they never go back, by the same
 * amount in both logs. A log that holds the same recording several times is cut
 * to the first.
 */
struct step {
	size_t at; /* the first sample (or block) after it */
	int64_t before_ms, after_ms;
	enum trace_seam_kind kind;
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

static int64_t *
time_of(const struct trace *t, int system, size_t i)
{
	return system ? &t->block[i].ts_ms : &t->sample_ms[i];
}

static int
find_steps(const struct trace *t, struct course *c)
{
	size_t i, k, join = 0;

	for (i = 1; i < c->count; i++) {
		const int64_t before = *time_of(t, c->system, i - 1);
		const int64_t after = *time_of(t, c->system, i);
		int joined = 0;

		for (; !c->system && join < t->joins && t->join[join] <= i;
		     join++)
			joined = 1;
		if (after >= before && !joined)
			continue;
		if (ARRAY_GROW(c->step, c->steps) != 0)
			return -1;
		c->step[c->steps++] = (struct step){
		    i, before, after, joined ? SEAM_JOINED : SEAM_SET_BACK};
	}
	/* If it is earlier than everything before it, it may be either. */
	for (k = 0; k < c->steps; k++) {
		size_t end = k + 1 < c->steps ? c->step[k + 1].at : c->count;
		size_t start = k > 0 ? c->step[k - 1].at : 0;

		if (c->step[k].kind == SEAM_SET_BACK &&
		    *time_of(t, c->system, end - 1) <
			*time_of(t, c->system, start))
			c->step[k].kind = SEAM_UNCLEAR;
	}
	return 0;
}

static int
same_row(const struct trace *t, size_t i, size_t j)
{
	const struct trace_rows *r = &t->rows;
	const struct trace_process *p = &t->process[r->process[i]];
	const struct trace_process *q = &t->process[r->process[j]];

	return p->pid == q->pid && p->command == q->command &&
	       r->rss_kib[i] == r->rss_kib[j] &&
	       (r->gpu_kib == NULL ||
		   (r->footprint_kib[i] == r->footprint_kib[j] &&
		       r->gpu_kib[i] == r->gpu_kib[j]));
}

static int
same_block(const struct trace *t, const struct trace_block *a,
    const struct trace_block *b)
{
	const size_t values = (size_t)__builtin_popcountll(a->known);

	return a->known == b->known && a->set == b->set &&
	       (values == 0 || memcmp(t->value + a->first, t->value + b->first,
				   values * sizeof *t->value) == 0);
}

/*
 * Where do samples end that are the first n again and again? `rows` is the
 * number of rows before n. Returns a multiple of n.
 */
static size_t
end_of_repeats(
    const struct trace *t, const struct course *c, size_t n, size_t rows)
{
	const struct trace_rows *r = &t->rows;
	size_t i, end = n;

	while (
	    end < c->count &&
	    *time_of(t, c->system, end) == *time_of(t, c->system, end - n) &&
	    (!c->system || same_block(t, &t->block[end], &t->block[end - n])))
		end++;
	end -= end % n;
	if (c->system)
		return end;
	for (i = rows; i < r->count && r->sample[i] < end; i++)
		if (r->sample[i] - n != r->sample[i - rows] ||
		    !same_row(t, i, i - rows))
			end = r->sample[i] - r->sample[i] % n;
	return i == end / n * rows ? end : n;
}

/* Cut so many samples, of which n repeat, from the front of the process log. */
static void
cut_samples(struct trace *t, uint32_t n, uint32_t cut, size_t rows)
{
	struct trace_rows *r = &t->rows;
	uint64_t *const column[] = {r->rss_kib, r->vsz_kib, r->footprint_kib,
	    r->footprint_max_kib, r->gpu_kib};
	struct trace_process *p;
	size_t i;

	t->samples -= cut;
	r->count -= rows;
	memmove(t->sample_ms, t->sample_ms + cut,
	    t->samples * sizeof *t->sample_ms);
	for (i = 0; i < sizeof column / sizeof column[0]; i++)
		if (column[i] != NULL)
			memmove(column[i], column[i] + rows,
			    r->count * sizeof *column[i]);
	for (p = t->process; p < t->process + t->processes; p++) {
		p->rows = p->footprints = 0;
		memset(p->peak, 0xff, sizeof p->peak); /* TRACE_NONE */
		p->ppid_sample = p->ppid_sample < cut ? p->ppid_sample % n
						      : p->ppid_sample - cut;
	}
	for (i = 0; i < r->count; i++) {
		r->sample[i] = r->sample[i + rows] - cut;
		/* After a day the same process has another number. */
		if (r->sample[i] >= n)
			r->process[i] = r->process[i + rows];
		trace_sum_up(t, (uint32_t)i);
	}
	while (t->process[t->processes - 1].rows == 0)
		t->processes--;
}

/* The log may begin with the same recording several times. */
static void
cut_repeats(struct trace *t, struct course *c)
{
	size_t k, n, rows = 0, cut = 0, kept = 0;

	for (k = 0; k < c->steps && cut == 0; k++) {
		n = c->step[k].at;
		if (c->step[k].after_ms != *time_of(t, c->system, 0))
			continue;
		while (!c->system && t->rows.sample[rows] < n)
			rows++;
		cut = end_of_repeats(t, c, n, rows) - n;
	}
	if (cut == 0)
		return;
	t->repeats |= 1 << c->system;
	c->count -= cut;
	if (c->system) {
		t->blocks -= cut;
		memmove(t->block, t->block + cut, t->blocks * sizeof *t->block);
	} else
		cut_samples(t, (uint32_t)n, (uint32_t)cut, cut / n * rows);
	for (k = 0; k < c->steps; k++)
		if (c->step[k].at > cut) {
			c->step[kept] = c->step[k];
			c->step[kept++].at -= cut;
		}
	c->steps = kept;
}

/* The next step of this log, or NULL. */
static struct step *
next_step(const struct course *c)
{
	return c->next < c->steps ? &c->step[c->next] : NULL;
}

/*
 * Did both logs see the same step? Either may have paused, or ended before the
 * other, but not for long compared with the step.
 */
static int
are_one(const struct course c[2], struct step *s[2])
{
	const int64_t near = 3 * (c[0].every_ms + c[1].every_ms) +
			     llabs(s[0]->before_ms - s[0]->after_ms) / 10;

	return llabs(s[0]->before_ms - s[1]->before_ms) <= near &&
	       llabs(s[0]->after_ms - s[1]->after_ms) <= near;
}

/*
 * The least shift with which all later times are later than the earlier ones,
 * by the sampling interval of the log with the smaller one.
 */
static int64_t
shift_by(const struct course c[2], struct step *s[2])
{
	int64_t before = INT64_MIN, after = INT64_MAX, every = INT64_MAX;
	int k;

	for (k = 0; k < 2; k++) {
		if (s[k] == NULL)
			continue;
		if (before < s[k]->before_ms)
			before = s[k]->before_ms;
		if (after > s[k]->after_ms)
			after = s[k]->after_ms;
		if (every > c[k].every_ms)
			every = c[k].every_ms;
	}
	return before >= after ? before - after + every : 0;
}

/* Shift a sample or block, with the times at which its models expire. */
static void
shift(struct trace *t, const struct course *c, size_t i)
{
	const struct trace_block *b = c->system ? &t->block[i] : NULL;
	uint32_t k;

	*time_of(t, c->system, i) += c->shift_ms;
	if (b == NULL || b->until == TRACE_NONE)
		return;
	for (k = 0; k < t->set[b->set].count; k++)
		if (t->until[b->until + k] != INT64_MIN)
			t->until[b->until + k] += c->shift_ms;
}

/* Samples before `end` get the shift so far; later ones get more. */
static void
move_on(struct trace *t, struct course *c, size_t end, int64_t by)
{
	for (; c->done < end; c->done++)
		shift(t, c, c->done);
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
		const struct step *next = next_step(&c[k]);
		size_t end = next != NULL ? next->at : c[k].count;
		size_t i = c[k].done;

		if (s[k] != NULL) {
			c[k].next++;
			seam->logs |= 1 << k;
		} else if (by > 0) {
			while (i < end && *time_of(t, k, i) <= seen->before_ms)
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
	free(t->newest);
	t->newest = NULL;
	t->slots = 0;
	for (k = 0; k < 2; k++) {
		if (find_steps(t, &c[k]) != 0)
			goto out;
		cut_repeats(t, &c[k]);
		c[k].every_ms = trace_pause(t, k) == INT64_MAX
				    ? UNKNOWN_MS
				    : trace_pause(t, k) / 3;
	}
	while (next_step(&c[0]) != NULL || next_step(&c[1]) != NULL) {
		struct step *s[2];

		for (k = 0; k < 2; k++)
			s[k] = next_step(&c[k]);
		if (s[0] != NULL && s[1] != NULL && !are_one(c, s))
			s[s[0]->before_ms <= s[1]->before_ms] = NULL;
		if (pass_step(t, c, s) != 0)
			goto out;
	}
	for (k = 0; k < 2; k++)
		move_on(t, &c[k], c[k].count, 0);
	rc = 0;
out:
	free(c[0].step);
	free(c[1].step);
	return rc;
}
