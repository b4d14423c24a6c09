#include <sys/types.h>

#include <check.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <termios.h>
#include <unistd.h>

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
	struct tick sampler;
	int64_t begin = tick_clock_ms();

	/* Up to there. */
	while (tick_clock_ms() % 1000 < 960)
		ck_assert_int_lt(tick_clock_ms(), begin + 5000);
	ck_assert_int_eq(tick_start(&sampler, 1000 * MS, 0), 0);
	if (_i == 1) {
		ck_assert_int_eq(raise(SIGTERM), 0);
		ck_assert_int_eq(tick_wait(&sampler), TICK_STOP);
		return;
	}
	ck_assert_int_eq(tick_wait(&sampler), TICK_TICK);
	ck_assert_int_lt(tick_clock_ms() % 1000, 950);
	ck_assert_uint_eq(sampler.late, 0);
}
END_TEST

START_TEST(test_grid)
{
	struct tick sampler;
	uint64_t last = 0;
	int n;

	ck_assert_int_eq(tick_start(&sampler, MS, 0), 0);
	for (n = 0; n < 20; n++) {
		ck_assert_int_eq(tick_wait(&sampler), TICK_TICK);
		/* Each tick is behind us, was not there before, or is late. */
		ck_assert(n == 0 || sampler.next > last);
		last = sampler.next;
	}
	ck_assert_uint_eq(sampler.next, 20 + sampler.late);
}
END_TEST

START_TEST(test_duration)
{
	struct tick sampler;
	int n = 0;

	ck_assert_int_eq(tick_start(&sampler, 10 * MS, 35 * MS), 0);
	while (tick_wait(&sampler) == TICK_TICK)
		n++;
	/* At 0, 10, 20 and 30 ms, as far as they were not late. */
	ck_assert_int_ge(n, 1);
	ck_assert_int_eq(n + (int)sampler.late, 4);
	ck_assert_int_eq(tick_wait(&sampler), TICK_END);
}
END_TEST

START_TEST(test_endless_interval)
{
	struct tick sampler;

	ck_assert_int_eq(
	    tick_start(&sampler, INT64_C(1000000000) * 1000000000, 0), 0);
	ck_assert_int_eq(tick_wait(&sampler), TICK_TICK);
	sampler.next = 1000;
	ck_assert_int_eq(raise(SIGTERM), 0);
	ck_assert_int_eq(tick_wait(&sampler), TICK_STOP);
}
END_TEST

static const int stops[] = {SIGINT, SIGTERM, SIGHUP};

START_TEST(test_signal_waits_for_the_sample)
{
	struct tick sampler;
	sigset_t pending;

	ck_assert_int_eq(tick_start(&sampler, 1000 * 1000 * MS, 0), 0);
	ck_assert_int_eq(tick_wait(&sampler), TICK_TICK);
	ck_assert_int_eq(raise(stops[_i]), 0);
	sigpending(&pending);
	ck_assert_int_eq(sigismember(&pending, stops[_i]), 1);
	ck_assert_int_eq(tick_wait(&sampler), TICK_STOP);
}
END_TEST

START_TEST(test_signal_before_a_tick_that_is_due)
{
	struct tick sampler;

	ck_assert_int_eq(tick_start(&sampler, MS, 0), 0);
	ck_assert_int_eq(raise(SIGINT), 0);
	ck_assert_int_eq(tick_wait(&sampler), TICK_STOP);
}
END_TEST

START_TEST(test_nohup)
{
	struct tick sampler;

	signal(SIGHUP, SIG_IGN);
	signal(SIGINT, SIG_IGN);
	ck_assert_int_eq(tick_start(&sampler, MS, 0), 0);
	ck_assert_int_eq(raise(SIGHUP), 0);
	ck_assert_int_eq(tick_wait(&sampler), TICK_TICK);
	ck_assert_int_eq(raise(SIGINT), 0);
	ck_assert_int_eq(tick_wait(&sampler), TICK_STOP);
}
END_TEST

START_TEST(test_writable)
{
	struct tick sampler;
	char full[4096] = {0};
	int fd[2];

	ck_assert_int_eq(pipe(fd), 0);
	ck_assert_int_eq(tick_start(&sampler, MS, 0), 0);
	ck_assert_int_eq(tick_wait_writable(&sampler, fd[1]), 0);
	ck_assert_int_ne(fcntl(fd[1], F_SETFL, O_NONBLOCK), -1);
	while (write(fd[1], full, sizeof full) > 0)
		continue;
	/* Nobody reads: it gives up, but only because it is to stop. */
	ck_assert_int_eq(raise(SIGTERM), 0);
	ck_assert_int_eq(tick_wait_writable(&sampler, fd[1]), -1);
}
END_TEST

START_TEST(test_terminal_held_up)
{
	int far = posix_openpt(O_RDWR | O_NOCTTY), terminal;

	ck_assert_int_ne(far, -1);
	ck_assert_int_eq(grantpt(far), 0);
	ck_assert_int_eq(unlockpt(far), 0);
	terminal = open(ptsname(far), O_RDWR | O_NOCTTY);
	ck_assert_int_ne(terminal, -1);
	ck_assert_int_eq(tick_is_writable(terminal), 1);
	/* As Ctrl-S and Ctrl-Q do. */
	ck_assert_int_eq(tcflow(terminal, TCOOFF), 0);
	/* Some systems have a queue in front of a terminal. */
	ck_assert_int_ne(fcntl(terminal, F_SETFL, O_NONBLOCK), -1);
	while (write(terminal, "x", 1) > 0)
		continue;
	ck_assert_int_eq(tick_is_writable(terminal), 0);
	ck_assert_int_eq(tcflush(terminal, TCOFLUSH), 0);
	ck_assert_int_eq(tcflow(terminal, TCOON), 0);
	ck_assert_int_eq(tick_is_writable(terminal), 1);
	ck_assert_int_eq(tick_is_writable(-1), 1);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("sampler");
	TCase *tests = tcase_create("sampler");
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
	tcase_add_test(tests, test_writable);
	tcase_add_test(tests, test_terminal_held_up);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
