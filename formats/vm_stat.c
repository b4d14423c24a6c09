#include <string.h>

#include "formats/vm_stat.h"

#define VM_STAT_HEADLINE "Mach Virtual Memory Statistics:"
/* How wide the number is, without its dot, in the layouts that are written. */
#define VM_STAT_NUMBER 16
/* The greatest that fits; a greater one makes its line longer. */
#define VM_STAT_FITS UINT64_C(9999999999999999)
#define LABEL(text)                    \
	{                              \
		text, sizeof(text) - 1 \
	}

/* As enum vm_stat_field, in vm_stat's order. */
static const struct span vm_stat_label[VM_STAT_FIELDS] = {
    LABEL("Pages free:"),
    LABEL("Pages active:"),
    LABEL("Pages inactive:"),
    LABEL("Pages speculative:"),
    LABEL("Pages throttled:"),
    LABEL("Pages wired down:"),
    LABEL("Pages purgeable:"),
    LABEL("\"Translation faults\":"),
    LABEL("Pages copy-on-write:"),
    LABEL("Pages zero filled:"),
    LABEL("Pages reactivated:"),
    LABEL("Pages purged:"),
    LABEL("File-backed pages:"),
    LABEL("Anonymous pages:"),
    LABEL("Pages stored in compressor:"),
    LABEL("Pages occupied by compressor:"),
    LABEL("Decompressions:"),
    LABEL("Compressions:"),
    LABEL("Pageins:"),
    LABEL("Pageouts:"),
    LABEL("Swapins:"),
    LABEL("Swapouts:"),
    LABEL("Pages tagged:"),
    LABEL("Pages tagged resident:"),
    LABEL("Pages tagged compressed:"),
    LABEL("Pages tag-storage:"),
    LABEL("Pages tag-storage holding tags:"),
    LABEL("Pages tag-storage free:"),
    LABEL("Pages tag-storage non-tag pageable:"),
    LABEL("Pages tag-storage non-tag wired:"),
    LABEL("Bytes of compressed tags:"),
    LABEL("Tagged compressions:"),
    LABEL("Tagged decompressions:"),
};

static int vm_stat_headline(struct span, uint64_t *);
static int vm_stat_is_label(struct span, unsigned);
static unsigned vm_stat_find(struct span, unsigned);
static int vm_stat_count(struct span, uint64_t *);

int
vm_stat_has(const struct vm_stat *v, enum vm_stat_field field)
{
	return (v->known >> field & 1) != 0;
}

void
vm_stat_set(struct vm_stat *v, enum vm_stat_field field, uint64_t value)
{
	v->known |= (uint64_t)1 << field;
	v->value[field] = value;
}

void
vm_stat_write(
    struct text *out, const struct vm_stat *v, enum vm_stat_width width)
{
	size_t label = width == VM_STAT_WIDTH_26 ? 35 : 30, n;
	unsigned i;

	if (v->page_size != 0) {
		text_add_string(out, VM_STAT_HEADLINE " (page size of ");
		text_add_u64(out, v->page_size);
		text_add_string(out, " bytes)\n");
	}
	for (i = 0; i < VM_STAT_FIELDS; i++) {
		if (!vm_stat_has(v, i))
			continue;
		text_add_span(out, vm_stat_label[i]);
		for (n = vm_stat_label[i].n; n < label + 1; n++)
			text_add_char(out, ' ');
		text_add_u64_right(out, v->value[i], VM_STAT_NUMBER);
		text_add_string(out, ".\n");
	}
}

int
vm_stat_starts(struct span line)
{
	return span_starts(line, VM_STAT_HEADLINE);
}

