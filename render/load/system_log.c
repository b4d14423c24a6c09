#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "formats/process_tsv.h"
#include "formats/system_log.h"
#include "render/array.h"
#include "render/load/load.h"
#include "render/load/records.h"

/* A block has some kilobytes; its JSON at most 4 MiB. */
#define BLOCK_LIMIT ((size_t)16 * 1024 * 1024)

struct loader {
	struct trace *trace;
	struct load_problems *problems;
	struct records records;
	struct system_reader reader;
	struct text block; /* the block, with "expires_at" emptied */
	int64_t *expires;  /* the times in these; INT64_MIN: none */
	size_t expirations;
	int stray; /* text before the first mark was reported */
};

/* Convert a value of a block to bytes; unknown if above 64 bits. */
static void
set_metric(struct trace_reading *b, enum trace_metric metric, uint64_t count,
    uint64_t unit)
{
	if (unit == 0 || count > UINT64_MAX / unit)
		return;
	b->value[metric] = count * unit;
	b->known |= UINT64_C(1) << metric;
}

static void
take_sysctl(struct trace_reading *b, const struct sysctl_values *values)
{
	static const struct {
		enum trace_metric metric;
		uint64_t unit;
	} of[SYSCTL_VALUES] = {
	    [SYSCTL_PRESSURE_LEVEL] = {TRACE_PRESSURE_LEVEL, 1},
	    [SYSCTL_WIRED_LIMIT_MB] = {TRACE_WIRED_LIMIT, 1 << 20},
	    [SYSCTL_COMPRESSOR_POOL] = {TRACE_COMPRESSOR_POOL, 1},
	    [SYSCTL_COMPRESSOR_INPUT] = {TRACE_COMPRESSOR_INPUT, 1},
	    [SYSCTL_MEMORY_USABLE] = {TRACE_MEMORY_USABLE, 1},
	    [SYSCTL_SOME_STALL_US] = {TRACE_SOME_STALL, 1},
	    [SYSCTL_FULL_STALL_US] = {TRACE_FULL_STALL, 1},
	};
	int i;

	for (i = 0; i < SYSCTL_VALUES; i++)
		if (values->known >> i & 1)
			set_metric(
			    b, of[i].metric, values->value[i], of[i].unit);
}

static void
take_numbers(struct trace_reading *b, const struct system_block *block)
{
	const struct vm_stat *vm = &block->vm_stat;
	const struct memory_pressure *p = &block->memory_pressure;
	const struct swapusage *swap = &block->swapusage;
	int i;

	for (i = 0; block->have & 1U << SYSTEM_VM_STAT && i < TRACE_METRICS;
	     i++) {
		const struct metric *m = &trace_metric[i];

		if (m->kind <= METRIC_COUNT &&
		    vm_stat_has(vm, (enum vm_stat_field)m->field))
			set_metric(b, (enum trace_metric)i, vm->value[m->field],
			    m->kind == METRIC_PAGES ? vm->page_size : 1);
	}
	if (block->have & 1U << SYSTEM_VM_STAT && vm->page_size != 0)
		set_metric(b, TRACE_PAGE_SIZE, vm->page_size, 1);
	if (block->have & 1U << SYSTEM_MEMORY_PRESSURE) {
		if (p->free_percent >= 0)
			set_metric(b, TRACE_FREE_PERCENT,
			    (uint64_t)p->free_percent, 1);
		if (p->memory_bytes != 0)
			set_metric(b, TRACE_MEMORY, p->memory_bytes, 1);
		if ((b->known >> TRACE_PAGE_SIZE & 1) == 0 &&
		    p->counters.page_size != 0)
			set_metric(
			    b, TRACE_PAGE_SIZE, p->counters.page_size, 1);
	}
	if (block->have & 1U << SYSTEM_SWAPUSAGE) {
		set_metric(b, TRACE_SWAP_USED, swap->used_bytes, 1);
		set_metric(b, TRACE_SWAP_TOTAL, swap->total_bytes, 1);
		set_metric(b, TRACE_SWAP_FREE, swap->free_bytes, 1);
	}
	take_sysctl(b, &block->sysctl);
}

/*
 * Without memory_pressure, compute the free percentage like the kernel
 * (kern.memorystatus_level): the share of pages that can be reclaimed.
 */
static void
derive_percent(struct trace_reading *b)
{
	static const enum trace_metric part[] = {TRACE_ACTIVE, TRACE_INACTIVE,
	    TRACE_FREE, TRACE_SPECULATIVE, TRACE_WIRED, TRACE_COMPRESSOR};
	double sum = 0, had = 0;
	int i;

	if (b->known >> TRACE_FREE_PERCENT & 1)
		return;
	for (i = 0; i < 6; i++) {
		if ((b->known >> part[i] & 1) == 0)
			return;
		sum += (double)b->value[part[i]];
		if (i < 4)
			had = sum;
	}
	if (sum > 0)
		set_metric(
		    b, TRACE_FREE_PERCENT, (uint64_t)(100 * had / sum), 1);
	b->derived = sum > 0;
}

/*
 * Skip to the end of the next string, and take it if it is the value of such a
 * key. Within a string, a quote is preceded by a backslash.
 */
static int
take_value(struct span *rest, struct span *value)
{
	const char *end = rest->p + rest->n;
	struct span before;

	if (!span_until(rest, '"', &before) ||
	    (before.n > 0 && before.p[before.n - 1] == '\\') ||
	    !span_skip(rest, "expires_at\""))
		return 0;
	while (rest->n > 0 &&
	       (rest->p[0] == ' ' || rest->p[0] == '\t' || rest->p[0] == ':'))
		*rest = (struct span){rest->p + 1, rest->n - 1};
	return span_skip(rest, "\"") && span_until(rest, '"', value) &&
	       value->p + value->n < end &&
	       memchr(value->p, '\n', value->n) == NULL;
}

