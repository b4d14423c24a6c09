#include <check.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "collectors/record.h"

/* What is said on a terminal that is held up, as by Ctrl-S. */
static int master, terminal;
static int samples;
static int at_third; /* what the third sample brings: a signal, or 0 */
static int loses;    /* each sample is lost */

static void
setup(void)
{
	struct termios raw;

	master = posix_openpt(O_RDWR | O_NOCTTY);
	ck_assert_int_ne(master, -1);
	ck_assert_int_eq(grantpt(master), 0);
	ck_assert_int_eq(unlockpt(master), 0);
	terminal = open(ptsname(master), O_RDWR | O_NOCTTY);
	ck_assert_int_ne(terminal, -1);
	/* Lines come out as they went in. */
	ck_assert_int_eq(tcgetattr(terminal, &raw), 0);
	raw.c_oflag &= (tcflag_t)~OPOST;
	ck_assert_int_eq(tcsetattr(terminal, TCSANOW, &raw), 0);
}

static void
hold_terminal(int hold)
{
	ck_assert_int_eq(tcflow(terminal, hold ? TCOOFF : TCOON), 0);
}

static void
say(void *arg, struct span bytes)
{
	(void)arg;
	ck_assert_int_eq(write(terminal, bytes.p, bytes.n), (ssize_t)bytes.n);
}

static int
sample(void *arg, struct record *recorder, struct record_sample *out,
    const char **reason)
{
	(void)arg;
	samples++;
	record_say(recorder, "sample %d", samples);
	if (samples == 3 && at_third != 0)
		ck_assert_int_eq(raise(at_third), 0);
	else if (samples == 3)
		hold_terminal(0);
	text_add_string(out->out, "x\n");
	*reason = "because";
	return loses ? -1 : 0;
}

static int
is_log(struct span first_line)
{
	(void)first_line;
	return 1;
}

static int
record(uint64_t n, int quiet)
{
	const struct record_job job = {.program = "test",
	    .format = {.prefix = "x", .suffix = ".x", .is_log = is_log},
	    .counted = "things",
	    .sample = sample,
	    .say = say,
	    .terminal = terminal};
	/* A single one is never late. */
	const struct options options = {
	    .interval_ns = n == 1 ? INT64_C(3600000000000) : 1000000,
	    .samples = n,
	    .quiet = quiet,
	    .output = "/dev/null"};

	return record_run(&job, &options);
}

/* What has come out of the terminal, up to and with this. */
static const char *
comes_out(const char *last)
{
	static char all[64 * 1024];
	static size_t len;
	ssize_t n;

	while (strstr(all, last) == NULL) {
		n = read(master, all + len, sizeof(all) - 1 - len);
		ck_assert_int_gt(n, 0);
		len += (size_t)n;
		all[len] = '\0';
	}
	return all;
}

START_TEST(test_free)
{
	ck_assert_int_eq(record(1, 1), EXIT_RECORDED);
	ck_assert_str_eq(comes_out("1\n"), "test: sample 1\n");
}
END_TEST

/* It took three samples with the terminal held up, or this would not end. */
START_TEST(test_held)
{
	hold_terminal(1);
	ck_assert_int_eq(record(4, 1), EXIT_RECORDED);
	ck_assert_str_eq(comes_out("4\n"),
	    "test: sample 1\ntest: sample 2\ntest: sample 3\n"
	    "test: sample 4\n");
}
END_TEST

/* A terminal that stays so does not keep the program from ending. */
START_TEST(test_stopped)
{
	hold_terminal(1);
	at_third = SIGTERM;
	ck_assert_int_eq(record(0, 0), EXIT_RECORDED);
	ck_assert_int_eq(samples, 3);
	hold_terminal(0);
}
END_TEST

START_TEST(test_summary)
{
	const char *all;

	loses = _i;
	ck_assert_int_eq(record(1, 0), _i ? EXIT_LOST : EXIT_RECORDED);
	all = comes_out(" lost\n");
	ck_assert_ptr_nonnull(strstr(all,
	    _i ? "test: 0 samples, 0 bytes to /dev/null; 0 late, 1 lost\n"
	       : "test: 1 sample, 2 bytes to /dev/null; 0 late, 0 lost\n"));
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("recorder");
	TCase *tests = tcase_create("recorder");
	SRunner *runner = srunner_create(suite);
	int failed;

	suite_add_tcase(suite, tests);
	tcase_set_timeout(tests, 60);
	tcase_add_checked_fixture(tests, setup, NULL);
	tcase_add_test(tests, test_free);
	tcase_add_test(tests, test_held);
	tcase_add_test(tests, test_stopped);
	tcase_add_loop_test(tests, test_summary, 0, 2);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
