#include <check.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "collectors/record.h"

/* Standard error is a pipe, or a terminal, whose other end is this. */
static int far;
static int samples;
static int loses; /* each sample is lost */

static void
setup(void)
{
	int fd[2];

	record_begin("test");
	ck_assert_int_eq(pipe(fd), 0);
	far = fd[0];
	ck_assert_int_ne(dup2(fd[1], STDERR_FILENO), -1);
	close(fd[1]);
}

static int
terminal(void)
{
	int fd;

	far = posix_openpt(O_RDWR | O_NOCTTY);
	ck_assert_int_ne(far, -1);
	ck_assert_int_eq(grantpt(far), 0);
	ck_assert_int_eq(unlockpt(far), 0);
	fd = open(ptsname(far), O_RDWR | O_NOCTTY);
	ck_assert_int_ne(fd, -1);
	ck_assert_int_ne(dup2(fd, STDERR_FILENO), -1);
	return fd;
}

/* All that was printed. */
static const char *
printed(void)
{
	static char all[64 * 1024];
	struct pollfd pollfd = {.fd = far, .events = POLLIN};
	size_t len = 0;
	ssize_t n;

	while (poll(&pollfd, 1, 0) == 1 && (pollfd.revents & POLLIN)) {
		n = read(far, all + len, sizeof all - 1 - len);
		ck_assert_int_gt(n, 0);
		len += (size_t)n;
	}
	all[len] = '\0';
	return all;
}

static int
sample(void *arg, struct record_sample *out, const char **reason)
{
	(void)arg;
	samples++;
	text_add_string(out->out, "x\n");
	out->count = 7;
	*reason = "because";
	return loses ? -1 : 0;
}

static int
stop_sample(void *arg, struct record_sample *out, const char **reason)
{
	ck_assert_int_eq(raise(SIGTERM), 0);
	(void)sample(arg, out, reason);
	return -1;
}

static int
is_log(struct span first_line)
{
	(void)first_line;
	return 1;
}

static struct record_job job = {
    .format = {.name = "x-%Y%m%d-%H%M%S.x", .is_log = is_log},
    .counted = "things",
    .sample = sample};

static int
record(uint64_t n, int quiet)
{
	/* A single one is never late. */
	const struct options options = {
	    .interval_ns = n == 1 ? INT64_C(3600000000000) : 1000000,
	    .samples = n,
	    .quiet = quiet,
	    .output = "/dev/null"};

	return record_run(&job, &options);
}

/* By the local time, of now or a little earlier. */
START_TEST(test_default_name)
{
	const struct options options = {.interval_ns = 1, .samples = 1};
	char folder[] = "/tmp/memtrace-record.XXXXXX", name[40];
	time_t now;

	ck_assert_ptr_nonnull(mkdtemp(folder));
	ck_assert_int_eq(chdir(folder), 0);
	setenv("TZ", "XXX-02:30", 1);
	ck_assert_int_eq(record_run(&job, &options), EXIT_RECORDED);
	now = time(NULL) + 2 * 3600 + 30 * 60;
	do
		strftime(name, sizeof name, job.format.name, gmtime(&now));
	while (access(name, F_OK) == -1 && --now % 60 != 0);
	ck_assert_int_eq(unlink(name), 0);
	rmdir(folder);
}
END_TEST

START_TEST(test_messages)
{
	loses = _i;
	ck_assert_int_eq(record(1, 0), _i ? EXIT_LOST : EXIT_RECORDED);
	ck_assert_str_eq(printed(),
	    _i ? "test: recording to /dev/null every 3600 s; stop with Ctrl-C\n"
		 "test: /dev/null: because; sample lost (further losses are "
		 "only counted)\n"
		 "test: 0 samples, 0 bytes to /dev/null; 0 late, 1 lost\n"
	       : "test: recording to /dev/null every 3600 s; stop with Ctrl-C\n"
		 "test: 1 sample, 2 bytes to /dev/null; 0 late, 0 lost\n");
}
END_TEST

