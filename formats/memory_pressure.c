#include <inttypes.h>
#include <stddef.h>

#include "formats/memory_pressure.h"

#define HEADLINE   "The system has "
#define PERCENTAGE "System-wide memory free percentage:"

/* In the order of the output. */
static const struct vm_stat_label memory_pressure_labels[] = {
    {"Pages free:", VM_STAT_FREE},
    {"Pages purgeable:", VM_STAT_PURGEABLE},
    {"Pages purged:", VM_STAT_PURGED},
    {"Swapins:", VM_STAT_SWAPINS},
    {"Swapouts:", VM_STAT_SWAPOUTS},
    {"Pages active:", VM_STAT_ACTIVE},
    {"Pages inactive:", VM_STAT_INACTIVE},
    {"Pages speculative:", VM_STAT_SPECULATIVE},
    {"Pages throttled:", VM_STAT_THROTTLED},
    {"Pages wired down:", VM_STAT_WIRED},
    {"Pages used by compressor:", VM_STAT_OCCUPIED_BY_COMPRESSOR},
    {"Pages decompressed:", VM_STAT_DECOMPRESSIONS},
    {"Pages compressed:", VM_STAT_COMPRESSIONS},
    {"Pageins:", VM_STAT_PAGEINS},
    {"Pageouts:", VM_STAT_PAGEOUTS},
    {NULL, 0},
};

/* The headings, each at the first field that follows it. */
static const char *const memory_pressure_heading[VM_STAT_FIELDS] = {
    [VM_STAT_FREE] = "Stats: ",
    [VM_STAT_SWAPINS] = "Swap I/O:",
    [VM_STAT_ACTIVE] = "Page Q counts:",
    [VM_STAT_OCCUPIED_BY_COMPRESSOR] = "Compressor Stats:",
    [VM_STAT_PAGEINS] = "File I/O:",
};

void
memory_pressure_from(const struct vm_stat *vm_stat, uint64_t memory_bytes,
    uint64_t page_size, int free_percent, struct memory_pressure *m)
{
	*m = (struct memory_pressure){memory_bytes, *vm_stat, free_percent};
	m->counters.page_size = page_size;
}

void
memory_pressure_write(struct text *out, const struct memory_pressure *m)
{
	const struct vm_stat_label *label = memory_pressure_labels;
	uint64_t page_size = m->counters.page_size;
	const char *heading = NULL;

	if (m->memory_bytes == 0 || page_size == 0)
		return;
	text_add_f(out,
	    HEADLINE "%" PRIu64 " (%" PRIu64
		     " pages with a page size of %" PRIu64 ").\n",
	    m->memory_bytes, m->memory_bytes / page_size, page_size);
	for (; label->text != NULL; label++) {
		if (memory_pressure_heading[label->field] != NULL)
			heading = memory_pressure_heading[label->field];
		if (!vm_stat_has(&m->counters, label->field))
			continue;
		if (heading != NULL)
			text_add_f(out, "\n%s\n", heading);
		heading = NULL;
		text_add_f(out, "%s %" PRIu64 " \n", label->text,
		    m->counters.value[label->field]);
	}
	if (m->counters.known != 0)
		text_add_char(out, '\n');
	if (m->free_percent >= 0)
		text_add_f(out, PERCENTAGE " %d%%\n", m->free_percent);
}

int
memory_pressure_starts(struct span line)
{
	return span_starts(line, HEADLINE) ||
	       span_is(span_trim_end(line), "Stats:") ||
	       span_starts(line, PERCENTAGE);
}

static int
memory_pressure_headline(struct span s, struct memory_pressure *m)
{
	struct span bytes, pages, size;
	uint64_t memory_bytes, page_count, page_size;

	if (!span_skip(&s, HEADLINE) || !span_until(&s, ' ', &bytes) ||
	    !span_skip(&s, "(") || !span_until(&s, ' ', &pages) ||
	    !span_skip(&s, "pages with a page size of ") ||
	    !span_until(&s, ')', &size) || !span_is(s, ".") ||
	    span_u64(bytes, &memory_bytes) != 0 ||
	    span_u64(pages, &page_count) != 0 ||
	    span_u64(size, &page_size) != 0 || memory_bytes == 0 ||
	    page_size == 0 || (page_size & (page_size - 1)) != 0)
		return -1;
	m->memory_bytes = memory_bytes;
	m->counters.page_size = page_size;
	return 0;
}

static int
memory_pressure_percentage(struct span s, int *percent)
{
	uint64_t value;

	if (!span_skip(&s, PERCENTAGE " ") || s.n == 0 || s.p[--s.n] != '%' ||
	    span_u64(s, &value) != 0 || value > 100)
		return -1;
	*percent = (int)value;
	return 0;
}

const char *
memory_pressure_line(struct span line, const struct vm_stat_label **next,
    struct memory_pressure *m)
{
	const struct vm_stat_label *label;
	struct span s = span_trim(line);
	uint64_t value;

	if ((label = vm_stat_find(memory_pressure_labels, next, &s)) != NULL) {
		if (span_u64(span_trim(s), &value) != 0)
			return "memory_pressure: expected a whole number after the colon";
		vm_stat_set(&m->counters, label->field, value);
	} else if (span_starts(line, HEADLINE)) {
		if (memory_pressure_headline(s, m) != 0)
			return "memory_pressure: expected N (N pages with a page "
			       "size of N)";
	} else if (span_starts(line, PERCENTAGE)) {
		if (memory_pressure_percentage(s, &m->free_percent) != 0)
			return "memory_pressure: expected a percentage from 0% to 100%";
	}
	return NULL;
}
