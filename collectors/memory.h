#ifndef COLLECTORS_MEMORY_H
#define COLLECTORS_MEMORY_H

#include "formats/memory_pressure.h"
#include "formats/swapusage.h"
#include "formats/text.h"
#include "formats/vm_stat.h"

/*
 * The seam to the system: the machine's memory counters, free percentage and
 * swap, in the terms of the documented outputs. One file per system.
 */
struct memory;

struct memory_sample {
	struct vm_stat vm_stat;
	struct memory_pressure memory_pressure;
	struct swapusage swapusage;
	/* What could be read; the rest is not valid. */
	unsigned has_vm_stat : 1;
	unsigned has_memory_pressure : 1;
	unsigned has_swapusage : 1;
};

/*
 * `root` stands in for "/proc" in tests; NULL is the machine itself. Returns
 * NULL with a reason (at most `size` bytes, NUL included) on failure.
 */
struct memory *memory_new(const char *root, char *reason, size_t size);
void memory_free(struct memory *);
/* Never fails as a whole: see the has_ bits. Allocates nothing. */
void memory_read(struct memory *, struct memory_sample *);

#endif
