#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "collectors/record.h"
#include "collectors/wide.h"
#include "harness.h"

/* Footprint and GPU memory, and that every port is given back. */
#define UNKNOWN PROCESS_TSV_UNKNOWN
#define RUNNER  512

static struct wide *wide;
static FILE *said_file;

static void
begin(void)
{
	kernel_load(FIXTURES "session.kernel");
	wide = wide_new("");
	ck_assert_ptr_nonnull(wide);
	record_begin("test");
	ck_assert_ptr_nonnull(said_file = tmpfile());
	ck_assert_int_ne(dup2(fileno(said_file), STDERR_FILENO), -1);
}

static void
end(void)
{
	ck_assert_int_eq(kernel.task_ports, 0);
	wide_free(wide);
	fclose(said_file);
}

/* What is read of a process: its footprint, the greatest, its GPU memory. */
static void
reads(uint64_t pid, uint64_t footprint, uint64_t most, uint64_t gpu)
{
	struct process_row row = {.pid = pid};

	wide_read(wide, &row);
	ck_assert_uint_eq(row.footprint_kib, footprint);
	ck_assert_uint_eq(row.footprint_max_kib, most);
	ck_assert_uint_eq(row.gpu_kib, gpu);
	ck_assert_int_eq(kernel.task_ports, 0);
}

/* Since the last time. */
static void
says(const char *wanted)
{
	static char text[1000];
	size_t n;

	rewind(said_file);
	n = fread(text, 1, sizeof text - 1, said_file);
	text[n] = '\0';
	ck_assert_str_eq(text, wanted);
	ck_assert_int_eq(ftruncate(fileno(said_file), 0), 0);
	rewind(said_file);
}

START_TEST(reads_own_processes)
{
	struct process_row row = {.pid = RUNNER};
	unsigned calls, before;

	begin();
	/* Footprint, and the sum of four ledgers; KiB. */
	reads(RUNNER, 31457280, 32505856, 30408704 + 1024 + 512 + 256);
	reads(430, 38912, 40960, 0);
	/* Usage, name port, information; and nothing is allocated. */
	before = allocations;
	calls = kernel.calls;
	wide_read(wide, &row);
	before = allocations - before;
	ck_assert_uint_eq(kernel.calls - calls, 3);
	ck_assert_uint_eq(before, 0);
	says("");
	end();
}
END_TEST

/* Only root can; each that is refused is empty, and that is said once. */
START_TEST(leaves_other_users_empty)
{
	begin();
	reads(98, UNKNOWN, UNKNOWN, UNKNOWN);
	says("test: pid 98: its footprint cannot be read (Operation not "
	     "permitted); for such processes its columns stay empty\n");
	reads(1, UNKNOWN, UNKNOWN, UNKNOWN);
	says("");
	kernel.euid = 0;
	kernel_find(98)->footprint_bytes = 2048;
	reads(98, 2, 0, 0);
	end();
}
END_TEST

static const struct {
	const char *call;
	int error;
	const char *said;
} failures[] = {
    {"rusage", EPERM, "its footprint cannot be read (Operation not permitted)"},
    {"rusage", EINVAL, "its footprint cannot be read (Invalid argument)"},
    {"rusage", ESRCH, NULL},
    {"task-name", EPERM, "its GPU memory cannot be read (macOS refuses it)"},
    {"task-info", EPERM, "its GPU memory cannot be read (macOS refuses it)"},
};

/* Each call that fails leaves its own columns empty. */
START_TEST(fails_by_itself)
{
	const int gpu = failures[_i].call[0] == 't';

	begin();
	kernel.failures = 1;
	snprintf(kernel.failure[0].call, sizeof kernel.failure[0].call, "%s",
	    failures[_i].call);
	kernel.failure[0].error = failures[_i].error;
	kernel.failure[0].times = 2;
	reads(RUNNER, gpu ? 31457280 : UNKNOWN, gpu ? 32505856 : UNKNOWN,
	    gpu ? UNKNOWN : 30410496);
	reads(430, gpu ? 38912 : UNKNOWN, gpu ? 40960 : UNKNOWN,
	    gpu ? UNKNOWN : 0);
	reads(RUNNER, 31457280, 32505856, 30410496);
	text_add_string(&out, "");
	if (failures[_i].said != NULL)
		text_add_f(&out,
		    "test: pid %d: %s; for such processes %s empty\n", RUNNER,
		    failures[_i].said,
		    gpu ? "gpu_kb stays" : "its columns stay");
	text_add_char(&out, '\0');
	says(out.data);
	end();
}
END_TEST

/* Revision 2: what the kernel did not fill in is not taken. */
START_TEST(takes_nothing_from_an_old_kernel)
{
	begin();
	kernel.task_vm_count = TASK_VM_INFO_REV2_COUNT;
	reads(RUNNER, 31457280, 32505856, UNKNOWN);
	reads(430, 38912, 40960, UNKNOWN);
	says("test: pid 512: its GPU memory cannot be read (this macOS does "
	     "not count it); for such processes gpu_kb stays empty\n");
	kernel.task_vm_count = TASK_VM_INFO_REV3_COUNT;
	reads(RUNNER, 31457280, 32505856, 30410496);
	end();
}
END_TEST

/* A zombie's usage can be read, its task is gone: no reason for a message. */
START_TEST(reads_what_is_left)
{
	begin();
	kernel_find(RUNNER)->zombie = 1;
	reads(RUNNER, 31457280, 32505856, UNKNOWN);
	kernel_find(430)->gone = 1;
	reads(430, UNKNOWN, UNKNOWN, UNKNOWN);
	reads(4711, UNKNOWN, UNKNOWN, UNKNOWN);
	says("");
	end();
}
END_TEST

START_TEST(reports_no_memory)
{
	fail_at = allocations + 1;
	ck_assert_ptr_null(wide_new(""));
	wide_free(NULL);
}
END_TEST

static void
add_tests(TCase *tc)
{
	tcase_add_test(tc, reads_own_processes);
	tcase_add_test(tc, leaves_other_users_empty);
	tcase_add_loop_test(
	    tc, fails_by_itself, 0, (int)(sizeof failures / sizeof *failures));
	tcase_add_test(tc, takes_nothing_from_an_old_kernel);
	tcase_add_test(tc, reads_what_is_left);
	tcase_add_test(tc, reports_no_memory);
}

int
main(void)
{
	return run_case("darwin wide", add_tests);
}
