#include <stdlib.h>
#include <string.h>

#include "render/array.h"
#include "render/trace/trace.h"

enum { VM_STAT_0 }; /* the field of a metric from another section */
#define ROW(id, name, kind, field) {name, METRIC_##kind, VM_STAT_##field},

const struct metric trace_metric[TRACE_METRICS] = {TRACE_EACH_METRIC(ROW)};

_Static_assert(TRACE_METRICS <= 64, "trace_block.known has a bit for each");

void
trace_free(struct trace *t)
{
	struct trace_rows *r = &t->rows;
	void *const owned[] = {t->process, t->sample_ms, r->sample, r->process,
	    r->rss_kib, r->vsz_kib, r->footprint_kib, r->footprint_max_kib,
	    r->gpu_kib, t->block, t->value, t->set, t->model, t->until,
	    t->pending, t->newest, t->join, t->seam};
	size_t i;

	for (i = 0; i < t->commands; i++)
		free(t->command[i]);
	free(t->command);
	for (i = 0; i < sizeof owned / sizeof owned[0]; i++)
		free(owned[i]);
	strings_free(&t->name);
	strings_free(&t->text);
	strings_free(&t->model_index);
	strings_free(&t->set_index);
	text_free(&t->key);
	memset(t, 0, sizeof *t);
}

int
trace_add_sample(struct trace *t, int64_t ts_ms)
{
	if (t->samples > 0 && t->sample_ms[t->samples - 1] == ts_ms)
		return 0;
	if (ARRAY_GROW(t->sample_ms, t->samples) != 0)
		return -1;
	t->sample_ms[t->samples++] = ts_ms;
	return 0;
}

int
trace_begin_recording(struct trace *t)
{
	t->begun = 1;
	if (t->samples == 0)
		return 0;
	if (ARRAY_GROW(t->join, t->joins) != 0)
		return -1;
	t->join[t->joins++] = (uint32_t)t->samples;
	return 0;
}

/*
 * Add the wide columns of a row. If it is the first wide one, those of all rows
 * before it are unknown.
 */
static int
add_wide(struct trace_rows *r, const struct process_row *row)
{
	size_t i = r->gpu_kib == NULL ? 0 : r->count;

	for (; i <= r->count; i++) {
		const int known = row->wide && i == r->count;

		if (ARRAY_GROW(r->footprint_kib, i) != 0 ||
		    ARRAY_GROW(r->footprint_max_kib, i) != 0 ||
		    ARRAY_GROW(r->gpu_kib, i) != 0)
			return -1;
		r->footprint_kib[i] =
		    known ? row->footprint_kib : TRACE_UNKNOWN;
		r->footprint_max_kib[i] =
		    known ? row->footprint_max_kib : TRACE_UNKNOWN;
		r->gpu_kib[i] = known ? row->gpu_kib : TRACE_UNKNOWN;
	}
	return 0;
}

/* The column of a peak; only RSS has one if no row is wide. */
static const uint64_t *
column_of(const struct trace *t, enum trace_peak which)
{
	const struct trace_rows *r = &t->rows;
	const uint64_t *const column[] = {
	    r->footprint_kib, r->footprint_max_kib, r->gpu_kib, r->rss_kib};

	return column[which];
}

uint64_t
trace_peak(
    const struct trace *t, const struct trace_process *p, enum trace_peak which)
{
	const uint32_t row = p->peak[which];

	return row == TRACE_NONE ? TRACE_UNKNOWN : column_of(t, which)[row];
}

enum trace_peak
trace_higher_peak(const struct trace *t, const struct trace_process *p)
{
	return p->peak[PEAK_FOOTPRINT] != TRACE_NONE &&
		       trace_peak(t, p, PEAK_FOOTPRINT) >
			   trace_peak(t, p, PEAK_RSS)
		   ? PEAK_FOOTPRINT
		   : PEAK_RSS;
}

void
trace_sum_up(struct trace *t, uint32_t i)
{
	struct trace_process *p = &t->process[t->rows.process[i]];
	unsigned k = t->rows.gpu_kib == NULL ? PEAK_RSS : 0;

	p->last_sample = t->rows.sample[i];
	if (p->rows++ == 0)
		p->first_sample = p->last_sample;
	for (; k < TRACE_PEAKS; k++) {
		const uint64_t *kib = column_of(t, (enum trace_peak)k);

		if (kib[i] == TRACE_UNKNOWN)
			continue;
		p->footprints += k == PEAK_FOOTPRINT;
		if (p->peak[k] == TRACE_NONE || kib[i] > kib[p->peak[k]])
			p->peak[k] = i;
	}
}

