#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "render/findings/findings.h"

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

/* A block a second, with that percentage free and so many bytes in use. */
static void
blocks(int64_t from, int64_t to, uint64_t percent, uint64_t bytes)
{
	struct trace_block b = {.set = TRACE_NONE};

	b.known = 1U << TRACE_FREE_PERCENT | 1U << TRACE_WIRED |
		  1U << TRACE_COMPRESSOR;
	b.value[TRACE_FREE_PERCENT] = percent;
	b.value[TRACE_WIRED] = b.value[TRACE_COMPRESSOR] = bytes;
	for (; from <= to; from++) {
		b.ts_ms = from * 1000;
		ck_assert_int_eq(trace_add_block(&t, &b), 0);
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

/* Low from 40 to 60 before the step, and never after it. */
START_TEST(mixed_blocks_are_one_low_stretch)
{
	blocks(0, 39, 60, 1);
	blocks(40, 60, 20, 9);
	blocks(30, 90, 60, 1);
	make();
	ck_assert_uint_eq(t.system_doubt.count, 1);
	ck_assert_uint_eq(f.lows, 1);
	ck_assert_int_eq(f.low[0].low.from_ms, 40000);
	ck_assert_int_eq(f.low[0].low.to_ms, 60000);
	ck_assert_int_eq(f.low[0].low.highest_percent, 20);
	ck_assert_int_eq(f.low[0].low.doubtful, 1);
	/* What came after what is not known. */
	ck_assert_int_eq(f.low[0].after_doubtful, 1);
	ck_assert_uint_eq(f.low[0].after.metric[TRACE_COMPRESSOR].known, 0);
}
END_TEST

START_TEST(low_stretches_apart_stay_apart_in_doubtful_times)
{
	blocks(0, 39, 60, 1);
	blocks(40, 42, 20, 1);
	blocks(43, 59, 60, 1);
	blocks(60, 62, 20, 1);
	blocks(63, 80, 60, 1);
	blocks(30, 90, 60, 1);
	make();
	ck_assert_uint_eq(f.lows, 2);
	ck_assert_int_eq(f.low[0].low.to_ms, 42000);
	ck_assert_int_eq(f.low[1].low.from_ms, 60000);
}
END_TEST

/* Nothing is known of the runner at that moment. */
START_TEST(near_zero_in_doubtful_times_is_of_no_runner)
{
	samples(0, 30, "a");
	blocks(0, 14, 60, 1);
	blocks(15, 20, 5, 1);
	blocks(10, 30, 60, 1);
	make();
	ck_assert_uint_eq(f.near_zero_blocks, 6);
	ck_assert_uint_eq(f.near_zero_doubtful, 6);
	ck_assert_uint_eq(f.near_zero_sampled_blocks, 0);
	ck_assert_uint_eq(f.near_zero_runner, TRACE_NONE);
}
END_TEST

START_TEST(a_load_is_looked_at_outside_of_doubtful_times)
{
	samples(0, 9, "");
	samples(10, 50, "a");
	samples(41, 44, "a");
	samples(45, 60, "ab");
	samples(61, 90, "abc");
	blocks(0, 9, 60, 1);
	blocks(10, 40, 60, 5);
	blocks(41, 50, 60, 9);
	blocks(41, 60, 60, 2);
	blocks(61, 90, 60, 7);
	make();
	ck_assert_uint_eq(f.loads, 3);
	ck_assert_int_eq(f.load[0].known, 1);
	ck_assert_uint_eq(f.load[0].before_bytes, 1);
	ck_assert_uint_eq(f.load[0].highest_bytes, 5);
	ck_assert_int_eq(f.load[0].doubtful, 1);
	/* It started in them: what was before is not known. */
	ck_assert_int_eq(f.load[1].known, 0);
	ck_assert_int_eq(f.load[1].doubtful, 1);
	ck_assert_int_eq(f.load[2].known, 1);
	ck_assert_int_eq(f.load[2].doubtful, 0);
	ck_assert_uint_eq(f.load[2].before_bytes, 2);
	ck_assert_uint_eq(f.load[2].highest_bytes, 7);
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
	tcase_add_test(tc, mixed_blocks_are_one_low_stretch);
	tcase_add_test(tc, low_stretches_apart_stay_apart_in_doubtful_times);
	tcase_add_test(tc, near_zero_in_doubtful_times_is_of_no_runner);
	tcase_add_test(tc, a_load_is_looked_at_outside_of_doubtful_times);
	suite_add_tcase(suite, tc);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
