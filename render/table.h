#ifndef RENDER_TABLE_H
#define RENDER_TABLE_H

#include "render/trace/trace.h"

#define TABLE_HEADER "ts\tmetric\tpid\tmodel\tvalue\n"

/* Receives the output piece by piece. Returns 0, or -1 on failure. */
struct sink {
	int (*put)(void *arg, struct span bytes);
	void *arg;
};

/*
 * All numbers that were read, as a tidy table: integers, in bytes and percent,
 * one value per line, sorted by time; at equal times processes come first. What
 * was not recorded has no line. The trace must have been read with keep_vsz.
 * Returns 0, or -1 if the sink failed or memory ran out.
 */
int table_write(const struct trace *, const struct sink *);

#endif
