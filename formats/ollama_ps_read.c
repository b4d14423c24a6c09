#include <string.h>

#include "formats/ollama_ps.h"
#include "formats/ollama_ps_columns.h"

#define OLLAMA_PS_FIELDS 16 /* of a line */

int
ollama_ps_starts(struct span line)
{
	struct span word;
	int column;

	for (column = OLLAMA_PS_NAME; column <= OLLAMA_PS_PROCESSOR; column++)
		if (!span_word(&line, &word) ||
		    !span_is(word, ollama_ps_titles[column]))
			return 0;
	return 1;
}

/* The titles of a header: which column, and where it starts. */
struct ollama_ps_header {
	int column[OLLAMA_PS_FIELDS]; /* OLLAMA_PS_COLUMNS: one that is not
					 known */
	size_t start[OLLAMA_PS_FIELDS];
	size_t n;
};

static void
ollama_ps_read_header(struct span line, struct ollama_ps_header *header)
{
	const char *front = line.p;
	struct span word;
	int column;

	for (header->n = 0;
	     header->n < OLLAMA_PS_FIELDS && span_word(&line, &word);
	     header->n++) {
		for (column = 0; column < OLLAMA_PS_COLUMNS; column++)
			if (span_is(word, ollama_ps_titles[column]))
				break;
		header->column[header->n] = column;
		header->start[header->n] = (size_t)(word.p - front);
	}
}

/* Split at tabs, or else at two blanks and more: cells hold single ones. */
static size_t
ollama_ps_split_line(struct span line, int tabs, struct span *cell)
{
	size_t n = 0, end;

	if (tabs) {
		while (
		    n < OLLAMA_PS_FIELDS && span_until(&line, '\t', &cell[n]))
			n++;
		return n;
	}
	for (line = span_trim(line); n < OLLAMA_PS_FIELDS && line.n > 0; n++) {
		for (end = 0; end < line.n; end++)
			if (line.p[end] == ' ' && end + 1 < line.n &&
			    line.p[end + 1] == ' ')
				break;
		cell[n] = (struct span){line.p, end};
		line.p += end;
		line.n -= end;
		line = span_trim(line);
	}
	return n;
}

/* Cut where the titles start; -1 when a cell lies across such a place. */
static int
ollama_ps_cut_line(
    struct span line, const struct ollama_ps_header *header, struct span *cell)
{
	size_t i, from, to;

	for (i = 0; i < header->n; i++) {
		from = header->start[i];
		to = i + 1 < header->n ? header->start[i + 1] : line.n;
		if (from > line.n)
			from = line.n;
		if (to > line.n)
			to = line.n;
		if (from > 0 && from < line.n && line.p[from - 1] != ' ')
			return -1;
		cell[i] = (struct span){line.p + from, to - from};
	}
	return 0;
}

static int
ollama_ps_read_row(struct span line, const struct ollama_ps_header *header,
    struct ollama_ps_row *row)
{
	int tabs = line.n > 0 && memchr(line.p, '\t', line.n) != NULL;
	struct span cell[OLLAMA_PS_FIELDS],
	    *to[OLLAMA_PS_COLUMNS] = {&row->name, &row->id, &row->size,
		&row->processor, &row->context, &row->until};
	size_t i, n;
	uint64_t bytes;

	for (i = 0; i < OLLAMA_PS_COLUMNS; i++)
		*to[i] = SPAN("");
	n = ollama_ps_split_line(line, tabs, cell);
	/* As many cells as titles is sure; else one of them is empty. */
	if (!tabs && n != header->n) {
		if (ollama_ps_cut_line(line, header, cell) != 0)
			return -1;
		n = header->n;
	}
	for (i = 0; i < n && i < header->n; i++)
		if (header->column[i] != OLLAMA_PS_COLUMNS)
			*to[header->column[i]] = span_trim(cell[i]);
	return row->name.n > 0 && row->id.n > 0 &&
		       ollama_ps_size(row->size, &bytes) == 0
		   ? 0
		   : -1;
}

void
ollama_ps_read(struct span section, struct ollama_ps *table)
{
	struct ollama_ps_row row;
	struct ollama_ps_header header;
	struct span line;
	size_t i;

	table->rows = 0;
	table->dropped = 0;
	table->has_context = 0;
	if (!span_line(&section, &line) || !ollama_ps_starts(line))
		return;
	ollama_ps_read_header(line, &header);
	for (i = 0; i < header.n; i++)
		if (header.column[i] == OLLAMA_PS_CONTEXT)
			table->has_context = 1;
	while (span_line(&section, &line)) {
		if (ollama_ps_read_row(line, &header, &row) != 0)
			continue;
		if (table->rows < OLLAMA_PS_ROWS)
			table->row[table->rows++] = row;
		else
			table->dropped++;
	}
}

int
ollama_ps_size(struct span cell, uint64_t *bytes)
{
	static const char *const names[] = {"B", "KB", "MB", "GB", "TB"};
	struct span number, whole, decimals = SPAN("");
	uint64_t unit = 1, value, fraction = 0, part;
	size_t i;

	if (!span_until(&cell, ' ', &number) ||
	    !span_until(&number, '.', &whole) || span_u64(whole, &value) != 0)
		return -1;
	for (i = 0; i < sizeof names / sizeof names[0]; i++, unit *= 1000)
		if (span_is(cell, names[i]))
			break;
	if (i == sizeof names / sizeof names[0] || value > UINT64_MAX / unit)
		return -1;
	/* span_until stepped over the point; "6." has one and no decimals. */
	if (whole.p[whole.n] == '.') {
		decimals = number;
		if (span_u64(decimals, &part) != 0)
			return -1;
	}
	for (part = unit, i = 0; i < decimals.n; i++) {
		if (part % 10 != 0)
			return -1;
		part /= 10;
		fraction += (uint64_t)(decimals.p[i] - '0') * part;
	}
	if (value * unit > UINT64_MAX - fraction)
		return -1;
	*bytes = value * unit + fraction;
	return 0;
}
