#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "formats/process_tsv.h"
#include "formats/system_log.h"
#include "render/load/load.h"
#include "render/load/parts.h"
#include "render/load/records.h"

struct loader {
	struct trace *trace;
	struct load_problems *problems;
	const char *file;
	struct records records;
	struct system_reader reader;
	uint32_t set;   /* the newest of the trace */
	int set_of_api; /* it is that of reader.api */
	struct problems tell;
	int stray; /* text before the first mark was told */
};

static void told(void *, size_t, const char *);
static void set_metric(
    struct trace_block *, enum trace_metric, uint64_t, uint64_t);
static void take_vm_stat(struct trace_block *, const struct vm_stat *);
static int take_models(
    struct loader *, struct trace_block *, const struct system_block *);
static int same_table(const struct loader *, const struct ollama_ps *);
static int take_set(
    struct loader *, struct trace_block *, const struct system_block *);
static int take_block(struct loader *, struct span);
static void take_stray(struct loader *, struct span);
static int read_all(struct loader *);

static void
told(void *arg, size_t line, const char *reason)
{
	struct loader *l = arg;

	load_problem(l->problems, l->file, line, reason);
}

/* A value of a block in bytes; more than 64 bits hold is unknown. */
static void
set_metric(struct trace_block *b, enum trace_metric metric, uint64_t count,
    uint64_t unit)
{
	if (unit == 0 || count > UINT64_MAX / unit)
		return;
	b->value[metric] = count * unit;
	b->known |= 1U << metric;
}

static void
take_vm_stat(struct trace_block *b, const struct vm_stat *vm)
{
	static const struct {
		enum vm_stat_field field;
		enum trace_metric metric;
	} map[] = {
	    {VM_STAT_WIRED, TRACE_WIRED},
	    {VM_STAT_OCCUPIED_BY_COMPRESSOR, TRACE_COMPRESSOR},
	    {VM_STAT_FREE, TRACE_FREE},
	    {VM_STAT_ACTIVE, TRACE_ACTIVE},
	    {VM_STAT_INACTIVE, TRACE_INACTIVE},
	    {VM_STAT_SPECULATIVE, TRACE_SPECULATIVE},
	};
	size_t i;

	for (i = 0; i < sizeof map / sizeof map[0]; i++)
		if (vm_stat_has(vm, map[i].field))
			set_metric(b, map[i].metric, vm->value[map[i].field],
			    vm->page_size);
}

/* The models of the answer, or of the table where there is no answer. */
static int
take_models(
    struct loader *l, struct trace_block *b, const struct system_block *block)
{
	struct trace_model m;
	size_t i;

	if (block->have & 1U << SYSTEM_API_PS) {
		for (i = 0; i < block->api_ps->models; i++) {
			const struct api_model *a = &block->api_ps->model[i];

			memset(&m, 0, sizeof m);
			m.has_size = a->has_size;
			m.size_bytes = a->size_bytes;
			m.has_vram = a->has_vram;
			m.vram_bytes = a->vram_bytes;
			if (trace_add_model(l->trace, a->name, a->digest, &m) !=
			    0)
				return -1;
		}
		return trace_add_set(l->trace, 0, &b->set);
	}
	for (i = 0; i < block->ollama_ps.rows; i++) {
		const struct ollama_ps_row *row = &block->ollama_ps.row[i];

		memset(&m, 0, sizeof m);
		m.has_size = ollama_ps_size(row->size, &m.size_bytes) == 0;
		if (trace_add_model(l->trace, row->name, row->id, &m) != 0)
			return -1;
	}
	return trace_add_set(l->trace, 1, &b->set);
}

