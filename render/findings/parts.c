#include "render/findings/parts.h"
#include "render/human.h"

size_t
findings_block_at(const struct trace *t, int64_t ms)
{
	return t->blocks == 0 ? 0
			      : array_find_ms(&t->block[0].ts_ms, t->blocks,
				    sizeof *t->block, ms);
}

size_t
findings_sample_at(const struct trace *t, int64_t ms)
{
	return array_find_ms(
	    t->sample_ms, t->samples, sizeof *t->sample_ms, ms);
}

size_t
findings_sample_by(const struct trace *t, const struct findings *f, int64_t ms)
{
	const size_t i = findings_sample_at(t, ms + 1);

	return i > 0 && ms - t->sample_ms[i - 1] <= f->log[0].near_ms ? i : 0;
}

struct finding_range
findings_metric(
    const struct trace *t, enum trace_metric metric, size_t first, size_t end)
{
	struct finding_range r = {0};
	size_t i;

	for (i = first; i < end; i++) {
		const uint64_t value = trace_value(t, i, metric);

		if (!trace_has(t, i, metric))
			continue;
		if (r.known++ == 0) {
			r.low = r.high = r.first = value;
			r.low_block = r.high_block = i;
		}
		if (value < r.low) {
			r.low = value;
			r.low_block = i;
		}
		if (value > r.high) {
			r.high = value;
			r.high_block = i;
		}
		r.last = value;
	}
	return r;
}

struct finding_values
findings_range(const struct trace *t, size_t first, size_t end)
{
	struct finding_values v = {.first_block = first, .end_block = end};
	int m;

	for (m = 0; m < FINDINGS_METRICS; m++)
		v.metric[m] =
		    findings_metric(t, (enum trace_metric)m, first, end);
	return v;
}

struct finding_rise
findings_rise(
    const struct trace *t, enum trace_metric metric, size_t first, size_t end)
{
	struct finding_rise r = {0};
	uint64_t low = 0;
	size_t i, low_block = first;

	for (i = first; i < end; i++) {
		const uint64_t value = trace_value(t, i, metric);

		if (!trace_has(t, i, metric))
			continue;
		if (r.known++ == 0) {
			r.from = r.to = low = value;
			r.from_block = i;
		}
		if (value <= low) {
			low = value;
			low_block = i;
		} else if (value - low > r.to - r.from) {
			r.from = low;
			r.from_block = low_block;
			r.to = value;
		}
	}
	r.most = r.from;
	r.to_block = r.from_block;
	for (i = r.from_block; r.to > r.from && i < end; i++)
		if (trace_has(t, i, metric) &&
		    trace_value(t, i, metric) >=
			r.from + (r.to - r.from) / 20 * 19) {
			r.to_block = i;
			r.most = trace_value(t, i, metric);
			break;
		}
	return r;
}

struct finding_values
findings_values(const struct trace *t, const struct findings *f,
    int64_t from_ms, int64_t to_ms)
{
	const size_t first = findings_block_at(t, from_ms);
	const size_t end = findings_block_at(t, to_ms + 1);
	const int before =
	    first == end && first > 0 &&
	    from_ms - t->block[first - 1].ts_ms <= f->log[1].near_ms;
	struct finding_values v = findings_range(t, first - before, end);

	v.before = before;
	return v;
}

void
findings_name(
    struct text *out, const struct trace *t, const struct finding_runner *r)
{
	if (!r->inferred)
		human_process(out, &t->process[r->process]);
	else {
		text_add_char(out, '~');
		text_add_span(out, t->name.at[r->name]);
	}
}

int64_t
findings_from_ms(const struct trace *t, const struct finding_runner *r)
{
	return t->sample_ms[r->first_sample];
}

int64_t
findings_to_ms(const struct trace *t, const struct finding_runner *r)
{
	return t->sample_ms[r->last_sample];
}

uint32_t
findings_lists(const struct trace *t, const struct findings *f,
    const struct finding_runner *r)
{
	return f->lists[findings_block_at(t, findings_to_ms(t, r) + 1)] -
	       f->lists[findings_block_at(t, findings_from_ms(t, r))];
}
