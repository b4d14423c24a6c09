#include <sys/resource.h>
#include <sys/stat.h>

#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "collectors/log.h"
#include "collectors/tick.h"

static int is_log(struct span first_line);

static const struct log_format format = {
    .header = {"a\tb\n", 4}, .is_log = is_log};
static const struct log_format headless = {.header = {"", 0}, .is_log = is_log};

static char folder[] = "/tmp/memtrace-log.XXXXXX";
static char path[sizeof folder + 16];
static struct log file_log;
static char reason[200];

static int
is_log(struct span first_line)
{
	return span_is(first_line, "a\tb") || span_is(first_line, "-e a\tb");
}

static void
setup(void)
{
	ck_assert_ptr_nonnull(mkdtemp(folder));
	snprintf(path, sizeof path, "%s/log", folder);
}

static void
teardown(void)
{
	unlink(path);
	rmdir(folder);
}

static void
put(const char *text)
{
	FILE *file = fopen(path, "w");

	ck_assert_ptr_nonnull(file);
	fputs(text, file);
	fclose(file);
}

static void
assert_file(const char *wanted)
{
	static char text[64 * 1024];
	FILE *file = fopen(path, "r");
	size_t n;

	ck_assert_ptr_nonnull(file);
	n = fread(text, 1, sizeof text - 1, file);
	text[n] = '\0';
	fclose(file);
	ck_assert_str_eq(text, wanted);
}

static void
begin(const struct log_format *f)
{
	ck_assert_msg(
	    log_open(&file_log, path, f, 0, reason, sizeof reason) == 0, "%s",
	    reason);
}

/* As the recorder does it: the sample begins with what the log needs first. */
static int
add(const char *sample)
{
	char all[100];

	snprintf(all, sizeof all, "%.*s%s", (int)file_log.first.n,
	    file_log.first.p, sample);
	return log_write(&file_log, span_of(all));
}

static void
end(void)
{
	ck_assert_int_eq(log_close(&file_log), 0);
}

START_TEST(test_new)
{
	begin(&format);
	/* The header comes with the first sample. */
	assert_file("");
	ck_assert_int_eq(add("1\t2\n"), 0);
	ck_assert_int_eq(add(""), 0);
	ck_assert_int_eq(add("3\t4\n"), 0);
	ck_assert_uint_eq(file_log.bytes, 12);
	end();
	assert_file("a\tb\n1\t2\n3\t4\n");
}
END_TEST

static const struct {
	const char *before, *after; /* after "n\n" was appended */
} existing[] = {
    {"", "a\tb\nn\n"},
    {"a\tb\n", "a\tb\nn\n"},
    {"a\tb\n1\t2\n", "a\tb\n1\t2\nn\n"},
    {"a\tb\n1\t2", "a\tb\n1\t2\nn\n"},
    {"a\tb\r\n1\t2\r\n", "a\tb\r\n1\t2\r\nn\n"},
    {"-e a\tb\n1\t2\n", "-e a\tb\n1\t2\nn\n"},
    {"a\tb", "a\tb\nn\n"},
    {"-e a\tb", "-e a\tb\nn\n"},
};

START_TEST(test_existing)
{
	put(existing[_i].before);
	begin(&format);
	ck_assert_int_eq(add("n\n"), 0);
	end();
	assert_file(existing[_i].after);
}
END_TEST

static const char *const foreign[] = {
    "something else\n", "a", "b", "\n", "a\tc\n", "a\tbc\n1\n"};

START_TEST(test_foreign)
{
	put(foreign[_i]);
	ck_assert_int_eq(
	    log_open(&file_log, path, &format, 0, reason, sizeof reason), -1);
	ck_assert_ptr_nonnull(strstr(reason, "not a log of this kind"));
	assert_file(foreign[_i]);
}
END_TEST

static int
is_wide(struct span first_line)
{
	return span_is(first_line, "a\tb\tc");
}

static int
is_either(struct span first_line)
{
	return is_log(first_line) || is_wide(first_line);
}

START_TEST(test_wide)
{
	const struct log_format wide = {.header = {"a\tb\tc\n", 6},
	    .is_log = is_either,
	    .wide = 1,
	    .is_wide = is_wide};
	const struct log_format narrow = {
	    .header = {"a\tb\n", 4}, .is_log = is_either, .is_wide = is_wide};

	begin(&wide);
	ck_assert_int_eq(add("1\n"), 0);
	end();
	begin(&wide);
	ck_assert_int_eq(add("2\n"), 0);
	end();
	assert_file("a\tb\tc\n1\n2\n");
	ck_assert_int_eq(
	    log_open(&file_log, path, &narrow, 0, reason, sizeof reason), -1);
	ck_assert_str_eq(
	    reason, "was begun with -w; record with -w, or to another log");
	assert_file("a\tb\tc\n1\n2\n");
	put("a\tb\n");
	ck_assert_int_eq(
	    log_open(&file_log, path, &wide, 0, reason, sizeof reason), -1);
	ck_assert_str_eq(reason,
	    "was begun without -w; record without -w, or to another log");
	assert_file("a\tb\n");
	begin(&narrow);
	end();
	/* Neither of them. */
	put("a\tc\n");
	ck_assert_int_eq(
	    log_open(&file_log, path, &wide, 0, reason, sizeof reason), -1);
	ck_assert_ptr_nonnull(strstr(reason, "not a log of this kind"));
}
END_TEST

