#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "collectors/proc_pid.h"

#define STATUS                                                              \
	"Name:\tollama\nUmask:\t0022\nState:\tS (sleeping)\nTgid:\t812\n"   \
	"Ngid:\t0\nPid:\t812\nPPid:\t41\nTracerPid:\t0\nUid:\t0\t0\t0\t0\n" \
	"VmPeak:\t  99999 kB\nVmSize:\t    5200 kB\nVmLck:\t       0 kB\n"  \
	"VmHWM:\t    1800 kB\nVmRSS:\t    1664 kB\nRssAnon:\t     100 kB\n" \
	"Threads:\t1\n"

static struct proc_status status;

static int
read_status(const char *text)
{
	status = (struct proc_status){.state = '!', .ppid = 77};
	return proc_pid_status(span_of(text), &status);
}

START_TEST(test_status)
{
	ck_assert_int_eq(read_status(STATUS), 0);
	ck_assert_int_eq(status.state, 'S');
	ck_assert_uint_eq(status.ppid, 41);
	ck_assert_uint_eq(status.rss_kib, 1664);
	ck_assert_uint_eq(status.vsz_kib, 5200);
}
END_TEST

START_TEST(test_status_without_memory)
{
	ck_assert_int_eq(
	    read_status("Name:\tx\nState:\tZ (zombie)\nPPid:\t9\n"), 0);
	ck_assert_int_eq(status.state, 'Z');
	ck_assert_uint_eq(status.ppid, 9);
	ck_assert_uint_eq(status.rss_kib, 0);
	ck_assert_uint_eq(status.vsz_kib, 0);
}
END_TEST

static const char *const bad[] = {"", "\n", "Name:\tx\n", "State:\tS\n",
    "PPid:\t9\n", "State:\nPPid:\t9\n", "State:\tS\nPPid:\t-1\n",
    "State:\tS\nPPid:\t99999999999999999999\n", "State:\tS\nPPid:\n",
    "State:\tS\nPPid:\t1\nVmRSS:\t12\n", "State:\tS\nPPid:\t1\nVmRSS:\n",
    "State:\tS\nPPid:\t1\nVmSize:\t-2 kB\n",
    "State:\tS\nPPid:\t1\nVmSize:\t2 MB\n",
    /* A name cannot pass for a line: the kernel escapes line ends in it. */
    "Name:\tx\\nState:\tS\nPPid:\t1\n"};

START_TEST(test_bad_status)
{
	ck_assert_int_eq(read_status(bad[_i]), -1);
	ck_assert_int_eq(status.state, '!');
	ck_assert_uint_eq(status.ppid, 77);
}
END_TEST

/* Cut anywhere it is an error, or what stood there, but never wrong. */
START_TEST(test_cut_status)
{
	char *copy;
	size_t n;

	for (n = 0; n < sizeof STATUS; n++) {
		copy = malloc(n + 1);
		memcpy(copy, STATUS, n);
		status = (struct proc_status){0};
		if (proc_pid_status((struct span){copy, n}, &status) == 0) {
			ck_assert_int_eq(status.state, 'S');
			ck_assert(status.ppid == 41 || status.ppid == 4);
			ck_assert(
			    status.rss_kib == 0 || status.rss_kib == 1664);
			ck_assert(
			    status.vsz_kib == 0 || status.vsz_kib == 5200);
		}
		free(copy);
	}
}
END_TEST

START_TEST(test_comm)
{
	ck_assert(span_is(proc_pid_comm(SPAN("ollama\n")), "ollama"));
	ck_assert(span_is(proc_pid_comm(SPAN("a\nb\n\n")), "a\nb\n"));
	ck_assert(span_is(proc_pid_comm(SPAN("\n")), ""));
	ck_assert(span_is(proc_pid_comm(SPAN("")), ""));
	ck_assert(span_is(proc_pid_comm(SPAN("cut")), "cut"));
}
END_TEST

START_TEST(test_stat_comm)
{
	ck_assert(span_is(proc_pid_stat_comm(SPAN("9 (tmux: server) S 1 9\n")),
	    "tmux: server"));
	ck_assert(span_is(
	    proc_pid_stat_comm(SPAN("9 () R 1 (mlx) S 1\n")), ") R 1 (mlx"));
	ck_assert(span_is(proc_pid_stat_comm(SPAN("9 (a\nb) S 1\n")), "a\nb"));
	ck_assert(span_is(proc_pid_stat_comm(SPAN("9 () S 1\n")), ""));
	ck_assert(span_is(proc_pid_stat_comm(SPAN("9 (cut")), ""));
	ck_assert(span_is(proc_pid_stat_comm(SPAN(") S (")), ""));
	ck_assert(span_is(proc_pid_stat_comm(SPAN("")), ""));
}
END_TEST

/* `bytes` is a literal whose own NUL at the end is not part of it. */
#define CMDLINE(bytes) cmdline(bytes, sizeof(bytes) - 1)

static const char *
cmdline(const char *bytes, size_t n)
{
	static char line[100];
	char *copy = malloc(n);
	struct span span;

	memcpy(copy, bytes, n);
	span = proc_pid_cmdline(copy, n);
	ck_assert_uint_lt(span.n, sizeof line);
	memcpy(line, span.p, span.n);
	line[span.n] = '\0';
	free(copy);
	return line;
}

START_TEST(test_cmdline)
{
	ck_assert_str_eq(CMDLINE("ollama\0serve\0"), "ollama serve");
	ck_assert_str_eq(CMDLINE("ollama\0serve"), "ollama serve");
	ck_assert_str_eq(CMDLINE("a\0\0b\0\0\0"), "a  b");
	ck_assert_str_eq(CMDLINE("\0a\0"), " a");
	ck_assert_str_eq(CMDLINE("a\nb\tc\0"), "a b\tc");
	ck_assert_str_eq(CMDLINE("\0\0\0"), "");
	ck_assert_str_eq(CMDLINE("title  "), "title ");
	ck_assert_str_eq(CMDLINE("title\n"), "title");
	ck_assert_str_eq(CMDLINE("title \0"), "title ");
}
END_TEST

START_TEST(test_long_cmdline)
{
	size_t n = PROC_PID_CMDLINE + 5;
	char *bytes = malloc(n);

	memset(bytes, 'x', n);
	ck_assert_uint_eq(proc_pid_cmdline(bytes, n).n, PROC_PID_CMDLINE - 1);
	ck_assert_uint_eq(proc_pid_cmdline(bytes, PROC_PID_CMDLINE - 1).n,
	    PROC_PID_CMDLINE - 1);
	free(bytes);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("proc_pid");
	TCase *tests = tcase_create("proc_pid");
	SRunner *runner = srunner_create(suite);
	int failed;

	suite_add_tcase(suite, tests);
	tcase_add_test(tests, test_status);
	tcase_add_test(tests, test_status_without_memory);
	tcase_add_loop_test(
	    tests, test_bad_status, 0, (int)(sizeof bad / sizeof *bad));
	tcase_add_test(tests, test_cut_status);
	tcase_add_test(tests, test_comm);
	tcase_add_test(tests, test_stat_comm);
	tcase_add_test(tests, test_cmdline);
	tcase_add_test(tests, test_long_cmdline);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
