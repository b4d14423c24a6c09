#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "collectors/canned.h"
#include "collectors/memory.h"

#define MIB ((uint64_t)1024 * 1024)

/* A machine of 16 GiB; each counter ends in the number of its field. */
struct memory {
	struct memory_sample sample;
};

enum { MEMORY_PAGE_SIZE = 16384, MEMORY_FREE_PERCENT = 42 };

static const uint64_t memory_vm_stat[VM_STAT_USUAL_FIELDS] = {
    [VM_STAT_FREE] = 100000,
    [VM_STAT_ACTIVE] = 200001,
    [VM_STAT_INACTIVE] = 150002,
    [VM_STAT_SPECULATIVE] = 50003,
    [VM_STAT_THROTTLED] = 4,
    [VM_STAT_WIRED] = 300005,
    [VM_STAT_PURGEABLE] = 10006,
    [VM_STAT_FAULTS] = 9000007,
    [VM_STAT_COPY_ON_WRITE] = 800008,
    [VM_STAT_ZERO_FILLED] = 700009,
    [VM_STAT_REACTIVATED] = 60010,
    [VM_STAT_PURGED] = 50011,
    [VM_STAT_FILE_BACKED] = 120012,
    [VM_STAT_ANONYMOUS] = 230013,
    [VM_STAT_STORED_IN_COMPRESSOR] = 400014,
    [VM_STAT_OCCUPIED_BY_COMPRESSOR] = 130015,
    [VM_STAT_DECOMPRESSIONS] = 20016,
    [VM_STAT_COMPRESSIONS] = 500017,
    [VM_STAT_PAGEINS] = 300018,
    [VM_STAT_PAGEOUTS] = 2019,
    [VM_STAT_SWAPINS] = 1020,
    [VM_STAT_SWAPOUTS] = 3021,
};

static const uint64_t memory_pressure_values[VM_STAT_USUAL_FIELDS] = {
    [VM_STAT_FREE] = 100100,
    [VM_STAT_PURGEABLE] = 10101,
    [VM_STAT_PURGED] = 50102,
    [VM_STAT_SWAPINS] = 1103,
    [VM_STAT_SWAPOUTS] = 3104,
    [VM_STAT_ACTIVE] = 200105,
    [VM_STAT_INACTIVE] = 150106,
    [VM_STAT_SPECULATIVE] = 50107,
    [VM_STAT_THROTTLED] = 108,
    [VM_STAT_WIRED] = 300109,
    [VM_STAT_OCCUPIED_BY_COMPRESSOR] = 130110,
    [VM_STAT_DECOMPRESSIONS] = 20111,
    [VM_STAT_COMPRESSIONS] = 500112,
    [VM_STAT_PAGEINS] = 300113,
    [VM_STAT_PAGEOUTS] = 2114,
};

static void memory_fill(struct memory_sample *);

struct memory *
memory_new(const char *root, char *reason, size_t size)
{
	struct memory *memory;

	(void)root;
	if (canned_wanted(reason, size) == -1)
		return NULL;
	memory = calloc(1, sizeof(*memory));
	if (memory == NULL) {
		snprintf(reason, size, "%s", strerror(errno));
		return NULL;
	}
	memory_fill(&memory->sample);
	return memory;
}

void
memory_free(struct memory *memory)
{
	free(memory);
}

void
memory_read(struct memory *memory, struct memory_sample *sample)
{
	*sample = memory->sample;
}

static void
memory_fill(struct memory_sample *sample)
{
	struct memory_pressure *pressure = &sample->memory_pressure;
	struct swapusage *swap = &sample->swapusage;
	int i;

	sample->vm_stat.page_size = MEMORY_PAGE_SIZE;
	for (i = 0; i < VM_STAT_USUAL_FIELDS; i++)
		vm_stat_set(
		    &sample->vm_stat, (enum vm_stat_field)i, memory_vm_stat[i]);
	sample->has_vm_stat = 1;

	pressure->memory_bytes = 16384 * MIB;
	pressure->counters.page_size = MEMORY_PAGE_SIZE;
	for (i = 0; i < VM_STAT_USUAL_FIELDS; i++)
		vm_stat_set(&pressure->counters, (enum vm_stat_field)i,
		    memory_pressure_values[i]);
	pressure->free_percent = MEMORY_FREE_PERCENT;
	sample->has_memory_pressure = 1;

	swap->total_bytes = 2048 * MIB;
	swap->used_bytes = 1536 * MIB;
	swap->free_bytes = 512 * MIB;
	swap->encrypted = 1;
	sample->has_swapusage = 1;
}