/* Is what the table says the same as the newest set? */
static int
same_table(const struct loader *l, const struct ollama_ps *table)
{
	const struct trace_set *set;
	size_t i;

	if (l->set == TRACE_NONE || !l->trace->set[l->set].rounded)
		return 0;
	set = &l->trace->set[l->set];
	if (set->count != table->rows)
		return 0;
	for (i = 0; i < table->rows; i++) {
		const struct trace_model *m = &l->trace->model[set->first + i];
		uint64_t bytes;
		int has = ollama_ps_size(table->row[i].size, &bytes) == 0;

		if (!span_equal(table->row[i].name,
			(struct span){m->name, m->name_size}) ||
		    has != m->has_size || (has && bytes != m->size_bytes))
			return 0;
	}
	return 1;
}

static int
take_set(
    struct loader *l, struct trace_block *b, const struct system_block *block)
{
	int api = (block->have & 1U << SYSTEM_API_PS) != 0;

	if (!api && !(block->have & 1U << SYSTEM_OLLAMA_PS))
		return 0;
	if (api ? l->set_of_api && block->api_same
		: same_table(l, &block->ollama_ps)) {
		b->set = l->set;
		return 0;
	}
	if (take_models(l, b, block) != 0)
		return -1;
	l->set = b->set;
	l->set_of_api = api;
	return 0;
}

static int
take_block(struct loader *l, struct span text)
{
	struct trace_block b = {.set = TRACE_NONE};
	struct system_block block;

	l->tell.line = l->records.line;
	if (system_log_read(&l->reader, text, &block, &l->tell) == 0) {
		b.ts_ms = block.ts_ms;
		if (block.have & 1U << SYSTEM_VM_STAT) {
			take_vm_stat(&b, &block.vm_stat);
			if (block.vm_stat.page_size != 0)
				l->trace->page_size = block.vm_stat.page_size;
		}
		if (block.have & 1U << SYSTEM_MEMORY_PRESSURE) {
			const struct memory_pressure *p =
			    &block.memory_pressure;

			if (p->free_percent >= 0)
				set_metric(&b, TRACE_FREE_PERCENT,
				    (uint64_t)p->free_percent, 1);
			if (p->memory_bytes != 0)
				l->trace->memory_bytes = p->memory_bytes;
		}
		if (block.have & 1U << SYSTEM_SWAPUSAGE) {
			set_metric(
			    &b, TRACE_SWAP_USED, block.swapusage.used_bytes, 1);
			set_metric(&b, TRACE_SWAP_TOTAL,
			    block.swapusage.total_bytes, 1);
		}
		if (l->reader.starved) {
			errno = ENOMEM;
			return -1;
		}
		if (take_set(l, &b, &block) != 0 ||
		    trace_add_block(l->trace, &b) != 0)
			return -1;
	}
	return 0;
}

/* Text before the first mark: said once, if it is more than empty lines. */
static void
take_stray(struct loader *l, struct span text)
{
	struct span line, rest = text;
	size_t number = l->records.line;

	for (; !l->stray && span_line(&rest, &line); number++) {
		if (span_trim(line).n == 0)
			continue;
		l->stray = 1;
		load_problem(l->problems, l->file, number,
		    number == 1 && span_starts(line, "ts\t")
			? "this is a process log: are the two logs swapped?"
			: "text before the first mark");
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
		case RECORDS_STRAY:
			take_stray(l, text);
			break;
		case RECORDS_ONE:
			if (take_block(l, text) != 0)
				return -1;
			break;
		case BLOCKS_TOO_LARGE:
			load_problem(l->problems, l->file, l->records.line,
			    "16 MiB without a mark");
			break;
		}
}

int
load_system_log(struct trace *trace, const char *file,
    struct load_problems *problems, char *reason, size_t size)
{
	struct loader l = {.trace = trace,
	    .problems = problems,
	    .file = file,
	    .reader = {.table_if_alone = 1},
	    .set = TRACE_NONE};
	int rc = -1;

	l.tell = (struct problems){.fn = told, .arg = &l};
	if (records_open(&l.records, file) == 0)
		rc = read_all(&l);
	if (rc != 0)
		load_failed(file, reason, size);
	records_close(&l.records);
	system_reader_free(&l.reader);
	return rc;
}
