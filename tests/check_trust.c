#include <check.h>
#include <stdlib.h>

#include "collectors/trust.h"

static struct trust trust;

static void
setup(void)
{
	trust_init(&trust, SOURCE_AUTO);
}

START_TEST(test_equal)
{
	ck_assert_int_eq(trust_judge(&trust, PROOF_NOTHING), 0);
	ck_assert_int_eq(trust_judge(&trust, PROOF_DIFFERENT), 0);
	ck_assert_int_eq(trust_judge(&trust, PROOF_DIFFERENT), 0);
	ck_assert_int_eq(trust.source, SOURCE_AUTO);
	ck_assert_int_eq(trust_judge(&trust, PROOF_EQUAL), 0);
	ck_assert_int_eq(trust.source, SOURCE_NATIVE);
}
END_TEST

START_TEST(test_three_differences)
{
	ck_assert_int_eq(trust_judge(&trust, PROOF_DIFFERENT), 0);
	ck_assert_int_eq(trust_judge(&trust, PROOF_NOTHING), 0);
	ck_assert_int_eq(trust_judge(&trust, PROOF_DIFFERENT), 0);
	ck_assert_int_eq(trust_judge(&trust, PROOF_DIFFERENT), 1);
	ck_assert_int_eq(trust.source, SOURCE_TOOL);
}
END_TEST

START_TEST(test_no_command)
{
	ck_assert_int_eq(trust_judge(&trust, PROOF_NO_COMMAND), 0);
	ck_assert_int_eq(trust_judge(&trust, PROOF_NO_COMMAND), 0);
	ck_assert_int_eq(trust_judge(&trust, PROOF_NO_COMMAND), 1);
	ck_assert_int_eq(trust.source, SOURCE_NATIVE);
}
END_TEST

/* A command that has worked may do so again, when memory is there again. */
START_TEST(test_command_that_has_worked)
{
	ck_assert_int_eq(trust_judge(&trust, PROOF_DIFFERENT), 0);
	for (int i = 0; i < 10; i++)
		ck_assert_int_eq(trust_judge(&trust, PROOF_NO_COMMAND), 0);
	ck_assert_int_eq(trust.source, SOURCE_AUTO);
}
END_TEST

static const struct {
	const char *a, *b;
	int same;
} texts[] = {
    {"", "", 1},
    {"a 1 b", "a 22 b", 1},
    {"a 1", "a 22", 1},
    {"1", "22", 1},
    {"a 1 b", "a  b", 0},
    {"a 1 b", "a x b", 0},
    {"a1", "a", 0},
    {"1a", "1b", 0},
    {"ab", "abc", 0},
    {"1 ", "1", 0},
};

START_TEST(test_same_text)
{
	struct span a = span_of(texts[_i].a), b = span_of(texts[_i].b);

	ck_assert_int_eq(trust_same_text(a, b), texts[_i].same);
	ck_assert_int_eq(trust_same_text(b, a), texts[_i].same);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("trust");
	TCase *tests = tcase_create("trust");
	SRunner *runner = srunner_create(suite);
	int failed;

	suite_add_tcase(suite, tests);
	tcase_add_checked_fixture(tests, setup, NULL);
	tcase_add_test(tests, test_equal);
	tcase_add_test(tests, test_three_differences);
	tcase_add_test(tests, test_no_command);
	tcase_add_test(tests, test_command_that_has_worked);
	tcase_add_loop_test(
	    tests, test_same_text, 0, (int)(sizeof texts / sizeof *texts));
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
