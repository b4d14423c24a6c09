#ifndef RENDER_GRAPH_SCALE_H
#define RENDER_GRAPH_SCALE_H

#include <stddef.h>
#include <stdint.h>

/*
 * Axes: convert values and times to pixels, and choose round ticks. Pure
 * arithmetic.
 */

struct scale {
	double from; /* value at pixel `low` */
	double to;   /* value at pixel `high`; never equal to `from` */
	double low;
	double high;
};

double scale_at(const struct scale *, double value);

enum { SCALE_TICKS_MAX = 16 };

/* Round values from 0 in equal steps; never many. */
struct ticks {
	double step;
	int count;    /* at most SCALE_TICKS_MAX */
	int decimals; /* decimals of a label */
};

/*
 * Ticks for an axis from 0 to at least `top`, in about `wanted` steps of 1, 2,
 * 2.5 or 5 times a power of ten. The last tick is at `top` or above it. If top
 * is not positive, not finite or at the limits of a double, it counts as 1.
 */
struct ticks scale_value_ticks(double top, int wanted);

/*
 * At most `wanted` ticks in time, at multiples of a round step in UTC (0.1 s
 * ... 1 s, 5 s, 15 s, 1 min, ... 1 h, ... 1 day, ...), from the first at or
 * after from_ms to the last at or before to_ms.
 */
struct time_ticks {
	int64_t first_ms;
	int64_t step_ms;
	int count;
};
struct time_ticks scale_time_ticks(int64_t from_ms, int64_t to_ms, int wanted);

#endif
