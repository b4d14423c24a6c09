#include <sys/resource.h>
#include <sys/stat.h>

#include <check.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "collectors/record.h"
#include "collectors/wide.h"

/*
 * The columns that ps does not have, from a /proc of our own: on Linux alone.
 * check_wide.c in tests/darwin is for macOS.
 */
#define UNKNOWN PROCESS_TSV_UNKNOWN
#define CLIENT  "drm-client-id:\t%d\ndrm-resident-vram:\t%d KiB\n"

static struct wide *wide;
static char folder[] = "/tmp/memtrace-wide.XXXXXX";

static struct process_row
row_of(uint64_t pid)
{
	struct process_row row = {.pid = pid, .footprint_kib = UNKNOWN};

	wide_read(wide, &row);
	return row;
}

static void
teardown(void)
{
	wide_free(wide);
}

static const struct {
	uint64_t pid, footprint_kib, gpu_kib;
} processes[] = {
    /* amdgpu: one client on three descriptors, one of another GPU. */
    {612, 1050000, 18874368 + 2072 + 1024 + 2072 + 4096 + 2072},
    /* xe: bytes, KiB and MiB, and cycles, which are time. */
    {613, 1500, 192 + 22 * 1024 + 1},
    /* A driver without resident sizes, and one that tells nothing. */
    {614, 1500, 640},
    {615, 1500, UNKNOWN},
    /* No device. */
    {616, 1500, UNKNOWN},
    /* A kernel thread; a process that is gone. */
    {2, UNKNOWN, UNKNOWN},
    {999, UNKNOWN, UNKNOWN},
};

START_TEST(test_fixture)
{
	struct process_row row;
	int again;

	wide = wide_new("tests/fixtures/proc-drm");
	ck_assert_ptr_nonnull(wide);
	for (again = 0; again < 100; again++) {
		row = row_of(processes[_i].pid);
		ck_assert_uint_eq(
		    row.footprint_kib, processes[_i].footprint_kib);
		ck_assert_uint_eq(row.footprint_max_kib, UNKNOWN);
		ck_assert_uint_eq(row.gpu_kib, processes[_i].gpu_kib);
	}
	/* What was read on the way is kept. */
	row.footprint_kib = 5;
	wide_read(wide, &row);
	ck_assert_uint_eq(row.footprint_kib, 5);
}
END_TEST

/* A file or a folder below `folder`; its name is kept until the next call. */
static const char *
at(const char *fmt, int n)
{
	static char name[100];
	char end[40];

	snprintf(end, sizeof end, fmt, n);
	snprintf(name, sizeof name, "%s/%s", folder, end);
	return name;
}

static void
put(int fd, int client, int kib)
{
	FILE *file = fopen(at("proc/7/fdinfo/%d", fd), "w");

	ck_assert_ptr_nonnull(file);
	fprintf(file, CLIENT, client, kib);
	fclose(file);
	(void)unlink(at("proc/7/fd/%d", fd));
	ck_assert_int_eq(symlink("/dev/dri/card0", at("proc/7/fd/%d", fd)), 0);
}

static void
make_folder(void)
{
	static const char *const names[] = {"", "dev", "dev/dri", "proc",
	    "proc/7", "proc/7/fd", "proc/7/fdinfo", "proc/8", "proc/8/fd"};
	size_t i;

	ck_assert_ptr_nonnull(mkdtemp(folder));
	for (i = 0; i < sizeof names / sizeof *names; i++) {
		if (i > 0)
			ck_assert_int_eq(mkdir(at(names[i], 0), 0755), 0);
		ck_assert_int_eq(chmod(at(names[i], 0), 0755), 0);
	}
	wide = wide_new(folder);
	ck_assert_ptr_nonnull(wide);
}

static void
remove_folder(void)
{
	char command[100];

	snprintf(command, sizeof command, "rm -r %s", folder);
	ck_assert_int_eq(system(command), 0);
}

/* Then no descriptor is looked at. */
START_TEST(test_no_device)
{
	const uint64_t self = (uint64_t)getpid();

	make_folder();
	put(3, 1, 100);
	ck_assert_uint_eq(row_of(7).gpu_kib, 100);
	wide_free(wide);
	ck_assert_int_eq(rmdir(at("dev/dri", 0)), 0);
	wide = wide_new(folder);
	ck_assert_uint_eq(row_of(7).gpu_kib, UNKNOWN);
	wide_free(wide);
	wide = wide_new("");
	ck_assert_uint_gt(row_of(self).footprint_kib, 0);
	ck_assert_uint_ne(row_of(self).footprint_kib, UNKNOWN);
	remove_folder();
}
END_TEST

