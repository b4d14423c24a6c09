#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "render/findings/findings.h"

/* What is found in wide logs. Times are seconds, sizes KiB; little is 10 KiB.
 */
static struct trace t;
static struct findings f;

#define UNKNOWN TRACE_UNKNOWN

static void
set_up(void)
{
	memset(&t, 0, sizeof t);
	memset(&f, 0, sizeof f);
	t.memory_bytes = 1000 * 1024;
}

static void
tear_down(void)
{
	findings_free(&f);
	trace_free(&t);
}

static void
row(int64_t s, uint32_t pid, uint64_t rss_kib, uint64_t footprint_kib)
{
	const char model = (char)('a' + pid - 10);
	char command[] = "ollama runner --model x";
	uint32_t process;

	command[sizeof command - 2] = model;
	ck_assert_int_eq(trace_add_sample(&t, s * 1000), 0);
	ck_assert_int_eq(
	    trace_find_process(&t, pid, 1, span_of(command), &process), 0);
	ck_assert_int_eq(trace_add_row(&t, process,
			     &(struct process_row){.rss_kib = rss_kib,
				 .wide = 1,
				 .footprint_kib = footprint_kib,
				 .footprint_max_kib = UNKNOWN,
				 .gpu_kib = UNKNOWN}),
	    0);
}

static void
block(
    int64_t s, enum trace_metric a, uint64_t x, enum trace_metric b, uint64_t y)
{
	struct trace_reading r = {
	    .ts_ms = s * 1000, .set = TRACE_NONE, .until = TRACE_NONE};

	r.value[a] = x;
	r.value[b] = y;
	r.known = UINT64_C(1) << a | UINT64_C(1) << b;
	ck_assert_int_eq(trace_add_block(&t, &r), 0);
}

static void
percent(int64_t s, uint64_t value)
{
	block(s, TRACE_FREE_PERCENT, value, TRACE_FREE_PERCENT, value);
}

static void
make(void)
{
	ck_assert_int_eq(trace_finish(&t), 0);
	ck_assert_int_eq(findings_make(&t, FINDINGS_LOW_PERCENT, &f), 0);
}

/* By footprint, but a runner of mapped weights has more in RSS. */
START_TEST(the_largest_runner_and_what_grew)
{
	static const struct {
		uint64_t mapped; /* RSS of the third */
		uint32_t largest;
	} of[] = {{10, 1}, {950, 2}};
	int64_t s;

	for (s = 0; s < 80; s++) {
		row(s, 10, 500, s % 2 == 0 ? 300 : UNKNOWN);
		row(s, 11, 100, s < 30 ? 500 : s < 70 ? 900 : UNKNOWN);
		row(s, 12, s == 65 ? of[_i].mapped : 10, 5);
		if (s % 5 == 0)
			percent(s, s == 60 || s == 65 ? 20 : 60);
	}
	make();
	ck_assert_uint_eq(f.lows, 1);
	ck_assert_uint_eq(f.low[0].runner, of[_i].largest);
	ck_assert_uint_eq(f.near_zero_runner, TRACE_NONE);
	if (_i == 0)
		ck_assert_uint_eq(
		    t.rows.footprint_kib[f.low[0].runner_row], 900);
	ck_assert_uint_eq(f.low[0].grown, 1);
	ck_assert_uint_eq(f.low[0].grown_kib, 400);
	ck_assert_int_eq(f.low[0].grown_footprint, 1);
}
END_TEST

/* A minute ago it was not there: it grew from nothing, in each stretch. */
START_TEST(a_new_runner_grew_from_nothing)
{
	int64_t s;

	for (s = 0; s < 140; s++) {
		row(s, 10, (uint64_t)(450 + s), UNKNOWN);
		if (s >= 70)
			row(s, 11, 500, UNKNOWN);
		if (s % 5 == 0)
			percent(s, s == 100 || s == 120 ? 20 : 60);
	}
	make();
	ck_assert_uint_eq(f.lows, 2);
	ck_assert_uint_eq(f.low[0].grown, 1);
	ck_assert_uint_eq(f.low[0].grown_kib, 500);
	ck_assert_uint_eq(f.low[1].grown, 1);
	ck_assert_uint_eq(f.low[1].grown_kib, 500);
}
END_TEST

/* What it was before or is after the unknown is no growth. */
START_TEST(nothing_grows_out_of_the_unknown)
{
	int64_t s;

	for (s = 0; s < 80; s++) {
		row(s, 10, 100, s < 40 ? UNKNOWN : 900);
		row(s, 11, s < 30 ? 100 : 120, s < 40 ? 900 : UNKNOWN);
		if (s % 5 == 0)
			percent(s, s == 60 ? 9 : 60);
	}
	make();
	ck_assert_uint_eq(f.low[0].grown, 1);
	ck_assert_uint_eq(f.low[0].grown_kib, 20);
	ck_assert_int_eq(f.low[0].grown_footprint, 0);
	ck_assert_uint_eq(f.near_zero_runner, 0);
	ck_assert_uint_eq(t.rows.footprint_kib[f.near_zero_row], 900);
}
END_TEST

/*
 * Loads in 20 s and grows from then on. The second has more in RSS, of the
 * third every other footprint is unknown, the fourth's load is.
 */
