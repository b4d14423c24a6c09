#include <inttypes.h>
#include <string.h>

#include "formats/ollama_ps.h"

/*
 * The output follows Ollama's client (cmd/cmd.go ListRunningHandler,
 * format/bytes.go, format/time.go; 0.3.11 to 0.40) and the table library that
 * it uses (olekukonko/tablewriter 0.0.5).
 */

enum { NAME, ID, SIZE, PROCESSOR, CONTEXT, RUNNER, UNTIL, COLUMNS };

#define OPTIONAL  ((unsigned)(OLLAMA_PS_CONTEXT | OLLAMA_PS_RUNNER))
#define ID_LENGTH 12

static const char *const ollama_ps_titles[COLUMNS] = {
    "NAME", "ID", "SIZE", "PROCESSOR", "CONTEXT", "RUNNER", "UNTIL"};
static const char *const ollama_ps_units[] = {"B", "KB", "MB", "GB", "TB"};

enum { UNITS = sizeof ollama_ps_units / sizeof ollama_ps_units[0] };

/* Decimal units; no decimals from 10 up, one below 10 unless it is whole. */
static void
ollama_ps_add_size(struct text *out, uint64_t bytes)
{
	uint64_t unit = 1;
	double value, whole;
	int i, decimals;

	for (i = 0; i < UNITS - 1 && bytes / unit >= 1000; i++)
		unit *= 1000;
	value = (double)bytes / (double)unit;
	whole = (double)(uint64_t)value;
	decimals = value < 10 && value != whole;
	text_add_f(out, "%.*f %s", decimals, decimals ? value : whole,
	    ollama_ps_units[i]);
}

static void
ollama_ps_add_processor(struct text *out, uint64_t size, uint64_t vram)
{
	int cpu;

	if (vram == 0)
		text_add_string(out, "100% CPU");
	else if (vram == size)
		text_add_string(out, "100% GPU");
	else if (vram > size)
		text_add_string(out, "Unknown");
	else {
		cpu = (int)((double)(size - vram) / (double)size * 100 + 0.5);
		text_add_f(out, "%d%%/%d%% CPU/GPU", cpu, 100 - cpu);
	}
}

/* Roughly how long until then; for times in the future. */
static void
ollama_ps_add_duration(struct text *out, uint64_t ms)
{
	uint64_t seconds = ms / 1000, minutes = seconds / 60;
	uint64_t hours = (minutes + 30) / 60; /* rounded */

	if (seconds < 1)
		text_add_string(out, "Less than a second");
	else if (seconds == 1)
		text_add_string(out, "1 second");
	else if (seconds < 60)
		text_add_f(out, "%d seconds", (int)seconds);
	else if (minutes == 1)
		text_add_string(out, "About a minute");
	else if (minutes < 60)
		text_add_f(out, "%d minutes", (int)minutes);
	else if (hours == 1)
		text_add_string(out, "About an hour");
	else if (hours < 48)
		text_add_f(out, "%d hours", (int)hours);
	else if (hours < 24 * 7 * 2)
		text_add_f(out, "%d days", (int)(hours / 24));
	else if (hours < 24 * 30 * 2)
		text_add_f(out, "%d weeks", (int)(hours / 24 / 7));
	else if (hours < 24 * 365 * 2)
		text_add_f(out, "%d months", (int)(hours / 24 / 30));
	else
		text_add_f(out, "%d years", (int)(minutes / 60 / 24 / 365));
	text_add_string(out, " from now");
}

static void
ollama_ps_add_until(
    struct text *out, const struct api_model *model, int64_t now_ms)
{
	uint64_t ms;

	/* The client takes a missing time for the year 1, long ago. */
	if (!model->has_expires || model->expires_ms < now_ms) {
		text_add_string(out, "Stopping...");
		return;
	}
	ms = (uint64_t)model->expires_ms - (uint64_t)now_ms;
	/* More than 20 whole years of 365 days. */
	if (ms / 3600000 / 24 / 365 > 20)
		text_add_string(out, "Forever");
	else
		ollama_ps_add_duration(out, ms);
}

/*
 * Append a cell, or the title if `model` is NULL. Returns its number of
 * characters.
 */
static size_t
ollama_ps_add_cell(
    struct text *out, const struct api_model *model, int column, int64_t now_ms)
{
	size_t i = out->len, characters = 0;

