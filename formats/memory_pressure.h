#ifndef FORMATS_MEMORY_PRESSURE_H
#define FORMATS_MEMORY_PRESSURE_H

#include "formats/text.h"

/*
 * The output of macOS's memory_pressure. Some of its labels are vm_stat's too,
 * with values taken a moment later; here they are this section's alone.
 */
enum memory_pressure_field {
	MEMORY_PRESSURE_FREE, /* pages, free without speculative */
	MEMORY_PRESSURE_PURGEABLE,
	MEMORY_PRESSURE_PURGED,
	MEMORY_PRESSURE_SWAPINS,
	MEMORY_PRESSURE_SWAPOUTS,
	MEMORY_PRESSURE_ACTIVE,
	MEMORY_PRESSURE_INACTIVE,
	MEMORY_PRESSURE_SPECULATIVE,
	MEMORY_PRESSURE_THROTTLED,
	MEMORY_PRESSURE_WIRED,
	MEMORY_PRESSURE_COMPRESSOR, /* pages used by compressor */
	MEMORY_PRESSURE_DECOMPRESSED,
	MEMORY_PRESSURE_COMPRESSED,
	MEMORY_PRESSURE_PAGEINS,
	MEMORY_PRESSURE_PAGEOUTS,
	MEMORY_PRESSURE_FIELDS
};

struct memory_pressure {
	uint64_t memory_bytes; /* hw.memsize; 0 when the headline is missing */
	uint64_t page_size;    /* bytes; 0 when the headline is missing */
	uint64_t known;        /* bit 1 << field: the line was there */
	uint64_t value[MEMORY_PRESSURE_FIELDS];
	int free_percent; /* 0 to 100; -1: the line was not there */
};

int memory_pressure_has(
    const struct memory_pressure *, enum memory_pressure_field);
void memory_pressure_set(
    struct memory_pressure *, enum memory_pressure_field, uint64_t);

/*
 * Append the output of memory_pressure, with its trailing blanks. When no
 * field is known at all it is that of `memory_pressure -Q`.
 */
void memory_pressure_write(struct text *out, const struct memory_pressure *);
/*
 * Can this line only come from memory_pressure and begin its output? That is
 * its headline, "Stats:", or the percentage.
 */
int memory_pressure_starts(struct span line);
/* As vm_stat_read: unknown lines are passed over, bad numbers are problems. */
void memory_pressure_read(
    struct span section, struct memory_pressure *, const struct problems *);

#endif
