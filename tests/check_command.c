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

enum { SOON_MS = 1000, NEVER_MS = 3600 * 1000 };

static struct text out;
static struct command_child last;

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
run(const char *const *argv, const char *const *into, int deadline_ms,
    size_t limit)
{
	const struct command tool = {argv, into, deadline_ms, limit, &last};

	return command_run(&tool, &out);
}

static enum command_end
run_sh(const char *script, int deadline_ms)
{
	const char *const argv[] = {"sh", "-c", script, NULL};

	return run(argv, NULL, deadline_ms, 0);
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
	    run_sh("echo more; kill -KILL $$", NEVER_MS), COMMAND_FAILED);
	assert_out("before some\nmore\n");
}
END_TEST

/* Which of them failed by itself, and what pid it had. */
START_TEST(test_last)
{
	const char *const missing[] = {"no-such-command", NULL};
	const char *const killed[] = {"sh", "-c", "kill -KILL $$", NULL};
	const char *const cat[] = {"cat", NULL};

	text_clear(&out);
	ck_assert_int_eq(run_sh("echo $$; exit 3", NEVER_MS), COMMAND_FAILED);
	ck_assert_int_eq(last.exited, 1);
	text_add(&out, "", 1);
	ck_assert_int_eq(last.pid, (pid_t)atol(out.data));
	ck_assert_int_eq(run(cat, NULL, NEVER_MS, 0), COMMAND_OK);
	ck_assert_int_eq(last.exited, 1);
	ck_assert_int_eq(run(killed, NULL, NEVER_MS, 0), COMMAND_FAILED);
	ck_assert_int_eq(last.exited, 0);
	ck_assert_int_eq(run(cat, killed, NEVER_MS, 0), COMMAND_FAILED);
	ck_assert_int_eq(last.exited, 0);
	ck_assert_int_eq(run(killed, cat, NEVER_MS, 0), COMMAND_OK);
	ck_assert_int_eq(last.exited, 1);
	ck_assert_int_eq(run_sh("exec sleep 1000", 1), COMMAND_LATE);
	ck_assert_int_eq(last.exited, 0);
	ck_assert_int_gt(last.pid, 0);
	ck_assert_int_eq(run(missing, NULL, NEVER_MS, 0), COMMAND_MISSING);
	ck_assert_int_eq(last.exited, 0);
	ck_assert_int_eq(last.pid, 0);
}
END_TEST

START_TEST(test_missing)
{
	const char *const argv[] = {"no-such-command", "x", NULL};
	const char *const sh[] = {"sh", "-c", "echo started", NULL};
	const char *const cat[] = {"cat", NULL};

	ck_assert_int_eq(run(argv, NULL, NEVER_MS, 0), COMMAND_MISSING);
	ck_assert_int_eq(run(argv, cat, NEVER_MS, 0), COMMAND_MISSING);
	ck_assert_int_eq(run(sh, argv, NEVER_MS, 0), COMMAND_MISSING);
	assert_out("before ");
}
END_TEST

START_TEST(test_folder_of_path_that_is_closed)
{
	const char *const argv[] = {"no-such-command", NULL};
	char path[] = "/tmp/check-tool.XXXXXX/x";

	path[sizeof("/tmp/check-tool.XXXXXX") - 1] = '\0';
	ck_assert_ptr_nonnull(mkdtemp(path));
	ck_assert_int_eq(chmod(path, 0), 0);
	setenv("PATH", path, 1);
	ck_assert_int_eq(run(argv, NULL, NEVER_MS, 0), COMMAND_MISSING);
	rmdir(path);
	assert_out("before ");
}
END_TEST

START_TEST(test_not_executable)
{
	const char *const argv[] = {"/etc/passwd", NULL};

	ck_assert_int_ne(run(argv, NULL, NEVER_MS, 0), COMMAND_OK);
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
	pid_t pid;

	ck_assert_int_eq(run_sh("sleep 1000 & echo $!", NEVER_MS), COMMAND_OK);
	text_add(&out, "", 1);
	pid = (pid_t)atol(out.data + strlen("before "));
	ck_assert_int_gt(pid, 0);
	ck_assert_int_eq(kill(pid, SIGKILL), 0);
}
END_TEST

/* At the deadline all that it started ends: then the FIFO has no writer. */
START_TEST(test_deadline_ends_the_group)
{
	char folder[] = "/tmp/check-tool.XXXXXX", fifo[64], script[160];
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

	ck_assert_int_eq(run(argv, NULL, NEVER_MS, 1000), COMMAND_LATE);
	ck_assert_int_eq(run(five, NULL, NEVER_MS, 4), COMMAND_LATE);
	ck_assert_int_eq(run(five, NULL, NEVER_MS, 5), COMMAND_OK);
	assert_out("before 12345");
}
END_TEST

START_TEST(test_much_output)
{
	const char *const argv[] = {"head", "-c", "1000000", "/dev/zero", NULL};

	ck_assert_int_eq(run(argv, NULL, NEVER_MS, 0), COMMAND_OK);
	ck_assert_uint_eq(out.len, strlen("before ") + 1000000);
}
END_TEST

