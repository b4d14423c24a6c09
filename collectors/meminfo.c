/*
 * How Linux's memory is told in the terms of macOS. Pages are of the machine's
 * page size; all sums are made in KiB first. A counter that a kernel was built
 * without (zswap, Percpu) is 0 in a sum.
 *
 * vm_stat, and the same in memory_pressure:
 *	Pages free                    MemFree
 *	Pages active, inactive        Active, Inactive
 *	Pages speculative, throttled  0: there is no such thing
 *	Pages wired down              Unevictable + SUnreclaim + KernelStack +
 *	                              PageTables + Percpu
 *	Pages purgeable               SReclaimable
 *	Translation faults            pgfault
 *	Pages copy-on-write           0: not counted
 *	Pages zero filled             0: not counted
 *	Pages reactivated             pgactivate: from inactive to active
 *	Pages purged                  pglazyfreed: given up by MADV_FREE, taken
 *	File-backed pages             Cached + Buffers - Shmem
 *	Anonymous pages               AnonPages + Shmem
 *	Pages stored in compressor    Zswapped, and orig_data_size of zram
 *	Pages occupied by compressor  Zswap, and mem_used_total of zram
 *	Decompressions, Compressions  zswpin, zswpout
 *	Pageins, Pageouts             pgpgin, pgpgout, which count KiB
 *	Swapins, Swapouts             pswpin, pswpout
 * memory_pressure:
 *	The system has                MemTotal
 *	free percentage               MemAvailable of MemTotal
 * vm.swapusage:
 *	total, free                   SwapTotal, SwapFree; never encrypted
 *
 * Sources: Documentation/filesystems/proc.rst (meminfo), mm/vmstat.c (the
 * names; fs/proc and block count pgpgin in sectors and print sectors / 2), and
 * Documentation/admin-guide/blockdev/zram.rst (mm_stat) of the kernel.
 */
#include <string.h>

#include "collectors/meminfo.h"

static const char *const meminfo_name[MEMINFO_FIELDS] = {
    [PROC_MEM_TOTAL] = "MemTotal",
    [PROC_MEM_FREE] = "MemFree",
    [PROC_MEM_AVAILABLE] = "MemAvailable",
    [PROC_BUFFERS] = "Buffers",
    [PROC_CACHED] = "Cached",
    [PROC_ACTIVE] = "Active",
    [PROC_INACTIVE] = "Inactive",
    [PROC_UNEVICTABLE] = "Unevictable",
    [PROC_SWAP_TOTAL] = "SwapTotal",
    [PROC_SWAP_FREE] = "SwapFree",
    [PROC_ZSWAP] = "Zswap",
    [PROC_ZSWAPPED] = "Zswapped",
    [PROC_ANON_PAGES] = "AnonPages",
    [PROC_SHMEM] = "Shmem",
    [PROC_S_RECLAIMABLE] = "SReclaimable",
    [PROC_S_UNRECLAIM] = "SUnreclaim",
    [PROC_KERNEL_STACK] = "KernelStack",
    [PROC_PAGE_TABLES] = "PageTables",
    [PROC_PERCPU] = "Percpu",
    [PROC_PGPGIN] = "pgpgin",
    [PROC_PGPGOUT] = "pgpgout",
    [PROC_PSWPIN] = "pswpin",
    [PROC_PSWPOUT] = "pswpout",
    [PROC_PGACTIVATE] = "pgactivate",
    [PROC_PGFAULT] = "pgfault",
    [PROC_PGLAZYFREED] = "pglazyfreed",
    [PROC_ZSWPIN] = "zswpin",
    [PROC_ZSWPOUT] = "zswpout",
};

static void meminfo_line(struct span line, int from, int to, struct meminfo *);
static int meminfo_has(const struct meminfo *, int field);
static uint64_t meminfo_kib(const struct meminfo *, int field);
static void meminfo_map_gauges(
    const struct meminfo *, uint64_t page_size, struct vm_stat *);
static void meminfo_map_counters(
    const struct meminfo *, uint64_t page_size, struct vm_stat *);
