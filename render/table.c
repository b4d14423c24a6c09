#include "render/table.h"

enum { TABLE_CHUNK = 64 * 1024 };
#define NO_PID UINT64_MAX

/* The output, and the position in the rows. */
struct table {
	const struct trace *trace;
	const struct sink *sink;
	struct text text;
	struct text ts; /* of the current sample or block, with its tab */
	size_t row;
	int fractions; /* all times have milliseconds, to sort as text */
};

/* Write the text if it is at least this long; 0: whatever there is. */
static int
flush(struct table *t, size_t least)
{
	if (t->text.failed || t->ts.failed)
		return -1;
	if (t->text.len < least || t->text.len == 0)
		return 0;
	if (t->sink->put(t->sink->arg, text_span(&t->text)) != 0)
		return -1;
	text_clear(&t->text);
	return 0;
}

static void
set_time(struct table *t, int64_t ms)
{
	text_clear(&t->ts);
	text_add_time(&t->ts, ms, t->fractions);
	text_add_char(&t->ts, '\t');
}

/*
 * One line; the sign is "-" or nothing. A model's name may contain anything,
 * but a cell must not contain tabs or line ends.
 */
static void
put(struct table *t, const char *metric, uint64_t pid, struct span model,
    const char *sign, uint64_t value)
{
	size_t i;

	text_add_span(&t->text, text_span(&t->ts));
	text_add_string(&t->text, metric);
	text_add_char(&t->text, '\t');
	if (pid != NO_PID)
		text_add_u64(&t->text, pid);
	text_add_char(&t->text, '\t');
	for (i = 0; i < model.n; i++) {
		unsigned char c = (unsigned char)model.p[i];

		text_add_char(&t->text, c < 0x20 || c == 0x7f ? ' ' : (char)c);
	}
	text_add_char(&t->text, '\t');
	text_add_string(&t->text, sign);
	text_add_u64(&t->text, value);
	text_add_char(&t->text, '\n');
}

/* A value of a row in KiB, if it is known. */
static void
put_kib(struct table *t, const char *metric, uint64_t pid, struct span model,
    const uint64_t *column)
{
	if (column != NULL && column[t->row] != TRACE_UNKNOWN)
		put(t, metric, pid, model, "", column[t->row] * 1024);
}

/* The rows of all samples before sample `end`. */
static int
put_rows_until(struct table *t, uint32_t end)
{
	const struct trace_rows *rows = &t->trace->rows;
	uint32_t current = TRACE_NONE;

	for (; t->row < rows->count && rows->sample[t->row] < end; t->row++) {
		const struct trace_process *p =
		    &t->trace->process[rows->process[t->row]];
		const struct span model = p->command->is.role == ROLE_RUNNER
					      ? p->command->is.model
					      : SPAN("");

		if (rows->sample[t->row] != current) {
			current = rows->sample[t->row];
			set_time(t, t->trace->sample_ms[current]);
		}
		put_kib(t, "rss_bytes", p->pid, model, rows->rss_kib);
		put_kib(t, "vsz_bytes", p->pid, model, rows->vsz_kib);
		put_kib(
		    t, "footprint_bytes", p->pid, model, rows->footprint_kib);
		put_kib(t, "footprint_max_bytes", p->pid, model,
		    rows->footprint_max_kib);
		put_kib(t, "gpu_bytes", p->pid, model, rows->gpu_kib);
		if (flush(t, TABLE_CHUNK) != 0)
			return -1;
	}
	return 0;
}

static void
put_metrics(struct table *t, size_t block, int from, int end)
{
	int i;

	for (i = from; i < end; i++)
		if (trace_has(t->trace, block, (enum trace_metric)i) &&
		    !(i == TRACE_FREE_PERCENT &&
			t->trace->block[block].derived))
			put(t, trace_metric[i].name, NO_PID, SPAN(""), "",
			    trace_value(t->trace, block, (enum trace_metric)i));
}

/* The sizes, or else the other listed values. */
static void
put_models(struct table *t, const struct trace_block *b, int sizes)
{
	const struct trace *trace = t->trace;
	const struct trace_set *s;
	uint32_t i;

	if (b->set == TRACE_NONE)
		return;
	s = &trace->set[b->set];
	for (i = 0; i < s->count; i++) {
		const struct trace_model *m = trace_model_of(trace, s, i);
		const struct span name = trace->name.at[m->name];
		int64_t left = INT64_MIN;

		if (sizes && m->has_size)
			put(t, "model_size_bytes", NO_PID, name, "",
			    m->size_bytes);
		if (sizes && m->has_vram)
			put(t, "model_vram_bytes", NO_PID, name, "",
			    m->vram_bytes);
		if (!sizes && m->has_context)
			put(t, "model_context_tokens", NO_PID, name, "",
			    m->context_length);
		if (!sizes && b->until != TRACE_NONE)
			left = trace->until[b->until + i];
		if (left == INT64_MIN)
			continue;
		left = (left - b->ts_ms) / 1000;
		put(t, "model_until_seconds", NO_PID, name, left < 0 ? "-" : "",
		    (uint64_t)(left < 0 ? -left : left));
	}
}

/* New metrics come after the original ones. */
static void
put_block(struct table *t, size_t i)
{
	const struct trace *trace = t->trace;
	const struct trace_block *b = &trace->block[i];

	set_time(t, b->ts_ms);
	put_metrics(t, i, 0, TRACE_FREE_PERCENT + 1);
	put_models(t, b, 1);
	put_metrics(t, i, TRACE_FREE_PERCENT + 1, TRACE_METRICS);
	put_models(t, b, 0);
}

int
table_write(const struct trace *trace, const struct sink *sink)
{
	struct table t = {.trace = trace,
	    .sink = sink,
	    .fractions = trace_has_fractions(trace)};
	uint32_t sample = 0;
	size_t i;
	int rc = -1;

	text_add_string(&t.text, TABLE_HEADER);
	for (i = 0; i < trace->blocks; i++) {
		while (sample < trace->samples &&
		       trace->sample_ms[sample] <= trace->block[i].ts_ms)
			sample++;
		if (put_rows_until(&t, sample) != 0)
			goto out;
		put_block(&t, i);
		if (flush(&t, TABLE_CHUNK) != 0)
			goto out;
	}
	if (put_rows_until(&t, (uint32_t)trace->samples) == 0)
		rc = flush(&t, 0);
out:
	text_free(&t.text);
	text_free(&t.ts);
	return rc;
}
