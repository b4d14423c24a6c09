#include <stdlib.h>
#include <string.h>

#include "render/trace/parts.h"
#include "render/trace/trace.h"

enum { VM_STAT_0 }; /* the field of a metric from another section */
#define ROW(id, name, kind, field) {name, METRIC_##kind, VM_STAT_##field},

const struct metric trace_metric[TRACE_METRICS] = {TRACE_EACH_METRIC(ROW)};

_Static_assert(TRACE_METRICS <= 64, "trace_block.known has a bit for each");

void
trace_free(struct trace *t)
{
	size_t i;

	strings_free(&t->name);
	strings_free(&t->text);
	for (i = 0; i < t->commands; i++)
		free(t->command[i]);
	free(t->command);
	free(t->process);
	free(t->wide);
	free(t->sample_ms);
	free(t->rows.sample);
	free(t->rows.process);
	free(t->rows.rss_kib);
	free(t->rows.vsz_kib);
	free(t->rows.footprint_kib);
	free(t->rows.footprint_max_kib);
	free(t->rows.gpu_kib);
	free(t->block);
	free(t->value);
	free(t->set);
	free(t->member);
	free(t->model);
	free(t->until);
	free(t->pending);
	free(t->model_index.slot);
	free(t->set_index.slot);
	free(t->newest.slot);
	free(t->join);
	free(t->seam);
	memset(t, 0, sizeof *t);
}

/* Mark row i as unknown in these columns. */
static int
grow_wide(struct trace_rows *r, size_t i)
{
	if (ARRAY_GROW(r->footprint_kib, i) != 0 ||
	    ARRAY_GROW(r->footprint_max_kib, i) != 0 ||
	    ARRAY_GROW(r->gpu_kib, i) != 0)
		return -1;
	r->footprint_kib[i] = r->footprint_max_kib[i] = TRACE_UNKNOWN;
	r->gpu_kib[i] = TRACE_UNKNOWN;
	return 0;
}

static int
grow_rows(struct trace *t)
{
	struct trace_rows *r = &t->rows;
	const size_t n = r->count;

	if (ARRAY_GROW(r->sample, n) != 0 || ARRAY_GROW(r->process, n) != 0 ||
	    ARRAY_GROW(r->rss_kib, n) != 0)
		return -1;
	if (t->keep_vsz && ARRAY_GROW(r->vsz_kib, n) != 0)
		return -1;
	return r->gpu_kib != NULL ? grow_wide(r, n) : 0;
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

static const struct trace_wide unknown = {TRACE_UNKNOWN, TRACE_UNKNOWN, 0};

/* Returns 0, or -1 when memory is short. */
int
trace_widen(struct trace *t, struct trace_process *p)
{
	if (ARRAY_GROW(t->wide, t->wides) != 0)
		return -1;
	t->wide[t->wides] = unknown;
	p->wide = (uint32_t)++t->wides;
	return 0;
}

static int
raise_to(uint64_t *most, uint64_t kib)
{
	if (kib == TRACE_UNKNOWN || (*most != TRACE_UNKNOWN && kib <= *most))
		return 0;
	*most = kib;
	return 1;
}

static void
count_wide(struct trace *t, size_t i)
{
	const struct trace_rows *r = &t->rows;
	struct trace_process *p = &t->process[r->process[i]];
	struct trace_wide *wide;

	if (p->wide == 0)
		return;
	wide = &t->wide[p->wide - 1];
	wide->footprints += r->footprint_kib[i] != TRACE_UNKNOWN;
	if (raise_to(&p->peak_footprint_kib, r->footprint_kib[i]))
		p->peak_footprint_sample = r->sample[i];
	raise_to(&wide->footprint_max_kib, r->footprint_max_kib[i]);
	raise_to(&wide->peak_gpu_kib, r->gpu_kib[i]);
}

struct trace_wide
trace_wide_of(const struct trace *t, const struct trace_process *p)
{
	return p->wide == 0 ? unknown : t->wide[p->wide - 1];
}

/* Add row i to the summary of its process. */
void
trace_count_row(struct trace *t, size_t i)
{
	struct trace_process *p = &t->process[t->rows.process[i]];
	uint32_t sample = t->rows.sample[i];

	if (p->rows++ == 0) {
		p->first_sample = sample;
		p->peak_sample = sample;
		p->peak_rss_kib = t->rows.rss_kib[i];
		p->peak_footprint_kib = TRACE_UNKNOWN;
		if (p->wide > 0)
			t->wide[p->wide - 1] = unknown;
	}
	p->last_sample = sample;
	if (t->rows.rss_kib[i] > p->peak_rss_kib) {
		p->peak_rss_kib = t->rows.rss_kib[i];
		p->peak_sample = sample;
	}
	count_wide(t, i);
}

int
trace_add_row(
    struct trace *t, uint32_t process, uint64_t rss_kib, uint64_t vsz_kib)
{
	struct trace_rows *r = &t->rows;

	if (grow_rows(t) != 0)
		return -1;
	r->sample[r->count] = (uint32_t)(t->samples - 1);
	r->process[r->count] = process;
	r->rss_kib[r->count] = rss_kib;
	if (t->keep_vsz)
		r->vsz_kib[r->count] = vsz_kib;
	trace_count_row(t, r->count++);
	return 0;
}

int
trace_add_wide(struct trace *t, uint64_t footprint_kib,
    uint64_t footprint_max_kib, uint64_t gpu_kib)
{
	struct trace_rows *r = &t->rows;
	const size_t last = r->count - 1;
	const int is_first = r->gpu_kib == NULL;
	struct trace_process *p = &t->process[r->process[last]];
	size_t i;

	if (p->wide == 0 && trace_widen(t, p) != 0)
		return -1;
	for (i = 0; is_first && i <= last; i++)
		if (grow_wide(r, i) != 0)
			return -1;
	r->footprint_kib[last] = footprint_kib;
	r->footprint_max_kib[last] = footprint_max_kib;
	r->gpu_kib[last] = gpu_kib;
	count_wide(t, last);
	return 0;
}

int
trace_add_block(struct trace *t, const struct trace_reading *r)
{
	struct trace_block *b;
	int k;

	if (ARRAY_GROW(t->block, t->blocks) != 0)
		return -1;
	b = &t->block[t->blocks];
	*b = (struct trace_block){r->ts_ms, r->known, (uint32_t)t->values,
	    r->set, r->until, r->derived};
	for (k = 0; k < TRACE_METRICS; k++) {
		if ((r->known >> k & 1) == 0)
			continue;
		if (ARRAY_GROW(t->value, t->values) != 0)
			return -1;
		t->value[t->values++] = r->value[k];
	}
	t->blocks++;
	return 0;
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
	const uint64_t all = (UINT64_C(1) << metric) - 1;
	const uint64_t before = b->known & all;

	if (!trace_has(t, i, metric))
		return 0;
	/* Most blocks have all of them, and counting bits needs a call. */
	return t->value[b->first +
			(before == all ? (size_t)metric
				       : (size_t)__builtin_popcountll(before))];
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