START_TEST(test_quiet)
{
	ck_assert_int_eq(record(3, 1), EXIT_RECORDED);
	ck_assert_int_eq(samples, 3);
	ck_assert_str_eq(printed(), "");
	loses = 1;
	ck_assert_int_eq(record(2, 1), EXIT_LOST);
	ck_assert_ptr_nonnull(strstr(printed(), "2 lost\n"));
}
END_TEST

/* A sample that is given up for a stop is neither written nor lost. */
START_TEST(test_given_up)
{
	job.sample = stop_sample;
	ck_assert_int_eq(record(5, 0), EXIT_RECORDED);
	ck_assert_int_eq(samples, 1);
	ck_assert_ptr_nonnull(strstr(printed(), "0 samples, 0 bytes"));
}
END_TEST

START_TEST(test_control_bytes)
{
	record_say("a%sb", "\033[31m\n\177 gr\xc3\xbcn");
	ck_assert_str_eq(printed(), "test: a?[31m?? gr\xc3\xbcnb\n");
}
END_TEST

/* With -q another program's status line may be there. */
START_TEST(test_erases_a_line)
{
	terminal();
	record_say("message");
	ck_assert_ptr_nonnull(strstr(printed(), "\r\033[Ktest: message"));
}
END_TEST

START_TEST(test_status_line)
{
	const char *all;

	terminal();
	ck_assert_int_eq(record(1, 0), EXIT_RECORDED);
	all = printed();
	ck_assert_ptr_nonnull(
	    strstr(all, "\r\033[K1 sample, 7 things, 2 bytes, 0 late"));
	/* It is erased before the summary. */
	ck_assert_ptr_nonnull(strstr(all, "late\r\033[Ktest: 1 sample, 2 "));
}
END_TEST

/* Messages of a program whose standard error is closed go nowhere. */
START_TEST(test_closed_descriptors)
{
	int fd;

	close(STDIN_FILENO);
	close(STDOUT_FILENO);
	close(STDERR_FILENO);
	record_begin("test");
	fd = open("/dev/null", O_RDONLY);
	ck_assert_int_gt(fd, STDERR_FILENO);
	close(fd);
	ck_assert_int_eq(record(1, 0), EXIT_RECORDED);
}
END_TEST

START_TEST(test_environment)
{
	setenv("COLUMNS", "80", 1);
	record_begin("test");
	ck_assert_ptr_null(getenv("COLUMNS"));
}
END_TEST

START_TEST(test_wrong_option)
{
	static const struct options_program program = {.name = "test",
	    .usage = "usage: test\n",
	    .word = "match",
	    .letter = 'm',
	    .interval_s = 1};
	char name[] = "test", word[] = "-x";
	char *argv[] = {name, word, NULL};
	struct options options;

	ck_assert_int_eq(record_options(2, argv, &program, &options), 2);
	ck_assert_str_eq(printed(), "test: '-x': unknown option; try "
				    "'test --help'\n");
	ck_assert_int_eq(record_options(1, argv, &program, &options), -1);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("record");
	TCase *tests = tcase_create("record");
	SRunner *runner = srunner_create(suite);
	int failed;

	suite_add_tcase(suite, tests);
	tcase_set_timeout(tests, 60);
	tcase_add_checked_fixture(tests, setup, NULL);
	tcase_add_test(tests, test_default_name);
	tcase_add_loop_test(tests, test_messages, 0, 2);
	tcase_add_test(tests, test_quiet);
	tcase_add_test(tests, test_given_up);
	tcase_add_test(tests, test_control_bytes);
	tcase_add_test(tests, test_erases_a_line);
	tcase_add_test(tests, test_status_line);
	tcase_add_test(tests, test_closed_descriptors);
	tcase_add_test(tests, test_environment);
	tcase_add_test(tests, test_wrong_option);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
