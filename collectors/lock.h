#ifndef COLLECTORS_LOCK_H
#define COLLECTORS_LOCK_H

#include <stddef.h>

#include "formats/text.h"

/*
 * Keep in memory what a sample needs, so that a machine that is short of it
 * does not have to read the tracer back from the disk first. Where the system
 * can lock the pages that are used and no others (Linux, MCL_ONFAULT), those of
 * the whole process are, code included: its peak memory stays what it is. Else,
 * or where the limit is too low for that, only the buffers. What is allocated
 * later is not locked, so call it when the first samples are done. Returns 0,
 * or -1 with errno.
 */
int lock_memory(const struct text *const buffers[], size_t n);

#endif
