#include <sys/sysctl.h>
#include <sys/types.h>

#include <mach/mach.h>

#include <stdio.h>
#include <stdlib.h>

#include "collectors/memory.h"

/*
 * macOS: what vm_stat, memory_pressure and `sysctl vm.swapusage` do
 * (system_cmds-1026.100.5), with the same calls.
 *
 * The structure of HOST_VM_INFO64 has grown with macOS. The kernel fills in as
 * many words as both sides know, and returns their number. The headers of the
 * SDK may know fewer than the kernel, so this has room for all of them.
 */
enum {
	WORDS_10_9 = 38, /* all that vm_stat printed before macOS 26.5 */
	WORDS_26_5 = 62, /* with the counters of tagged memory */
	FIRST_TAG = 20   /* index of the first of them, in 64-bit numbers */
};

union memory_counters {
	vm_statistics64_data_t known;
	uint64_t number[WORDS_26_5 / 2];
	integer_t word[WORDS_26_5];
};

struct memory {
	/* Each mach_host_self() adds a reference, so we keep one. */
	mach_port_t host;
	/*
	 * How many to request: at first all, then as many as exist. macOS 26.5
	 * logs each request for more (xnu, osfmk/kern/host.c, vm_stats).
	 */
	mach_msg_type_number_t words;
	int prints_tags; /* vm_stat prints them on this hardware */
};

/* True if the value was read whole; one of another size is unknown to us. */
static int
memory_sysctl(const char *name, void *value, size_t size)
{
	size_t got = size;

	return sysctlbyname(name, value, &got, NULL, 0) == 0 && got == size;
}

struct memory *
memory_new(const char *root, char *reason, size_t size)
{
	struct memory *memory;
	int tags;

	(void)root; /* there is no /proc here */
	if ((memory = calloc(1, sizeof *memory)) == NULL) {
		snprintf(reason, size, "out of memory");
		return NULL;
	}
	memory->host = mach_host_self();
	memory->words = WORDS_26_5;
	memory->prints_tags =
	    memory_sysctl("hw.optional.arm.FEAT_MTE2", &tags, sizeof tags) &&
	    tags == 1;
	return memory;
}

void
memory_free(struct memory *memory)
{
	if (memory == NULL)
		return;
	if (memory->host != MACH_PORT_NULL)
		mach_port_deallocate(mach_task_self(), memory->host);
	free(memory);
}

static void
memory_vm_stat(const vm_statistics64_data_t *c, struct vm_stat *v)
{
	v->page_size = vm_kernel_page_size;
	/* A 32-bit difference, as in vm_stat and memory_pressure. */
	vm_stat_set(v, VM_STAT_FREE, c->free_count - c->speculative_count);
	vm_stat_set(v, VM_STAT_ACTIVE, c->active_count);
	vm_stat_set(v, VM_STAT_INACTIVE, c->inactive_count);
	vm_stat_set(v, VM_STAT_SPECULATIVE, c->speculative_count);
	vm_stat_set(v, VM_STAT_THROTTLED, c->throttled_count);
	vm_stat_set(v, VM_STAT_WIRED, c->wire_count);
	vm_stat_set(v, VM_STAT_PURGEABLE, c->purgeable_count);
	vm_stat_set(v, VM_STAT_FAULTS, c->faults);
	vm_stat_set(v, VM_STAT_COPY_ON_WRITE, c->cow_faults);
	vm_stat_set(v, VM_STAT_ZERO_FILLED, c->zero_fill_count);
	vm_stat_set(v, VM_STAT_REACTIVATED, c->reactivations);
	vm_stat_set(v, VM_STAT_PURGED, c->purges);
	vm_stat_set(v, VM_STAT_FILE_BACKED, c->external_page_count);
	vm_stat_set(v, VM_STAT_ANONYMOUS, c->internal_page_count);
	vm_stat_set(v, VM_STAT_STORED_IN_COMPRESSOR,
	    c->total_uncompressed_pages_in_compressor);
	vm_stat_set(
	    v, VM_STAT_OCCUPIED_BY_COMPRESSOR, c->compressor_page_count);
	vm_stat_set(v, VM_STAT_DECOMPRESSIONS, c->decompressions);
	vm_stat_set(v, VM_STAT_COMPRESSIONS, c->compressions);
	vm_stat_set(v, VM_STAT_PAGEINS, c->pageins);
	vm_stat_set(v, VM_STAT_PAGEOUTS, c->pageouts);
	vm_stat_set(v, VM_STAT_SWAPINS, c->swapins);
	vm_stat_set(v, VM_STAT_SWAPOUTS, c->swapouts);
}

