#include <check.h>
#include <float.h>
#include <math.h>
#include <stdlib.h>

#include "render/graph/scale.h"

START_TEST(goes_from_values_to_pixels)
{
	const struct scale up = {0, 10, 300, 100}, right = {-5, 5, 0, 1000};

	ck_assert_double_eq(scale_at(&up, 0), 300);
	ck_assert_double_eq(scale_at(&up, 10), 100);
	ck_assert_double_eq(scale_at(&up, 2.5), 250);
	ck_assert_double_eq(scale_at(&right, 0), 500);
}
END_TEST

static const struct {
	double top;
	double step;
	int count;
	int decimals;
} round_ones[] = {
    {10, 2, 6, 0},
    {5, 1, 6, 0},
    {1, 0.2, 6, 1},
    {4.2, 1, 6, 0},
    {32.5, 10, 5, 0},
    {64, 20, 5, 0},
    {100, 20, 6, 0},
    {12, 2.5, 6, 1},
    {120, 25, 6, 0},
    {0.06, 0.02, 4, 2},
    {0.012, 0.0025, 6, 4},
    {1e6, 200000, 6, 0},
    {1e-6, 2e-7, 6, 7},
};

START_TEST(takes_round_steps)
{
	const struct ticks t = scale_value_ticks(round_ones[_i].top, 5);

	ck_assert_double_eq_tol(t.step, round_ones[_i].step, t.step * 1e-9);
	ck_assert_int_eq(t.count, round_ones[_i].count);
	ck_assert_int_eq(t.decimals, round_ones[_i].decimals);
}
END_TEST

/* Of any top: few, rising, and the last one covers it. */
static void
is_bounded(double top, int wanted)
{
	const struct ticks t = scale_value_ticks(top, wanted);
	double last = (t.count - 1) * t.step;

	ck_assert_int_ge(t.count, 2);
	ck_assert_int_le(t.count, SCALE_TICKS_MAX);
	ck_assert_int_ge(t.decimals, 0);
	ck_assert_int_lt(t.decimals, 310);
	ck_assert_msg(
	    t.step > 0 && t.step <= DBL_MAX, "top %g: step %g", top, t.step);
	if (top > 1e-300 && top < 1e300)
		ck_assert_msg(last >= top * (1 - 1e-6),
		    "top %g: the last of %d is %g", top, t.count, last);
	else
		ck_assert_double_eq_tol(last, 1, 0.3);
}

START_TEST(bounds_the_ticks_of_any_value)
{
	static const double odd[] = {0, -0.0, -1, 1e-300, 5e-324, 1e-320,
	    2e-300, DBL_MIN, DBL_MAX, -DBL_MAX, 1e300, 9.99e299, 0.1, 0.3,
	    1.0000000001, 0.9999999999, 9.9999999999, 10.0000000001,
	    (double)INFINITY, -(double)INFINITY, (double)NAN};
	double top;
	size_t i;
	int wanted;

	for (wanted = -1; wanted <= 12; wanted++) {
		for (i = 0; i < sizeof odd / sizeof odd[0]; i++)
			is_bounded(odd[i], wanted);
		for (top = 1e-12; top < 1e12; top *= 1.0137)
			is_bounded(top, wanted);
	}
}
END_TEST

/* With five wanted: from four to seven, over all sizes. */
START_TEST(stays_near_what_is_wanted)
{
	double top;

	for (top = 1e-6; top < 1e6; top *= 1.0171) {
		const struct ticks t = scale_value_ticks(top, 5);

		ck_assert_msg(
		    t.count >= 3 && t.count <= 7, "%g: %d", top, t.count);
	}
}
END_TEST

#define DAY INT64_C(86400000)

static const struct {
	int64_t from, to;
	int64_t first, step;
	int count;
} spans[] = {
    {0, 1000, 0, 200, 6},
    {0, 10000, 0, 2000, 6},
    {1500, 61500, 10000, 10000, 6},
    {0, 60000, 0, 10000, 7},
    {0, 3600000, 0, 600000, 7},
    {1, 3600001, 600000, 600000, 6},
    {0, DAY, 0, 10800000, 9},
    {0, 30 * DAY, 0, 4 * DAY, 8},
    {0, 60 * DAY, 0, 7 * DAY, 9},
    {-1000, 1000, -1000, 500, 5},
    {-61500, -1500, -60000, 10000, 6},
    {5000, 5000, 5000, 100, 1},
    {5001, 5001, 5100, 100, 0},
};

START_TEST(takes_round_times)
{
	const struct time_ticks t =
	    scale_time_ticks(spans[_i].from, spans[_i].to, 9);

	ck_assert_int_eq(t.first_ms, spans[_i].first);
	ck_assert_int_eq(t.step_ms, spans[_i].step);
	ck_assert_int_eq(t.count, spans[_i].count);
}
END_TEST

/* Years 0 to 9999, from a millisecond to all of it. */
START_TEST(bounds_the_ticks_of_any_time)
{
	const int64_t year_0 = INT64_C(-62167219200000);
	const int64_t year_9999 = INT64_C(253402300799999);
	static const int wanteds[] = {-3, 0, 1, 2, 9, 16, 1000};
	int64_t from, length;
	size_t i;

	for (i = 0; i < sizeof wanteds / sizeof wanteds[0]; i++)
		for (from = year_0; from < year_9999;
		     from += INT64_C(31556952000) * 631 + 12345)
			for (length = 0; from + length <= year_9999;
			     length = length * 3 + 1) {
				const struct time_ticks t = scale_time_ticks(
				    from, from + length, wanteds[i]);

				ck_assert_int_ge(t.count, 0);
				ck_assert_int_le(
				    t.count, wanteds[i] > 1 ? wanteds[i] : 1);
				ck_assert_int_gt(t.step_ms, 0);
				ck_assert_int_eq(t.first_ms % t.step_ms, 0);
				ck_assert_int_ge(t.first_ms, from);
				ck_assert(
				    t.count == 0 ||
				    t.first_ms + (t.count - 1) * t.step_ms <=
					from + length);
				/* And there is no room for one more. */
				ck_assert_int_gt(
				    t.first_ms + t.count * t.step_ms,
				    from + length);
			}
}
END_TEST

START_TEST(survives_a_span_that_ends_before_it_begins)
{
	const struct time_ticks t = scale_time_ticks(90000, 1000, 9);

	ck_assert_int_le(t.count, 0);
	ck_assert_int_gt(t.step_ms, 0);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("scale");
	TCase *tc = tcase_create("scale");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_test(tc, goes_from_values_to_pixels);
	tcase_add_loop_test(tc, takes_round_steps, 0,
	    (int)(sizeof round_ones / sizeof round_ones[0]));
	tcase_add_test(tc, bounds_the_ticks_of_any_value);
	tcase_add_test(tc, stays_near_what_is_wanted);
	tcase_add_loop_test(
	    tc, takes_round_times, 0, (int)(sizeof spans / sizeof spans[0]));
	tcase_add_test(tc, bounds_the_ticks_of_any_time);
	tcase_add_test(tc, survives_a_span_that_ends_before_it_begins);
	suite_add_tcase(suite, tc);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
