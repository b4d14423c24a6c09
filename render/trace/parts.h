#ifndef RENDER_TRACE_PARTS_H
#define RENDER_TRACE_PARTS_H

#include "render/trace/trace.h"

/* What the files of trace.h share. */

/* A process has another parent from this row on, in the order of reading. */
struct trace_parent {
	uint32_t row;
	uint32_t process;
	uint64_t ppid;
};

/*
 * Room for one more element; indices are 32 bits wide. Returns 0, or -1 when
 * memory is short.
 */
int trace_grow(void **array, size_t *room, size_t count, size_t element);
/* Of sample i, or of block i of the system log. */
int64_t trace_time_at(const struct trace *, int system, size_t i);
/*
 * Find the doubtful times of a log whose times are still in the order of
 * reading. Returns 0, or -1 when memory is short; d->at is the caller's.
 */
int trace_find_doubt(const struct trace *, int system, struct trace_doubt *d);
/* What the summary takes from row i. */
void trace_count_row(struct trace *, size_t i);

#endif
