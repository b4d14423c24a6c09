#ifndef COLLECTORS_CANNED_H
#define COLLECTORS_CANNED_H

#include <stddef.h>

/*
 * The backend `none` knows no system. Made up numbers in a real log would be a
 * lie, so it refuses; unless MEMTRACE_NONE=canned asks for the test double,
 * whose processes and counters are always the same. For *_none.c alone.
 */

/*
 * Returns 0 when the double is asked for, or -1 with a reason (at most `size`
 * bytes, NUL included).
 */
int canned_wanted(char *reason, size_t size);

#endif
