#ifndef TESTS_DARWIN_LISTS_H
#define TESTS_DARWIN_LISTS_H

#include "collectors/ps_list.h"
#include "harness.h"

/* Reading process lists into `out`. */
extern const char *why; /* the reason of the last one that failed */

struct ps_list *list_of(const char *fixture);
enum ps_list_result read_list(struct ps_list *, const struct match *);
/* The line of a pid in `out`, without its line end; empty if there is none. */
struct span line_of(unsigned pid);

#endif