START_TEST(load_and_growth_by_footprint)
{
	const struct finding_story *story;
	int64_t s;

	for (s = 0; s < 600; s++) {
		const uint64_t kib =
		    (uint64_t)(s < 22 ? 50 * (s - 2) : 1000 + s * 2);

		if (s < 3) {
			row(s, 9, 1, 1);
			continue;
		}
		row(s, 10, 50, s == 599 ? UNKNOWN : kib);
		row(s, 11, 9000, kib);
		row(s, 12, 50, s % 2 == 0 ? kib : UNKNOWN);
		row(s, 13, 50, s > 10 && s < 30 ? UNKNOWN : kib);
	}
	make();
	ck_assert_uint_eq(f.runners, 5);
	story = &f.story[f.runner[1].story];
	ck_assert_int_eq(story->by_footprint, 1);
	/* 95 % of 1246, which it has two minutes after its start */
	ck_assert_int_eq(story->plateau_ms, 89000);
	ck_assert_uint_eq(story->grew_from_kib, 1246);
	ck_assert_uint_eq(story->grew_to_kib, 2196);
	ck_assert_int_eq(story->grew_in_ms, 475000);
	ck_assert_int_eq(f.story[f.runner[2].story].by_footprint, 0);
	ck_assert_int_eq(f.story[f.runner[3].story].by_footprint, 0);
	ck_assert_int_eq(f.story[f.runner[3].story].grew_in_ms, 0);
	ck_assert_uint_eq(
	    trace_peak(&t, &t.process[f.runner[3].process], PEAK_FOOTPRINT),
	    2196);
	story = &f.story[f.runner[4].story];
	ck_assert_int_eq(story->by_footprint, 1);
	ck_assert_int_eq(story->plateau_ms, 89000);
}
END_TEST

/* The load was there already when the footprint was first known. */
START_TEST(no_load_is_known_after_the_unknown)
{
	int64_t s;

	for (s = 0; s < 400; s++) {
		row(s, 9, 1, 1);
		if (s >= 3)
			row(s, 10, 50, s < 20 ? UNKNOWN : 1000);
	}
	make();
	ck_assert_int_eq(f.story[f.runner[1].story].by_footprint, 1);
	ck_assert_int_eq(f.story[f.runner[1].story].plateau_ms,
	    findings_from_ms(&t, &f.runner[1]));
}
END_TEST

/* RSS falls and the compressor grows; the footprint shows what happened. */
START_TEST(what_is_given_back_was_not_pushed_out)
{
	static const struct {
		uint64_t before, after;
		int pushed;
	} of[] = {{900, 850, 1}, {900, 300, 0}, {UNKNOWN, 300, 1},
	    {900, UNKNOWN, 1}, {50, 50, 1}};
	const struct finding_story *story;
	int64_t s;

	for (s = 0; s < 60; s++) {
		row(s, 10, s < 30 ? 1000 : 300,
		    s < 30 ? of[_i].before : of[_i].after);
		if (s % 5 == 0)
			block(s, TRACE_COMPRESSOR,
			    s < 30 ? 0 : UINT64_C(500) * 1024, TRACE_SWAP_USED,
			    0);
	}
	make();
	story = &f.story[f.runner[0].story];
	ck_assert_int_eq(story->pushed, of[_i].pushed);
	if (of[_i].pushed)
		ck_assert_uint_eq(story->pushed_footprint_kib, of[_i].after);
}
END_TEST

/* Microseconds, without a page size; a total that falls has begun anew. */
START_TEST(tasks_that_waited_for_memory)
{
	static const uint64_t some[] = {500, 1000500, 7, 2000007};
	size_t i;

	for (i = 0; i < 4; i++)
		block((int64_t)i * 5, TRACE_SOME_STALL, some[i],
		    TRACE_FULL_STALL, 9);
	make();
	ck_assert_uint_eq(findings_flow(&t, TRACE_SOME_STALL).known, 2);
	ck_assert_double_eq(findings_flow(&t, TRACE_SOME_STALL).bytes, 3000000);
	ck_assert_double_eq(findings_flow(&t, TRACE_SOME_STALL).rate, 400000);
	ck_assert_int_eq(findings_flow(&t, TRACE_SOME_STALL).to_ms, 15000);
	ck_assert_uint_eq(findings_flow(&t, TRACE_FULL_STALL).known, 3);
	ck_assert_double_eq(findings_flow(&t, TRACE_FULL_STALL).bytes, 0);
	ck_assert_uint_eq(findings_flow(&t, TRACE_SWAPINS).known, 0);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("findings_wide");
	TCase *tc = tcase_create("findings_wide");
	SRunner *runner;
	int failed;

	tcase_add_checked_fixture(tc, set_up, tear_down);
	tcase_add_loop_test(tc, the_largest_runner_and_what_grew, 0, 2);
	tcase_add_test(tc, a_new_runner_grew_from_nothing);
	tcase_add_test(tc, nothing_grows_out_of_the_unknown);
	tcase_add_test(tc, load_and_growth_by_footprint);
	tcase_add_test(tc, no_load_is_known_after_the_unknown);
	tcase_add_loop_test(tc, what_is_given_back_was_not_pushed_out, 0, 5);
	tcase_add_test(tc, tasks_that_waited_for_memory);
	suite_add_tcase(suite, tc);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