/* Read the page size, a power of two, from the headline. */
static int
vm_stat_headline(struct span line, uint64_t *page_size)
{
	static const char end[] = " bytes)";
	const size_t n = sizeof end - 1;
	uint64_t size;

	line = span_trim_end(line);
	if (!span_skip(&line, VM_STAT_HEADLINE " (page size of ") ||
	    line.n < n || memcmp(line.p + line.n - n, end, n) != 0)
		return -1;
	line.n -= n;
	if (span_u64(line, &size) != 0 || size == 0 || (size & (size - 1)) != 0)
		return -1;
	*page_size = size;
	return 0;
}

static int
vm_stat_is_label(struct span line, unsigned field)
{
	const struct span *label = &vm_stat_label[field];

	return line.n >= label->n && memcmp(line.p, label->p, label->n) == 0;
}

/* The field of a line; `next` is tried first. VM_STAT_FIELDS when unknown. */
static unsigned
vm_stat_find(struct span line, unsigned next)
{
	unsigned i;

	if (next < VM_STAT_FIELDS && vm_stat_is_label(line, next))
		return next;
	for (i = 0; i < VM_STAT_FIELDS; i++)
		if (vm_stat_is_label(line, i))
			break;
	return i;
}

/* What follows a label: blanks, digits, a dot, and the end of the line. */
static int
vm_stat_count(struct span s, uint64_t *value)
{
	if (s.n < 3 || s.p[0] != ' ' || s.p[s.n - 1] != '.')
		return -1;
	s.n--;
	while (s.n > 0 && s.p[0] == ' ') {
		s.p++;
		s.n--;
	}
	return span_u64(s, value);
}

void
vm_stat_read(
    struct span section, struct vm_stat *v, const struct problems *problems)
{
	struct span rest = section, line;
	size_t number, n;
	unsigned field, next = 0;
	uint64_t value;

	*v = (struct vm_stat){0};
	for (number = 0; span_line(&rest, &line); number++) {
		if ((field = vm_stat_find(line, next)) < VM_STAT_FIELDS) {
			n = vm_stat_label[field].n;
			line = span_trim_end(line);
			line.p += n;
			line.n -= n;
			if (vm_stat_count(line, &value) == 0)
				vm_stat_set(v, field, value);
			else
				problem(problems, number,
				    "vm_stat: no whole number and dot");
			next = field + 1;
		} else if (vm_stat_starts(line) &&
			   vm_stat_headline(line, &v->page_size) != 0)
			problem(problems, number,
			    "vm_stat: page size cannot be read");
	}
}

/*
 * An output of the same shape as vm_stat's own, to the byte: so each line has
 * its label, the full width, and its place in the order.
 */
enum vm_stat_width
vm_stat_layout(struct span section, unsigned *fields)
{
	struct span rest = section, line, count;
	size_t width = 0;
	unsigned field, next = 0, found = 0;
	uint64_t value;

	if (section.n == 0 || section.p[section.n - 1] != '\n' ||
	    !span_until(&rest, '\n', &line) ||
	    vm_stat_headline(line, &value) != 0 || line.p[line.n - 1] != ')')
		return 0;
	while (span_until(&rest, '\n', &line)) {
		if (width == VM_STAT_WIDTH_10_8 && rest.n == 0 &&
		    span_starts(line, "Object cache:"))
			break;
		if (width == 0)
			width = line.n;
		field = vm_stat_find(line, next);
		if (line.n != width || field < next || field >= VM_STAT_FIELDS)
			return 0;
		/* Tagged memory came after the narrow layouts had gone. */
		if (field >= VM_STAT_USUAL_FIELDS && width != VM_STAT_WIDTH_26)
			return 0;
		count.p = line.p + vm_stat_label[field].n;
		count.n = line.n - vm_stat_label[field].n;
		if (vm_stat_count(count, &value) != 0 || value > VM_STAT_FITS)
			return 0;
		next = field + 1;
		found++;
	}
	if (width != VM_STAT_WIDTH_10_8 && width != VM_STAT_WIDTH_10_9 &&
	    width != VM_STAT_WIDTH_26)
		return 0;
	*fields = found;
	return (enum vm_stat_width)width;
}
