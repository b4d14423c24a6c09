#include <sys/wait.h>

#include <check.h>
#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "render/outfile.h"

static char folder[64];

static void
set_up(void)
{
	strcpy(folder, "/tmp/check-outfile.XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(folder));
	ck_assert_int_eq(chdir(folder), 0);
}

static void
tear_down(void)
{
	unlink("out");
	ck_assert_int_eq(chdir("/"), 0);
	ck_assert_int_eq(rmdir(folder), 0);
}

/* How many files are in the folder. */
static int
files(void)
{
	DIR *d = opendir(".");
	const struct dirent *e;
	int n = 0;

	ck_assert_ptr_nonnull(d);
	while ((e = readdir(d)) != NULL)
		n += e->d_name[0] != '.';
	closedir(d);
	return n;
}

static void
interrupted(int signo)
{
	outfile_interrupted();
	raise(signo);
}

static void
write_half(int signo)
{
	struct sigaction action;
	struct outfile out;

	memset(&action, 0, sizeof action);
	action.sa_handler = interrupted;
	action.sa_flags = SA_RESETHAND;
	sigaction(signo, &action, NULL);
	if (outfile_open(&out, "out") == 0 &&
	    outfile_put(&out, SPAN("half")) == 0 && files() == 2)
		raise(signo);
	_exit(1);
}

static const int signals[] = {SIGHUP, SIGINT, SIGTERM};

START_TEST(leaves_nothing_when_a_signal_ends_the_program)
{
	FILE *old = fopen("out", "w");
	int status;
	pid_t pid;

	ck_assert_ptr_nonnull(old);
	fclose(old);
	pid = fork();
	if (pid == 0)
		write_half(signals[_i]);
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert(WIFSIGNALED(status));
	ck_assert_int_eq(WTERMSIG(status), signals[_i]);
	ck_assert_int_eq(files(), 1);
}
END_TEST

START_TEST(removes_nothing_that_is_finished)
{
	struct outfile out;
	char text[8] = "";
	FILE *f;

	outfile_interrupted();
	ck_assert_int_eq(outfile_open(&out, "out"), 0);
	ck_assert_int_eq(outfile_put(&out, SPAN("whole")), 0);
	ck_assert_int_eq(outfile_close(&out), 0);
	outfile_interrupted();
	f = fopen("out", "r");
	ck_assert_ptr_nonnull(f);
	ck_assert_ptr_nonnull(fgets(text, sizeof text, f));
	fclose(f);
	ck_assert_str_eq(text, "whole");
	ck_assert_int_eq(files(), 1);
}
END_TEST

START_TEST(knows_no_file_after_it_was_given_up)
{
	struct outfile out;

	ck_assert_int_eq(outfile_open(&out, "out"), 0);
	ck_assert_int_eq(files(), 1);
	outfile_discard(&out);
	ck_assert_int_eq(files(), 0);
	outfile_interrupted();
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("outfile");
	TCase *tc = tcase_create("outfile");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_checked_fixture(tc, set_up, tear_down);
	tcase_add_loop_test(tc, leaves_nothing_when_a_signal_ends_the_program,
	    0, (int)(sizeof signals / sizeof signals[0]));
	tcase_add_test(tc, removes_nothing_that_is_finished);
	tcase_add_test(tc, knows_no_file_after_it_was_given_up);
	suite_add_tcase(suite, tc);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
