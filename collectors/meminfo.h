#ifndef COLLECTORS_MEMINFO_H
#define COLLECTORS_MEMINFO_H

#include "collectors/memory.h"
#include "formats/span.h"

/*
 * Linux's memory counters in the terms of macOS. Pure: the bytes of the files
 * in, values out; built and tested on every system.
 */

/*
 * Fill in *sample from /proc/meminfo, /proc/vmstat and the mm_stat of all zram
 * devices together, one line each. page_size is in bytes, not 0. A file that
 * could not be read is empty; what it has is then unknown.
 */
void meminfo_map(struct span meminfo, struct span vmstat, struct span zram,
    uint64_t page_size, struct memory_sample *sample);

#endif
