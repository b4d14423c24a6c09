#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "collectors/strangers.h"

static struct strangers strangers;

static struct stranger
one(pid_t pid, const char *name)
{
	struct stranger s = {.pid = pid, .start_s = 5, .start_us = 7};

	memcpy(s.name, name, strlen(name));
	return s;
}

/* A list with these pids, up to a 0. Returns how many ps must be asked for. */
static int
list(const pid_t *pid)
{
	struct stranger s;
	int ask = 0;

	strangers_begin(&strangers);
	for (; *pid != 0; pid++) {
		s = one(*pid, "name");
		ask += !strangers_meet(&strangers, &s);
	}
	strangers_end(&strangers);
	return ask;
}

START_TEST(remembers_what_ps_has_shown)
{
	const pid_t all[] = {90, 7, 4000000, 12, 0}, few[] = {12, 7, 0};
	const struct stranger seven = one(7, "name");

	ck_assert_int_eq(list(all), 4);
	ck_assert_int_eq(list(all), 4);
	strangers_learn(&strangers,
	    SPAN("   12     1 name 1 2 name ollama\r\n"
		 "\n -7 x\n99999999999999999999 x\n5000000000 x\n8 1 x\n"));
	ck_assert(strangers_harmless(&strangers, &seven));
	ck_assert_int_eq(list(all), 1);
	/* That one matched after all. */
	strangers_learn(&strangers, SPAN("7 1\n"));
	ck_assert_int_eq(list(all), 1);
	ck_assert(!strangers_harmless(&strangers, &seven));
	/* Who was not met is forgotten. */
	strangers_learn(&strangers, SPAN(""));
	ck_assert_int_eq(list(few), 0);
	ck_assert_int_eq(list(all), 2);
	strangers_free(&strangers);
}
END_TEST

START_TEST(knows_them_apart)
{
	const pid_t all[] = {7, 0};
	struct stranger other[] = {one(7, "name"), one(7, "name"),
	    one(7, "names"), one(7, "nam"), one(8, "name")};
	size_t i;

	list(all);
	strangers_learn(&strangers, SPAN(""));
	ck_assert(strangers_harmless(&strangers, &other[0]));
	other[0].start_s++;
	other[1].start_us--;
	for (i = 0; i < sizeof(other) / sizeof(other[0]); i++)
		ck_assert(!strangers_harmless(&strangers, &other[i]));
	strangers_free(&strangers);
}
END_TEST

START_TEST(holds_many)
{
	pid_t pid[1001] = {0};
	int i;

	for (i = 0; i < 1000; i++)
		pid[i] = 1 + (i * 7919) % 1000;
	ck_assert_int_eq(list(pid), 1000);
	strangers_learn(&strangers, SPAN(" 500 1 x\n"));
	ck_assert_int_eq(list(pid), 1);
	ck_assert_int_eq(list(pid), 1);
	strangers_free(&strangers);
	/* Empty again. */
	strangers_learn(&strangers, SPAN(" 500 1 x\n"));
	ck_assert_int_eq(list(pid), 1000);
	strangers_free(&strangers);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("strangers");
	TCase *tc = tcase_create("strangers");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_test(tc, remembers_what_ps_has_shown);
	tcase_add_test(tc, knows_them_apart);
	tcase_add_test(tc, holds_many);
	suite_add_tcase(suite, tc);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
