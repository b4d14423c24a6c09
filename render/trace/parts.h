#ifndef RENDER_TRACE_PARTS_H
#define RENDER_TRACE_PARTS_H

#include "render/trace/trace.h"

/* What the files of trace.h share. */

/*
 * Room for one more element; indices are 32 bits wide. Returns 0, or -1 when
 * memory is short.
 */
int trace_grow(void **array, size_t *room, size_t count, size_t element);
/* What the summary takes from row i. */
void trace_count_row(struct trace *, size_t i);

#endif
