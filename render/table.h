#ifndef RENDER_TABLE_H
#define RENDER_TABLE_H

#include "render/trace/trace.h"

#define TABLE_HEADER "ts\tmetric\tpid\tmodel\tvalue\n"

/* Where output goes piece by piece. Returns 0, or -1 when it cannot. */
struct sink {
	int (*put)(void *arg, struct span bytes);
	void *arg;
};

/*
 * All that was read, as a tidy table: integers, bytes and percent, one value
 * per line, in order of time, at equal times processes first. What was not
 * recorded has no line. The trace must have been read with keep_vsz. Returns
 * 0, or -1 when the sink failed or memory is short.
 */
int table_write(const struct trace *, const struct sink *);

#endif
