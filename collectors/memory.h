#ifndef COLLECTORS_MEMORY_H
#define COLLECTORS_MEMORY_H

#include "formats/swapusage.h"
#include "formats/sysctl.h"
#include "formats/vm_stat.h"

/*
 * memory_SYSTEM.c implements this: it reads the numbers that vm_stat,
 * memory_pressure and sysctl print. The counters of memory_pressure are those
 * of vm_stat under other names (memory_pressure_from() in
 * formats/memory_pressure.h).
 */
struct memory_sample {
	struct vm_stat vm_stat; /* .page_size is set if .known is not 0 */
	int wide;               /* this system's vm_stat has 53 columns */
	uint64_t
	    memory_bytes;   /* installed; 0: unknown, so no memory_pressure */
	uint64_t page_size; /* bytes; for memory_pressure's first line */
	int free_percent;   /* -1: unknown */
	int has_swapusage;
	struct swapusage swapusage;
	/* Set by memory_read_wide(): one of these two, or neither. */
	struct sysctl_values sysctl;
	struct span
	    pressure; /* Linux's lines, valid until the next memory_read() */
};

struct memory;

/*
 * `root` replaces "/proc" in tests; NULL is this machine. Returns NULL with a
 * reason (at most `size` bytes, NUL included).
 */
struct memory *memory_new(const char *root, char *reason, size_t size);
void memory_free(struct memory *);
/* What cannot be read stays unknown. */
void memory_read(struct memory *, struct memory_sample *);
/* Call it after memory_read(), to add what a wide trace needs. */
void memory_read_wide(struct memory *, struct memory_sample *);

#endif
