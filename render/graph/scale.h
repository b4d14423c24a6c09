#ifndef RENDER_GRAPH_SCALE_H
#define RENDER_GRAPH_SCALE_H

#include <stddef.h>
#include <stdint.h>

/* Axes: from values and times to pixels, and round ticks. Pure arithmetic. */

struct scale {
	double from; /* value at pixel `low` */
	double to;   /* value at pixel `high`; never equal to `from` */
	double low;
	double high;
};

double scale_at(const struct scale *, double value);

enum { SCALE_TICKS_MAX = 16 };

/* Round values from 0 in steps; always few. */
struct ticks {
	double step;
	int count;    /* at most SCALE_TICKS_MAX */
	int decimals; /* that a label needs */
};

/*
 * Ticks for an axis from 0 to at least `top` in about `wanted` steps of 1, 2,
 * 2.5 or 5 times a power of ten. The last tick is at `top` or above it. A top
 * that is not positive, not finite or at the ends of what a double holds
 * counts as 1.
 */
struct ticks scale_value_ticks(double top, int wanted);

/*
 * Ticks in time, at most `wanted` of them: multiples in UTC of a round step
 * (0.1 s ... 1 s, 5 s, 15 s, 1 min, ... 1 h, ... 1 day, ...) from the first
 * that is not before from_ms to the last not after to_ms.
 */
struct time_ticks {
	int64_t first_ms;
	int64_t step_ms;
	int count;
};
struct time_ticks scale_time_ticks(int64_t from_ms, int64_t to_ms, int wanted);

#endif
