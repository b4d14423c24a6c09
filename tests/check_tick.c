#include <check.h>
#include <signal.h>
#include <stdlib.h>

#include "collectors/tick.h"

#define MS INT64_C(1000000)

/* interval 10: which tick at `now`, and how many were late? */
static const struct {
	int64_t next, now, due;
	uint64_t late;
} ticks[] = {
    {1010, 1000, 1010, 0},
    {1010, 1009, 1010, 0},
    {1010, 1010, 1010, 0},
    {1010, 1011, 1020, 1}, /* missed by a hair is missed */
    {1010, 1020, 1020, 1},
    {1010, 1021, 1030, 2},
    {1050, 900, 1050, 0}, /* not that a monotonic clock would */
    {1030, 1000000, 1000000, 99897},
};

START_TEST(test_pass)
{
	struct tick tick = {
	    .interval_ns = 10, .next_ns = ticks[_i].next, .late = 7};

	tick_pass(&tick, ticks[_i].now);
	ck_assert_int_eq(tick.next_ns, ticks[_i].due);
	ck_assert_uint_eq(tick.late, 7 + ticks[_i].late);
}
END_TEST

static const struct {
	int64_t wall_ms, interval_ms, lead_ms;
} leads[] = {
    {1778750700000, 1000, 0}, {1778750700949, 1000, 0},
    {1778750700950, 1000, 50}, {1778750700999, 1000, 1},
    {1778750700960, 5000, 40},
    {1778750700960, 2500, 0}, /* this phase does not stay */
    {1778750700960, 100, 0},  /* these times have milliseconds */
};

START_TEST(test_lead)
{
	ck_assert_int_eq(
	    tick_lead_ns(leads[_i].wall_ms, leads[_i].interval_ms * MS),
	    leads[_i].lead_ms * MS);
}
END_TEST

/* Whenever it begins: not just before the end of a second, and at once. */
START_TEST(test_phase)
{
	struct tick tick;
	int64_t begin = tick_clock_ms();

	/* Up to there. */
	while (tick_clock_ms() % 1000 < 960)
		ck_assert_int_lt(tick_clock_ms(), begin + 5000);
	tick_start(&tick, 1000 * MS, 0);
	if (_i == 1) {
		ck_assert_int_eq(raise(SIGTERM), 0);
		ck_assert_int_eq(tick_wait(&tick), 0);
		return;
	}
	ck_assert_int_eq(tick_wait(&tick), 1);
	ck_assert_int_lt(tick_clock_ms() % 1000, 950);
	ck_assert_uint_eq(tick.late, 0);
}
END_TEST

START_TEST(test_grid)
{
	struct tick tick;
	int64_t start, last = 0;
	int n;

	tick_start(&tick, MS, 0);
	start = tick.next_ns;
	for (n = 0; n < 20; n++) {
		ck_assert_int_eq(tick_wait(&tick), 1);
		/* Each tick is behind us, was not there before, or is late. */
		ck_assert(tick.next_ns > last);
		last = tick.next_ns;
	}
	ck_assert_int_eq((last - start) % MS, 0);
	ck_assert_int_eq((last - start) / MS, 20 + (int64_t)tick.late);
}
END_TEST

/* However long it takes to come to the first wait. */
START_TEST(test_first_is_taken_at_once)
{
	const int64_t hour = 3600 * 1000 * MS;
	struct tick tick;

	tick_start(&tick, hour, 0);
	tick.next_ns = tick_now_ns() - 1;
	ck_assert_int_eq(tick_wait(&tick), 1);
	ck_assert_uint_eq(tick.late, 0);
}
END_TEST

START_TEST(test_duration)
{
	struct tick tick;
	int n = 0;

	tick_start(&tick, 10 * MS, 35 * MS);
	while (tick_wait(&tick))
		n++;
	/* At 0, 10, 20 and 30 ms, as far as they were not late. */
	ck_assert_int_ge(n, 1);
	ck_assert_int_eq(n + (int)tick.late, 4);
	ck_assert_int_eq(tick_wait(&tick), 0);
}
END_TEST

START_TEST(test_endless_interval)
{
	struct tick tick;

	tick_start(&tick, INT64_C(1000000000) * 1000000000, 0);
	ck_assert_int_eq(tick_wait(&tick), 1);
	ck_assert_int_eq(raise(SIGTERM), 0);
	ck_assert_int_eq(tick_wait(&tick), 0);
}
END_TEST

static const int stops[] = {SIGINT, SIGTERM, SIGHUP};

START_TEST(test_signal_waits_for_the_sample)
{
	struct tick tick;

	tick_start(&tick, 1000 * 1000 * MS, 0);
	ck_assert_int_eq(tick_wait(&tick), 1);
	ck_assert_int_eq(tick_stop_requested(), 0);
	ck_assert_int_eq(raise(stops[_i]), 0);
	ck_assert_int_eq(tick_stop_requested(), 1);
	ck_assert_int_eq(tick_wait(&tick), 0);
}
END_TEST

START_TEST(test_signal_before_a_tick_that_is_due)
{
	struct tick tick;

	tick_start(&tick, MS, 0);
	ck_assert_int_eq(raise(SIGINT), 0);
	ck_assert_int_eq(tick_wait(&tick), 0);
}
END_TEST

START_TEST(test_nohup)
{
	struct tick tick;

	signal(SIGHUP, SIG_IGN);
	signal(SIGINT, SIG_IGN);
	tick_start(&tick, MS, 0);
	ck_assert_int_eq(raise(SIGHUP), 0);
	ck_assert_int_eq(tick_stop_requested(), 0);
	ck_assert_int_eq(tick_wait(&tick), 1);
	ck_assert_int_eq(raise(SIGINT), 0);
	ck_assert_int_eq(tick_wait(&tick), 0);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("tick");
	TCase *tests = tcase_create("tick");
	SRunner *runner = srunner_create(suite);
	int failed;

	suite_add_tcase(suite, tests);
	tcase_set_timeout(tests, 60);
	tcase_add_loop_test(
	    tests, test_pass, 0, (int)(sizeof ticks / sizeof *ticks));
	tcase_add_loop_test(
	    tests, test_lead, 0, (int)(sizeof leads / sizeof *leads));
	tcase_add_loop_test(tests, test_phase, 0, 2);
	tcase_add_test(tests, test_grid);
	tcase_add_test(tests, test_first_is_taken_at_once);
	tcase_add_test(tests, test_duration);
	tcase_add_test(tests, test_endless_interval);
	tcase_add_loop_test(tests, test_signal_waits_for_the_sample, 0, 3);
	tcase_add_test(tests, test_signal_before_a_tick_that_is_due);
	tcase_add_test(tests, test_nohup);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
