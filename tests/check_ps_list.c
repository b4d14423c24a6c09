#include <sys/stat.h>

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "collectors/ps_list.h"

/* A stand-in for Linux's /proc, in which nothing ever forks. */
static char folder[] = "/tmp/memtrace-list.XXXXXX";

static void
put(const char *name, const char *text)
{
	char path[sizeof folder + 64];
	FILE *file;

	snprintf(path, sizeof path, "%s/%s", folder, name);
	file = fopen(path, "w");
	ck_assert_ptr_nonnull(file);
	fputs(text, file);
	fclose(file);
}

static void
in_folder(const char *name, int (*remove_it)(const char *))
{
	char path[sizeof folder + 64];

	snprintf(path, sizeof path, "%s/%s", folder, name);
	if (remove_it != NULL)
		ck_assert_int_eq(remove_it(path), 0);
	else
		ck_assert_int_eq(mkdir(path, 0700), 0);
}

static size_t
lines_of(struct ps_list *list)
{
	struct text lines = {0};
	struct span rest, line;
	const char *reason;
	size_t n = 0;

	ck_assert_int_eq(ps_list_read(list, NULL, &lines, &reason), PS_LIST_OK);
	rest = text_span(&lines);
	while (span_line(&rest, &line))
		n++;
	text_free(&lines);
	return n;
}

START_TEST(test_appears_without_fork)
{
	static const char *const pids[] = {"11", "12"};
	static const char *const names[] = {
	    "comm", "cmdline", "status", "stat"};
	struct ps_list *list;
	char reason[256] = "", name[32];
	int reads;

	if (access("/proc/self/status", R_OK) != 0)
		return; /* not Linux: a root means nothing there */
	ck_assert_ptr_nonnull(mkdtemp(folder));
	put("stat", "cpu 1\nprocesses 5\n");
	list = ps_list_new(folder, reason, sizeof(reason));
	ck_assert_msg(list != NULL, "%s", reason);
	for (int i = 0; i < 2; i++) {
		in_folder(pids[i], NULL);
		snprintf(name, sizeof name, "%s/comm", pids[i]);
		put(name, "x\n");
		snprintf(name, sizeof name, "%s/cmdline", pids[i]);
		put(name, "x");
		snprintf(name, sizeof name, "%s/status", pids[i]);
		put(name, "Name:\tx\nState:\tS (sleeping)\nPPid:\t1\n"
			  "VmSize:\t8 kB\nVmRSS:\t4 kB\n");
		snprintf(name, sizeof name, "%s/stat", pids[i]);
		put(name, "11 (x) S 1\n");
		for (reads = 1; lines_of(list) < (size_t)i + 1; reads++)
			ck_assert_int_lt(reads, 30);
	}
	ps_list_free(list);
	for (int i = 0; i < 2; i++) {
		for (int k = 0; k < 4; k++) {
			snprintf(name, sizeof name, "%s/%s", pids[i], names[k]);
			in_folder(name, unlink);
		}
		in_folder(pids[i], rmdir);
	}
	in_folder("stat", unlink);
	ck_assert_int_eq(rmdir(folder), 0);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("process_list");
	TCase *tests = tcase_create("process_list");
	SRunner *runner = srunner_create(suite);
	int failed;

	suite_add_tcase(suite, tests);
	tcase_add_test(tests, test_appears_without_fork);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