/*
 * Devices that come and go. Here the size of the folder fd need not change as
 * it does in /proc, so they are found some looks later.
 */
START_TEST(test_changes)
{
	struct rlimit files, none;
	uint64_t gpu_kib;
	int i;

	make_folder();
	put(3, 1, 100);
	ck_assert_uint_eq(row_of(7).gpu_kib, 100);
	put(3, 1, 150);
	ck_assert_uint_eq(row_of(7).gpu_kib, 150);
	put(4, 2, 1);
	for (i = 0; i < 32; i++)
		gpu_kib = row_of(7).gpu_kib;
	ck_assert_uint_eq(gpu_kib, 151);
	/* Closed: at once, for that is noticed. */
	ck_assert_int_eq(unlink(at("proc/7/fd/%d", 3)), 0);
	ck_assert_int_eq(unlink(at("proc/7/fdinfo/%d", 3)), 0);
	ck_assert_uint_eq(row_of(7).gpu_kib, 1);
	/* Between the two looks: unknown, until the next one. */
	put(5, 3, 1);
	ck_assert_int_eq(unlink(at("proc/7/fdinfo/%d", 4)), 0);
	ck_assert_uint_eq(row_of(7).gpu_kib, UNKNOWN);
	put(4, 2, 8);
	ck_assert_uint_eq(row_of(7).gpu_kib, 9);
	/* No descriptor of our own is left. */
	ck_assert_int_eq(unlink(at("proc/7/fdinfo/%d", 5)), 0);
	ck_assert_int_eq(unlink(at("proc/7/fd/%d", 5)), 0);
	put(4, 2, 9);
	ck_assert_int_eq(getrlimit(RLIMIT_NOFILE, &files), 0);
	none = files;
	none.rlim_cur = 0;
	ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &none), 0);
	ck_assert_uint_eq(row_of(7).gpu_kib, UNKNOWN);
	ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &files), 0);
	ck_assert_uint_eq(row_of(7).gpu_kib, 9);
	/* More than are counted. */
	for (i = 0; i < 32; i++)
		put(100 + i, 100 + i, 1);
	for (i = 0; i < 32; i++)
		gpu_kib = row_of(7).gpu_kib;
	ck_assert_uint_eq(gpu_kib, UNKNOWN);
	ck_assert_int_eq(unlink(at("proc/7/fd/%d", 100)), 0);
	for (i = 0; i < 32; i++)
		gpu_kib = row_of(7).gpu_kib;
	ck_assert_uint_eq(gpu_kib, 9 + 31);
	remove_folder();
}
END_TEST

/* Of another user: said once. Root may read everything. */
START_TEST(test_refused)
{
	char said[200] = "";
	FILE *file;

	make_folder();
	put(3, 1, 100);
	ck_assert_int_eq(chmod(at("proc/7/fd", 0), 0), 0);
	ck_assert_int_eq(chmod(at("proc/8/fd", 0), 0), 0);
	file = fopen(at("said", 0), "w+");
	ck_assert_ptr_nonnull(file);
	record_begin("test");
	ck_assert_int_ne(dup2(fileno(file), STDERR_FILENO), -1);
	if (geteuid() == 0)
		ck_assert_int_eq(seteuid(65534), 0);
	ck_assert_uint_eq(row_of(7).gpu_kib, UNKNOWN);
	ck_assert_uint_eq(row_of(8).gpu_kib, UNKNOWN);
	if (getuid() == 0)
		ck_assert_int_eq(seteuid(0), 0);
	rewind(file);
	(void)!fread(said, 1, sizeof said - 1, file);
	ck_assert_str_eq(said,
	    "test: pid 7: its GPU memory cannot be read without root; for such "
	    "processes gpu_kb stays empty\n");
	fclose(file);
	ck_assert_int_eq(chmod(at("proc/7/fd", 0), 0755), 0);
	ck_assert_int_eq(chmod(at("proc/8/fd", 0), 0755), 0);
	remove_folder();
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("wide");
	TCase *tests = tcase_create("wide");
	SRunner *runner;
	int failed;

	if (access("/proc/self/status", R_OK) != 0) {
		puts("skipped: no /proc here");
		return EXIT_SUCCESS;
	}
	runner = srunner_create(suite);
	suite_add_tcase(suite, tests);
	tcase_add_checked_fixture(tests, NULL, teardown);
	tcase_add_loop_test(tests, test_fixture, 0,
	    (int)(sizeof processes / sizeof *processes));
	tcase_add_test(tests, test_no_device);
	tcase_add_test(tests, test_changes);
	tcase_add_test(tests, test_refused);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
