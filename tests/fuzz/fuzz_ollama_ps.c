/* The table of `ollama ps`: the reader, on its own. */
#include <string.h>

#include "formats/ollama_ps.h"
#include "tests/fuzz/property.h"

static void
check_cell(struct span cell, struct span section)
{
	PROPERTY(property_within(cell, section));
	PROPERTY(property_lines(cell) == 0);
	PROPERTY(span_equal(cell, span_trim(cell)));
}

/* What can be read as a size is so much, and it is written back the same. */
static void
check_size(struct span cell)
{
	struct api_model model = {.name = SPAN("a"), .digest = SPAN("b")};
	struct text out = {0};
	static struct ollama_ps table;
	uint64_t bytes = 77, again;

	if (ollama_ps_size(cell, &bytes) != 0) {
		PROPERTY(bytes == 77);
		return;
	}
	model.has_size = 1;
	model.size_bytes = bytes;
	ollama_ps_write(&out, &model, 1, OLLAMA_PS_CONTEXT, 0);
	PROPERTY(ollama_ps_read(text_span(&out), &table, NULL) == 0);
	PROPERTY(table.rows == 1);
	PROPERTY(ollama_ps_size(table.row[0].size, &again) == 0);
	/* Cut or rounded to two digits. */
	PROPERTY(again >= bytes - bytes / 10 && again - again / 10 <= bytes);
	text_free(&out);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	/* As in the reader of blocks: used again. */
	static struct ollama_ps table;
	struct span section = property_input(data, size), rest, line;
	struct property_problems count;
	struct problems problems = property_problems(&count, section);
	unsigned columns = 0;
	size_t i;
	int result;

	result = ollama_ps_read(section, &table, &problems);
	PROPERTY(result == (table.rows == 0 && count.count > 0));
	if (ollama_ps_columns(section, &columns) == 0) {
		rest = section;
		PROPERTY(span_line(&rest, &line) && ollama_ps_starts(line));
	}
	/* The header, then rows and problems. */
	for (i = 0, rest = section; span_line(&rest, &line); i++)
		continue;
	PROPERTY(table.rows + count.count == (i > 0 ? i - 1 : 0));
	for (i = 0; i < table.rows; i++) {
		const struct ollama_ps_row *row = &table.row[i];

		PROPERTY(row->name.n > 0);
		check_cell(row->name, section);
		check_cell(row->id, section);
		check_cell(row->size, section);
		check_cell(row->context, section);
		check_size(row->size);
	}
	rest = section;
	if (span_line(&rest, &line))
		check_size(line);
	return 0;
}