int
trace_add_row(struct trace *t, uint32_t process, const struct process_row *row)
{
	struct trace_rows *r = &t->rows;
	const size_t n = r->count;

	if (ARRAY_GROW(r->sample, n) != 0 || ARRAY_GROW(r->process, n) != 0 ||
	    ARRAY_GROW(r->rss_kib, n) != 0 ||
	    (t->keep_vsz && ARRAY_GROW(r->vsz_kib, n) != 0) ||
	    ((row->wide || r->gpu_kib != NULL) && add_wide(r, row) != 0))
		return -1;
	r->sample[n] = (uint32_t)(t->samples - 1);
	r->process[n] = process;
	r->rss_kib[n] = row->rss_kib;
	if (t->keep_vsz)
		r->vsz_kib[n] = row->vsz_kib;
	trace_sum_up(t, (uint32_t)r->count++);
	return 0;
}

int
trace_add_block(struct trace *t, const struct trace_reading *r)
{
	size_t i;

	if (ARRAY_GROW(t->block, t->blocks) != 0)
		return -1;
	t->block[t->blocks++] = (struct trace_block){r->ts_ms, r->known, r->set,
	    r->until, (uint32_t)t->values, r->derived != 0, r->partial != 0};
	for (i = 0; i < TRACE_METRICS; i++) {
		if ((r->known >> i & 1) == 0)
			continue;
		if (ARRAY_GROW(t->value, t->values) != 0)
			return -1;
		t->value[t->values++] = r->value[i];
	}
	return 0;
}

int64_t
trace_ms(const struct trace *t, int system, size_t i)
{
	return system ? t->block[i].ts_ms : t->sample_ms[i];
}

int
trace_has(const struct trace *t, size_t i, enum trace_metric metric)
{
	return (t->block[i].known >> metric & 1) != 0;
}

uint64_t
trace_value(const struct trace *t, size_t i, enum trace_metric metric)
{
	const struct trace_block *b = &t->block[i];
	const uint64_t before = (UINT64_C(1) << metric) - 1;

	if (!trace_has(t, i, metric))
		return 0;
	return t->value[b->first + __builtin_popcountll(b->known & before)];
}

int
trace_has_fractions(const struct trace *t)
{
	size_t i;

	for (i = 0; i < t->samples; i++)
		if (t->sample_ms[i] % 1000 != 0)
			return 1;
	for (i = 0; i < t->blocks; i++)
		if (t->block[i].ts_ms % 1000 != 0)
			return 1;
	return 0;
}

int
trace_span(const struct trace *t, int64_t *first_ms, int64_t *last_ms)
{
	int64_t first = INT64_MAX, last = INT64_MIN;

	if (t->samples > 0) {
		first = t->sample_ms[0];
		last = t->sample_ms[t->samples - 1];
	}
	if (t->blocks > 0) {
		if (t->block[0].ts_ms < first)
			first = t->block[0].ts_ms;
		if (t->block[t->blocks - 1].ts_ms > last)
			last = t->block[t->blocks - 1].ts_ms;
	}
	if (first > last)
		return -1;
	*first_ms = first;
	*last_ms = last;
	return 0;
}

enum { PAUSE_SAMPLES = 4096 };

static int
compare_times(const void *a, const void *b)
{
	const int64_t *x = a, *y = b;

	return *x < *y ? -1 : *x > *y;
}

/*
 * Three times the median distance. In a long log, take distances from all parts
 * of it, at irregular steps, which no pattern can match.
 */
int64_t
trace_pause(const struct trace *t, int system)
{
	int64_t distance[PAUSE_SAMPLES] = {0}, median;
	const size_t count = system ? t->blocks : t->samples;
	const size_t n = count > 0 ? count - 1 : 0;
	const size_t kept = n < PAUSE_SAMPLES ? n : PAUSE_SAMPLES;
	size_t i;

	if (n < 2)
		return INT64_MAX;
	for (i = 0; i < kept; i++) {
		size_t at = n == kept ? i : i * UINT64_C(2654435761) % n;

		distance[i] =
		    trace_ms(t, system, at + 1) - trace_ms(t, system, at);
	}
	qsort(distance, kept, sizeof *distance, compare_times);
	median = distance[kept / 2];
	return median <= 0 || median > INT64_MAX / 8 ? INT64_MAX : 3 * median;
}
