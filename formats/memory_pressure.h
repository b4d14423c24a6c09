#ifndef FORMATS_MEMORY_PRESSURE_H
#define FORMATS_MEMORY_PRESSURE_H

#include "formats/vm_stat.h"

/*
 * The output of macOS's memory_pressure. It prints fifteen of vm_stat's
 * counters, some under other labels, as they were a moment later.
 */
struct memory_pressure {
	uint64_t memory_bytes; /* hw.memsize; 0 when the headline is missing */
	struct vm_stat counters; /* its page size is the headline's */
	int free_percent;        /* 0 to 100; -1: the line was not there */
};

/*
 * What memory_pressure prints when the counters are these; page_size is in
 * bytes, free_percent is -1 when unknown.
 */
void memory_pressure_from(const struct vm_stat *, uint64_t memory_bytes,
    uint64_t page_size, int free_percent, struct memory_pressure *);
/*
 * Append the output of memory_pressure, with its trailing blanks. As Apple's,
 * it leaves out counters or a percentage that are unknown, and prints nothing
 * without the memory and the page size.
 */
void memory_pressure_write(struct text *out, const struct memory_pressure *);
/*
 * Can this line only come from memory_pressure and begin its output? That is
 * its headline, "Stats:", or the percentage.
 */
int memory_pressure_starts(struct span line);
/* As vm_stat_line; .free_percent is -1 before the first line. */
const char *memory_pressure_line(struct span line,
    const struct vm_stat_label **next, struct memory_pressure *);

#endif
