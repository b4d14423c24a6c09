#include "render/graph/scale.h"

#define SECOND INT64_C(1000)
#define MINUTE (60 * SECOND)
#define HOUR   (60 * MINUTE)
#define DAY    (24 * HOUR)

static const int64_t time_steps[] = {100, 200, 500, SECOND, 2 * SECOND,
    5 * SECOND, 10 * SECOND, 15 * SECOND, 30 * SECOND, MINUTE, 2 * MINUTE,
    5 * MINUTE, 10 * MINUTE, 15 * MINUTE, 30 * MINUTE, HOUR, 2 * HOUR, 3 * HOUR,
    6 * HOUR, 12 * HOUR, DAY, 2 * DAY, 4 * DAY, 7 * DAY, 14 * DAY};

double
scale_at(const struct scale *s, double value)
{
	return s->low +
	       (value - s->from) / (s->to - s->from) * (s->high - s->low);
}

struct ticks
scale_value_ticks(double top, int wanted)
{
	static const double nice[] = {1, 2, 2.5, 5, 10};
	/* Exact enough to divide by, without rounding modes or libm. */
	const double slack = 1e-9;
	struct ticks t = {1, 1, 0};
	double power = 1, rough;
	size_t i = 0;

	if (!(top > 1e-300 && top < 1e300))
		top = 1;
	if (wanted < 1)
		wanted = 1;
	rough = top / wanted;
	while (power * 10 <= rough * (1 + slack))
		power *= 10;
	while (power > rough * (1 + slack)) {
		power /= 10;
		t.decimals++;
	}
	while (i < 4 && nice[i] * power < rough * (1 - slack))
		i++;
	t.step = nice[i] * power;
	if (i == 4 && t.decimals > 0)
		t.decimals--;
	if (i == 2 && power < 10)
		t.decimals++;
	while (t.count < SCALE_TICKS_MAX &&
	       (t.count - 1) * t.step < top * (1 - slack))
		t.count++;
	return t;
}

/* The first multiple of step at or after t; both may be negative. */
static int64_t
multiple_from(int64_t t, int64_t step)
{
	int64_t rest = t % step;

	if (rest == 0)
		return t;
	return rest > 0 ? t - rest + step : t - rest;
}

struct time_ticks
scale_time_ticks(int64_t from_ms, int64_t to_ms, int wanted)
{
	const size_t n = sizeof time_steps / sizeof time_steps[0];
	struct time_ticks t = {from_ms, time_steps[n - 1], 0};
	size_t i;

	if (wanted < 1)
		wanted = 1;
	for (i = 0; i < n; i++)
		if ((to_ms - from_ms) / time_steps[i] < wanted)
			break;
	if (i < n)
		t.step_ms = time_steps[i];
	while ((to_ms - from_ms) / t.step_ms >= wanted)
		t.step_ms *= 2;
	t.first_ms = multiple_from(from_ms, t.step_ms);
	if (t.first_ms <= to_ms)
		t.count = (int)((to_ms - t.first_ms) / t.step_ms) + 1;
	return t;
}
