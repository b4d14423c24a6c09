#include <stdlib.h>

#include "render/trace/parts.h"

enum { PAUSE_SAMPLES = 4096 };

int64_t *
trace_time_of(const struct trace *t, int system, size_t i)
{
	return system ? &t->block[i].ts_ms : &t->sample_ms[i];
}

static int
compare_times(const void *a, const void *b)
{
	const int64_t *x = a, *y = b;

	return *x < *y ? -1 : *x > *y;
}

/*
 * In a long log, take distances from all parts of it, at irregular steps, which
 * no pattern can match.
 */
int64_t
trace_usual_distance(const struct trace *t, int system, size_t count)
{
	int64_t distance[PAUSE_SAMPLES] = {0}, median;
	const size_t n = count > 0 ? count - 1 : 0;
	const size_t kept = n < PAUSE_SAMPLES ? n : PAUSE_SAMPLES;
	size_t i;

	if (n < 2)
		return 0;
	for (i = 0; i < kept; i++) {
		size_t at = n == kept ? i : i * UINT64_C(2654435761) % n;

		distance[i] = *trace_time_of(t, system, at + 1) -
			      *trace_time_of(t, system, at);
	}
	qsort(distance, kept, sizeof *distance, compare_times);
	median = distance[kept / 2];
	return median < 0 || median > INT64_MAX / 8 ? 0 : median;
}

int64_t
trace_pause(const struct trace *t, int system)
{
	int64_t usual =
	    trace_usual_distance(t, system, system ? t->blocks : t->samples);

	return usual == 0 ? INT64_MAX : 3 * usual;
}
