#ifndef RENDER_TRACE_PARTS_H
#define RENDER_TRACE_PARTS_H

#include "render/array.h"
#include "render/trace/trace.h"

/* What the files of trace.h share. */

/* The time of sample i, or of block i of the system log. */
int64_t *trace_time_of(const struct trace *, int system, size_t i);
/* The median distance of one log; 0 when there is no telling. */
int64_t trace_usual_distance(const struct trace *, int system, size_t count);
/* A process that was absent for a day is another one after that. */
int trace_part_lives(struct trace *);
/* Make room for what wide rows know of it. Returns 0, or -1. */
int trace_widen(struct trace *, struct trace_process *);
/* What the summary takes from row i. */
void trace_count_row(struct trace *, size_t i);

#endif
