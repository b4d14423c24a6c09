#ifndef COLLECTORS_PROCESS_COMPARE_H
#define COLLECTORS_PROCESS_COMPARE_H

#include "formats/text.h"

/*
 * Did ps print the lines that we would have printed? Processes come and go
 * while ps runs, so our own list is taken before it and after it: a process
 * that is in both must be in ps's with one of the two lines, but for rss and
 * vsz, and in the same order. What is not in both explains itself.
 * Returns 0, or -1 with a reason (at most `size` bytes, NUL included).
 */
int process_compare(struct span before, struct span ps, struct span after,
    char *reason, size_t size);

#endif