START_TEST(test_without_header)
{
	begin(&headless);
	assert_file("");
	ck_assert_int_eq(add("a\tb\n"), 0);
	end();
	put("a\tb\ntorn");
	begin(&headless);
	ck_assert_int_eq(add("n\n"), 0);
	end();
	assert_file("a\tb\ntorn\nn\n");
}
END_TEST

START_TEST(test_cannot_open)
{
	ck_assert_int_eq(
	    log_open(&file_log, folder, &format, 0, reason, sizeof reason), -1);
	ck_assert_str_eq(reason, strerror(EISDIR));
	ck_assert_int_eq(log_open(&file_log, "/nonexistent/x", &format, 0,
			     reason, sizeof reason),
	    -1);
	ck_assert_str_eq(reason, strerror(ENOENT));
}
END_TEST

/*
 * A limit of a file's size stands in for a full disk: writes are partial, too.
 * It holds for the file of check itself, so nothing is asserted under it.
 */
static void
limit_size(rlim_t n)
{
	struct rlimit limit = {.rlim_cur = n, .rlim_max = RLIM_INFINITY};

	signal(SIGXFSZ, SIG_IGN);
	setrlimit(RLIMIT_FSIZE, &limit);
}

static int
add_limited(const char *sample, rlim_t n, int *error)
{
	int result;

	limit_size(n);
	result = add(sample);
	*error = errno;
	limit_size(RLIM_INFINITY);
	return result;
}

START_TEST(test_full)
{
	int error;

	begin(&format);
	ck_assert_int_eq(add("1\n"), 0);
	ck_assert_int_eq(add_limited("1234567890\n", 10, &error), -1);
	ck_assert_int_eq(error, EFBIG);
	assert_file("a\tb\n1\n");
	/* What fits is still taken, and nothing is torn. */
	ck_assert_int_eq(add_limited("2\n", 10, &error), 0);
	ck_assert_int_eq(add_limited("1234567890\n", 10, &error), -1);
	ck_assert_int_eq(add("3\n"), 0);
	ck_assert_uint_eq(file_log.bytes, 10);
	end();
	assert_file("a\tb\n1\n2\n3\n");
}
END_TEST

/* The header does not fit: it stays with the first sample that is written. */
START_TEST(test_full_from_the_start)
{
	int error;

	begin(&format);
	ck_assert_int_eq(add_limited("1\n", 2, &error), -1);
	ck_assert_int_eq(add_limited("", 2, &error), -1);
	assert_file("");
	ck_assert_int_eq(add("2\n"), 0);
	ck_assert_int_eq(add("3\n"), 0);
	end();
	assert_file("a\tb\n2\n3\n");
}
END_TEST

/* Standard output may be a file that is not opened for appending. */
START_TEST(test_full_standard_output)
{
	int fd = open(path, O_WRONLY | O_CREAT, 0600);
	int error;

	ck_assert_int_ne(dup2(fd, STDOUT_FILENO), -1);
	ck_assert_int_eq(
	    log_open(&file_log, "-", &format, 0, reason, sizeof reason), 0);
	ck_assert_int_eq(add_limited("123456\n", 8, &error), -1);
	ck_assert_int_eq(add("2\n"), 0);
	ck_assert_int_eq(add("3\n"), 0);
	end();
	assert_file("a\tb\n2\n3\n");
}
END_TEST

/* Stands in for libc's: a file that can only be appended to (chattr +a). */
static int append_only;

int
ftruncate(int fd, off_t size)
{
	(void)fd;
	if (!append_only)
		return truncate(path, size);
	errno = EPERM;
	return -1;
}

/* What is torn and cannot be taken back gets a line end. */
START_TEST(test_torn)
{
	int error;

	append_only = 1;
	begin(&format);
	ck_assert_int_eq(add("3\n"), 0);
	ck_assert_int_eq(add_limited("456\n", 8, &error), -1);
	assert_file("a\tb\n3\n45");
	ck_assert_int_eq(add("7\n"), 0);
	end();
	assert_file("a\tb\n3\n45\n7\n");
}
END_TEST