	if (model == NULL) {
		text_add_string(out, ollama_ps_titles[column]);
		return strlen(ollama_ps_titles[column]);
	}
	switch (column) {
	case NAME:
		text_add_span(out, model->name);
		break;
	case ID:
		text_add(out, model->digest.p,
		    model->digest.n < ID_LENGTH ? model->digest.n : ID_LENGTH);
		break;
	case SIZE:
		ollama_ps_add_size(out, model->size_bytes);
		break;
	case PROCESSOR:
		ollama_ps_add_processor(
		    out, model->size_bytes, model->vram_bytes);
		break;
	case CONTEXT:
		text_add_u64(out, model->context_length);
		break;
	case RUNNER:
		text_add_span(out, model->runner);
		break;
	case UNTIL:
		ollama_ps_add_until(out, model, now_ms);
		break;
	}
	/* A line end in a name must not break the log. */
	for (; i < out->len; i++) {
		unsigned char c = (unsigned char)out->data[i];

		if (c < 0x20 || c == 0x7f)
			out->data[i] = ' ';
		characters += (c & 0xc0) != 0x80;
	}
	return characters;
}

/*
 * Append a line, or the header. Cells are padded to `widest`, which is updated.
 */
static void
ollama_ps_add_line(struct text *out, const struct api_model *model,
    unsigned columns, int64_t now_ms, size_t widest[COLUMNS])
{
	size_t n;
	int column;

	for (column = 0; column < COLUMNS; column++) {
		if ((OPTIONAL & ~columns) >> column & 1)
			continue;
		n = ollama_ps_add_cell(out, model, column, now_ms);
		if (n > widest[column])
			widest[column] = n;
		for (; n < widest[column]; n++)
			text_add_char(out, ' ');
		/* After the last title the library prints no gap. */
		text_add_string(
		    out, model == NULL && column == UNTIL ? " " : "    ");
	}
	text_add_char(out, '\n');
}

void
ollama_ps_write(struct text *out, const struct api_model *model, size_t models,
    unsigned columns, int64_t now_ms)
{
	size_t widest[COLUMNS] = {0}, start = out->len, i;
	int times;

	/* Written twice, first to measure the cells: there are few. */
	for (times = 0; times < 2; times++) {
		out->len = start;
		ollama_ps_add_line(out, NULL, columns, now_ms, widest);
		for (i = 0; i < models; i++)
			ollama_ps_add_line(
			    out, &model[i], columns, now_ms, widest);
	}
}

/* Take the titles of columns from the front of a line: bits, 1 << NAME etc. */
static unsigned
ollama_ps_take_titles(struct span *line)
{
	struct span rest, word;
	unsigned set = 0;
	int column;

	for (column = 0; column < COLUMNS; column++) {
		rest = *line;
		if (span_word(&rest, &word) &&
		    span_is(word, ollama_ps_titles[column])) {
			set |= 1u << column;
			*line = rest;
		}
	}
	return set;
}

int
ollama_ps_starts(struct span line)
{
	const unsigned first =
	    1u << NAME | 1u << ID | 1u << SIZE | 1u << PROCESSOR;
	const unsigned set = ollama_ps_take_titles(&line);

	/* Columns may have been cut out. */
	return (set & first) == first ||
	       (set & 1u << NAME && set != 1u << NAME &&
		   span_trim(line).n == 0);
}

int
ollama_ps_columns(struct span table, unsigned *columns)
{
	const unsigned all = (1u << COLUMNS) - 1;
	struct span line = SPAN("");
	unsigned set;

	span_line(&table, &line);
	set = ollama_ps_take_titles(&line);
	if ((set | OPTIONAL) != all || span_trim(line).n > 0)
		return -1;
	*columns = set & OPTIONAL;
	return 0;
}

/* Take a cell of so many words; it is empty if there are fewer. */
static struct span
ollama_ps_take(struct span *rest, int words)
{
	struct span cell = SPAN(""), word;

	for (; words > 0; words--) {
		if (!span_word(rest, &word))
			return SPAN("");
		if (cell.n == 0)
			cell = word;
		cell.n = (size_t)(word.p + word.n - cell.p);
	}
	return span_trim(cell); /* without a carriage return */
}

/* "100% GPU", "100% CPU" or "48%/52% CPU/GPU"; returns -1 for another. */
static int
ollama_ps_gpu_percent(struct span share, struct span of)
{
	struct span number;
	uint64_t percent;

	/* The last share is of the last unit. */
	while (span_until(&share, '/', &number) && share.n > 0)
		;
	if (number.n < 2 || number.p[number.n - 1] != '%' ||
	    span_u64((struct span){number.p, number.n - 1}, &percent) != 0 ||
	    percent > 100)
		return -1;
	return span_is(of, "CPU") ? 100 - (int)percent
	       : span_is(of, "GPU") || span_is(of, "CPU/GPU") ? (int)percent
							      : -1;
}

