#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "collectors/notices.h"

static struct notices notices;

static void
assert_first(const char *wanted)
{
	struct span line;

	ck_assert_int_eq(notices_first(&notices, &line), wanted != NULL);
	if (wanted != NULL)
		ck_assert(span_is(line, wanted));
}

START_TEST(test_order)
{
	assert_first(NULL);
	notices_drop_first(&notices);
	notices_hold(&notices, SPAN("one\n"));
	notices_hold(&notices, SPAN("two\n"));
	assert_first("one\n");
	assert_first("one\n");
	notices_drop_first(&notices);
	notices_hold(&notices, SPAN("three\n"));
	assert_first("two\n");
	notices_drop_first(&notices);
	assert_first("three\n");
	notices_drop_first(&notices);
	assert_first(NULL);
	ck_assert_uint_eq(notices.missed, 0);
}
END_TEST

START_TEST(test_full)
{
	char line[1024];
	struct span span = {line, sizeof(line)};
	int i;

	memset(line, 'x', sizeof(line));
	line[sizeof(line) - 1] = '\n';
	for (i = 0; i < NOTICES_SIZE / (int)sizeof(line); i++)
		notices_hold(&notices, span);
	ck_assert_uint_eq(notices.missed, 0);
	notices_hold(&notices, SPAN("\n"));
	/* One that had room now would hide that others are missing. */
	notices_drop_first(&notices);
	notices_hold(&notices, SPAN("\n"));
	ck_assert_uint_eq(notices.missed, 2);
	while (--i > 0) {
		ck_assert(notices_first(&notices, &span));
		ck_assert_uint_eq(span.n, sizeof(line));
		notices_drop_first(&notices);
	}
	assert_first(NULL);
	/* Empty, it has all of its room again. */
	notices.missed = 0;
	notices_hold(&notices, (struct span){line, sizeof(line)});
	ck_assert_uint_eq(notices.missed, 0);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("notices");
	TCase *tests = tcase_create("notices");
	SRunner *runner = srunner_create(suite);
	int failed;

	suite_add_tcase(suite, tests);
	tcase_add_test(tests, test_order);
	tcase_add_test(tests, test_full);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
