#include <sys/stat.h>
#include <sys/wait.h>

#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "collectors/command.h"
#include "collectors/tick.h"

enum { SOON_MS = 1000, NEVER_MS = 3600 * 1000 };

static struct text out;
static pid_t pid;

static void
setup(void)
{
	text_add_string(&out, "before ");
}

static void
teardown(void)
{
	/* Whatever happened, no child is left. */
	ck_assert_int_eq(waitpid(-1, NULL, WNOHANG), -1);
	ck_assert_int_eq(errno, ECHILD);
	text_free(&out);
}

static enum command_end
run(const char *const *argv, int deadline_ms, size_t limit)
{
	const struct command command = {argv, deadline_ms, limit};

	return command_run(&command, &out, &pid);
}

static enum command_end
run_sh(const char *script, int deadline_ms)
{
	const char *const argv[] = {"sh", "-c", script, NULL};

	return run(argv, deadline_ms, 0);
}

static void
assert_out(const char *wanted)
{
	text_add(&out, "", 1);
	ck_assert_str_eq(out.data, wanted);
}

START_TEST(test_output_is_appended)
{
	ck_assert_int_eq(run_sh("echo one; echo two", NEVER_MS), COMMAND_OK);
	assert_out("before one\ntwo\n");
}
END_TEST

START_TEST(test_failure_keeps_output)
{
	ck_assert_int_eq(run_sh("echo some; exit 3", NEVER_MS), COMMAND_FAILED);
	ck_assert_int_eq(
	    run_sh("echo more; kill -KILL $$", NEVER_MS), COMMAND_KILLED);
	assert_out("before some\nmore\n");
}
END_TEST

START_TEST(test_pid)
{
	text_clear(&out);
	ck_assert_int_eq(run_sh("echo $$; exit 3", NEVER_MS), COMMAND_FAILED);
	text_add(&out, "", 1);
	ck_assert_int_eq(pid, (pid_t)atol(out.data));
}
END_TEST

START_TEST(test_missing)
{
	const char *const argv[] = {"no-such-command", "x", NULL};

	ck_assert_int_eq(run(argv, NEVER_MS, 0), COMMAND_MISSING);
	assert_out("before ");
}
END_TEST

START_TEST(test_folder_of_path_that_is_closed)
{
	const char *const argv[] = {"no-such-command", NULL};
	char path[] = "/tmp/check-command.XXXXXX/x";

	path[sizeof("/tmp/check-command.XXXXXX") - 1] = '\0';
	ck_assert_ptr_nonnull(mkdtemp(path));
	ck_assert_int_eq(chmod(path, 0), 0);
	setenv("PATH", path, 1);
	ck_assert_int_eq(run(argv, NEVER_MS, 0), COMMAND_MISSING);
	rmdir(path);
	assert_out("before ");
}
END_TEST

START_TEST(test_not_executable)
{
	const char *const argv[] = {"/etc/passwd", NULL};

	ck_assert_int_ne(run(argv, NEVER_MS, 0), COMMAND_OK);
	assert_out("before ");
}
END_TEST

START_TEST(test_deadline)
{
	ck_assert_int_eq(
	    run_sh("echo lost; exec sleep 1000", SOON_MS), COMMAND_LATE);
	assert_out("before ");
}
END_TEST

/* The end of its output is not the end of a command. */
START_TEST(test_deadline_after_output)
{
	ck_assert_int_eq(
	    run_sh("echo lost; exec sleep 1000 >&-", SOON_MS), COMMAND_LATE);
	assert_out("before ");
}
END_TEST

/* What it left running holds the pipe, and is neither waited for nor ended. */
START_TEST(test_left_behind)
{
	pid_t left;

	ck_assert_int_eq(run_sh("sleep 1000 & echo $!", NEVER_MS), COMMAND_OK);
	text_add(&out, "", 1);
	left = (pid_t)atol(out.data + strlen("before "));
	ck_assert_int_gt(left, 0);
	ck_assert_int_eq(killpg(getpgid(left), SIGKILL), 0);
}
END_TEST

/* At the deadline all that it started ends: then the FIFO has no writer. */
START_TEST(test_deadline_ends_the_group)
{
	char folder[] = "/tmp/check-command.XXXXXX", fifo[64], script[160];
	char bytes[8];
	int fd;

	ck_assert_ptr_nonnull(mkdtemp(folder));
	snprintf(fifo, sizeof(fifo), "%s/fifo", folder);
	snprintf(script, sizeof(script),
	    "exec 3>%s; echo x >&3; sleep 1000 & sleep 1000", fifo);
	ck_assert_int_eq(mkfifo(fifo, 0600), 0);
	fd = open(fifo, O_RDONLY | O_NONBLOCK);
	ck_assert_int_ne(fd, -1);
	ck_assert_int_eq(run_sh(script, SOON_MS), COMMAND_LATE);
	ck_assert_int_eq(fcntl(fd, F_SETFL, 0), 0);
	ck_assert_int_eq(read(fd, bytes, 2), 2);
	ck_assert_int_eq(read(fd, bytes, sizeof(bytes)), 0);
	close(fd);
	unlink(fifo);
	rmdir(folder);
}
END_TEST

