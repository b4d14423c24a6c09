#include <string.h>

#include "collectors/meminfo.h"

/* Sums that are no line of vm_stat. */
enum {
	MEMINFO_TOTAL = VM_STAT_USUAL_FIELDS,
	MEMINFO_AVAILABLE,
	MEMINFO_SHMEM,
	MEMINFO_SWAP_TOTAL,
	MEMINFO_SWAP_FREE,
	MEMINFO_SUMS
};

struct meminfo {
	uint64_t seen; /* bit 1 << sum */
	uint64_t sum[MEMINFO_SUMS];
};

/*
 * Each line of the two files that counts, and the sum that it is added to. A
 * line that a kernel does not have (zswap, Percpu) adds nothing. docs/linux.md
 * has the mapping for users. Sources: Documentation/filesystems/proc.rst
 * (meminfo) and mm/vmstat.c of the kernel.
 */
static const struct {
	const char *name;
	int sum;
} meminfo_lines[] = {
    /* /proc/meminfo, KiB */
    {"MemTotal", MEMINFO_TOTAL},
    {"MemAvailable", MEMINFO_AVAILABLE},
    {"MemFree", VM_STAT_FREE},
    {"Active", VM_STAT_ACTIVE},
    {"Inactive", VM_STAT_INACTIVE},
    {"Unevictable", VM_STAT_WIRED},
    {"SUnreclaim", VM_STAT_WIRED},
    {"KernelStack", VM_STAT_WIRED},
    {"PageTables", VM_STAT_WIRED},
    {"Percpu", VM_STAT_WIRED},
    {"SReclaimable", VM_STAT_PURGEABLE},
    {"Cached", VM_STAT_FILE_BACKED},
    {"Buffers", VM_STAT_FILE_BACKED},
    {"AnonPages", VM_STAT_ANONYMOUS},
    {"Shmem", MEMINFO_SHMEM}, /* in Cached, but backed by no file */
    {"Zswapped", VM_STAT_STORED_IN_COMPRESSOR},
    {"Zswap", VM_STAT_OCCUPIED_BY_COMPRESSOR},
    {"SwapTotal", MEMINFO_SWAP_TOTAL},
    {"SwapFree", MEMINFO_SWAP_FREE},
    /* /proc/vmstat since boot: pages and events; pgpgin and pgpgout KiB */
    {"pgfault", VM_STAT_FAULTS},
    {"pgactivate", VM_STAT_REACTIVATED}, /* from inactive to active */
    {"pglazyfreed", VM_STAT_PURGED},     /* given up by MADV_FREE */
    {"zswpin", VM_STAT_DECOMPRESSIONS},
    {"zswpout", VM_STAT_COMPRESSIONS},
    {"pgpgin", VM_STAT_PAGEINS},
    {"pgpgout", VM_STAT_PAGEOUTS},
    {"pswpin", VM_STAT_SWAPINS},
    {"pswpout", VM_STAT_SWAPOUTS},
};

/* Bounded, so that neither a sum nor its bytes can overflow. */
static void
meminfo_add(struct meminfo *sums, int sum, uint64_t value)
{
	const uint64_t most = UINT64_MAX >> 16;

	sums->sum[sum] += value < most ? value : most;
	sums->seen |= (uint64_t)1 << sum;
}

static int
meminfo_seen(const struct meminfo *sums, int sum)
{
	return sums->seen >> sum & 1;
}

/* True for what /proc/vmstat has counted since boot. */
static int
meminfo_is_counter(int field)
{
	return (field >= VM_STAT_FAULTS && field <= VM_STAT_PURGED) ||
	       field >= VM_STAT_DECOMPRESSIONS;
}

static int
meminfo_is_kib(int field)
{
	return !meminfo_is_counter(field) || field == VM_STAT_PAGEINS ||
	       field == VM_STAT_PAGEOUTS;
}

