#ifndef COLLECTORS_MEMINFO_H
#define COLLECTORS_MEMINFO_H

#include "collectors/memory.h"
#include "formats/text.h"

/*
 * Linux's memory counters in the terms of macOS. Pure: the bytes of the files
 * in, values out; built and tested on every system.
 */
enum meminfo_field {
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
	MEMINFO_FIELDS
};

struct meminfo {
	uint64_t known; /* bit 1 << field */
	uint64_t value[MEMINFO_FIELDS];
	/* Of all zram devices together, bytes; 0 without one. */
	uint64_t zram_stored;
	uint64_t zram_occupied;
};

/*
 * Take the known lines of /proc/meminfo and of /proc/vmstat; others, and
 * numbers that cannot be read, are passed over.
 */
void meminfo_read_meminfo(struct span, struct meminfo *);
void meminfo_read_vmstat(struct span, struct meminfo *);
/* Add one device's mm_stat. */
void meminfo_add_zram(struct span, struct meminfo *);
/*
 * The mapping, described at the top of proc_memory.c. page_size in bytes, not
 * 0. What cannot be told from the files has no has_ bit or no known field.
 */
void meminfo_map(
    const struct meminfo *, uint64_t page_size, struct memory_sample *);

#endif