/* The kernel's order differs from vm_stat's. */
static void
memory_tags(const uint64_t *number, struct vm_stat *v)
{
	static const enum vm_stat_field order[] = {
	    VM_STAT_TAG_STORAGE,
	    VM_STAT_TAG_STORAGE_PAGEABLE,
	    VM_STAT_TAG_STORAGE_WIRED,
	    VM_STAT_TAG_STORAGE_FREE,
	    VM_STAT_TAG_STORAGE_HOLDING_TAGS,
	    VM_STAT_TAGGED,
	    VM_STAT_TAGGED_RESIDENT,
	    VM_STAT_TAGGED_COMPRESSED,
	    VM_STAT_TAGGED_COMPRESSIONS,
	    VM_STAT_TAGGED_DECOMPRESSIONS,
	    VM_STAT_COMPRESSED_TAG_BYTES,
	};

	for (size_t i = 0; i < sizeof order / sizeof order[0]; i++)
		vm_stat_set(v, order[i], number[FIRST_TAG + i]);
}

/*
 * A program that asks too often within a second gets a copy of an earlier
 * answer (xnu-11417.121.6, osfmk/kern/host.c), so at high rates the counters
 * may not change. If the compressor's counters or the page size are missing,
 * all are unknown: they are not 0.
 */
void
memory_read(struct memory *memory, struct memory_sample *sample)
{
	mach_msg_type_number_t words = memory->words;
	union memory_counters counters;
	struct xsw_usage swap;
	uint64_t bytes;
	unsigned level;

	*sample = (struct memory_sample){
	    .page_size = vm_kernel_page_size, .free_percent = -1};
	if (vm_kernel_page_size != 0 &&
	    host_statistics64(memory->host, HOST_VM_INFO64, counters.word,
		&words) == KERN_SUCCESS &&
	    words >= WORDS_10_9) {
		memory->words = words;
		memory_vm_stat(&counters.known, &sample->vm_stat);
		/* The vm_stat of such a kernel has the wider lines. */
		sample->wide = words >= WORDS_26_5;
		if (sample->wide && memory->prints_tags)
			memory_tags(counters.number, &sample->vm_stat);
	}
	if (memory_sysctl("hw.memsize", &bytes, sizeof bytes))
		sample->memory_bytes = bytes;
	if (memory_sysctl("kern.memorystatus_level", &level, sizeof level) &&
	    level <= 100)
		sample->free_percent = (int)level;
	if (memory_sysctl("vm.swapusage", &swap, sizeof swap)) {
		sample->has_swapusage = 1;
		sample->swapusage = (struct swapusage){
		    .total_bytes = swap.xsu_total,
		    .used_bytes = swap.xsu_used,
		    .free_bytes = swap.xsu_avail,
		    .encrypted = swap.xsu_encrypted != 0,
		};
	}
}

/*
 * The numbers have 32 or 64 bits. sysctl asks for their type first; here a
 * 32-bit number is the lower half, since these machines are little-endian. A
 * 32-bit number is signed: no limit and no level is negative.
 */
void
memory_read_wide(struct memory *memory, struct memory_sample *sample)
{
	static const char *const names[] = {SYSCTL_NAMES};
	uint64_t value;
	size_t size;

	(void)memory;
	for (int i = 0; i < SYSCTL_NAMED; i++) {
		value = 0;
		size = sizeof value;
		if (sysctlbyname(names[i], &value, &size, NULL, 0) != 0 ||
		    (size == sizeof(int32_t) ? value > INT32_MAX
					     : size != sizeof value))
			continue;
		sample->sysctl.value[i] = value;
		sample->sysctl.known |= 1u << i;
	}
}
