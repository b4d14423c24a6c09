#include <stdio.h>
#include <string.h>

#include "formats/ollama_ps.h"
#include "formats/ollama_ps_columns.h"

/*
 * What is written follows Ollama's client (cmd/cmd.go ListRunningHandler,
 * format/bytes.go, format/time.go; 0.3.11 to 0.34) and the table library that
 * it uses (olekukonko/tablewriter 0.0.5).
 */

const char *const ollama_ps_titles[OLLAMA_PS_COLUMNS] = {
    "NAME", "ID", "SIZE", "PROCESSOR", "CONTEXT", "UNTIL"};

#define ID_LENGTH 12
#define GAP       "    "

/* Blocks whose letters take two columns, and marks that take none. */
static const struct {
	uint32_t first, last;
	unsigned width;
} ollama_ps_widths[] = {
    {0x0300, 0x036f, 0},
    {0x1100, 0x115f, 2},
    {0x1ab0, 0x1aff, 0},
    {0x1dc0, 0x1dff, 0},
    {0x200b, 0x200f, 0},
    {0x2028, 0x202e, 0},
    {0x20d0, 0x20f0, 0},
    {0x2e80, 0x303e, 2},
    {0x3041, 0x33ff, 2},
    {0x3400, 0x4dbf, 2},
    {0x4e00, 0xa4cf, 2},
    {0xa960, 0xa97c, 2},
    {0xac00, 0xd7a3, 2},
    {0xf900, 0xfaff, 2},
    {0xfe00, 0xfe0f, 0},
    {0xfe20, 0xfe2f, 0},
    {0xfe30, 0xfe6b, 2},
    {0xff01, 0xff60, 2},
    {0xffe0, 0xffe6, 2},
    {0x1f300, 0x1f64f, 2},
    {0x1f680, 0x1f6ff, 2},
    {0x1f900, 0x1f9ff, 2},
    {0x20000, 0x3fffd, 2},
};

static unsigned
ollama_ps_rune_width(uint32_t rune)
{
	size_t i;

	for (i = 0; i < sizeof ollama_ps_widths / sizeof ollama_ps_widths[0];
	     i++)
		if (rune >= ollama_ps_widths[i].first &&
		    rune <= ollama_ps_widths[i].last)
			return ollama_ps_widths[i].width;
	return 1;
}

/*
 * The columns that a cell takes on a terminal. Ollama's own names are ASCII,
 * so a table of the large blocks does; what is not UTF-8 takes one a byte.
 */
static size_t
ollama_ps_display_width(struct span s)
{
	size_t i = 0, j, more, width = 0;

	while (i < s.n) {
		unsigned char c = (unsigned char)s.p[i++];
		uint32_t rune = c;

		more = c >= 0xf0 ? 3 : c >= 0xe0 ? 2 : c >= 0xc0 ? 1 : 0;
		if (more > s.n - i)
			more = 0;
		if (more > 0)
			rune = c & (0x3fu >> more);
		for (j = 0; j < more; j++)
			rune = rune << 6 | ((unsigned char)s.p[i++] & 0x3fu);
		width += ollama_ps_rune_width(rune);
	}
	return width;
}

/* Decimal units; from 10 up no decimals, below one unless it is whole. */
static void
ollama_ps_add_size(struct text *out, uint64_t bytes)
{
	static const struct {
		uint64_t bytes;
		const char *name;
	} units[] = {{1000000000000, " TB"}, {1000000000, " GB"},
	    {1000000, " MB"}, {1000, " KB"}, {1, " B"}};
	size_t i = 0;
	double value;
	char digits[32];

	while (units[i].bytes > 1 && bytes < units[i].bytes)
		i++;
	value = (double)bytes / (double)units[i].bytes;
	if (units[i].bytes == 1 || value >= 10 ||
	    value == (double)(uint64_t)value) {
		text_add_u64(
		    out, units[i].bytes == 1 ? bytes : (uint64_t)value);
	} else {
		/* 9.96 is "10.0"; the point is ours in any locale. */
		snprintf(digits, sizeof digits, "%.1f", value);
		text_add(out, digits, value >= 9 && digits[1] == '0' ? 2 : 1);
		text_add_char(out, '.');
		text_add_char(out, digits[strlen(digits) - 1]);
	}
	text_add_string(out, units[i].name);
}