START_TEST(test_device)
{
	if (access("/dev/full", W_OK) != 0)
		return;
	ck_assert_int_eq(
	    log_open(&file_log, "/dev/full", &format, 0, reason, sizeof reason),
	    0);
	ck_assert_int_eq(add("1\n"), -1);
	ck_assert_int_eq(errno, ENOSPC);
	end();
}
END_TEST

START_TEST(test_pipe)
{
	char text[100];
	int fd[2];
	ssize_t n;

	ck_assert_int_eq(pipe(fd), 0);
	ck_assert_int_ne(dup2(fd[1], STDOUT_FILENO), -1);
	ck_assert_int_eq(
	    log_open(&file_log, "-", &format, 0, reason, sizeof reason), 0);
	ck_assert_int_eq(add("1\n"), 0);
	n = read(fd[0], text, sizeof text);
	ck_assert_int_eq(n, 6);
	ck_assert_int_eq(memcmp(text, "a\tb\n1\n", 6), 0);
	close(fd[0]);
	ck_assert_int_eq(add("3\n"), -1);
	ck_assert_int_eq(errno, EPIPE);
	log_close(&file_log);
}
END_TEST

/* Once asked to stop, it gives a reader a second. */
START_TEST(test_pipe_that_nobody_reads)
{
	static char full[4096];
	struct tick tick;
	int fd[2];

	ck_assert_int_eq(pipe(fd), 0);
	ck_assert_int_ne(dup2(fd[1], STDOUT_FILENO), -1);
	ck_assert_int_ne(fcntl(fd[1], F_SETFL, O_NONBLOCK), -1);
	while (write(fd[1], full, sizeof full) > 0)
		continue;
	tick_start(&tick, 1000000, 0);
	ck_assert_int_eq(raise(SIGTERM), 0);
	ck_assert_int_eq(
	    log_open(&file_log, "-", &format, 0, reason, sizeof reason), 0);
	ck_assert_int_eq(add("1\n"), -1);
	ck_assert_int_eq(errno, ETIMEDOUT);
	end();
}
END_TEST

static int
follow(void)
{
	return log_follow(&file_log, reason, sizeof reason);
}

START_TEST(test_moved)
{
	char other[sizeof path + 8];

	begin(&format);
	ck_assert_int_eq(add("1\n"), 0);
	ck_assert_int_eq(follow(), 0);
	snprintf(other, sizeof other, "%s.old", path);
	ck_assert_int_eq(rename(path, other), 0);
	ck_assert_int_eq(follow(), 1);
	ck_assert_int_eq(add("2\n"), 0);
	assert_file("a\tb\n2\n");
	ck_assert_int_eq(unlink(path), 0);
	ck_assert_int_eq(follow(), 1);
	ck_assert_int_eq(add("3\n"), 0);
	assert_file("a\tb\n3\n");
	ck_assert_uint_eq(file_log.bytes, 18);
	/* Another file of that name: the old one goes on. */
	ck_assert_int_eq(unlink(path), 0);
	put("something else\n");
	ck_assert_int_eq(follow(), -1);
	ck_assert_int_eq(add("4\n"), 0);
	assert_file("something else\n");
	end();
	unlink(other);
}
END_TEST

START_TEST(test_sync)
{
	ck_assert_int_eq(
	    log_open(&file_log, path, &format, 1, reason, sizeof reason), 0);
	ck_assert_int_eq(add("1\n"), 0);
	end();
	assert_file("a\tb\n1\n");
}
END_TEST

START_TEST(test_umask)
{
	struct stat st;

	umask(0027);
	begin(&format);
	end();
	ck_assert_int_eq(stat(path, &st), 0);
	ck_assert_int_eq(st.st_mode & 0777, 0640);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("log");
	TCase *tests = tcase_create("log");
	SRunner *runner = srunner_create(suite);
	int failed;

	suite_add_tcase(suite, tests);
	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_test(tests, test_new);
	tcase_add_loop_test(
	    tests, test_existing, 0, (int)(sizeof existing / sizeof *existing));
	tcase_add_loop_test(
	    tests, test_foreign, 0, (int)(sizeof foreign / sizeof *foreign));
	tcase_add_test(tests, test_wide);
	tcase_add_test(tests, test_without_header);
	tcase_add_test(tests, test_cannot_open);
	tcase_add_test(tests, test_full);
	tcase_add_test(tests, test_full_from_the_start);
	tcase_add_test(tests, test_full_standard_output);
	tcase_add_test(tests, test_torn);
	tcase_add_test(tests, test_device);
	tcase_add_test(tests, test_pipe);
	tcase_add_test(tests, test_pipe_that_nobody_reads);
	tcase_add_test(tests, test_moved);
	tcase_add_test(tests, test_sync);
	tcase_add_test(tests, test_umask);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
