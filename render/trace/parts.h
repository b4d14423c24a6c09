#ifndef RENDER_TRACE_PARTS_H
#define RENDER_TRACE_PARTS_H

#include "render/array.h"
#include "render/trace/trace.h"

/* Shared by the files that implement trace.h. */

/* The time of sample i, or of block i of the system log. */
int64_t *trace_time_of(const struct trace *, int system, size_t i);
/* The median distance of samples in one log; 0 if unknown. */
int64_t trace_usual_distance(const struct trace *, int system, size_t count);
/* A process that is back after a day is another one. */
int trace_part_lives(struct trace *);
/* Make room for the wide columns of a process. Returns 0, or -1. */
int trace_widen(struct trace *, struct trace_process *);
/* Add row i to the summary of its process. */
void trace_count_row(struct trace *, size_t i);

#endif