static void
ollama_ps_add_processor(struct text *out, uint64_t size, uint64_t vram)
{
	double percent;
	unsigned cpu;

	if (vram == 0) {
		text_add_string(out, "100% CPU");
	} else if (vram == size) {
		text_add_string(out, "100% GPU");
	} else if (vram > size) {
		text_add_string(out, "Unknown");
	} else {
		percent = (double)(size - vram) / (double)size * 100;
		cpu = (unsigned)percent;
		if (percent - cpu >= 0.5)
			cpu++;
		text_add_f(out, "%u%%/%u%% CPU/GPU", cpu, 100 - cpu);
	}
}

/* How long until then, roughly; for times that are not past. */
static void
ollama_ps_add_duration(struct text *out, uint64_t ms)
{
	uint64_t seconds = ms / 1000, minutes = seconds / 60;
	uint64_t hours = (minutes + 30) / 60; /* to the nearest */

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

	/* The client takes no time for the year 1: long past. */
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

/* A name cannot break the table: what is no letter there becomes a blank. */
static void
ollama_ps_add_text(struct text *out, struct span s)
{
	size_t i;

	for (i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];

		text_add_char(out, c < 0x20 || c == 0x7f ? ' ' : (char)c);
	}
}

/* What was not in the answer is 0 to the client, and so it is here. */
static void
ollama_ps_add_cell(
    struct text *out, const struct api_model *model, int column, int64_t now_ms)
{
	uint64_t size = model->has_size ? model->size_bytes : 0;
	struct span id = model->digest;

	switch (column) {
	case OLLAMA_PS_NAME:
		ollama_ps_add_text(out, model->name);
		break;
	case OLLAMA_PS_ID:
		if (id.n > ID_LENGTH)
			id.n = ID_LENGTH;
		ollama_ps_add_text(out, id);
		break;
	case OLLAMA_PS_SIZE:
		ollama_ps_add_size(out, size);
		break;
	case OLLAMA_PS_PROCESSOR:
		ollama_ps_add_processor(
		    out, size, model->has_vram ? model->vram_bytes : 0);
		break;
	case OLLAMA_PS_CONTEXT:
		text_add_u64(
		    out, model->has_context ? model->context_length : 0);
		break;
	case OLLAMA_PS_UNTIL:
		ollama_ps_add_until(out, model, now_ms);
		break;
	}
}

/* The columns that what was added since `from` takes. */
static size_t
ollama_ps_width_since(const struct text *out, size_t from)
{
	if (out->len <= from)
		return 0;
	return ollama_ps_display_width(
	    (struct span){out->data + from, out->len - from});
}

static void
ollama_ps_pad(struct text *out, size_t have, size_t width)
{
	for (; have < width; have++)
		text_add_char(out, ' ');
}

void
ollama_ps_write(struct text *out, const struct api_model *model, size_t models,
    int with_context, int64_t now_ms)
{
	size_t widest[OLLAMA_PS_COLUMNS], i, width, start;
	int column;

	/* Each cell is made twice, once to measure it; there are few. */
	for (column = 0; column < OLLAMA_PS_COLUMNS; column++) {
		widest[column] = strlen(ollama_ps_titles[column]);
		for (i = 0; i < models; i++) {
			start = out->len;
			ollama_ps_add_cell(out, &model[i], column, now_ms);
			width = ollama_ps_width_since(out, start);
			out->len = start;
			if (width > widest[column])
				widest[column] = width;
		}
	}
	for (column = 0; column < OLLAMA_PS_COLUMNS; column++) {
		if (column == OLLAMA_PS_CONTEXT && !with_context)
			continue;
		text_add_string(out, ollama_ps_titles[column]);
		ollama_ps_pad(
		    out, strlen(ollama_ps_titles[column]), widest[column]);
		/* The library: one blank after the last title, not a gap. */
		text_add_string(out, column == OLLAMA_PS_UNTIL ? " \n" : GAP);
	}
	for (i = 0; i < models; i++) {
		for (column = 0; column < OLLAMA_PS_COLUMNS; column++) {
			if (column == OLLAMA_PS_CONTEXT && !with_context)
				continue;
			start = out->len;
			ollama_ps_add_cell(out, &model[i], column, now_ms);
			ollama_ps_pad(out, ollama_ps_width_since(out, start),
			    widest[column]);
			text_add_string(out, GAP);
		}
		text_add_char(out, '\n');
	}
}
