#include <check.h>
#include <stdlib.h>

#include "render/load/expires.h"

static struct expires x;

static void
end(void)
{
	expires_free(&x);
	x = (struct expires){.count = 0};
}

static void
leaves(const char *block, const char *rest, size_t count)
{
	ck_assert_int_eq(expires_take(&x, span_of(block)), 0);
	text_add_char(&x.rest, '\0');
	ck_assert_str_eq(x.rest.data, rest);
	ck_assert_uint_eq(x.count, count);
}

START_TEST(takes_the_times)
{
	leaves("{\"models\":[{\"name\":\"a\",\"expires_at\":"
	       "\"2026-05-14T11:25:00.5+02:00\",\"size\":5},\n"
	       "{\"expires_at\" :\t\"2026-05-14T09:25:01Z\"}]}\n",
	    "{\"models\":[{\"name\":\"a\",\"expires_at\":\"\",\"size\":5},\n"
	    "{\"expires_at\" :\t\"\"}]}\n",
	    2);
	ck_assert_int_eq(x.ms[0], INT64_C(1778750700500));
	ck_assert_int_eq(x.ms[1], INT64_C(1778750701000));
	/* Nothing stays of a block before. */
	leaves("Pages free: 5.\n", "Pages free: 5.\n", 0);
}
END_TEST

START_TEST(keeps_what_is_no_time)
{
	leaves("{\"expires_at\":\"never\"}", "{\"expires_at\":\"\"}", 1);
	ck_assert_int_eq(x.ms[0], INT64_MIN);
	leaves("{\"expires_at\":null}", "{\"expires_at\":null}", 0);
	leaves("{\"expires_at\":5,\"a\":\"b\"}",
	    "{\"expires_at\":5,\"a\":\"b\"}", 0);
	/* A value that is cut, or that no JSON text has. */
	leaves("{\"expires_at\":\"2026-05-14T09",
	    "{\"expires_at\":\"2026-05-14T09", 0);
	leaves("{\"expires_at\":\"2026\n\"", "{\"expires_at\":\"2026\n\"", 0);
	leaves("{\"expires_at", "{\"expires_at", 0);
	leaves("{\"expires_at\"", "{\"expires_at\"", 0);
	leaves("\"", "\"", 0);
	leaves("", "", 0);
}
END_TEST

/* In a name it is part of the name. */
START_TEST(leaves_strings_alone)
{
	leaves("{\"name\":\"x \\\"expires_at\\\":\\\"2026\\\"\"}",
	    "{\"name\":\"x \\\"expires_at\\\":\\\"2026\\\"\"}", 0);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("expires");
	TCase *tc = tcase_create("expires");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_checked_fixture(tc, NULL, end);
	tcase_add_test(tc, takes_the_times);
	tcase_add_test(tc, keeps_what_is_no_time);
	tcase_add_test(tc, leaves_strings_alone);
	suite_add_tcase(suite, tc);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
