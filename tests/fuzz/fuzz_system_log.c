/*
 * A system log, block by block. The reader remembers the last /api/ps section
 * so as not to parse it again: a reader without a memory must find the same.
 */
#include <stdlib.h>
#include <string.h>

#include "formats/system_log.h"
#include "tests/fuzz/property.h"

static int
same_row(const struct ollama_ps_row *a, const struct ollama_ps_row *b)
{
	return span_equal(a->name, b->name) && span_equal(a->id, b->id) &&
	       span_equal(a->size, b->size) &&
	       span_equal(a->context, b->context);
}

static int
same_models(const struct api_ps *a, const struct api_ps *b)
{
	size_t i;

	if (a->models != b->models)
		return 0;
	for (i = 0; i < a->models; i++) {
		const struct api_model *x = &a->model[i], *y = &b->model[i];

		if (!span_equal(x->name, y->name) ||
		    !span_equal(x->digest, y->digest) ||
		    x->has_size != y->has_size || x->has_vram != y->has_vram ||
		    x->has_context != y->has_context ||
		    x->has_expires != y->has_expires ||
		    (x->has_size && x->size_bytes != y->size_bytes) ||
		    (x->has_vram && x->vram_bytes != y->vram_bytes))
			return 0;
	}
	return json_equal(a->root, b->root);
}

static void
check_same(const struct system_block *a, const struct system_block *b)
{
	size_t i;

	PROPERTY(a->have == b->have && a->ts_ms == b->ts_ms);
	if (a->have & 1u << SYSTEM_VM_STAT)
		PROPERTY(a->vm_stat.known == b->vm_stat.known &&
			 a->vm_stat.page_size == b->vm_stat.page_size);
	if (a->have & 1u << SYSTEM_MEMORY_PRESSURE)
		PROPERTY(a->memory_pressure.free_percent ==
			 b->memory_pressure.free_percent);
	if (a->have & 1u << SYSTEM_SWAPUSAGE)
		PROPERTY(a->swapusage.used_bytes == b->swapusage.used_bytes);
	PROPERTY(a->sysctl.known == b->sysctl.known &&
		 (a->sysctl.known != 0) == (a->have >> SYSTEM_SYSCTL & 1));
	if (a->have & 1u << SYSTEM_OLLAMA_PS) {
		PROPERTY(a->ollama_ps->rows == b->ollama_ps->rows);
		for (i = 0; i < a->ollama_ps->rows; i++)
			PROPERTY(same_row(
			    &a->ollama_ps->row[i], &b->ollama_ps->row[i]));
	}
	if (a->have & 1u << SYSTEM_API_PS)
		PROPERTY(same_models(a->api_ps, b->api_ps));
}

static void
check_cells(const struct system_block *b, struct span text)
{
	size_t i;

	if ((b->have & 1u << SYSTEM_OLLAMA_PS) == 0)
		return;
	for (i = 0; i < b->ollama_ps->rows; i++) {
		PROPERTY(property_within(b->ollama_ps->row[i].name, text));
		PROPERTY(property_within(b->ollama_ps->row[i].size, text));
	}
}

static void
check_block(struct system_reader *reader, struct span text)
{
	struct system_block block, alone;
	struct system_reader fresh = {0};
	struct property_problems count, alone_count;
	struct problems problems = property_problems(&count, text);
	int rc = system_log_read(reader, text, &block, &problems);

	problems = property_problems(&alone_count, text);
	PROPERTY(system_log_read(&fresh, text, &alone, &problems) == rc);
	PROPERTY(count.count == alone_count.count);
	PROPERTY(rc == 0 || (count.count == 1 && block.have == 0));
	PROPERTY(block.have < 1u << SYSTEM_SECTIONS);
	if (rc == 0) {
		PROPERTY((block.api_ps != NULL) ==
			 ((block.have & 1u << SYSTEM_API_PS) != 0));
		check_same(&block, &alone);
		check_cells(&block, text);
	}
	system_reader_free(&fresh);
}

/* The bytes up to the next line that may be a mark, not counting the first. */
static size_t
block_length(struct span text)
{
	struct span rest = text, here, line;
	int first = 1;

	while (here = rest, span_line(&rest, &line)) {
		if (!first && span_starts(line, "====="))
			return (size_t)(here.p - text.p);
		first = 0;
	}
	return text.n;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span rest = property_input(data, size), block;
	struct system_reader reader = {0};
	char *exact;

	while (rest.n > 0) {
		block = (struct span){rest.p, block_length(rest)};
		/* On its own, so that reading beyond it is seen. */
		exact = malloc(block.n);
		if (exact == NULL)
			break;
		memcpy(exact, block.p, block.n);
		check_block(&reader, (struct span){exact, block.n});
		free(exact);
		rest.p += block.n;
		rest.n -= block.n;
	}
	system_reader_free(&reader);
	return 0;
}
