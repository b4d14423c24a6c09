#include <check.h>
#include <signal.h>
#include <stdlib.h>

#include "collectors/tick.h"

#define MS INT64_C(1000000)

/* start 1000, interval 10: which tick at `now`, and how many were late? */
static const struct {
	uint64_t next;
	int64_t now;
	uint64_t due, late;
} ticks[] = {
    {0, 1000, 0, 0},
    {0, 5000, 0, 0}, /* the first is taken at once, whenever that is */
    {1, 1000, 1, 0},
    {1, 1009, 1, 0},
    {1, 1010, 1, 0},
    {1, 1011, 2, 1}, /* missed by a hair is missed */
    {1, 1020, 2, 1},
    {1, 1021, 3, 2},
    {5, 1000, 5, 0},
    {5, 900, 5, 0}, /* not that a monotonic clock would */
    {3, 1000000, 99900, 99897},
};

START_TEST(test_due)
{
	uint64_t late = 7;

	ck_assert_uint_eq(
	    tick_due(1000, 10, ticks[_i].next, ticks[_i].now, &late),
	    ticks[_i].due);
	ck_assert_uint_eq(late, 7 + ticks[_i].late);
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
	ck_assert_int_eq(tick_start(&tick, 1000 * MS, 0), 0);
	if (_i == 1) {
		ck_assert_int_eq(raise(SIGTERM), 0);
		ck_assert_int_eq(tick_wait(&tick), TICK_STOP);
		return;
	}
	ck_assert_int_eq(tick_wait(&tick), TICK_TICK);
	ck_assert_int_lt(tick_clock_ms() % 1000, 950);
	ck_assert_uint_eq(tick.late, 0);
}
END_TEST

START_TEST(test_grid)
{
	struct tick tick;
	uint64_t last = 0;
	int n;

	ck_assert_int_eq(tick_start(&tick, MS, 0), 0);
	for (n = 0; n < 20; n++) {
		ck_assert_int_eq(tick_wait(&tick), TICK_TICK);
		/* Each tick is behind us, was not there before, or is late. */
		ck_assert(n == 0 || tick.next > last);
		last = tick.next;
	}
	ck_assert_uint_eq(tick.next, 20 + tick.late);
}
END_TEST

START_TEST(test_duration)
{
	struct tick tick;
	int n = 0;

	ck_assert_int_eq(tick_start(&tick, 10 * MS, 35 * MS), 0);
	while (tick_wait(&tick) == TICK_TICK)
		n++;
	/* At 0, 10, 20 and 30 ms, as far as they were not late. */
	ck_assert_int_ge(n, 1);
	ck_assert_int_eq(n + (int)tick.late, 4);
	ck_assert_int_eq(tick_wait(&tick), TICK_END);
}
END_TEST

START_TEST(test_endless_interval)
{
	struct tick tick;

	ck_assert_int_eq(
	    tick_start(&tick, INT64_C(1000000000) * 1000000000, 0), 0);
	ck_assert_int_eq(tick_wait(&tick), TICK_TICK);
	tick.next = 1000;
	ck_assert_int_eq(raise(SIGTERM), 0);
	ck_assert_int_eq(tick_wait(&tick), TICK_STOP);
}
END_TEST

static const int stops[] = {SIGINT, SIGTERM, SIGHUP};

START_TEST(test_signal_waits_for_the_sample)
{
	struct tick tick;

	ck_assert_int_eq(tick_start(&tick, 1000 * 1000 * MS, 0), 0);
	ck_assert_int_eq(tick_wait(&tick), TICK_TICK);
	ck_assert_int_eq(tick_stop_requested(), 0);
	ck_assert_int_eq(raise(stops[_i]), 0);
	ck_assert_int_eq(tick_stop_requested(), 1);
	ck_assert_int_eq(tick_wait(&tick), TICK_STOP);
}
END_TEST

START_TEST(test_signal_before_a_tick_that_is_due)
{
	struct tick tick;

	ck_assert_int_eq(tick_start(&tick, MS, 0), 0);
	ck_assert_int_eq(raise(SIGINT), 0);
	ck_assert_int_eq(tick_wait(&tick), TICK_STOP);
}
END_TEST

START_TEST(test_nohup)
{
	struct tick tick;

	signal(SIGHUP, SIG_IGN);
	signal(SIGINT, SIG_IGN);
	ck_assert_int_eq(tick_start(&tick, MS, 0), 0);
	ck_assert_int_eq(raise(SIGHUP), 0);
	ck_assert_int_eq(tick_stop_requested(), 0);
	ck_assert_int_eq(tick_wait(&tick), TICK_TICK);
	ck_assert_int_eq(raise(SIGINT), 0);
	ck_assert_int_eq(tick_wait(&tick), TICK_STOP);
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
	    tests, test_due, 0, (int)(sizeof ticks / sizeof *ticks));
	tcase_add_loop_test(
	    tests, test_lead, 0, (int)(sizeof leads / sizeof *leads));
	tcase_add_loop_test(tests, test_phase, 0, 2);
	tcase_add_test(tests, test_grid);
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