/* "Name:   123 kB" or "name 123". Other lines and bad numbers add nothing. */
static void
meminfo_add_lines(struct meminfo *sums, struct span text)
{
	const size_t lines = sizeof(meminfo_lines) / sizeof(meminfo_lines[0]);
	struct span line, name, number;
	uint64_t value;

	while (span_line(&text, &line)) {
		if (!span_word(&line, &name) || !span_word(&line, &number) ||
		    span_u64(number, &value) != 0)
			continue;
		if (name.p[name.n - 1] == ':')
			name.n--;
		for (size_t i = 0; i < lines; i++)
			if (span_is(name, meminfo_lines[i].name))
				meminfo_add(sums, meminfo_lines[i].sum, value);
	}
}

/*
 * Lines of "orig_data_size compr_data_size mem_used_total ...", bytes
 * (Documentation/admin-guide/blockdev/zram.rst).
 */
static void
meminfo_add_zram(struct meminfo *sums, struct span text)
{
	uint64_t stored = 0, occupied = 0, a, b;
	struct span line, word[3];

	while (span_line(&text, &line)) {
		if (!span_word(&line, &word[0]) ||
		    !span_word(&line, &word[1]) ||
		    !span_word(&line, &word[2]) || span_u64(word[0], &a) != 0 ||
		    span_u64(word[2], &b) != 0)
			continue;
		stored += a;
		occupied += b;
	}
	meminfo_add(sums, VM_STAT_STORED_IN_COMPRESSOR, stored / 1024);
	meminfo_add(sums, VM_STAT_OCCUPIED_BY_COMPRESSOR, occupied / 1024);
}

void
meminfo_map(struct span meminfo, struct span vmstat, struct span zram,
    uint64_t page_size, struct memory_sample *sample)
{
	struct meminfo sums = {0};
	uint64_t *sum = sums.sum, value;

	*sample = (struct memory_sample){.free_percent = -1};
	meminfo_add_lines(&sums, meminfo);
	meminfo_add_lines(&sums, vmstat);
	meminfo_add_zram(&sums, zram);
	sum[VM_STAT_ANONYMOUS] += sum[MEMINFO_SHMEM];
	sum[VM_STAT_FILE_BACKED] -=
	    sum[VM_STAT_FILE_BACKED] < sum[MEMINFO_SHMEM]
		? sum[VM_STAT_FILE_BACKED]
		: sum[MEMINFO_SHMEM];
	if (meminfo_seen(&sums, MEMINFO_TOTAL) &&
	    meminfo_seen(&sums, VM_STAT_FREE)) {
		sample->vm_stat.page_size = page_size;
		for (int i = 0; i < VM_STAT_USUAL_FIELDS; i++) {
			/* Without /proc/vmstat its lines are left out. */
			if (meminfo_is_counter(i) &&
			    !meminfo_seen(&sums, VM_STAT_FAULTS))
				continue;
			value = meminfo_is_kib(i) ? sum[i] * 1024 / page_size
						  : sum[i];
			vm_stat_set(
			    &sample->vm_stat, (enum vm_stat_field)i, value);
		}
		sample->memory_bytes = sum[MEMINFO_TOTAL] * 1024;
		sample->page_size = page_size;
	}
	if (meminfo_seen(&sums, MEMINFO_AVAILABLE) && sum[MEMINFO_TOTAL] > 0 &&
	    sum[MEMINFO_AVAILABLE] <= sum[MEMINFO_TOTAL])
		sample->free_percent =
		    (int)(sum[MEMINFO_AVAILABLE] * 100 / sum[MEMINFO_TOTAL]);
	if (meminfo_seen(&sums, MEMINFO_SWAP_TOTAL) &&
	    meminfo_seen(&sums, MEMINFO_SWAP_FREE) &&
	    sum[MEMINFO_SWAP_FREE] <= sum[MEMINFO_SWAP_TOTAL]) {
		sample->swapusage.total_bytes = sum[MEMINFO_SWAP_TOTAL] * 1024;
		sample->swapusage.free_bytes = sum[MEMINFO_SWAP_FREE] * 1024;
		sample->swapusage.used_bytes = sample->swapusage.total_bytes -
					       sample->swapusage.free_bytes;
		sample->has_swapusage = 1;
	}
}
