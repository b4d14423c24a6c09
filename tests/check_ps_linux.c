#include <sys/stat.h>

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "collectors/ps.h"

/* A stand-in for Linux's /proc. */
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

static void
put_process(const char *pid, const char *name)
{
	char file[64], text[200];

	in_folder(pid, NULL);
	snprintf(file, sizeof file, "%s/comm", pid);
	snprintf(text, sizeof text, "%s\n", name);
	put(file, text);
	snprintf(file, sizeof file, "%s/cmdline", pid);
	put(file, name);
	snprintf(file, sizeof file, "%s/status", pid);
	put(file, "Name:\tx\nState:\tS (sleeping)\nPPid:\t1\n"
		  "VmSize:\t8 kB\nVmRSS:\t4 kB\n");
}

static void
remove_process(const char *pid)
{
	static const char *const names[] = {"comm", "cmdline", "status"};
	char file[64];

	for (int i = 0; i < 3; i++) {
		snprintf(file, sizeof file, "%s/%s", pid, names[i]);
		in_folder(file, unlink);
	}
	in_folder(pid, rmdir);
}

/* The rows of one pass, without their times. */
static void
assert_rows(struct ps_list *list, const char *wanted)
{
	struct text rows = {0};
	struct ps_process process;
	struct process_row row;
	const char *reason;

	ck_assert_int_eq(ps_list_start(list, &reason), 0);
	while (ps_list_next(list, &process, &reason) == 1) {
		ck_assert_int_eq(process.unreadable, 0);
		if (ps_list_row(list, &row, &reason) == 1)
			process_tsv_write(&rows, SPAN(""), &row);
	}
	text_add_char(&rows, '\0');
	ck_assert_str_eq(rows.data, wanted);
	text_free(&rows);
}

#define ROW(pid, name) "\t" pid "\t1\t" name "\t4\t8\t" name "\n"

START_TEST(test_passes)
{
	struct ps_list *list;
	char reason[256] = "";

	if (access("/proc/self/status", R_OK) != 0)
		return; /* not Linux: a root means nothing there */
	ck_assert_ptr_nonnull(mkdtemp(folder));
	put("stat", "no process\n");
	list = ps_list_new(folder, reason, sizeof(reason));
	ck_assert_msg(list != NULL, "%s", reason);
	assert_rows(list, "");
	put_process("200", "c");
	put_process("11", "a");
	put_process("30", "b");
	assert_rows(list, ROW("11", "a") ROW("30", "b") ROW("200", "c"));
	remove_process("11");
	remove_process("200");
	put_process("200", "d");
	put_process("31", "e");
	/*
	 * Here, files that were open stay readable; in /proc they would not,
	 * and the new process of that pid would be seen at once.
	 */
	assert_rows(list, ROW("30", "b") ROW("31", "e") ROW("200", "c"));
	remove_process("200");
	assert_rows(list, ROW("30", "b") ROW("31", "e"));
	put_process("200", "d");
	assert_rows(list, ROW("30", "b") ROW("31", "e") ROW("200", "d"));
	ps_list_free(list);
	remove_process("30");
	remove_process("31");
	remove_process("200");
	in_folder("stat", unlink);
	ck_assert_int_eq(rmdir(folder), 0);
}
END_TEST

START_TEST(test_no_proc)
{
	char reason[256] = "";

	if (access("/proc/self/status", R_OK) != 0)
		return;
	ck_assert_ptr_null(ps_list_new("/nonexistent", reason, sizeof reason));
	ck_assert_str_eq(reason, "/nonexistent: No such file or directory");
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("ps_linux");
	TCase *tests = tcase_create("ps_linux");
	SRunner *runner = srunner_create(suite);
	int failed;

	suite_add_tcase(suite, tests);
	tcase_add_test(tests, test_passes);
	tcase_add_test(tests, test_no_proc);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
