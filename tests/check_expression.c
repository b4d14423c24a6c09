#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "collectors/expression.h"

static const char *const fine[] = {
    "",
    "ollama|mlx|runner",
    "(ollama|mlx) s.*[0-9]+$",
    "a{333}",
    ".{0,255}",
    "a{1,}b{,300}",
    "(a{10}){10}",
    "v+++a",
    "((((a?)*)?)*)?",
    "[]{999}]{333}",    /* a set, that often */
    "[^]+++++++++++]+", /* nothing but a set */
    "[[:alpha:]+++++++++++[.a.]]+",
    "a{+++", /* no interval */
    "\\{\\(\\(\\)\\0",
    "a|b)c", /* regcomp's to refuse */
    "[abc",
    "(a",
    "\\",
    "((((((((((((((((((((((((((((((((a))))))))))))))))))))))))))))))))",
};

static const struct {
	const char *ere, *says;
} much[] = {
    {"|v++++++++++++++++++++a", "too large"},
    {"v++++a", "too large"},
    {"a{334}", "too large"},
    {"a{0,334}", "too large"},
    {"a{,334}", "too large"},
    {"a{333,}", "too large"},
    {"a{99999999999999999999}", "too large"},
    {"(a{10}){11}", "too large"},
    {"(a|(b{10}|c)){10}", "too large"},
    {"[]{999}]{334}", "too large"},
    {"((((a+)+)+)+)", "too large"},
    {"a????{,9}?\?*]]?]", "too large"},
    {"a\?\?+{9}?*{,4}a", "too large"},
    {"(((((((((((((((((((((((((((((((((a)))))))))))))))))))))))))))))))))",
	"too many groups"},
    {"(a)\\1", "back reference"},
    {"\\9", "back reference"},
};

START_TEST(test_fine)
{
	ck_assert_ptr_null(expression_bounded(fine[_i]));
}
END_TEST

START_TEST(test_much)
{
	const char *why = expression_bounded(much[_i].ere);

	ck_assert_ptr_nonnull(why);
	ck_assert_ptr_nonnull(strstr(why, much[_i].says));
}
END_TEST

/* As long as it is plain, its length is what it is. */
START_TEST(test_length)
{
	char ere[EXPRESSION_PARTS + 2];

	memset(ere, 'x', sizeof ere);
	ere[EXPRESSION_PARTS] = '\0';
	ck_assert_ptr_null(expression_bounded(ere));
	ere[EXPRESSION_PARTS] = 'x';
	ere[EXPRESSION_PARTS + 1] = '\0';
	ck_assert_ptr_nonnull(expression_bounded(ere));
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("expression");
	TCase *tests = tcase_create("expression");
	SRunner *runner = srunner_create(suite);
	int failed;

	suite_add_tcase(suite, tests);
	tcase_add_loop_test(tests, test_fine, 0, sizeof fine / sizeof *fine);
	tcase_add_loop_test(tests, test_much, 0, sizeof much / sizeof *much);
	tcase_add_test(tests, test_length);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
