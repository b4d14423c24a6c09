#ifndef FORMATS_MEMORY_PRESSURE_H
#define FORMATS_MEMORY_PRESSURE_H

#include "formats/vm_stat.h"

/*
 * The output of macOS's memory_pressure. It prints fifteen of vm_stat's
 * counters, some under other labels, as they are a moment later.
 */
struct memory_pressure {
	uint64_t memory_bytes;   /* hw.memsize; 0 if the headline is missing */
	struct vm_stat counters; /* with the page size of the headline */
	int free_percent;        /* 0 to 100; -1: the line is missing */
};

/*
 * Set what memory_pressure prints for these counters. page_size is in bytes;
 * free_percent is -1 if unknown.
 */
void memory_pressure_from(const struct vm_stat *, uint64_t memory_bytes,
    uint64_t page_size, int free_percent, struct memory_pressure *);
/*
 * Append the output of memory_pressure, with its trailing blanks. Like Apple's,
 * it leaves out unknown counters and an unknown percentage, and prints nothing
 * if the memory or the page size is unknown.
 */
void memory_pressure_write(struct text *out, const struct memory_pressure *);
/*
 * True if this line can begin the output of memory_pressure, and of nothing
 * else: its headline, "Stats:", or the percentage.
 */
int memory_pressure_starts(struct span line);
/* As vm_stat_line; .free_percent is -1 before the first line. */
const char *memory_pressure_line(struct span line,
    const struct vm_stat_label **next, struct memory_pressure *);

#endif
