#ifndef RENDER_STATUS_H
#define RENDER_STATUS_H

#include "render/findings/findings.h"
#include "render/load/inputs.h"

struct status_view {
	int64_t from_ms; /* the first sample of the logs */
	int64_t now_ms;  /* the clock */
	int processes;   /* is there a process log, be it empty? */
	size_t columns;  /* the line is at most so wide; 0: any width */
};

/*
 * One line on a recording that goes on, with its line end: how long, which
 * models with their sizes, how many runners, free memory, wired, swap, and the
 * pressure level unless it is normal. The trace may hold just the ends of the
 * logs. The recording has ended when there is no sample for a while before
 * now_ms. The least important parts make room first. Returns 0, or -1 when
 * memory is short.
 */
int status_write(const struct trace *, const struct findings *,
    const struct status_view *, struct text *out);
/*
 * The same for now, and as wide as the terminal of standard output, if it is
 * one. Nothing else in memgraph looks at the clock or at a terminal.
 */
int status_now(const struct inputs *, const struct trace *,
    const struct findings *, struct text *out);

#endif