static void meminfo_map_pressure(
    const struct meminfo *, uint64_t page_size, struct memory_sample *);
static uint64_t meminfo_pages(uint64_t kib, uint64_t page_size);

void
meminfo_read_meminfo(struct span text, struct meminfo *memory)
{
	struct span line;

	while (span_line(&text, &line))
		meminfo_line(line, 0, PROC_MEMINFO_FIELDS, memory);
}

void
meminfo_read_vmstat(struct span text, struct meminfo *memory)
{
	struct span line;

	while (span_line(&text, &line))
		meminfo_line(line, PROC_MEMINFO_FIELDS, MEMINFO_FIELDS, memory);
}

/* "Name:   123 kB" or "name 123", when it is one of these fields. */
static void
meminfo_line(struct span line, int from, int to, struct meminfo *memory)
{
	struct span name, number;
	uint64_t value;

	if (!span_word(&line, &name) || !span_word(&line, &number) ||
	    span_u64(number, &value) != 0)
		return;
	if (name.p[name.n - 1] == ':')
		name.n--;
	for (int field = from; field < to; field++) {
		if (!span_is(name, meminfo_name[field]))
			continue;
		memory->value[field] = value;
		memory->known |= (uint64_t)1 << field;
		return;
	}
}

void
meminfo_add_zram(struct span text, struct meminfo *memory)
{
	/* orig_data_size compr_data_size mem_used_total ..., bytes */
	struct span word[3];
	uint64_t stored, occupied;

	for (int i = 0; i < 3; i++)
		if (!span_word(&text, &word[i]))
			return;
	if (span_u64(word[0], &stored) != 0 ||
	    span_u64(word[2], &occupied) != 0)
		return;
	memory->zram_stored += stored;
	memory->zram_occupied += occupied;
}

void
meminfo_map(const struct meminfo *memory, uint64_t page_size,
    struct memory_sample *sample)
{
	uint64_t total, free;

	memset(sample, 0, sizeof(*sample));
	if (meminfo_has(memory, PROC_MEM_TOTAL) &&
	    meminfo_has(memory, PROC_MEM_FREE)) {
		sample->vm_stat.page_size = page_size;
		meminfo_map_gauges(memory, page_size, &sample->vm_stat);
		meminfo_map_counters(memory, page_size, &sample->vm_stat);
		sample->has_vm_stat = 1;
		meminfo_map_pressure(memory, page_size, sample);
		sample->has_memory_pressure = 1;
	}
	total = meminfo_kib(memory, PROC_SWAP_TOTAL);
	free = meminfo_kib(memory, PROC_SWAP_FREE);
	if (meminfo_has(memory, PROC_SWAP_TOTAL) &&
	    meminfo_has(memory, PROC_SWAP_FREE) && free <= total) {
		sample->swapusage.total_bytes = total * 1024;
		sample->swapusage.free_bytes = free * 1024;
		sample->swapusage.used_bytes = (total - free) * 1024;
		sample->has_swapusage = 1;
	}
}

static int
meminfo_has(const struct meminfo *memory, int field)
{
	return memory->known >> field & 1;
}

/* Bounded so that no sum and no KiB turned into bytes can overflow. */
static uint64_t
meminfo_kib(const struct meminfo *memory, int field)
{
	uint64_t most = UINT64_MAX >> 16;

	if (!meminfo_has(memory, field))
		return 0;
	return memory->value[field] < most ? memory->value[field] : most;
}

static uint64_t
meminfo_pages(uint64_t kib, uint64_t page_size)
{
	return kib * 1024 / page_size;
}