START_TEST(test_limit)
{
	const char *const argv[] = {"yes", NULL};
	const char *const five[] = {"printf", "12345", NULL};

	ck_assert_int_eq(run(argv, NEVER_MS, 1000), COMMAND_LATE);
	ck_assert_int_eq(run(five, NEVER_MS, 4), COMMAND_LATE);
	ck_assert_int_eq(run(five, NEVER_MS, 5), COMMAND_OK);
	assert_out("before 12345");
}
END_TEST

START_TEST(test_much_output)
{
	const char *const argv[] = {"head", "-c", "1000000", "/dev/zero", NULL};

	ck_assert_int_eq(run(argv, NEVER_MS, 0), COMMAND_OK);
	ck_assert_uint_eq(out.len, strlen("before ") + 1000000);
}
END_TEST

START_TEST(test_standard_files)
{
	ck_assert_int_eq(
	    run_sh("cat; echo lost >&2; echo kept", NEVER_MS), COMMAND_OK);
	assert_out("before kept\n");
}
END_TEST

/* What the tracer ignores or blocks is not handed on. */
START_TEST(test_signals)
{
	sigset_t set;

	signal(SIGPIPE, SIG_IGN);
	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	ck_assert_int_eq(sigprocmask(SIG_BLOCK, &set, NULL), 0);
	ck_assert_int_eq(
	    run_sh("kill -PIPE $$; echo alive", NEVER_MS), COMMAND_KILLED);
	ck_assert_int_eq(
	    run_sh("kill -TERM $$; echo alive", NEVER_MS), COMMAND_KILLED);
	assert_out("before ");
}
END_TEST

/* A request to stop does not wait for the deadline. */
START_TEST(test_stop)
{
	struct tick tick;
	int64_t begin;

	tick_start(&tick, 1000000000, 0);
	ck_assert_int_eq(raise(SIGTERM), 0);
	begin = tick_now_ns();
	ck_assert_int_eq(
	    run_sh("echo lost; exec sleep 1000", NEVER_MS), COMMAND_STOPPED);
	ck_assert_int_lt(tick_now_ns() - begin, INT64_C(1000000000));
	/* A command that is quick still ends by itself. */
	ck_assert_int_eq(run_sh("echo kept", NEVER_MS), COMMAND_OK);
	assert_out("before kept\n");
}
END_TEST

/*
 * Stands in for libc's: SIGKILL reaches a process that cannot die now. Every
 * process that is killed here leads a group, or a group is meant.
 */
static int immortal;

int
kill(pid_t to, int signal)
{
	if (immortal && signal == SIGKILL)
		return 0;
	return killpg(to < 0 ? -to : to, signal);
}

START_TEST(test_child_that_cannot_be_killed)
{
	immortal = 1;
	ck_assert_int_eq(run_sh("exec sleep 1000", 1), COMMAND_LATE);
	immortal = 0;
	ck_assert_int_eq(waitpid(pid, NULL, WNOHANG), 0);
	ck_assert_int_eq(kill(pid, SIGKILL), 0);
	/* It is reaped by a later run: see teardown(). */
	while (waitpid(-1, NULL, WNOHANG) == 0)
		ck_assert_int_eq(run_sh("", NEVER_MS), COMMAND_OK);
}
END_TEST

/* A descriptor that is free before is free after, however it ended. */
START_TEST(test_descriptors)
{
	const char *const missing[] = {"no-such-command", NULL};
	const char *const sh[] = {"sh", "-c", "exit 1", NULL};
	const char *const sleeps[] = {"sleep", "1000", NULL};
	int before = dup(0), after;

	close(before);
	for (int i = 0; i < 20; i++) {
		run(sh, NEVER_MS, 0);
		run(missing, NEVER_MS, 0);
		run(sleeps, 1, 0);
	}
	after = dup(0);
	close(after);
	ck_assert_int_eq(after, before);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("command");
	TCase *tcase = tcase_create("command");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_set_timeout(tcase, 60);
	tcase_add_test(tcase, test_output_is_appended);
	tcase_add_test(tcase, test_failure_keeps_output);
	tcase_add_test(tcase, test_pid);
	tcase_add_test(tcase, test_missing);
	tcase_add_test(tcase, test_folder_of_path_that_is_closed);
	tcase_add_test(tcase, test_not_executable);
	tcase_add_test(tcase, test_deadline);
	tcase_add_test(tcase, test_deadline_after_output);
	tcase_add_test(tcase, test_left_behind);
	tcase_add_test(tcase, test_deadline_ends_the_group);
	tcase_add_test(tcase, test_limit);
	tcase_add_test(tcase, test_much_output);
	tcase_add_test(tcase, test_standard_files);
	tcase_add_test(tcase, test_signals);
	tcase_add_test(tcase, test_stop);
	tcase_add_test(tcase, test_child_that_cannot_be_killed);
	tcase_add_test(tcase, test_descriptors);
	suite_add_tcase(suite, tcase);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
