#ifndef RENDER_STATUS_H
#define RENDER_STATUS_H

#include "render/findings/findings.h"
#include "render/load/inputs.h"

struct status_view {
	int64_t from_ms; /* the first sample of the logs */
	int64_t now_ms;  /* the clock */
	int processes;   /* there is a process log, even if empty */
	size_t columns;  /* the longest line; 0: no limit */
};

/*
 * One line about a recording in progress, with its line end: its length, the
 * models with their sizes, the number of runners, free memory, wired, swap, and
 * the pressure level unless it is normal. The trace may hold only the ends of
 * the logs. The recording has ended if there is no sample for a while before
 * now_ms. The least important parts are left out first. Returns 0, or -1 if out
 * of memory.
 */
int status_write(const struct trace *, const struct findings *,
    const struct status_view *, struct text *out);
/*
 * The same for the current time and, if standard output is a terminal, cut to
 * its width. Nothing else in memgraph reads the clock or asks a terminal.
 */
int status_now(const struct inputs *, const struct trace *,
    const struct findings *, struct text *out);

#endif
