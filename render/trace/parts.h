#ifndef RENDER_TRACE_PARTS_H
#define RENDER_TRACE_PARTS_H

#include "render/array.h"
#include "render/trace/trace.h"

/* What the files of trace.h share. */

/* What the summary takes from row i. */
void trace_count_row(struct trace *, size_t i);

#endif
