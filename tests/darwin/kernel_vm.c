#include <string.h>

#include "kernel.h"

/*
 * The members of struct vm_statistics64, whatever the headers know of them: the
 * offsets in bytes, which layout.c compares with the headers of macOS.
 */
static const struct {
	const char *name;
	unsigned offset;
	unsigned bytes;
} members[] = {
    {"free_count", 0, 4},
    {"active_count", 4, 4},
    {"inactive_count", 8, 4},
    {"wire_count", 12, 4},
    {"zero_fill_count", 16, 8},
    {"reactivations", 24, 8},
    {"pageins", 32, 8},
    {"pageouts", 40, 8},
    {"faults", 48, 8},
    {"cow_faults", 56, 8},
    {"purges", 80, 8},
    {"purgeable_count", 88, 4},
    {"speculative_count", 92, 4},
    {"decompressions", 96, 8},
    {"compressions", 104, 8},
    {"swapins", 112, 8},
    {"swapouts", 120, 8},
    {"compressor_page_count", 128, 4},
    {"throttled_count", 132, 4},
    {"external_page_count", 136, 4},
    {"internal_page_count", 140, 4},
    {"total_uncompressed_pages_in_compressor", 144, 8},
    {"swapped_count", 152, 8},
    {"total_tag_storage_pages", 160, 8},
    {"nontag_pageable_tag_storage_pages", 168, 8},
    {"nontag_wired_tag_storage_pages", 176, 8},
    {"free_tag_storage_pages", 184, 8},
    {"tag_storing_tag_storage_pages", 192, 8},
    {"total_tagged_pages", 200, 8},
    {"resident_tagged_pages", 208, 8},
    {"compressed_tagged_pages", 216, 8},
    {"tagged_compressions", 224, 8},
    {"tagged_decompressions", 232, 8},
    {"compressed_tag_storage_bytes", 240, 8},
};

int
kernel_set_vm(struct span name, uint64_t value)
{
	const uint32_t half = (uint32_t)value;
	size_t i;

	for (i = 0; i < sizeof(members) / sizeof(members[0]); i++) {
		if (!span_is(name, members[i].name))
			continue;
		memcpy((char *)kernel.vm + members[i].offset,
		    members[i].bytes == 4 ? (const void *)&half
					  : (const void *)&value,
		    members[i].bytes);
		return 0;
	}
	return -1;
}
