#include <check.h>
#include <errno.h>
#include <string.h>

#include "lists.h"

/* Which processes only ps can read. */

START_TEST(leaves_other_users_to_ps)
{
	struct ps_list *list = list_of(FIXTURES "session.kernel");
	unsigned calls;

	ck_assert_int_eq(read_list(list), 3);
	ck_assert(span_is(text_span(&unread), "1 1778700001250000 launchd\n"
					      "98 1778700002000005 mds\n"
					      "702 1778700290000008 login\n"));
	same_as(FIXTURES "session-user.ps");
	/* The longest name has no NUL at its end. */
	memcpy(kernel_find(98)->name, "sixteen-bytes-ab", MAXCOMLEN);
	calls = kernel.calls;
	ck_assert_int_eq(read_list(list), 3);
	calls = kernel.calls - calls;
	ck_assert_ptr_nonnull(
	    memmem(unread.data, unread.len, "000005 sixteen-bytes-ab\n", 24));
	/* They cost no call: it is as if they were the kernel, pid 0. */
	kernel_find(1)->pid = kernel_find(98)->pid = kernel_find(702)->pid = 0;
	calls += kernel.calls;
	ck_assert_int_eq(read_list(list), 0);
	ck_assert_uint_eq(kernel.calls, calls);
	ps_list_free(list);
}
END_TEST

START_TEST(reads_all_as_root)
{
	struct ps_list *list = list_of(FIXTURES "session.kernel");

	kernel.euid = 0;
	ck_assert_int_eq(read_list(list), 0);
	same_as(FIXTURES "session.ps");
	/* Who asks can change, and so can the user of a process. */
	kernel.euid = 501;
	ck_assert_int_eq(read_list(list), 3);
	kernel_find(98)->uid = 501;
	ck_assert_int_eq(read_list(list), 2);
	ck_assert_uint_gt(line_of(98).n, 0);
	ps_list_free(list);
}
END_TEST

/* The table tells all of a zombie, whosever it was. */
START_TEST(reads_the_zombies_of_others)
{
	struct ps_list *list = list_of(FIXTURES "session.kernel");

	kernel_find(98)->zombie = 1;
	ck_assert_int_eq(read_list(list), 2);
	ck_assert(span_is(line_of(98),
	    "   98     1 <defunct>             0        0 <defunct>"));
	ps_list_free(list);
}
END_TEST

/* Denied although it is ours, as by a sandbox, which would stop ps as well. */
START_TEST(has_a_row_for_our_own_when_denied)
{
	struct ps_list *list = list_of(FIXTURES "session.kernel");

	kernel_find(430)->task_error = EPERM;
	ck_assert_int_eq(read_list(list), 3);
	ck_assert(span_is(line_of(430),
	    "  430   412 /Applications/Ol      0        0 "
	    "/Applications/Ollama.app/Contents/Resources/ollama serve"));
	kernel_find(430)->args_error = EPERM;
	ck_assert_int_eq(read_list(list), 3);
	ck_assert(span_is(line_of(430),
	    "  430   412 (ollama)              0        0 (ollama)"));
	ps_list_free(list);
}
END_TEST

static void
add_tests(TCase *tc)
{
	tcase_add_test(tc, leaves_other_users_to_ps);
	tcase_add_test(tc, reads_all_as_root);
	tcase_add_test(tc, reads_the_zombies_of_others);
	tcase_add_test(tc, has_a_row_for_our_own_when_denied);
}

int
main(void)
{
	return run_case("darwin asking", add_tests);
}
