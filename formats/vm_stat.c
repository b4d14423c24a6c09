#include <inttypes.h>
#include <string.h>

#include "formats/vm_stat.h"

#define HEADLINE "Mach Virtual Memory Statistics:"
/* The width of a number, with the blank before it and its dot. */
#define NUMBER 18

/* In vm_stat's order. */
static const struct vm_stat_label vm_stat_labels[] = {
    {"Pages free:", VM_STAT_FREE},
    {"Pages active:", VM_STAT_ACTIVE},
    {"Pages inactive:", VM_STAT_INACTIVE},
    {"Pages speculative:", VM_STAT_SPECULATIVE},
    {"Pages throttled:", VM_STAT_THROTTLED},
    {"Pages wired down:", VM_STAT_WIRED},
    {"Pages purgeable:", VM_STAT_PURGEABLE},
    {"\"Translation faults\":", VM_STAT_FAULTS},
    {"Pages copy-on-write:", VM_STAT_COPY_ON_WRITE},
    {"Pages zero filled:", VM_STAT_ZERO_FILLED},
    {"Pages reactivated:", VM_STAT_REACTIVATED},
    {"Pages purged:", VM_STAT_PURGED},
    {"File-backed pages:", VM_STAT_FILE_BACKED},
    {"Anonymous pages:", VM_STAT_ANONYMOUS},
    {"Pages stored in compressor:", VM_STAT_STORED_IN_COMPRESSOR},
    {"Pages occupied by compressor:", VM_STAT_OCCUPIED_BY_COMPRESSOR},
    {"Decompressions:", VM_STAT_DECOMPRESSIONS},
    {"Compressions:", VM_STAT_COMPRESSIONS},
    {"Pageins:", VM_STAT_PAGEINS},
    {"Pageouts:", VM_STAT_PAGEOUTS},
    {"Swapins:", VM_STAT_SWAPINS},
    {"Swapouts:", VM_STAT_SWAPOUTS},
    {"Pages tagged:", VM_STAT_TAGGED},
    {"Pages tagged resident:", VM_STAT_TAGGED_RESIDENT},
    {"Pages tagged compressed:", VM_STAT_TAGGED_COMPRESSED},
    {"Pages tag-storage:", VM_STAT_TAG_STORAGE},
    {"Pages tag-storage holding tags:", VM_STAT_TAG_STORAGE_HOLDING_TAGS},
    {"Pages tag-storage free:", VM_STAT_TAG_STORAGE_FREE},
    {"Pages tag-storage non-tag pageable:", VM_STAT_TAG_STORAGE_PAGEABLE},
    {"Pages tag-storage non-tag wired:", VM_STAT_TAG_STORAGE_WIRED},
    {"Bytes of compressed tags:", VM_STAT_COMPRESSED_TAG_BYTES},
    {"Tagged compressions:", VM_STAT_TAGGED_COMPRESSIONS},
    {"Tagged decompressions:", VM_STAT_TAGGED_DECOMPRESSIONS},
    {NULL, 0},
};

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
	const struct vm_stat_label *label;

	if (v->page_size != 0)
		text_add_f(out, HEADLINE " (page size of %" PRIu64 " bytes)\n",
		    v->page_size);
	for (label = vm_stat_labels; label->text != NULL; label++)
		if (vm_stat_has(v, label->field))
			text_add_f(out, "%-*s %16" PRIu64 ".\n",
			    (int)width - NUMBER, label->text,
			    v->value[label->field]);
}

int
vm_stat_starts(struct span line)
{
	return span_starts(line, HEADLINE);
}

static int
vm_stat_skip(struct span *line, const struct vm_stat_label *label)
{
	return label->text != NULL && line->n > 0 &&
	       label->text[0] == line->p[0] && span_skip(line, label->text);
}

const struct vm_stat_label *
vm_stat_find(const struct vm_stat_label *table,
    const struct vm_stat_label **next, struct span *line)
{
	const struct vm_stat_label *label = *next != NULL ? *next : table;

	if (!vm_stat_skip(line, label))
		for (label = table; !vm_stat_skip(line, label); label++)
			if (label->text == NULL)
				return NULL;
	*next = label + 1;
	return label;
}

/* Read the page size, a power of two, from the headline. */
static int
vm_stat_headline(struct span line, uint64_t *page_size)
{
	struct span word;
	uint64_t size;

	if (!span_skip(&line, HEADLINE " (page size of ") ||
	    !span_until(&line, ' ', &word) ||
	    !span_is(span_trim_end(line), "bytes)") ||
	    span_u64(word, &size) != 0 || size == 0 || (size & (size - 1)) != 0)
		return -1;
	*page_size = size;
	return 0;
}

/*
 * Read the first row below the titles of `vm_stat INTERVAL`: free, active,
 * specul, inactive, then the others in the order of their fields.
 */
static int
vm_stat_row(struct span line, struct vm_stat *v)
{
	struct vm_stat row = *v;
	struct span word;
	uint64_t value;
	unsigned i;

	for (i = 0; i < VM_STAT_USUAL_FIELDS; i++) {
		if (!span_word(&line, &word))
			return -1;
		/* 505014K was shortened to fit its column: it stays unknown. */
		if (strchr("KMG", word.p[word.n - 1]) != NULL)
			continue;
		if (span_u64(word, &value) != 0)
			return -1;
		vm_stat_set(&row,
		    i == VM_STAT_INACTIVE      ? VM_STAT_SPECULATIVE
		    : i == VM_STAT_SPECULATIVE ? VM_STAT_INACTIVE
					       : i,
		    value);
	}
	if (span_trim(line).n != 0)
		return -1;
	*v = row;
	return 0;
}

const char *
vm_stat_line(
    struct span line, const struct vm_stat_label **next, struct vm_stat *v)
{
	const struct vm_stat_label *label;
	uint64_t value;

	line = span_trim(line);
	if ((label = vm_stat_find(vm_stat_labels, next, &line)) != NULL) {
		line = span_trim(line);
		if (line.n == 0 || line.p[--line.n] != '.' ||
		    span_u64(line, &value) != 0)
			return "vm_stat: expected a whole number and a dot after the colon";
		vm_stat_set(v, label->field, value);
	} else if (vm_stat_starts(line)) {
		if (vm_stat_headline(line, &v->page_size) != 0)
			return "vm_stat: expected (page size of N bytes), N a power of 2";
	} else if (line.n > 0 && line.p[0] >= '0' && line.p[0] <= '9') {
		/* Later rows count from the previous row. */
		if (v->known == 0 && vm_stat_row(line, v) != 0)
			return "vm_stat: expected 22 columns of whole numbers";
	}
	return NULL;
}
