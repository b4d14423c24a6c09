#ifndef TESTS_DARWIN_LISTS_H
#define TESTS_DARWIN_LISTS_H

#include "collectors/ps.h"
#include "harness.h"

/* Reading process lists. */
extern const char *why; /* the reason of the last one that failed */
/* Of the unreadable processes: "PID START-IN-MICROSECONDS NAME\n" for each. */
extern struct text unread;

struct ps_list *list_of(const char *fixture);
/*
 * Put the rows into `out`, as ps prints them:
 *	ps -axo pid=,ppid=,comm=,rss=,vsz=,command=
 * Returns the number of unreadable processes, or -1.
 */
int read_list(struct ps_list *);
/* The line of a pid in `out`, without its line end; empty if there is none. */
struct span line_of(unsigned pid);

#endif
