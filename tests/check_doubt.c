#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "render/findings.h"

/* What is concluded from logs whose clock was set back; times are seconds. */
static struct trace t;
static struct findings f;

static void
set_up(void)
{
	memset(&t, 0, sizeof t);
	memset(&f, 0, sizeof f);
}

static void
tear_down(void)
{
	findings_free(&f);
	trace_free(&t);
}

/* A sample a second, with a runner for each letter. */
static void
samples(int64_t from, int64_t to, const char *runners)
{
	char command[] = "ollama runner --model ?";
	uint32_t process;
	const char *p;

	for (; from <= to; from++) {
		ck_assert_int_eq(trace_add_sample(&t, from * 1000), 0);
		ck_assert_int_eq(trace_find_process(&t, 1, 0,
				     span_of("ollama serve"), &process),
		    0);
		ck_assert_int_eq(trace_add_row(&t, process, 1, 0), 0);
		for (p = runners; *p != '\0'; p++) {
			command[sizeof command - 2] = *p;
			ck_assert_int_eq(trace_find_process(&t, (uint64_t)*p, 1,
					     span_of(command), &process),
			    0);
			ck_assert_int_eq(trace_add_row(&t, process, 5, 0), 0);
		}
	}
}

static void
make(void)
{
	ck_assert_int_eq(trace_finish(&t), 0);
	ck_assert_int_eq(findings_make(&t, FINDINGS_LOW_PERCENT, &f), 0);
}

static void
overlap_is(size_t i, int64_t from, int64_t to, size_t most, int unsure)
{
	ck_assert_uint_lt(i, f.overlaps);
	ck_assert_int_eq(f.overlap[i].from_ms, from * 1000);
	ck_assert_int_eq(f.overlap[i].to_ms, to * 1000);
	ck_assert_uint_eq(f.overlap[i].most, most);
	ck_assert_int_eq(f.overlap[i].unsure, unsure);
}

START_TEST(an_overlap_goes_over_a_step)
{
	samples(0, 9, "a");
	samples(10, 30, "ab");
	samples(29, 50, "ab");
	samples(51, 60, "b");
	make();
	ck_assert_uint_eq(f.overlaps, 1);
	overlap_is(0, 10, 50, 2, 0);
}
END_TEST

START_TEST(an_overlap_between_two_steps_is_sure)
{
	samples(0, 9, "a");
	samples(8, 20, "a");
	samples(21, 30, "ab");
	samples(31, 40, "b");
	samples(39, 50, "b");
	make();
	ck_assert_uint_eq(f.overlaps, 1);
	overlap_is(0, 21, 30, 2, 0);
}
END_TEST

START_TEST(an_overlap_is_cut_to_what_is_sure)
{
	samples(0, 20, "a");
	samples(15, 18, "a");
	samples(19, 30, "ab");
	samples(31, 40, "b");
	samples(35, 50, "bc");
	make();
	ck_assert_uint_eq(f.overlaps, 4);
	overlap_is(0, 19, 20, 2, 1);
	overlap_is(1, 21, 30, 2, 0);
	overlap_is(2, 35, 40, 2, 1);
	overlap_is(3, 41, 50, 2, 0);
}
END_TEST

/* c ended before the step, and d started after it: they never met. */
START_TEST(who_is_there_in_doubtful_times_alone_takes_no_part)
{
	samples(0, 20, "abc");
	samples(18, 20, "abd");
	samples(21, 30, "ab");
	make();
	ck_assert_uint_eq(f.overlaps, 1);
	overlap_is(0, 0, 30, 3, 0);
	ck_assert_uint_eq(f.overlap[0].count, 3);
}
END_TEST

/* Before it a and b, after it c and d. */
START_TEST(others_after_a_step_are_another_overlap)
{
	samples(0, 20, "ab");
	samples(18, 40, "cd");
	make();
	ck_assert_uint_eq(f.overlaps, 2);
	overlap_is(0, 0, 17, 2, 0);
	overlap_is(1, 21, 40, 2, 0);
	ck_assert_uint_eq(f.overlap[0].count, 2);
	ck_assert_uint_eq(f.overlap[1].count, 2);
}
END_TEST

START_TEST(logs_in_the_wrong_order_are_not_in_doubt)
{
	samples(100, 109, "a");
	samples(110, 120, "ab");
	samples(0, 30, "");
	make();
	ck_assert_uint_eq(t.process_steps_back, 1);
	ck_assert_uint_eq(f.overlaps, 1);
	overlap_is(0, 110, 120, 2, 0);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("doubt");
	TCase *tc = tcase_create("doubt");
	SRunner *runner;
	int failed;

	tcase_add_checked_fixture(tc, set_up, tear_down);
	tcase_add_test(tc, an_overlap_goes_over_a_step);
	tcase_add_test(tc, an_overlap_between_two_steps_is_sure);
	tcase_add_test(tc, an_overlap_is_cut_to_what_is_sure);
	tcase_add_test(tc, who_is_there_in_doubtful_times_alone_takes_no_part);
	tcase_add_test(tc, others_after_a_step_are_another_overlap);
	tcase_add_test(tc, logs_in_the_wrong_order_are_not_in_doubt);
	suite_add_tcase(suite, tc);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