/* What /proc/meminfo says of this moment. */
static void
meminfo_map_gauges(
    const struct meminfo *memory, uint64_t page_size, struct vm_stat *vm_stat)
{
	uint64_t kib[PROC_MEMINFO_FIELDS];
	uint64_t file, wired;

	for (int field = 0; field < PROC_MEMINFO_FIELDS; field++)
		kib[field] = meminfo_kib(memory, field);
	file = kib[PROC_CACHED] + kib[PROC_BUFFERS];
	file = file > kib[PROC_SHMEM] ? file - kib[PROC_SHMEM] : 0;
	wired = kib[PROC_UNEVICTABLE] + kib[PROC_S_UNRECLAIM] +
		kib[PROC_KERNEL_STACK] + kib[PROC_PAGE_TABLES] +
		kib[PROC_PERCPU];

	const struct {
		enum vm_stat_field field;
		uint64_t kib;
	} gauge[] = {
	    {VM_STAT_FREE, kib[PROC_MEM_FREE]},
	    {VM_STAT_ACTIVE, kib[PROC_ACTIVE]},
	    {VM_STAT_INACTIVE, kib[PROC_INACTIVE]},
	    {VM_STAT_SPECULATIVE, 0},
	    {VM_STAT_THROTTLED, 0},
	    {VM_STAT_WIRED, wired},
	    {VM_STAT_PURGEABLE, kib[PROC_S_RECLAIMABLE]},
	    {VM_STAT_FILE_BACKED, file},
	    {VM_STAT_ANONYMOUS, kib[PROC_ANON_PAGES] + kib[PROC_SHMEM]},
	    {VM_STAT_STORED_IN_COMPRESSOR,
		kib[PROC_ZSWAPPED] + memory->zram_stored / 1024},
	    {VM_STAT_OCCUPIED_BY_COMPRESSOR,
		kib[PROC_ZSWAP] + memory->zram_occupied / 1024},
	};
	for (size_t i = 0; i < sizeof(gauge) / sizeof(gauge[0]); i++)
		vm_stat_set(vm_stat, gauge[i].field,
		    meminfo_pages(gauge[i].kib, page_size));
}

/*
 * What /proc/vmstat has counted since boot. Without that file its lines are
 * left out; in it, what a kernel does not count is 0.
 */
static void
meminfo_map_counters(
    const struct meminfo *memory, uint64_t page_size, struct vm_stat *vm_stat)
{
	static const struct {
		enum vm_stat_field to;
		int from; /* -1: nothing */
	} counter[] = {
	    {VM_STAT_FAULTS, PROC_PGFAULT},
	    {VM_STAT_COPY_ON_WRITE, -1},
	    {VM_STAT_ZERO_FILLED, -1},
	    {VM_STAT_REACTIVATED, PROC_PGACTIVATE},
	    {VM_STAT_PURGED, PROC_PGLAZYFREED},
	    {VM_STAT_DECOMPRESSIONS, PROC_ZSWPIN},
	    {VM_STAT_COMPRESSIONS, PROC_ZSWPOUT},
	    {VM_STAT_PAGEINS, PROC_PGPGIN},
	    {VM_STAT_PAGEOUTS, PROC_PGPGOUT},
	    {VM_STAT_SWAPINS, PROC_PSWPIN},
	    {VM_STAT_SWAPOUTS, PROC_PSWPOUT},
	};
	uint64_t value;
	int from;

	if (!meminfo_has(memory, PROC_PGFAULT))
		return;
	for (size_t i = 0; i < sizeof(counter) / sizeof(counter[0]); i++) {
		from = counter[i].from;
		value = 0;
		if (from == PROC_PGPGIN || from == PROC_PGPGOUT)
			value =
			    meminfo_pages(meminfo_kib(memory, from), page_size);
		else if (from != -1 && meminfo_has(memory, from))
			value = memory->value[from];
		vm_stat_set(vm_stat, counter[i].to, value);
	}
}

/* The same counters under the names of memory_pressure. */
static void
meminfo_map_pressure(const struct meminfo *memory, uint64_t page_size,
    struct memory_sample *sample)
{
	uint64_t total = meminfo_kib(memory, PROC_MEM_TOTAL);
	uint64_t available = meminfo_kib(memory, PROC_MEM_AVAILABLE);
	int free_percent = -1;

	if (meminfo_has(memory, PROC_MEM_AVAILABLE) && total > 0 &&
	    available <= total)
		free_percent = (int)(available * 100 / total);
	memory_pressure_from(&sample->vm_stat, total * 1024, page_size,
	    free_percent, &sample->memory_pressure);
}
