#ifndef COLLECTORS_MEMORY_H
#define COLLECTORS_MEMORY_H

#include "formats/swapusage.h"
#include "formats/sysctl.h"
#include "formats/vm_stat.h"

/*
 * The seam to the system: memory_SYSTEM.c fills in what the three commands
 * print. memory_pressure's counters are vm_stat's under other names
 * (memory_pressure_from() in formats/memory_pressure.h).
 */
struct memory_sample {
	struct vm_stat vm_stat; /* with its page_size when known is not 0 */
	int wide;               /* this system's vm_stat has 53 columns */
	uint64_t memory_bytes;  /* installed; 0: unknown, no memory_pressure */
	uint64_t page_size;     /* bytes; for memory_pressure's first line */
	int free_percent;       /* -1: unknown */
	int has_swapusage;
	struct swapusage swapusage;
	/* What memory_read_wide() adds: one of these two, or nothing. */
	struct sysctl_values sysctl;
	struct span pressure; /* Linux's lines, until the next memory_read() */
};

struct memory;

/*
 * `root` stands in for "/proc" in tests; NULL is the machine itself. Returns
 * NULL with a reason (at most `size` bytes, NUL included).
 */
struct memory *memory_new(const char *root, char *reason, size_t size);
void memory_free(struct memory *);
/* What cannot be read is left unknown. */
void memory_read(struct memory *, struct memory_sample *);
/* After memory_read(): add what a wide trace has besides. */
void memory_read_wide(struct memory *, struct memory_sample *);

#endif
