#include <check.h>
#include <errno.h>
#include <string.h>

#include "lists.h"

/* Processes of other users: when ps is asked, and when no more. */

static void
match_default(struct match *match)
{
	ck_assert_int_eq(
	    match_init(match, MATCH_DEFAULT, 1, reason, sizeof(reason)), 0);
}

/* EPERM and EINVAL are what another user's process may answer. */
START_TEST(asks_ps_until_it_has_shown)
{
	static const int refusal[] = {0, EPERM, EINVAL};
	struct ps_list *list = list_of(FIXTURES "session.kernel");
	struct kernel_process *p = kernel_find(98);
	struct match match;
	unsigned calls;

	match_default(&match);
	p->task_error = refusal[_i];
	ck_assert_int_eq(read_list(list, &match), PS_LIST_UNREADABLE);
	ck_assert_uint_eq(line_of(98).n, 0);
	kernel.calls = 0;
	/* Still, as long as ps was not heard. */
	ck_assert_int_eq(read_list(list, &match), PS_LIST_UNREADABLE);
	calls = kernel.calls;
	ps_list_learn(list, SPAN("  430   412 ollama 1 2 ollama serve\n"));
	ck_assert_int_eq(read_list(list, &match), PS_LIST_OK);
	ck_assert_uint_gt(line_of(430).n, 0);
	/* The three that are known to be of no interest cost no call. */
	kernel.calls = 0;
	ck_assert_int_eq(read_list(list, &match), PS_LIST_OK);
	ck_assert_uint_eq(kernel.calls, calls - 3 * 2);
	/* Nor have they a line in the list of all. */
	ck_assert_int_eq(read_list(list, NULL), PS_LIST_OK);
	same_as(FIXTURES "session-user.ps");

	/* Another one under that pid, or another name: it is asked for. */
	p->start_us++;
	ck_assert_int_eq(read_list(list, &match), PS_LIST_UNREADABLE);
	ps_list_learn(list, SPAN(""));
	ck_assert_int_eq(read_list(list, &match), PS_LIST_OK);
	p->start_s++;
	ck_assert_int_eq(read_list(list, &match), PS_LIST_UNREADABLE);
	ps_list_learn(list, SPAN(""));
	memcpy(p->name, "mds_stores", 10);
	ck_assert_int_eq(read_list(list, &match), PS_LIST_UNREADABLE);
	ps_list_learn(list, SPAN(""));
	ck_assert_int_eq(read_list(list, &match), PS_LIST_OK);
	match_free(&match);
	ps_list_free(list);
}
END_TEST

/* Another user's Ollama is asked for as long as it lives, and no longer. */
START_TEST(asks_for_the_one_that_matches)
{
	struct ps_list *list = list_of(FIXTURES "session.kernel");
	struct kernel_process *p = kernel_find(98);
	struct match match;
	int i;

	match_default(&match);
	memcpy(p->name, "ollama", sizeof("ollama"));
	for (i = 0; i < 3; i++) {
		ck_assert_int_eq(read_list(list, &match), PS_LIST_UNREADABLE);
		ck_assert_uint_eq(line_of(98).n, 0);
		ps_list_learn(list, SPAN("   98     1 ollama 1 2 ollama serve\n"
					 "garbage\n\n 99999999999 x\n"));
	}
	p->gone = 1;
	ck_assert_int_eq(read_list(list, &match), PS_LIST_OK);
	/* A name that matches is not enough once ps has shown the rest. */
	p->gone = 0;
	ck_assert_int_eq(read_list(list, &match), PS_LIST_UNREADABLE);
	ps_list_learn(list, SPAN(""));
	ck_assert_int_eq(read_list(list, &match), PS_LIST_OK);
	ck_assert_uint_eq(line_of(98).n, 0);
	match_free(&match);
	ps_list_free(list);
}
END_TEST

/* Denied although it is ours, as a sandbox may: ps may still read it. */
START_TEST(asks_for_our_own_when_denied)
{
	struct ps_list *list = list_of(FIXTURES "session.kernel");
	struct match match;

	match_default(&match);
	read_list(list, &match);
	ps_list_learn(list, SPAN(""));
	kernel_find(430)->task_error = EPERM;
	ck_assert_int_eq(read_list(list, &match), PS_LIST_UNREADABLE);
	ps_list_learn(list, SPAN(""));
	ck_assert_int_eq(read_list(list, &match), PS_LIST_OK);
	ck_assert_uint_eq(line_of(430).n, 0);
	match_free(&match);
	ps_list_free(list);
}
END_TEST

static void
add_tests(TCase *tc)
{
	tcase_add_loop_test(tc, asks_ps_until_it_has_shown, 0, 3);
	tcase_add_test(tc, asks_for_the_one_that_matches);
	tcase_add_test(tc, asks_for_our_own_when_denied);
}

int
main(void)
{
	return run_case("darwin asking", add_tests);
}
