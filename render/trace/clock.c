#include <stdlib.h>
#include <string.h>

#include "render/trace/parts.h"

/*
 * Time. A log is in the order in which its samples were taken, whatever the
 * clock said meanwhile. Where times fall, the clock was set back or recordings
 * were joined: what follows is shifted so that time goes on, in both logs by
 * the same. A recording that is there twice is kept once.
 */
struct step {
	size_t at; /* the first sample (or block) after it */
	int64_t before_ms, after_ms;
	enum trace_seam_kind kind;
};

/* One of the two logs, and how far it has been shifted. */
struct course {
	int system;
	size_t count;
	int64_t every_ms; /* the usual distance */
	struct step *step;
	size_t steps;
	size_t next; /* step */
	size_t done; /* samples whose times are final */
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
		if (array_grow((void **)&c->step, c->steps, sizeof *c->step) !=
		    0)
			return -1;
		c->step[c->steps++] = (struct step){
		    i, before, after, joined ? SEAM_JOINED : SEAM_SET_BACK};
	}
	/* What was taken before all that stands before it may be either. */
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

/* `row`: by sample, where its rows begin; and where the last one's end. */
static int
same_sample(
    const struct trace *t, int system, const size_t *row, size_t a, size_t b)
{
	const struct trace_rows *r = &t->rows;
	size_t i;
	int k;

	if (*trace_time_of(t, system, a) != *trace_time_of(t, system, b))
		return 0;
	if (system) {
		for (k = 0; k < TRACE_METRICS; k++)
			if (trace_value(t, a, (enum trace_metric)k) !=
			    trace_value(t, b, (enum trace_metric)k))
				return 0;
		return t->block[a].known == t->block[b].known &&
		       t->block[a].set == t->block[b].set;
	}
	if (row[a + 1] - row[a] != row[b + 1] - row[b])
		return 0;
	for (i = 0; i < row[a + 1] - row[a]; i++)
		if (r->process[row[a] + i] != r->process[row[b] + i] ||
		    r->rss_kib[row[a] + i] != r->rss_kib[row[b] + i])
			return 0;
	return 1;
}

/* Are the samples [at, end) those that follow `from`? */
static int
is_repeat(const struct trace *t, const struct course *c, const size_t *row,
    size_t from, size_t at, size_t end)
{
	size_t i;

	if (end - at > at - from)
		return 0;
	for (i = at; i < end; i++)
		if (!same_sample(t, c->system, row, from + (i - at), i))
			return 0;
	return 1;
}

/*
 * Number the samples anew in `to`, without those of repeats: these have the
 * numbers of what they repeat, and are `gone`. Returns -1 when memory is short.
 */
static int
find_repeats(
    const struct trace *t, const struct course *c, uint32_t *to, char *gone)
{
	size_t *row = calloc(c->count + 1, sizeof *row);
	size_t i, k, from = 0, start = 0, end, kept = 0;

	if (row == NULL)
		return -1;
	for (i = 0; !c->system && i < t->rows.count; i++)
		row[t->rows.sample[i] + 1] = i + 1;
	for (i = 0; i < c->step[0].at; i++)
		to[i] = (uint32_t)kept++;
	for (k = 0; k < c->steps; k++) {
		const size_t at = c->step[k].at;

		end = k + 1 < c->steps ? c->step[k + 1].at : c->count;
		if (is_repeat(t, c, row, start, at, end))
			from = start;
		else if (is_repeat(t, c, row, 0, at, end))
			from = 0;
		else
			from = start = at;
		for (i = at; i < end; i++) {
			gone[i] = from != at;
			to[i] =
			    gone[i] ? to[from + (i - at)] : (uint32_t)kept++;
		}
	}
	free(row);
	return 0;
}

static void
drop_rows(struct trace *t, const uint32_t *to, const char *gone)
{
	struct trace_rows *r = &t->rows;
	size_t i, n = 0;

	for (i = 0; i < t->processes; i++) {
		t->process[i].rows = 0;
		t->process[i].ppid_sample = to[t->process[i].ppid_sample];
	}
	for (i = 0; i < r->count; i++) {
		if (gone[r->sample[i]])
			continue;
		r->sample[n] = to[r->sample[i]];
		r->process[n] = r->process[i];
		r->rss_kib[n] = r->rss_kib[i];
		if (t->keep_vsz)
			r->vsz_kib[n] = r->vsz_kib[i];
		trace_count_row(t, n++);
	}
	r->count = n;
}

static void
drop_samples(
    struct trace *t, struct course *c, const uint32_t *to, const char *gone)
{
	size_t i, n = 0, kept = 0;

	for (i = 0; i < c->count; i++) {
		if (gone[i])
			continue;
		if (c->system)
			t->block[n++] = t->block[i];
		else
			t->sample_ms[n++] = t->sample_ms[i];
	}
	*(c->system ? &t->blocks : &t->samples) = c->count = n;
	for (i = 0; i < c->steps; i++) {
		struct step s = c->step[i];

		if (gone[s.at]) {
			t->repeats[c->system]++;
			continue;
		}
		s.at = to[s.at];
		s.before_ms = *trace_time_of(t, c->system, s.at - 1);
		if (s.after_ms < s.before_ms || s.kind == SEAM_JOINED)
			c->step[kept++] = s;
	}
	c->steps = kept;
}

static int
drop_repeats(struct trace *t, struct course *c)
{
	uint32_t *to = calloc(c->count, sizeof *to);
	char *gone = calloc(c->count, 1);
	int rc = -1;

	if (to != NULL && gone != NULL && find_repeats(t, c, to, gone) == 0) {
		if (memchr(gone, 1, c->count) != NULL) {
			if (!c->system)
				drop_rows(t, to, gone);
			drop_samples(t, c, to, gone);
		}
		rc = 0;
	}
	free(to);
	free(gone);
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

/* So far that times rise in both, by the distance of the log that has less. */
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

/* Samples before `end` get the shift so far, those from there on more. */
static void
move_on(struct trace *t, struct course *c, size_t end, int64_t by)
{
	for (; c->done < end; c->done++)
		*trace_time_of(t, c->system, c->done) += c->shift_ms;
	c->shift_ms += by;
}

/* A log that did not see the step passes it where its times are later. */
static int
pass_step(struct trace *t, struct course c[2], struct step *s[2])
{
	const struct step *seen = s[0] != NULL ? s[0] : s[1];
	struct trace_seam *seam;
	int64_t by = shift_by(c, s);
	int k;

	if (seen == NULL ||
	    array_grow((void **)&t->seam, t->seams, sizeof *t->seam) != 0)
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

	/* Nothing is sought by its pid any more. */
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
