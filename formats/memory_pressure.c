#include <string.h>

#include "formats/memory_pressure.h"

#define HEADLINE   "The system has "
#define STATS      "Stats:"
#define PERCENTAGE "System-wide memory free percentage:"
#define LABEL(text)                    \
	{                              \
		text, sizeof(text) - 1 \
	}

/* As enum memory_pressure_field, in the order of the output. */
static const struct span memory_pressure_label[MEMORY_PRESSURE_FIELDS] = {
    LABEL("Pages free:"),
    LABEL("Pages purgeable:"),
    LABEL("Pages purged:"),
    LABEL("Swapins:"),
    LABEL("Swapouts:"),
    LABEL("Pages active:"),
    LABEL("Pages inactive:"),
    LABEL("Pages speculative:"),
    LABEL("Pages throttled:"),
    LABEL("Pages wired down:"),
    LABEL("Pages used by compressor:"),
    LABEL("Pages decompressed:"),
    LABEL("Pages compressed:"),
    LABEL("Pageins:"),
    LABEL("Pageouts:"),
};

/* Headings, with the trailing blank of the first, and their first fields. */
static const struct {
	const char *heading;
	enum memory_pressure_field first, end;
} memory_pressure_group[] = {
    {STATS " ", MEMORY_PRESSURE_FREE, MEMORY_PRESSURE_SWAPINS},
    {"Swap I/O:", MEMORY_PRESSURE_SWAPINS, MEMORY_PRESSURE_ACTIVE},
    {"Page Q counts:", MEMORY_PRESSURE_ACTIVE, MEMORY_PRESSURE_COMPRESSOR},
    {"Compressor Stats:", MEMORY_PRESSURE_COMPRESSOR, MEMORY_PRESSURE_PAGEINS},
    {"File I/O:", MEMORY_PRESSURE_PAGEINS, MEMORY_PRESSURE_FIELDS},
};

static void memory_pressure_write_group(
    struct text *, const struct memory_pressure *, size_t, int *);
static int memory_pressure_headline(struct span, struct memory_pressure *);
static int memory_pressure_percentage(struct span, int *);
static unsigned memory_pressure_find(struct span, unsigned);
static const char *memory_pressure_line(
    struct span, int, unsigned *, struct memory_pressure *);

int
memory_pressure_has(
    const struct memory_pressure *m, enum memory_pressure_field field)
{
	return (m->known >> field & 1) != 0;
}

void
memory_pressure_set(
    struct memory_pressure *m, enum memory_pressure_field field, uint64_t value)
{
	m->known |= (uint64_t)1 << field;
	m->value[field] = value;
}

/*
 * A heading without a known count below it is not written either; one that
 * is not the very first line has an empty line above it.
 */
static void
memory_pressure_write_group(
    struct text *out, const struct memory_pressure *m, size_t group, int *first)
{
	unsigned i, any = 0;

	for (i = memory_pressure_group[group].first;
	     i < memory_pressure_group[group].end; i++) {
		if (!memory_pressure_has(m, i))
			continue;
		if (!any++) {
			if (!*first)
				text_add_char(out, '\n');
			*first = 0;
			text_add_string(
			    out, memory_pressure_group[group].heading);
			text_add_string(out, "\n");
		}
		text_add_span(out, memory_pressure_label[i]);
		text_add_char(out, ' ');
		text_add_u64(out, m->value[i]);
		text_add_string(out, " \n");
	}
}

void
memory_pressure_write(struct text *out, const struct memory_pressure *m)
{
	int first = 1;
	size_t i;

	if (m->memory_bytes != 0 && m->page_size != 0) {
		first = 0;
		text_add_string(out, HEADLINE);
		text_add_u64(out, m->memory_bytes);
		text_add_string(out, " (");
		text_add_u64(out, m->memory_bytes / m->page_size);
		text_add_string(out, " pages with a page size of ");
		text_add_u64(out, m->page_size);
		text_add_string(out, ").\n");
	}
	for (i = 0;
	     i < sizeof memory_pressure_group / sizeof memory_pressure_group[0];
	     i++)
		memory_pressure_write_group(out, m, i, &first);
	if (m->free_percent >= 0) {
		if (m->known != 0)
			text_add_char(out, '\n');
		text_add_string(out, PERCENTAGE " ");
		text_add_u64(out, (uint64_t)m->free_percent);
		text_add_string(out, "%\n");
	}
}

