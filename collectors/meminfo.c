#include "collectors/meminfo.h"

/* Sums that vm_stat does not print use the places of macOS's tagged memory. */
#define MEMINFO_TOTAL      VM_STAT_TAGGED
#define MEMINFO_AVAILABLE  VM_STAT_TAGGED_RESIDENT
#define MEMINFO_SHMEM      VM_STAT_TAGGED_COMPRESSED
#define MEMINFO_SWAP_TOTAL VM_STAT_TAGGED_COMPRESSIONS
#define MEMINFO_SWAP_FREE  VM_STAT_TAGGED_DECOMPRESSIONS

/*
 * The lines of the two files that we use, and the sum to which each is added. A
 * line that a kernel does not have (zswap, Percpu) adds nothing. docs/linux.md
 * has this mapping for users. Sources: Documentation/filesystems/proc.rst
 * (meminfo) and mm/vmstat.c of the kernel.
 */
static const struct {
	const char *name;
	enum vm_stat_field sum; /* pages, or events */
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
    {"Shmem", MEMINFO_SHMEM}, /* in Cached, but not backed by a file */
    {"Zswapped", VM_STAT_STORED_IN_COMPRESSOR},
    {"Zswap", VM_STAT_OCCUPIED_BY_COMPRESSOR},
    {"SwapTotal", MEMINFO_SWAP_TOTAL},
    {"SwapFree", MEMINFO_SWAP_FREE},
    /* /proc/vmstat since boot: pages and events; pgpgin and pgpgout KiB */
    {"pgfault", VM_STAT_FAULTS},
    {"pgactivate", VM_STAT_REACTIVATED}, /* from inactive to active */
    {"pglazyfreed", VM_STAT_PURGED},     /* freed after MADV_FREE */
    {"zswpin", VM_STAT_DECOMPRESSIONS},
    {"zswpout", VM_STAT_COMPRESSIONS},
    {"pgpgin", VM_STAT_PAGEINS},
    {"pgpgout", VM_STAT_PAGEOUTS},
    {"pswpin", VM_STAT_SWAPINS},
    {"pswpout", VM_STAT_SWAPOUTS},
};

/* True for counts since boot, from /proc/vmstat. */
static int
meminfo_is_counter(enum vm_stat_field sum)
{
	return (sum >= VM_STAT_FAULTS && sum <= VM_STAT_PURGED) ||
	       (sum >= VM_STAT_DECOMPRESSIONS && sum <= VM_STAT_SWAPOUTS);
}

/* Limited, so that neither a sum nor its bytes can overflow. */
static void
meminfo_add(struct vm_stat *sums, enum vm_stat_field sum, uint64_t value)
{
	const uint64_t most = UINT64_MAX >> 16;

	if (value > most)
		value = most;
	/*
	 * All but the events are in KiB, and so is the I/O: convert to pages.
	 */
	if (!meminfo_is_counter(sum) || sum == VM_STAT_PAGEINS ||
	    sum == VM_STAT_PAGEOUTS)
		value = value * 1024 / sums->page_size;
	vm_stat_set(sums, sum, sums->value[sum] + value);
}

/* "Name:   123 kB" or "name 123". Other lines and bad numbers add nothing. */
static void
meminfo_add_lines(struct vm_stat *sums, struct span text)
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
meminfo_add_zram(struct vm_stat *sums, struct span text)
{
	struct span line, word[3];
	uint64_t stored, occupied;

	while (span_line(&text, &line)) {
		if (!span_word(&line, &word[0]) ||
		    !span_word(&line, &word[1]) ||
		    !span_word(&line, &word[2]) ||
		    span_u64(word[0], &stored) != 0 ||
		    span_u64(word[2], &occupied) != 0)
			continue;
		meminfo_add(sums, VM_STAT_STORED_IN_COMPRESSOR, stored / 1024);
		meminfo_add(
		    sums, VM_STAT_OCCUPIED_BY_COMPRESSOR, occupied / 1024);
	}
}

void
meminfo_map(struct span meminfo, struct span vmstat, struct span zram,
    uint64_t page_size, struct memory_sample *sample)
{
	struct vm_stat sums = {.page_size = page_size};
	uint64_t *sum = sums.value, used;
	enum vm_stat_field i;

	*sample = (struct memory_sample){.free_percent = -1};
	meminfo_add_lines(&sums, meminfo);
	meminfo_add_lines(&sums, vmstat);
	meminfo_add_zram(&sums, zram);
	sum[VM_STAT_ANONYMOUS] += sum[MEMINFO_SHMEM];
	if (sum[VM_STAT_FILE_BACKED] < sum[MEMINFO_SHMEM])
		sum[VM_STAT_FILE_BACKED] = sum[MEMINFO_SHMEM];
	sum[VM_STAT_FILE_BACKED] -= sum[MEMINFO_SHMEM];
	if (vm_stat_has(&sums, MEMINFO_TOTAL) &&
	    vm_stat_has(&sums, VM_STAT_FREE)) {
		sample->vm_stat.page_size = page_size;
		/* Without /proc/vmstat, its lines are left out. */
		for (i = 0; i < VM_STAT_USUAL_FIELDS; i++)
			if (!meminfo_is_counter(i) ||
			    vm_stat_has(&sums, VM_STAT_FAULTS))
				vm_stat_set(&sample->vm_stat, i, sum[i]);
		sample->memory_bytes = sum[MEMINFO_TOTAL] * page_size;
		sample->page_size = page_size;
	}
	if (vm_stat_has(&sums, MEMINFO_AVAILABLE) && sum[MEMINFO_TOTAL] > 0 &&
	    sum[MEMINFO_AVAILABLE] <= sum[MEMINFO_TOTAL])
		sample->free_percent =
		    (int)(sum[MEMINFO_AVAILABLE] * 100 / sum[MEMINFO_TOTAL]);
	if (vm_stat_has(&sums, MEMINFO_SWAP_TOTAL) &&
	    vm_stat_has(&sums, MEMINFO_SWAP_FREE) &&
	    sum[MEMINFO_SWAP_FREE] <= sum[MEMINFO_SWAP_TOTAL]) {
		used = sum[MEMINFO_SWAP_TOTAL] - sum[MEMINFO_SWAP_FREE];
		sample->swapusage = (struct swapusage){
		    .total_bytes = sum[MEMINFO_SWAP_TOTAL] * page_size,
		    .used_bytes = used * page_size,
		    .free_bytes = sum[MEMINFO_SWAP_FREE] * page_size};
		sample->has_swapusage = 1;
	}
}