/*
 * A busy server sets new times at each request, so no two answers would have
 * the same bytes, and each would have to be parsed. Without the times, an
 * answer equals the last one. Returns 0, or -1 if out of memory.
 */
static int
take_expires(struct loader *l, struct span block)
{
	struct span rest = block, value;

	text_clear(&l->block);
	l->expirations = 0;
	while (rest.n > 0) {
		if (!take_value(&rest, &value))
			continue;
		if (ARRAY_GROW(l->expires, l->expirations) != 0)
			return -1;
		if (span_time(value, &l->expires[l->expirations]) != 0)
			l->expires[l->expirations] = INT64_MIN;
		l->expirations++;
		text_add(&l->block, block.p, (size_t)(value.p - block.p));
		block.n -= (size_t)(value.p - block.p) + value.n;
		block.p = value.p + value.n;
	}
	text_add_span(&l->block, block);
	return l->block.failed ? -1 : 0;
}

/* The models of the answer or, if there is none, of the table. */
static int
take_models(
    struct loader *l, struct trace_reading *b, const struct system_block *block)
{
	const struct api_ps *api = block->api_ps;
	const size_t count = api != NULL ? api->models : block->ollama_ps->rows;
	size_t i;

	b->partial = api == NULL && block->ollama_ps->partial;
	for (i = 0; i < count; i++) {
		struct api_model m = {0};

		if (api != NULL) {
			m = api->model[i];
			/*
			 * Each model must have one; else it is unclear which
			 * model has which.
			 */
			m.has_expires = l->expirations == count &&
					l->expires[i] != INT64_MIN;
			if (m.has_expires)
				m.expires_ms = l->expires[i];
		} else {
			const struct ollama_ps_row *row =
			    &block->ollama_ps->row[i];

			m.name = row->name;
			m.digest = row->id;
			m.has_size =
			    ollama_ps_size(row->size, &m.size_bytes) == 0;
			m.has_context =
			    span_u64(row->context, &m.context_length) == 0;
			m.has_vram = m.has_size && row->gpu_percent >= 0;
			if (m.has_vram)
				m.vram_bytes =
				    (uint64_t)((double)m.size_bytes *
					       row->gpu_percent / 100);
			/* All that is known of it: it has passed. */
			m.has_expires = row->stopping;
			m.expires_ms = b->ts_ms - 1;
		}
		if (trace_add_model(l->trace, &m) != 0)
			return -1;
	}
	return trace_add_set(l->trace, b);
}

static int
take_block(struct loader *l, struct span text)
{
	const struct problems problems = {
	    load_problem, l->problems, l->records.line};
	struct trace_reading b = {.set = TRACE_NONE, .until = TRACE_NONE};
	struct system_block block;

	errno = ENOMEM;
	if (take_expires(l, text) != 0)
		return -1;
	if (system_log_read(
		&l->reader, text_span(&l->block), &block, &problems) != 0)
		return errno == ENOMEM ? -1 : 0;
	b.ts_ms = block.ts_ms;
	take_numbers(&b, &block);
	derive_percent(&b);
	if (b.known >> TRACE_PAGE_SIZE & 1)
		l->trace->page_size = b.value[TRACE_PAGE_SIZE];
	if (b.known >> TRACE_MEMORY & 1)
		l->trace->memory_bytes = b.value[TRACE_MEMORY];
	if ((block.have & (1U << SYSTEM_API_PS | 1U << SYSTEM_OLLAMA_PS)) &&
	    take_models(l, &b, &block) != 0)
		return -1;
	return trace_add_block(l->trace, &b);
}

/* Report text before the first mark once, unless it is only empty lines. */
static void
take_stray(struct loader *l, struct span text)
{
	struct span line, rest = text;
	size_t number = l->records.line;

	for (; !l->stray && span_line(&rest, &line); number++) {
		if (span_trim(line).n == 0)
			continue;
		l->stray = 1;
		load_problem(l->problems, number,
		    number == 1 && span_starts(line, RECORDS_GZIP)
			? RECORDS_COMPRESSED
		    : number == 1 && span_starts(line, "ts\t")
			? "this is a process log; give it before the system log"
			: "expected a line like ===== 2026-05-14T09:25:00Z ===== first");
	}
}

static int
read_all(struct loader *l)
{
	struct span text;

	for (;;)
		switch (records_next(&l->records, &text)) {
		case RECORDS_ERROR:
			return -1;
		case RECORDS_END:
			return 0;
		case RECORDS_TOO_LARGE:
			load_problem(l->problems, l->records.line,
			    "the block is longer than 16 MiB");
			break;
		case RECORDS_ONE:
			if (!span_starts(text, "====="))
				take_stray(l, text);
			else if (take_block(l, text) != 0)
				return -1;
		}
}

int
load_system_log(
    struct trace *trace, const char *file, struct load_problems *problems)
{
	struct loader l = {.trace = trace, .problems = problems};
	const size_t problems_before = problems->count;
	int rc = -1;

	problems->file = file;
	if (records_open(&l.records, file, records_block, BLOCK_LIMIT,
		trace->only_ends) == 0)
		rc = read_all(&l);
	trace->unread[1] = problems->count - problems_before;
	records_close(&l.records);
	system_reader_free(&l.reader);
	text_free(&l.block);
	free(l.expires);
	return rc;
}