int
memory_pressure_starts(struct span line)
{
	return span_starts(line, HEADLINE) ||
	       span_is(span_trim_end(line), STATS) ||
	       span_starts(line, PERCENTAGE);
}

static int
memory_pressure_headline(struct span s, struct memory_pressure *m)
{
	struct span bytes, pages, size;
	uint64_t memory_bytes, page_count, page_size;

	s = span_trim_end(s);
	if (!span_skip(&s, HEADLINE) || !span_until(&s, ' ', &bytes) ||
	    !span_skip(&s, "(") || !span_until(&s, ' ', &pages) ||
	    !span_skip(&s, "pages with a page size of ") ||
	    !span_until(&s, ')', &size) || !span_is(s, "."))
		return -1;
	if (span_u64(bytes, &memory_bytes) != 0 ||
	    span_u64(pages, &page_count) != 0 ||
	    span_u64(size, &page_size) != 0 || memory_bytes == 0 ||
	    page_size == 0 || (page_size & (page_size - 1)) != 0)
		return -1;
	m->memory_bytes = memory_bytes;
	m->page_size = page_size;
	return 0;
}

static int
memory_pressure_percentage(struct span s, int *percent)
{
	uint64_t value;

	s = span_trim_end(s);
	if (!span_skip(&s, PERCENTAGE " ") || s.n == 0 || s.p[s.n - 1] != '%')
		return -1;
	s.n--;
	if (span_u64(s, &value) != 0 || value > 100)
		return -1;
	*percent = (int)value;
	return 0;
}

/* The field of a line; `next` is tried first. */
static unsigned
memory_pressure_find(struct span line, unsigned next)
{
	const struct span *label = memory_pressure_label;
	unsigned i;

	if (next < MEMORY_PRESSURE_FIELDS && line.n >= label[next].n &&
	    memcmp(line.p, label[next].p, label[next].n) == 0)
		return next;
	for (i = 0; i < MEMORY_PRESSURE_FIELDS; i++)
		if (line.n >= label[i].n &&
		    memcmp(line.p, label[i].p, label[i].n) == 0)
			break;
	return i;
}

/* Read one line; `torn`: it has no line end. Returns NULL or the problem. */
static const char *
memory_pressure_line(
    struct span line, int torn, unsigned *next, struct memory_pressure *m)
{
	unsigned field;
	uint64_t value;

	if (line.n == 0)
		return NULL;
	field = memory_pressure_find(line, *next);
	if (field < MEMORY_PRESSURE_FIELDS) {
		*next = field + 1;
		if (torn)
			return "memory_pressure: torn line";
		line = span_trim_end(line);
		line.p += memory_pressure_label[field].n;
		line.n -= memory_pressure_label[field].n;
		if (line.n == 0 || line.p[0] != ' ')
			return "memory_pressure: no number";
		for (; line.n > 0 && line.p[0] == ' '; line.n--)
			line.p++;
		if (span_u64(line, &value) != 0)
			return "memory_pressure: not a whole number";
		memory_pressure_set(m, field, value);
	} else if (span_starts(line, HEADLINE)) {
		if (memory_pressure_headline(line, m) != 0)
			return "memory_pressure: memory and page size cannot "
			       "be read";
	} else if (span_starts(line, PERCENTAGE)) {
		if (memory_pressure_percentage(line, &m->free_percent) != 0)
			return "memory_pressure: percentage cannot be read";
	}
	return NULL;
}

void
memory_pressure_read(struct span section, struct memory_pressure *m,
    const struct problems *problems)
{
	struct span rest = section, line;
	const char *reason;
	size_t number;
	unsigned next = 0;
	int torn;

	*m = (struct memory_pressure){.free_percent = -1};
	for (number = 0; span_line(&rest, &line); number++) {
		torn = rest.n == 0 && section.p[section.n - 1] != '\n';
		reason = memory_pressure_line(line, torn, &next, m);
		if (reason != NULL)
			problem(problems, number, reason);
	}
}
