#include <stdlib.h>
#include <string.h>

#include "render/findings/parts.h"
#include "render/human.h"

static void add_value(struct finding_range *r, uint64_t value, int64_t ms);
static void add_block(struct finding_values *v, const struct trace_block *b);

void *
findings_more(void *array, size_t count, size_t element)
{
	size_t room = count > 0 ? count * 2 : 1;

	if ((count & (count - 1)) != 0)
		return array;
	return room < count || room > SIZE_MAX / element
		   ? NULL
		   : realloc(array, room * element);
}

int64_t
findings_near(int64_t pause)
{
	return pause == INT64_MAX ? FINDINGS_MINUTE : pause;
}

size_t
findings_block_at(const struct trace *t, int64_t ms)
{
	size_t low = 0, high = t->blocks;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (t->block[middle].ts_ms < ms)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

size_t
findings_sample_at(const struct trace *t, int64_t ms)
{
	size_t low = 0, high = t->samples;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (t->sample_ms[middle] < ms)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static void
add_value(struct finding_range *r, uint64_t value, int64_t ms)
{
	if (r->known++ == 0) {
		r->low = r->high = r->first = value;
		r->low_ms = r->high_ms = r->first_ms = ms;
	}
	if (value < r->low) {
		r->low = value;
		r->low_ms = ms;
	}
	if (value > r->high) {
		r->high = value;
		r->high_ms = ms;
	}
	r->last = value;
	r->last_ms = ms;
}

static void
add_block(struct finding_values *v, const struct trace_block *b)
{
	int k;

	for (k = 0; k < TRACE_METRICS; k++)
		if ((b->known >> k & 1) != 0)
			add_value(&v->metric[k], b->value[k], b->ts_ms);
}

void
findings_range(
    const struct trace *t, size_t first, size_t end, struct finding_values *v)
{
	size_t i;

	memset(v, 0, sizeof *v);
	v->first_block = first;
	v->end_block = end;
	for (i = first; i < end; i++)
		add_block(v, &t->block[i]);
}

void
findings_values(const struct trace *t, const struct findings *f,
    int64_t from_ms, int64_t to_ms, struct finding_values *v)
{
	size_t first = findings_block_at(t, from_ms), end;
	int before = 0;

	end = to_ms == INT64_MAX ? t->blocks : findings_block_at(t, to_ms + 1);
	if (first == end && first > 0 &&
	    from_ms - t->block[first - 1].ts_ms <=
		findings_near(f->system_pause_ms)) {
		first--;
		before = 1;
	}
	findings_range(t, first, end, v);
	v->before = before;
}

int
findings_nameless(const struct trace_process *p)
{
	return p->model.n == 0 || span_starts(p->model, "sha256-");
}

void
findings_name(struct text *out, const struct trace *t, const struct findings *f,
    const struct finding_runner *r)
{
	const struct trace_model *m;

	if (r->named_by == TRACE_NONE) {
		human_process(out, &t->process[r->process]);
		return;
	}
	m = &t->model[f->listing[r->named_by].model];
	text_add_char(out, '~');
	text_add(out, m->name, m->name_size);
}
