#include <check.h>
#include <stdlib.h>

#include "render/array.h"

START_TEST(grows_by_powers_of_two)
{
	int *a = NULL;
	size_t i;

	for (i = 0; i < 1000; i++) {
		ck_assert_int_eq(array_grow((void **)&a, i, sizeof *a), 0);
		a[i] = (int)i;
	}
	for (i = 0; i < 1000; i++)
		ck_assert_int_eq(a[i], (int)i);
	/* More than there can be: the array is as it was. */
	ck_assert_int_eq(
	    array_grow((void **)&a, (size_t)1 << 31, sizeof *a), -1);
	ck_assert_int_eq(a[999], 999);
	free(a);
}
END_TEST

START_TEST(finds_the_first_that_is_not_before)
{
	static const struct {
		int other;
		int64_t ms;
	} at[] = {{9, 10}, {8, 20}, {7, 20}, {6, 30}};
	const size_t element = sizeof at[0];

	ck_assert_uint_eq(array_find_ms(&at[0].ms, 4, element, -5), 0);
	ck_assert_uint_eq(array_find_ms(&at[0].ms, 4, element, 10), 0);
	ck_assert_uint_eq(array_find_ms(&at[0].ms, 4, element, 11), 1);
	ck_assert_uint_eq(array_find_ms(&at[0].ms, 4, element, 20), 1);
	ck_assert_uint_eq(array_find_ms(&at[0].ms, 4, element, 21), 3);
	ck_assert_uint_eq(array_find_ms(&at[0].ms, 4, element, 31), 4);
	ck_assert_uint_eq(array_find_ms(NULL, 0, element, 31), 0);
}
END_TEST

static int
compare(const void *a, const void *b)
{
	return *(const int *)a - *(const int *)b;
}

START_TEST(sorts)
{
	int a[] = {1, 2, 2, 5}, b[] = {5, 2, 1, 2};

	array_sort(a, 4, sizeof *a, compare);
	array_sort(b, 4, sizeof *b, compare);
	ck_assert_mem_eq(a, b, sizeof a);
	array_sort(NULL, 0, sizeof *a, compare);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("array");
	TCase *tc = tcase_create("array");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_test(tc, grows_by_powers_of_two);
	tcase_add_test(tc, finds_the_first_that_is_not_before);
	tcase_add_test(tc, sorts);
	suite_add_tcase(suite, tc);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
