#include <stdlib.h>
#include <string.h>

#include "render/trace/parts.h"
#include "render/trace/trace.h"

/*
 * The second half of trace.h: time. Logs are in order already, unless the
 * clock was set back while they were written, or logs were put together.
 */

/* A time and where it stood. */
struct stamped {
	int64_t ms;
	uint32_t at;
};

enum { PAUSE_SAMPLES = 4096 }; /* looked at to find the usual distance */

static int compare_stamped(const void *, const void *);
static int compare_times(const void *, const void *);
static struct stamped *sorted(const struct trace *, int, size_t);
static int permute(void **, size_t, const uint32_t *, size_t);
static uint64_t *parents_of_rows(const struct trace *);
static int permute_rows(struct trace_rows *, const uint32_t *);
static void count_again(struct trace *, const uint32_t *, const uint64_t *);
static int sort_rows(struct trace *, const uint32_t *);
static int sort_samples(struct trace *);
static int sort_blocks(struct trace *);
static int64_t three_medians(const struct trace *, int, size_t);

static int
compare_stamped(const void *a, const void *b)
{
	const struct stamped *x = a, *y = b;

	if (x->ms != y->ms)
		return x->ms < y->ms ? -1 : 1;
	return x->at < y->at ? -1 : x->at > y->at;
}

static int
compare_times(const void *a, const void *b)
{
	const int64_t *x = a, *y = b;

	return *x < *y ? -1 : *x > *y;
}

int64_t
trace_time_at(const struct trace *t, int system, size_t i)
{
	return system ? t->block[i].ts_ms : t->sample_ms[i];
}

/* The times of one log in order; equal ones in the order they were read. */
static struct stamped *
sorted(const struct trace *t, int system, size_t count)
{
	struct stamped *s = calloc(count, sizeof *s);
	size_t i;

	for (i = 0; s != NULL && i < count; i++)
		s[i] =
		    (struct stamped){trace_time_at(t, system, i), (uint32_t)i};
	if (s != NULL)
		qsort(s, count, sizeof *s, compare_stamped);
	return s;
}

/* Replace an array by one in which element i is the old from[i]. */
static int
permute(void **array, size_t element, const uint32_t *from, size_t count)
{
	char *copy = malloc(count * element);
	size_t i;

	if (copy == NULL)
		return -1;
	for (i = 0; i < count; i++)
		memcpy(copy + i * element, (char *)*array + from[i] * element,
		    element);
	free(*array);
	*array = copy;
	return 0;
}

void
trace_count_row(struct trace *t, size_t i)
{
	struct trace_process *p = &t->process[t->rows.process[i]];
	uint32_t sample = t->rows.sample[i];

	if (p->rows++ == 0) {
		p->first_sample = sample;
		p->peak_sample = sample;
		p->peak_rss_kib = t->rows.rss_kib[i];
	}
	p->last_sample = sample;
	if (t->rows.rss_kib[i] > p->peak_rss_kib) {
		p->peak_rss_kib = t->rows.rss_kib[i];
		p->peak_sample = sample;
	}
}

/* The parent's pid of each row, which is kept by its changes alone. */
static uint64_t *
parents_of_rows(const struct trace *t)
{
	uint64_t *ppid = malloc((t->rows.count + 1) * sizeof *ppid);
	uint64_t *now = malloc((t->processes + 1) * sizeof *now);
	size_t i, next = 0;

	if (ppid == NULL || now == NULL) {
		free(ppid);
		free(now);
		return NULL;
	}
	for (i = 0; i < t->processes; i++)
		now[i] = t->process[i].first_ppid;
	for (i = 0; i < t->rows.count; i++) {
		for (; next < t->parents && t->parent[next].row <= i; next++)
			now[t->parent[next].process] = t->parent[next].ppid;
		ppid[i] = now[t->rows.process[i]];
	}
	free(now);
	return ppid;
}

static int
permute_rows(struct trace_rows *r, const uint32_t *from)
{
	const size_t n = r->count;

	r->room = n;
	if (n == 0)
		return 0;
	if (permute((void **)&r->sample, sizeof *r->sample, from, n) != 0 ||
	    permute((void **)&r->process, sizeof *r->process, from, n) != 0 ||
	    permute((void **)&r->rss_kib, sizeof *r->rss_kib, from, n) != 0)
		return -1;
	return r->vsz_kib == NULL
		   ? 0
		   : permute((void **)&r->vsz_kib, sizeof *r->vsz_kib, from, n);
}

