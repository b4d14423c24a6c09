#ifndef RENDER_TRACE_METRIC_H
#define RENDER_TRACE_METRIC_H

#include "formats/vm_stat.h"

/*
 * The numbers of a block of the system log. A row is all that a metric needs to
 * be read and to stand in the table of -t tsv: its name in the code, that in
 * the table, its unit, and where it is read. New ones go last.
 */
#define TRACE_EACH_METRIC(X)                                                   \
	X(WIRED, "wired_bytes", BYTES, PAGES, VM_STAT_WIRED)                   \
	X(COMPRESSOR, "compressor_bytes", BYTES, PAGES,                        \
	    VM_STAT_OCCUPIED_BY_COMPRESSOR)                                    \
	X(SWAP_USED, "swap_used_bytes", BYTES, SWAPUSAGE, 0)                   \
	X(FREE, "free_bytes", BYTES, PAGES, VM_STAT_FREE)                      \
	X(FREE_PERCENT, "free_percent", PERCENT, MEMORY_PRESSURE, 0)           \
	X(ACTIVE, "active_bytes", BYTES, PAGES, VM_STAT_ACTIVE)                \
	X(INACTIVE, "inactive_bytes", BYTES, PAGES, VM_STAT_INACTIVE)          \
	X(SPECULATIVE, "speculative_bytes", BYTES, PAGES, VM_STAT_SPECULATIVE) \
	X(THROTTLED, "throttled_bytes", BYTES, PAGES, VM_STAT_THROTTLED)       \
	X(PURGEABLE, "purgeable_bytes", BYTES, PAGES, VM_STAT_PURGEABLE)       \
	X(FILE_BACKED, "file_backed_bytes", BYTES, PAGES, VM_STAT_FILE_BACKED) \
	X(ANONYMOUS, "anonymous_bytes", BYTES, PAGES, VM_STAT_ANONYMOUS)       \
	X(STORED_IN_COMPRESSOR, "stored_in_compressor_bytes", BYTES, PAGES,    \
	    VM_STAT_STORED_IN_COMPRESSOR)                                      \
	X(FAULTS, "faults", EVENTS, COUNT, VM_STAT_FAULTS)                     \
	X(COPY_ON_WRITE, "copy_on_write", EVENTS, COUNT,                       \
	    VM_STAT_COPY_ON_WRITE)                                             \
	X(ZERO_FILLED, "zero_filled", EVENTS, COUNT, VM_STAT_ZERO_FILLED)      \
	X(REACTIVATED, "reactivated", EVENTS, COUNT, VM_STAT_REACTIVATED)      \
	X(PURGED, "purged", EVENTS, COUNT, VM_STAT_PURGED)                     \
	X(DECOMPRESSIONS, "decompressions", EVENTS, COUNT,                     \
	    VM_STAT_DECOMPRESSIONS)                                            \
	X(COMPRESSIONS, "compressions", EVENTS, COUNT, VM_STAT_COMPRESSIONS)   \
	X(PAGEINS, "pageins", EVENTS, COUNT, VM_STAT_PAGEINS)                  \
	X(PAGEOUTS, "pageouts", EVENTS, COUNT, VM_STAT_PAGEOUTS)               \
	X(SWAPINS, "swapins", EVENTS, COUNT, VM_STAT_SWAPINS)                  \
	X(SWAPOUTS, "swapouts", EVENTS, COUNT, VM_STAT_SWAPOUTS)               \
	X(TAGGED, "tagged_bytes", BYTES, PAGES, VM_STAT_TAGGED)                \
	X(TAGGED_RESIDENT, "tagged_resident_bytes", BYTES, PAGES,              \
	    VM_STAT_TAGGED_RESIDENT)                                           \
	X(TAGGED_COMPRESSED, "tagged_compressed_bytes", BYTES, PAGES,          \
	    VM_STAT_TAGGED_COMPRESSED)                                         \
	X(TAG_STORAGE, "tag_storage_bytes", BYTES, PAGES, VM_STAT_TAG_STORAGE) \
	X(TAG_STORAGE_HOLDING_TAGS, "tag_storage_holding_tags_bytes", BYTES,   \
	    PAGES, VM_STAT_TAG_STORAGE_HOLDING_TAGS)                           \
	X(TAG_STORAGE_FREE, "tag_storage_free_bytes", BYTES, PAGES,            \
	    VM_STAT_TAG_STORAGE_FREE)                                          \
	X(TAG_STORAGE_PAGEABLE, "tag_storage_pageable_bytes", BYTES, PAGES,    \
	    VM_STAT_TAG_STORAGE_PAGEABLE)                                      \
	X(TAG_STORAGE_WIRED, "tag_storage_wired_bytes", BYTES, PAGES,          \
	    VM_STAT_TAG_STORAGE_WIRED)                                         \
	X(COMPRESSED_TAGS, "compressed_tags_bytes", BYTES, COUNT,              \
	    VM_STAT_COMPRESSED_TAG_BYTES)                                      \
	X(TAGGED_COMPRESSIONS, "tagged_compressions", EVENTS, COUNT,           \
	    VM_STAT_TAGGED_COMPRESSIONS)                                       \
	X(TAGGED_DECOMPRESSIONS, "tagged_decompressions", EVENTS, COUNT,       \
	    VM_STAT_TAGGED_DECOMPRESSIONS)                                     \
	X(SWAP_TOTAL, "swap_total_bytes", BYTES, SWAPUSAGE, 0)                 \
	X(SWAP_FREE, "swap_free_bytes", BYTES, SWAPUSAGE, 0)                   \
	X(MEMORY, "memory_bytes", BYTES, MEMORY_PRESSURE, 0)                   \
	X(PAGE_SIZE, "page_size_bytes", BYTES, MEMORY_PRESSURE, 0)

enum metric_unit { METRIC_BYTES, METRIC_PERCENT, METRIC_EVENTS };
enum metric_source {
	METRIC_PAGES,     /* a field of vm_stat in pages, kept in bytes */
	METRIC_COUNT,     /* another field of vm_stat, as it is */
	METRIC_SWAPUSAGE, /* these two are taken by name in load/system_log.c */
	METRIC_MEMORY_PRESSURE
};

struct metric {
	const char *name;
	enum metric_unit unit;
	enum metric_source source;
	int field; /* enum vm_stat_field */
};

#define TRACE_ENUM(id, name, unit, source, field) TRACE_##id,
enum trace_metric {
	TRACE_EACH_METRIC(TRACE_ENUM) TRACE_METRICS /* at most 64 */
};

extern const struct metric trace_metric[TRACE_METRICS];

#endif
