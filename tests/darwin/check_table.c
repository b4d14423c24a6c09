#include <check.h>
#include <errno.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lists.h"

/* Tables that grow, tables that fail, and memory that is short. */

START_TEST(makes_room_for_a_growing_table)
{
	struct ps_list *list = list_of(FIXTURES "session.kernel");

	kernel.euid = 0;
	kernel.failures = 1;
	kernel.failure[0] = (struct kernel_failure){
	    .call = "table", .error = ENOMEM, .times = 5};
	ck_assert_int_eq(read_list(list), 0);
	same_as(FIXTURES "session.ps");
	/* But not for ever. */
	kernel.failure[0].times = -1;
	ck_assert_int_eq(read_list(list), -1);
	ck_assert_str_eq(why, "sysctl kern.proc.all failed");
	kernel.failure[0].times = 0;
	ck_assert_int_eq(read_list(list), 0);
	same_as(FIXTURES "session.ps");
	ps_list_free(list);
}
END_TEST

/* More processes than there is room for, by the kernel's own rule. */
START_TEST(survives_a_table_that_doubles)
{
	struct ps_list *list = list_of(FIXTURES "session.kernel");
	struct kernel_moment *moment = &kernel.moment[0];
	struct kernel_process *process;
	struct span rest, line;
	const size_t many = 500;
	size_t i, lines = 0;

	process = realloc(moment->process, many * sizeof(*process));
	ck_assert_ptr_nonnull(process);
	for (i = moment->processes; i < many; i++)
		process[i] = (struct kernel_process){
		    .pid = 1000 + (int)i, .uid = 501, .name = "new"};
	moment->process = process;
	moment->processes = many;
	kernel.euid = 0;
	ck_assert_int_eq(read_list(list), 0);
	for (rest = text_span(&out); span_line(&rest, &line);)
		lines++;
	ck_assert_uint_eq(lines, many - 1); /* but pid 0 */
	ps_list_free(list);
}
END_TEST

START_TEST(tells_when_there_is_no_table)
{
	struct ps_list *list = list_of(FIXTURES "session.kernel");

	kernel.failures = 1;
	kernel.failure[0] = (struct kernel_failure){
	    .call = "table", .error = EPERM, .times = 1};
	ck_assert_int_eq(read_list(list), -1);
	ck_assert_str_eq(why, "sysctl kern.proc.all failed");
	ck_assert_uint_eq(out.len, 0);
	/* The next sample is not lost. */
	ck_assert_int_eq(read_list(list), 3);
	same_as(FIXTURES "session-user.ps");
	ps_list_free(list);
}
END_TEST

START_TEST(needs_argmax)
{
	kernel_load(FIXTURES "session.kernel");
	kernel.argmax = 0;
	ck_assert_ptr_null(ps_list_new(reason, sizeof(reason)));
	ck_assert_str_eq(reason, "sysctl kern.argmax failed");
	kernel.argmax = 4096;
	kernel.failures = 1;
	kernel.failure[0] = (struct kernel_failure){
	    .call = "argmax", .error = EPERM, .times = -1};
	ck_assert_ptr_null(ps_list_new(reason, sizeof(reason)));
	ps_list_free(NULL);
}
END_TEST

START_TEST(allocates_nothing_in_the_end)
{
	struct ps_list *list = list_of(FIXTURES "odd.kernel");
	unsigned after;
	int i;

	for (i = 0; i < 3; i++)
		read_list(list);
	after = allocations;
	for (i = 0; i < 100; i++)
		read_list(list);
	ck_assert_uint_eq(allocations, after);
	ps_list_free(list);
}
END_TEST

/* The first reading, with or without enough memory: all of it or nothing. */
static void
all_or_nothing(int got, int wanted, const char *ps)
{
	if (got == -1) {
		ck_assert_str_eq(why, "out of memory");
		return;
	}
	ck_assert_int_eq(got, wanted);
	same_as(ps);
}

/* Whichever allocation fails, alone or with all that follow. */
START_TEST(survives_without_memory)
{
	static const struct {
		const char *kernel, *ps;
		int result;
	} t[] = {
	    {FIXTURES "session.kernel", FIXTURES "session-user.ps", 3},
	    {FIXTURES "odd.kernel", FIXTURES "odd.ps", 0},
	};
	const int k = _i / 2;
	int result = 0;
	struct ps_list *list;
	unsigned n = 0, used;

	setlocale(LC_CTYPE, "C.UTF-8");
	fail_on = _i % 2;
	do {
		n++;
		kernel_load(t[k].kernel);
		text_free(&out);
		allocations = 0;
		fail_at = n;
		list = ps_list_new(reason, sizeof(reason));
		if (list != NULL)
			result = read_list(list);
		used = allocations;
		fail_at = 0; /* check allocates too */
		if (list == NULL) {
			ck_assert_str_eq(reason, "out of memory");
			continue;
		}
		all_or_nothing(result, t[k].result, t[k].ps);
		/* When there is some again, nothing is missing. */
		result = read_list(list);
		ck_assert_int_eq(result, t[k].result);
		same_as(t[k].ps);
		ps_list_free(list);
	} while (used >= n);
	ck_assert_uint_gt(n, 6);
}
END_TEST

/* What strvis could not encode is not a process without arguments. */
START_TEST(survives_a_strvis_without_memory)
{
	struct ps_list *list = list_of(FIXTURES "odd.kernel");

	setlocale(LC_CTYPE, "C.UTF-8");
	kernel.failures = 1;
	kernel.failure[0] = (struct kernel_failure){
	    .call = "strvis", .error = ENOMEM, .times = 1};
	ck_assert_int_eq(read_list(list), -1);
	ck_assert_str_eq(why, "out of memory");
	ck_assert_int_eq(kernel.failure[0].times, 0);
	ck_assert_int_eq(read_list(list), 0);
	same_as(FIXTURES "odd.ps");
	/* All of them, and then the arguments of none can be read. */
	kernel.failure[0].times = -1;
	ck_assert_int_eq(read_list(list), -1);
	kernel.failure[0] = (struct kernel_failure){
	    .call = "arguments", .error = EIO, .times = -1};
	ck_assert_int_eq(read_list(list), 0);
	ps_list_free(list);
}
END_TEST

static void
add_tests(TCase *tc)
{
	tcase_add_test(tc, makes_room_for_a_growing_table);
	tcase_add_test(tc, survives_a_table_that_doubles);
	tcase_add_test(tc, tells_when_there_is_no_table);
	tcase_add_test(tc, needs_argmax);
	tcase_add_test(tc, allocates_nothing_in_the_end);
	tcase_add_loop_test(tc, survives_without_memory, 0, 4);
	tcase_add_test(tc, survives_a_strvis_without_memory);
}

int
main(void)
{
	return run_case("darwin table", add_tests);
}
