#ifndef COLLECTORS_PROC_MEMORY_H
#define COLLECTORS_PROC_MEMORY_H

#include "collectors/memory.h"
#include "formats/text.h"

/*
 * Linux's memory counters in the terms of macOS. Pure: the bytes of the files
 * in, values out; built and tested on every system.
 */
enum proc_memory_field {
	/* /proc/meminfo, KiB */
	PROC_MEM_TOTAL,
	PROC_MEM_FREE,
	PROC_MEM_AVAILABLE,
	PROC_BUFFERS,
	PROC_CACHED,
	PROC_ACTIVE,
	PROC_INACTIVE,
	PROC_UNEVICTABLE,
	PROC_SWAP_TOTAL,
	PROC_SWAP_FREE,
	PROC_ZSWAP,
	PROC_ZSWAPPED,
	PROC_ANON_PAGES,
	PROC_SHMEM,
	PROC_S_RECLAIMABLE,
	PROC_S_UNRECLAIM,
	PROC_KERNEL_STACK,
	PROC_PAGE_TABLES,
	PROC_PERCPU,
	PROC_MEMINFO_FIELDS,
	/* /proc/vmstat: pages or events since boot, pgpgin and pgpgout KiB */
	PROC_PGPGIN = PROC_MEMINFO_FIELDS,
	PROC_PGPGOUT,
	PROC_PSWPIN,
	PROC_PSWPOUT,
	PROC_PGACTIVATE,
	PROC_PGFAULT,
	PROC_PGLAZYFREED,
	PROC_ZSWPIN,
	PROC_ZSWPOUT,
	PROC_MEMORY_FIELDS
};

struct proc_memory {
	uint64_t known; /* bit 1 << field */
	uint64_t value[PROC_MEMORY_FIELDS];
	/* Of all zram devices together, bytes; 0 without one. */
	uint64_t zram_stored;
	uint64_t zram_occupied;
};

/*
 * Take the known lines of /proc/meminfo and of /proc/vmstat; others, and
 * numbers that cannot be read, are passed over.
 */
void proc_memory_read_meminfo(struct span, struct proc_memory *);
void proc_memory_read_vmstat(struct span, struct proc_memory *);
/* Add one device's mm_stat. */
void proc_memory_add_zram(struct span, struct proc_memory *);
/*
 * The mapping, described at the top of proc_memory.c. page_size in bytes, not
 * 0. What cannot be told from the files has no has_ bit or no known field.
 */
void proc_memory_map(
    const struct proc_memory *, uint64_t page_size, struct memory_sample *);

#endif
