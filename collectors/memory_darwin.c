#include <sys/sysctl.h>
#include <sys/types.h>

#include <mach/mach.h>

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include "collectors/memory.h"

/*
 * macOS: what vm_stat, memory_pressure and `sysctl vm.swapusage` do
 * (system_cmds-1026.100.5), with the same calls. The kernel gives a program
 * that is not Apple's the same counters again when it asks too often within a
 * second (xnu-11417.121.6, osfmk/kern/host.c), so at high rates they may stand.
 */
struct memory {
	/* Each mach_host_self() adds a reference, so it is asked for once. */
	mach_port_t host;
};

struct memory *
memory_new(const char *root, char *reason, size_t size)
{
	struct memory *memory;

	(void)root; /* there is no /proc here */
	if ((memory = calloc(1, sizeof(*memory))) == NULL) {
		snprintf(reason, size, "out of memory");
		return NULL;
	}
	memory->host = MACH_PORT_NULL;
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

/*
 * The structure has grown with macOS: the kernel fills as much as it knows, and
 * says how much. All that is used here has been there since 10.9.
 */
static int
memory_counters(struct memory *memory, vm_statistics64_data_t *counters)
{
	enum {
		USED = offsetof(vm_statistics64_data_t,
			   total_uncompressed_pages_in_compressor) +
		       sizeof(counters->total_uncompressed_pages_in_compressor)
	};
	mach_msg_type_number_t count = HOST_VM_INFO64_COUNT;

	if (memory->host == MACH_PORT_NULL)
		memory->host = mach_host_self();
	if (memory->host == MACH_PORT_NULL || vm_kernel_page_size == 0 ||
	    host_statistics64(memory->host, HOST_VM_INFO64,
		(host_info64_t)counters, &count) != KERN_SUCCESS ||
	    count < USED / sizeof(integer_t))
		return -1;
	return 0;
}

/* The whole value or nothing: one of another size is not the one we know. */
static int
memory_sysctl(const char *name, void *value, size_t size)
{
	size_t got = size;

	if (sysctlbyname(name, value, &got, NULL, 0) != 0 || got != size)
		return -1;
	return 0;
}

/* What both tools call free: a difference of 32-bit numbers, as they take it.
 */
static uint64_t
memory_free_pages(const vm_statistics64_data_t *c)
{
	return (uint32_t)(c->free_count - c->speculative_count);
}

static void
memory_vm_stat(const vm_statistics64_data_t *c, struct vm_stat *v)
{
	v->page_size = vm_kernel_page_size;
	vm_stat_set(v, VM_STAT_FREE, memory_free_pages(c));
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

static int
memory_swapusage(struct swapusage *swap)
{
	struct xsw_usage usage;

	if (memory_sysctl("vm.swapusage", &usage, sizeof(usage)) != 0)
		return -1;
	*swap = (struct swapusage){
	    .total_bytes = usage.xsu_total,
	    .used_bytes = usage.xsu_used,
	    .free_bytes = usage.xsu_avail,
	    .encrypted = usage.xsu_encrypted != 0,
	};
	return 0;
}

void
memory_read(struct memory *memory, struct memory_sample *sample)
{
	vm_statistics64_data_t counters;
	uint64_t memory_bytes;
	unsigned level;

	*sample = (struct memory_sample){.free_percent = -1};
	if (memory_counters(memory, &counters) == 0)
		memory_vm_stat(&counters, &sample->vm_stat);
	if (memory_sysctl("kern.memorystatus_level", &level, sizeof(level)) ==
		0 &&
	    level <= 100)
		sample->free_percent = (int)level;
	/* memory_pressure prints nothing without this one. */
	if (memory_sysctl("hw.memsize", &memory_bytes, sizeof(memory_bytes)) ==
		0 &&
	    vm_kernel_page_size > 0) {
		sample->memory_bytes = memory_bytes;
		sample->page_size = vm_kernel_page_size;
	}
	if (memory_swapusage(&sample->swapusage) == 0)
		sample->has_swapusage = 1;
}
