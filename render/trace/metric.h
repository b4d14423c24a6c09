#ifndef RENDER_TRACE_METRIC_H
#define RENDER_TRACE_METRIC_H

#include "formats/vm_stat.h"

/*
 * The numbers of a block of the system log. A metric is a row here, which makes
 * it readable and puts it into the table of -t tsv: its name in the code, its
 * name in the table, its kind, and its VM_STAT_... or 0. Add new ones at the
 * end.
 */
#define TRACE_EACH_METRIC(X)                                                   \
	X(WIRED, "wired_bytes", PAGES, WIRED)                                  \
	X(COMPRESSOR, "compressor_bytes", PAGES, OCCUPIED_BY_COMPRESSOR)       \
	X(SWAP_USED, "swap_used_bytes", BYTES, 0)                              \
	X(FREE, "free_bytes", PAGES, FREE)                                     \
	X(FREE_PERCENT, "free_percent", PERCENT, 0)                            \
	X(ACTIVE, "active_bytes", PAGES, ACTIVE)                               \
	X(INACTIVE, "inactive_bytes", PAGES, INACTIVE)                         \
	X(SPECULATIVE, "speculative_bytes", PAGES, SPECULATIVE)                \
	X(THROTTLED, "throttled_bytes", PAGES, THROTTLED)                      \
	X(PURGEABLE, "purgeable_bytes", PAGES, PURGEABLE)                      \
	X(FILE_BACKED, "file_backed_bytes", PAGES, FILE_BACKED)                \
	X(ANONYMOUS, "anonymous_bytes", PAGES, ANONYMOUS)                      \
	X(STORED_IN_COMPRESSOR, "stored_in_compressor_bytes", PAGES,           \
	    STORED_IN_COMPRESSOR)                                              \
	X(FAULTS, "faults", COUNT, FAULTS)                                     \
	X(COPY_ON_WRITE, "copy_on_write", COUNT, COPY_ON_WRITE)                \
	X(ZERO_FILLED, "zero_filled", COUNT, ZERO_FILLED)                      \
	X(REACTIVATED, "reactivated", COUNT, REACTIVATED)                      \
	X(PURGED, "purged", COUNT, PURGED)                                     \
	X(DECOMPRESSIONS, "decompressions", COUNT, DECOMPRESSIONS)             \
	X(COMPRESSIONS, "compressions", COUNT, COMPRESSIONS)                   \
	X(PAGEINS, "pageins", COUNT, PAGEINS)                                  \
	X(PAGEOUTS, "pageouts", COUNT, PAGEOUTS)                               \
	X(SWAPINS, "swapins", COUNT, SWAPINS)                                  \
	X(SWAPOUTS, "swapouts", COUNT, SWAPOUTS)                               \
	X(TAGGED, "tagged_bytes", PAGES, TAGGED)                               \
	X(TAGGED_RESIDENT, "tagged_resident_bytes", PAGES, TAGGED_RESIDENT)    \
	X(TAGGED_COMPRESSED, "tagged_compressed_bytes", PAGES,                 \
	    TAGGED_COMPRESSED)                                                 \
	X(TAG_STORAGE, "tag_storage_bytes", PAGES, TAG_STORAGE)                \
	X(TAG_STORAGE_HOLDING_TAGS, "tag_storage_holding_tags_bytes", PAGES,   \
	    TAG_STORAGE_HOLDING_TAGS)                                          \
	X(TAG_STORAGE_FREE, "tag_storage_free_bytes", PAGES, TAG_STORAGE_FREE) \
	X(TAG_STORAGE_PAGEABLE, "tag_storage_pageable_bytes", PAGES,           \
	    TAG_STORAGE_PAGEABLE)                                              \
	X(TAG_STORAGE_WIRED, "tag_storage_wired_bytes", PAGES,                 \
	    TAG_STORAGE_WIRED)                                                 \
	X(COMPRESSED_TAGS, "compressed_tags_bytes", FIELD,                     \
	    COMPRESSED_TAG_BYTES)                                              \
	X(TAGGED_COMPRESSIONS, "tagged_compressions", COUNT,                   \
	    TAGGED_COMPRESSIONS)                                               \
	X(TAGGED_DECOMPRESSIONS, "tagged_decompressions", COUNT,               \
	    TAGGED_DECOMPRESSIONS)                                             \
	X(SWAP_TOTAL, "swap_total_bytes", BYTES, 0)                            \
	X(SWAP_FREE, "swap_free_bytes", BYTES, 0)                              \
	X(MEMORY, "memory_bytes", BYTES, 0)                                    \
	X(PAGE_SIZE, "page_size_bytes", BYTES, 0)                              \
	X(PRESSURE_LEVEL, "pressure_level", NUMBER, 0)                         \
	X(WIRED_LIMIT, "wired_limit_bytes", BYTES, 0)                          \
	X(COMPRESSOR_POOL, "compressor_pool_bytes", BYTES, 0)                  \
	X(COMPRESSOR_INPUT, "compressor_input_bytes", TOTAL, 0)                \
	X(MEMORY_USABLE, "memory_usable_bytes", BYTES, 0)                      \
	X(SOME_STALL, "memory_some_stall_us", TOTAL, 0)                        \
	X(FULL_STALL, "memory_full_stall_us", TOTAL, 0)

enum metric_kind {
	METRIC_PAGES, /* a field of vm_stat in pages, stored in bytes */
	METRIC_FIELD, /* another field of vm_stat, as it is */
	METRIC_COUNT, /* likewise; counts since the system started */
	METRIC_BYTES, /* load/system_log.c takes these four by name */
	METRIC_PERCENT,
	METRIC_NUMBER,
	METRIC_TOTAL /* grows since the system started */
};

struct metric {
	const char *name;
	enum metric_kind kind;
	int field; /* enum vm_stat_field */
};

#define TRACE_ENUM(id, name, kind, field) TRACE_##id,
enum trace_metric {
	TRACE_EACH_METRIC(TRACE_ENUM) TRACE_METRICS /* at most 64 */
};

extern const struct metric trace_metric[TRACE_METRICS];

#endif