START_TEST(test_two)
{
	const char *const first[] = {"sh", "-c", "echo abc; exit 7", NULL};
	const char *const upper[] = {"tr", "a-z", "A-Z", NULL};
	const char *const fails[] = {"sh", "-c", "cat; exit 1", NULL};

	ck_assert_int_eq(run(first, upper, NEVER_MS, 0), COMMAND_OK);
	ck_assert_int_eq(run(first, fails, NEVER_MS, 0), COMMAND_FAILED);
	assert_out("before ABC\nabc\n");
}
END_TEST

/* The first one ends because nobody reads it any more. */
START_TEST(test_two_second_ends)
{
	const char *const yes[] = {"yes", NULL};
	const char *const head[] = {"head", "-n", "1", NULL};

	ck_assert_int_eq(run(yes, head, NEVER_MS, 0), COMMAND_OK);
	assert_out("before y\n");
}
END_TEST

START_TEST(test_two_deadline)
{
	const char *const hangs[] = {"sleep", "1000", NULL};
	const char *const cat[] = {"cat", NULL};

	ck_assert_int_eq(run(hangs, cat, SOON_MS, 0), COMMAND_LATE);
	assert_out("before ");
}
END_TEST

START_TEST(test_standard_files)
{
	ck_assert_int_eq(
	    run_sh("cat; echo lost >&2; echo kept", NEVER_MS), COMMAND_OK);
	assert_out("before kept\n");
}
END_TEST

START_TEST(test_closed_standard_files)
{
	close(0);
	close(1);
	close(2);
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
	    run_sh("kill -PIPE $$; echo alive", NEVER_MS), COMMAND_FAILED);
	ck_assert_int_eq(
	    run_sh("kill -TERM $$; echo alive", NEVER_MS), COMMAND_FAILED);
	assert_out("before ");
}
END_TEST

START_TEST(test_children_ignored)
{
	signal(SIGCHLD, SIG_IGN);
	ck_assert_int_eq(run_sh("echo kept", NEVER_MS), COMMAND_FAILED);
	ck_assert_int_eq(last.exited, 0);
	assert_out("before kept\n");
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
		run(sh, NULL, NEVER_MS, 0);
		run(missing, NULL, NEVER_MS, 0);
		run(sh, missing, NEVER_MS, 0);
		run(sh, sh, NEVER_MS, 0);
		run(sleeps, sleeps, 1, 0);
	}
	after = dup(0);
	close(after);
	ck_assert_int_eq(after, before);
}
END_TEST

static int
is_found(const char *name)
{
	char path[128];

	return command_find(name, path, sizeof(path)) == 0;
}

START_TEST(test_find)
{
	char folder[] = "/tmp/check-tool.XXXXXX", path[128];

	ck_assert(is_found("sh"));
	ck_assert(is_found("/bin/sh"));
	ck_assert(!is_found("no-such-command"));
	ck_assert(!is_found("/etc/passwd"));
	ck_assert(!is_found("/"));
	ck_assert_ptr_nonnull(mkdtemp(folder));
	snprintf(path, sizeof(path), "%s/dir", folder);
	mkdir(path, 0700);
	setenv("PATH", folder, 1);
	ck_assert(!is_found("sh"));
	ck_assert(!is_found("dir"));
	/* An empty folder is this one. */
	ck_assert_int_eq(chdir(folder), 0);
	ck_assert_int_eq(close(creat("here", 0700)), 0);
	setenv("PATH", "/no-such-folder:", 1);
	ck_assert(!is_found("here"));
	setenv("PATH", ":/bin", 1);
	ck_assert_int_eq(command_find("here", path, sizeof(path)), 0);
	ck_assert_str_eq(path, "./here");
	ck_assert_int_eq(command_find("sh", path, sizeof("/bin/sh")), 0);
	ck_assert_str_eq(path, "/bin/sh");
	ck_assert_int_eq(command_find("sh", path, sizeof("/bin/sh") - 1), -1);
	unlink("here");
	rmdir("dir");
	rmdir(folder);
	unsetenv("PATH");
	ck_assert(is_found("sh"));
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("tool");
	TCase *tcase = tcase_create("tool");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_set_timeout(tcase, 60);
	tcase_add_test(tcase, test_output_is_appended);
	tcase_add_test(tcase, test_failure_keeps_output);
	tcase_add_test(tcase, test_last);
	tcase_add_test(tcase, test_missing);
	tcase_add_test(tcase, test_folder_of_path_that_is_closed);
	tcase_add_test(tcase, test_not_executable);
	tcase_add_test(tcase, test_deadline);
	tcase_add_test(tcase, test_deadline_after_output);
	tcase_add_test(tcase, test_left_behind);
	tcase_add_test(tcase, test_deadline_ends_the_group);
	tcase_add_test(tcase, test_limit);
	tcase_add_test(tcase, test_much_output);
	tcase_add_test(tcase, test_two);
	tcase_add_test(tcase, test_two_second_ends);
	tcase_add_test(tcase, test_two_deadline);
	tcase_add_test(tcase, test_standard_files);
	tcase_add_test(tcase, test_closed_standard_files);
	tcase_add_test(tcase, test_signals);
	tcase_add_test(tcase, test_children_ignored);
	tcase_add_test(tcase, test_descriptors);
	tcase_add_test(tcase, test_find);
	suite_add_tcase(suite, tcase);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
