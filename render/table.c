#include <string.h>

#include "render/table.h"

enum { TABLE_CHUNK = 64 * 1024 };

/* What is being written, and how far the rows have come. */
struct table {
	const struct trace *trace;
	const struct sink *sink;
	struct text text;
	struct text ts; /* of the sample or block under way, with its tab */
	size_t row;
};

static const char *const metrics[] = {
    [TRACE_WIRED] = "wired_bytes\t\t\t",
    [TRACE_COMPRESSOR] = "compressor_bytes\t\t\t",
    [TRACE_SWAP_USED] = "swap_used_bytes\t\t\t",
    [TRACE_FREE] = "free_bytes\t\t\t",
    [TRACE_FREE_PERCENT] = "free_percent\t\t\t",
};
enum { TABLE_METRICS = sizeof metrics / sizeof metrics[0] };

static int flush(struct table *, size_t);
static void set_time(struct table *, int64_t);
static void add_cell(struct text *, struct span);
static int put_rows_until(struct table *, uint32_t);
static void put_block(struct table *, const struct trace_block *);
static void put_models(struct table *, uint32_t);

static int
flush(struct table *t, size_t from)
{
	if (t->text.failed || t->ts.failed)
		return -1;
	if (t->text.len < from || t->text.len == 0)
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
	text_add_time(&t->ts, ms, ms % 1000 != 0);
	text_add_char(&t->ts, '\t');
}

/* A model's name may hold anything; a cell no tab and no line end. */
static void
add_cell(struct text *out, struct span s)
{
	size_t i;

	for (i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];

		text_add_char(out, c < 0x20 || c == 0x7f ? ' ' : (char)c);
	}
}

/* The rows of all samples before sample `end`. */
static int
put_rows_until(struct table *t, uint32_t end)
{
	static const char *const names[] = {"rss_bytes\t", "vsz_bytes\t"};
	const struct trace_rows *rows = &t->trace->rows;
	uint32_t current = TRACE_NONE;
	int i;

	for (; t->row < rows->count && rows->sample[t->row] < end; t->row++) {
		const struct trace_process *p =
		    &t->trace->process[rows->process[t->row]];
		const uint64_t kib[] = {
		    rows->rss_kib[t->row], rows->vsz_kib[t->row]};

		if (rows->sample[t->row] != current) {
			current = rows->sample[t->row];
			set_time(t, t->trace->sample_ms[current]);
		}
		for (i = 0; i < 2; i++) {
			text_add_span(&t->text, text_span(&t->ts));
			text_add_string(&t->text, names[i]);
			text_add_u64(&t->text, p->pid);
			text_add_char(&t->text, '\t');
			if (p->role == ROLE_RUNNER)
				add_cell(&t->text, p->model);
			text_add_char(&t->text, '\t');
			text_add_u64(&t->text, kib[i] * 1024);
			text_add_char(&t->text, '\n');
		}
		if (flush(t, TABLE_CHUNK) != 0)
			return -1;
	}
	return 0;
}

static void
put_models(struct table *t, uint32_t set)
{
	static const char *const names[] = {
	    "model_size_bytes\t\t", "model_vram_bytes\t\t"};
	const struct trace_set *s;
	uint32_t i;
	int k;

	if (set == TRACE_NONE || t->trace->set[set].rounded)
		return;
	s = &t->trace->set[set];
	for (i = s->first; i < s->first + s->count; i++) {
		const struct trace_model *m = &t->trace->model[i];
		const uint64_t value[] = {m->size_bytes, m->vram_bytes};
		const int has[] = {m->has_size, m->has_vram};

		for (k = 0; k < 2; k++) {
			if (!has[k])
				continue;
			text_add_span(&t->text, text_span(&t->ts));
			text_add_string(&t->text, names[k]);
			add_cell(
			    &t->text, (struct span){m->name, m->name_size});
			text_add_char(&t->text, '\t');
			text_add_u64(&t->text, value[k]);
			text_add_char(&t->text, '\n');
		}
	}
}

static void
put_block(struct table *t, const struct trace_block *b)
{
	int i;

	set_time(t, b->ts_ms);
	for (i = 0; i < TABLE_METRICS; i++) {
		if (metrics[i] == NULL || (b->known >> i & 1) == 0)
			continue;
		text_add_span(&t->text, text_span(&t->ts));
		text_add_string(&t->text, metrics[i]);
		text_add_u64(&t->text, b->value[i]);
		text_add_char(&t->text, '\n');
	}
	put_models(t, b->set);
}

int
table_write(const struct trace *trace, const struct sink *sink)
{
	struct table t = {.trace = trace, .sink = sink};
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
		put_block(&t, &trace->block[i]);
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
