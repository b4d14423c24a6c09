#ifndef FORMATS_VM_STAT_H
#define FORMATS_VM_STAT_H

#include "formats/text.h"

/*
 * The output of macOS's vm_stat: a headline with the page size, then one line
 * per counter. Counters are in pages unless named otherwise, since boot or now.
 * memory_pressure prints some of them under other labels.
 */
enum vm_stat_field {
	VM_STAT_FREE, /* free without speculative, as vm_stat prints it */
	VM_STAT_ACTIVE,
	VM_STAT_INACTIVE,
	VM_STAT_SPECULATIVE,
	VM_STAT_THROTTLED,
	VM_STAT_WIRED,
	VM_STAT_PURGEABLE,
	VM_STAT_FAULTS,
	VM_STAT_COPY_ON_WRITE,
	VM_STAT_ZERO_FILLED,
	VM_STAT_REACTIVATED,
	VM_STAT_PURGED,
	VM_STAT_FILE_BACKED,
	VM_STAT_ANONYMOUS,
	VM_STAT_STORED_IN_COMPRESSOR,
	VM_STAT_OCCUPIED_BY_COMPRESSOR,
	VM_STAT_DECOMPRESSIONS,
	VM_STAT_COMPRESSIONS,
	VM_STAT_PAGEINS,
	VM_STAT_PAGEOUTS,
	VM_STAT_SWAPINS,
	VM_STAT_SWAPOUTS,
	VM_STAT_USUAL_FIELDS, /* 22; the rest: hardware with memory tagging */
	VM_STAT_TAGGED = VM_STAT_USUAL_FIELDS,
	VM_STAT_TAGGED_RESIDENT,
	VM_STAT_TAGGED_COMPRESSED,
	VM_STAT_TAG_STORAGE,
	VM_STAT_TAG_STORAGE_HOLDING_TAGS,
	VM_STAT_TAG_STORAGE_FREE,
	VM_STAT_TAG_STORAGE_PAGEABLE,
	VM_STAT_TAG_STORAGE_WIRED,
	VM_STAT_COMPRESSED_TAG_BYTES, /* bytes, not pages */
	VM_STAT_TAGGED_COMPRESSIONS,
	VM_STAT_TAGGED_DECOMPRESSIONS,
	VM_STAT_FIELDS /* 33 */
};

struct vm_stat {
	uint64_t page_size; /* bytes; 0: unknown */
	uint64_t known;     /* bit 1 << field: has a value */
	uint64_t value[VM_STAT_FIELDS];
};

/* The length of a line with its dot: 10.9 to about 26.4, and newer. */
enum vm_stat_width { VM_STAT_WIDTH_10_9 = 48, VM_STAT_WIDTH_26 = 53 };

int vm_stat_has(const struct vm_stat *, enum vm_stat_field);
void vm_stat_set(struct vm_stat *, enum vm_stat_field, uint64_t);

/* Append the headline and the lines of the known fields, in vm_stat's order. */
void vm_stat_write(
    struct text *out, const struct vm_stat *, enum vm_stat_width);
/* Is this line the headline? */
int vm_stat_starts(struct span line);
/* The label of a counter, as vm_stat or memory_pressure prints it. */
struct vm_stat_label {
	const char *text;
	enum vm_stat_field field;
};
/*
 * Find the label that *line begins with, and skip it. Returns its entry in the
 * table, whose last entry has a NULL text, or NULL if there is none. *next,
 * NULL at first, is the entry to try first, since lines come in the table's
 * order.
 */
const struct vm_stat_label *vm_stat_find(const struct vm_stat_label *table,
    const struct vm_stat_label **next, struct span *line);
/*
 * Read a line of the output, in any layout, including the columns of `vm_stat
 * INTERVAL`; *next as above. An unknown line is skipped. Returns NULL, or what
 * is wrong with a known label, whose field stays unknown.
 */
const char *vm_stat_line(
    struct span line, const struct vm_stat_label **next, struct vm_stat *);

#endif