/* What is known of each process by its rows, now in order of time. */
static void
count_again(struct trace *t, const uint32_t *from, const uint64_t *ppid)
{
	size_t i;

	for (i = 0; i < t->processes; i++)
		t->process[i].rows = 0;
	for (i = 0; i < t->rows.count; i++) {
		struct trace_process *p = &t->process[t->rows.process[i]];
		uint64_t now = ppid[from[i]];

		if (p->rows == 0) {
			p->first_ppid = p->ppid = now;
			p->ppid_ms = 0;
		} else if (p->ppid != now) {
			p->ppid = now;
			p->ppid_ms = t->sample_ms[t->rows.sample[i]];
		}
		trace_count_row(t, i);
	}
}

/* Rows in the order of their new sample numbers, by counting; stable. */
static int
sort_rows(struct trace *t, const uint32_t *renumbered)
{
	struct trace_rows *r = &t->rows;
	uint32_t *start = calloc(t->samples + 1, sizeof *start);
	uint32_t *from = calloc(r->count + 1, sizeof *from);
	uint64_t *ppid = parents_of_rows(t);
	size_t i;
	int rc = -1;

	if (start == NULL || from == NULL || ppid == NULL)
		goto out;
	for (i = 0; i < r->count; i++) {
		r->sample[i] = renumbered[r->sample[i]];
		start[r->sample[i] + 1]++;
	}
	for (i = 0; i < t->samples; i++)
		start[i + 1] += start[i];
	for (i = 0; i < r->count; i++)
		from[start[r->sample[i]]++] = (uint32_t)i;
	if (permute_rows(r, from) != 0)
		goto out;
	count_again(t, from, ppid);
	rc = 0;
out:
	free(start);
	free(from);
	free(ppid);
	return rc;
}

static int
sort_samples(struct trace *t)
{
	struct stamped *order = sorted(t, 0, t->samples);
	uint32_t *renumbered = malloc(t->samples * sizeof *renumbered);
	size_t i, n = 0;
	int rc = -1;

	if (order == NULL || renumbered == NULL)
		goto out;
	for (i = 0; i < t->samples; i++) {
		if (i == 0 || order[i].ms != order[i - 1].ms)
			t->sample_ms[n++] = order[i].ms;
		renumbered[order[i].at] = (uint32_t)(n - 1);
	}
	t->samples = n;
	rc = sort_rows(t, renumbered);
out:
	free(order);
	free(renumbered);
	return rc;
}

static int
sort_blocks(struct trace *t)
{
	struct stamped *order = sorted(t, 1, t->blocks);
	uint32_t *from = calloc(t->blocks, sizeof *from);
	size_t i;
	int rc = -1;

	if (order != NULL && from != NULL) {
		for (i = 0; i < t->blocks; i++)
			from[i] = order[i].at;
		rc = permute(
		    (void **)&t->block, sizeof *t->block, from, t->blocks);
		t->block_room = t->blocks;
	}
	free(order);
	free(from);
	return rc;
}

int
trace_finish(struct trace *t)
{
	/* After the sorting there is no telling any more what came twice. */
	if (t->process_steps_back > 0 &&
	    (trace_find_doubt(t, 0, &t->process_doubt) != 0 ||
		sort_samples(t) != 0))
		return -1;
	if (t->system_steps_back > 0 &&
	    (trace_find_doubt(t, 1, &t->system_doubt) != 0 ||
		sort_blocks(t) != 0))
		return -1;
	return 0;
}

static int64_t
three_medians(const struct trace *t, int system, size_t count)
{
	int64_t distance[PAUSE_SAMPLES + 1], median;
	size_t n = count > 0 ? count - 1 : 0, step, i, kept = 0;

	if (n < 2)
		return INT64_MAX;
	step = (n + PAUSE_SAMPLES - 1) / PAUSE_SAMPLES;
	for (i = 0; i < n; i += step)
		distance[kept++] = trace_time_at(t, system, i + 1) -
				   trace_time_at(t, system, i);
	qsort(distance, kept, sizeof *distance, compare_times);
	median = distance[kept / 2];
	return median <= 0 || median > INT64_MAX / 3 ? INT64_MAX : median * 3;
}

int64_t
trace_process_pause(const struct trace *t)
{
	return three_medians(t, 0, t->samples);
}

int64_t
trace_system_pause(const struct trace *t)
{
	return three_medians(t, 1, t->blocks);
}