/*
 * NAME, ID and SIZE. In a table with a SIZE, NAME and ID are what comes before
 * the first two words that are a SIZE.
 */
static int
ollama_ps_read_start(
    struct span *rest, unsigned columns, struct ollama_ps_row *row)
{
	struct span next;
	uint64_t number;

	if ((columns & 1u << SIZE) == 0) {
		row->name = ollama_ps_take(rest, 1);
		if (columns & 1u << ID)
			row->id = ollama_ps_take(rest, 1);
		return row->name.n > 0 ? 0 : -1;
	}
	for (;;) {
		next = *rest;
		row->size = ollama_ps_take(&next, 2);
		if (row->size.n == 0)
			return -1;
		if (row->name.n > 0 && ollama_ps_size(row->size, &number) == 0)
			break;
		if (row->id.n > 0)
			row->name.n =
			    (size_t)(row->id.p + row->id.n - row->name.p);
		*(row->name.n > 0 ? &row->id : &row->name) =
		    ollama_ps_take(rest, 1);
	}
	*rest = next;
	return 0;
}

/*
 * Recognise cells by their form: a web page may have reduced each gap to one
 * blank.
 */
static int
ollama_ps_read_row(
    struct span rest, unsigned columns, struct ollama_ps_row *row)
{
	struct span word = SPAN("");
	uint64_t number;

	*row = (struct ollama_ps_row){.gpu_percent = -1};
	if (ollama_ps_read_start(&rest, columns, row) != 0)
		return -1;
	/* PROCESSOR is "Unknown", or as "100% GPU". */
	if (columns & 1u << PROCESSOR)
		word = ollama_ps_take(&rest, 1);
	if (word.n > 0 && word.p[word.n - 1] == '%')
		row->gpu_percent =
		    ollama_ps_gpu_percent(word, ollama_ps_take(&rest, 1));
	if (columns & 1u << CONTEXT) {
		word = ollama_ps_take(&rest, 1);
		if (span_u64(word, &number) == 0)
			row->context = word;
	}
	while (span_word(&rest, &word))
		row->stopping |= span_is(span_trim(word), "Stopping...");
	return 0;
}

int
ollama_ps_read(struct span section, struct ollama_ps *table,
    const struct problems *problems)
{
	struct ollama_ps_row row;
	struct span line = SPAN("");
	unsigned columns;
	size_t number;

	text_clear(&table->buffer);
	table->rows = 0;
	span_line(&section, &line);
	columns = ollama_ps_take_titles(&line);
	for (number = 1; span_line(&section, &line); number++)
		if (ollama_ps_read_row(line, columns, &row) == 0) {
			text_add(&table->buffer, &row, sizeof row);
			table->rows++;
		} else
			problem(problems, number,
			    "ollama ps: expected a row with a NAME, an ID and a SIZE");
	table->row = (void *)table->buffer.data;
	table->partial = table->rows + 1 < number;
	return table->buffer.failed ? -1 : table->rows == 0 && number > 1;
}

void
ollama_ps_free(struct ollama_ps *table)
{
	text_free(&table->buffer);
	*table = (struct ollama_ps){0};
}

int
ollama_ps_size(struct span cell, uint64_t *bytes)
{
	const uint64_t most = 18446743; /* of TB fit into 64 bits */
	struct span number, whole;
	uint64_t unit = 1, value, decimals;
	size_t i;

	if (!span_until(&cell, ' ', &number))
		return -1;
	for (i = 0; i < UNITS && !span_is(cell, ollama_ps_units[i]); i++)
		unit *= 1000;
	if (i == UNITS || !span_until(&number, '.', &whole) ||
	    span_u64(whole, &value) != 0 || value > most)
		return -1;
	/* span_until has passed the point; "6." has a point and no decimals. */
	if (whole.p[whole.n] == '.' && span_u64(number, &decimals) != 0)
		return -1;
	for (value *= unit; number.n > 0; number.n--) {
		if (unit % 10 != 0)
			return -1;
		unit /= 10;
		value += (uint64_t)(*number.p++ - '0') * unit;
	}
	*bytes = value;
	return 0;
}
