#ifndef COLLECTORS_MEMINFO_H
#define COLLECTORS_MEMINFO_H

#include "collectors/memory.h"
#include "formats/span.h"

/*
 * Linux's memory counters, under the names of macOS. Pure: bytes of files in,
 * values out. Built and tested on every system.
 */

/*
 * Fill in *sample from /proc/meminfo, /proc/vmstat and the mm_stat lines of all
 * zram devices. page_size is in bytes and not 0. The span of a file that could
 * not be read is empty; its values stay unknown.
 */
void meminfo_map(struct span meminfo, struct span vmstat, struct span zram,
    uint64_t page_size, struct memory_sample *sample);

#endif
