#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "render/trace/trace.h"

/*
 * Times that fall in a log. Times are written as letters, seconds from 'a' on;
 * '|' is a header in the middle of the process log.
 */
static struct trace trace;

static void
begin(void)
{
	memset(&trace, 0, sizeof trace);
}

static void
end(void)
{
	trace_free(&trace);
}

static void
row(int64_t ms, uint32_t pid, uint32_t ppid, uint64_t rss_kib)
{
	uint32_t process;

	ck_assert_int_eq(trace_add_sample(&trace, ms), 0);
	ck_assert_int_eq(trace_find_process(&trace, pid, ppid,
			     SPAN("ollama runner --model a"), &process),
	    0);
	ck_assert_int_eq(
	    trace_add_row(&trace, process,
		&(struct process_row){.rss_kib = rss_kib, .vsz_kib = 2}),
	    0);
}

static void
block(int64_t ms, uint64_t wired)
{
	const struct trace_reading b = {.ts_ms = ms,
	    .set = TRACE_NONE,
	    .until = TRACE_NONE,
	    .known = 1u << TRACE_WIRED,
	    .value[TRACE_WIRED] = wired};

	ck_assert_int_eq(trace_add_block(&trace, &b), 0);
}

/* Each sample has an RSS, and each block a value, of its own. */
static void
samples(const char *times)
{
	static uint64_t rss_kib = 1;

	for (; *times != '\0'; times++)
		if (*times == '|')
			ck_assert_int_eq(trace_begin_recording(&trace), 0);
		else
			row((*times - 'a') * 1000, 7, 1, rss_kib++);
}

static void
blocks(const char *times)
{
	static uint64_t wired = 1;

	for (; *times != '\0'; times++)
		block((*times - 'a') * 1000, wired++);
}

static void
finish(const char *process, const char *system)
{
	size_t i;

	ck_assert_int_eq(trace_finish(&trace), 0);
	ck_assert_uint_eq(trace.samples, strlen(process));
	for (i = 0; i < trace.samples; i++)
		ck_assert_int_eq(trace.sample_ms[i], (process[i] - 'a') * 1000);
	ck_assert_uint_eq(trace.blocks, strlen(system));
	for (i = 0; i < trace.blocks; i++)
		ck_assert_int_eq(
		    trace.block[i].ts_ms, (system[i] - 'a') * 1000);
}

static void
seam_is(size_t i, enum trace_seam_kind kind, int logs, char at, int back)
{
	ck_assert_uint_lt(i, trace.seams);
	ck_assert_int_eq(trace.seam[i].kind, kind);
	ck_assert_int_eq(trace.seam[i].logs, logs);
	ck_assert_int_eq(trace.seam[i].at_ms, (at - 'a') * 1000);
	ck_assert_int_eq(trace.seam[i].back_ms, back * 1000);
}

START_TEST(leaves_times_that_rise)
{
	samples("abcdk");
	blocks("aafk");
	finish("abcdk", "aafk");
	ck_assert_uint_eq(trace.seams, 0);
}
END_TEST

START_TEST(goes_on_where_the_clock_was_set_back)
{
	samples("abcdefdefgh");
	finish("abcdefghijk", "");
	ck_assert_uint_eq(trace.seams, 1);
	seam_is(0, SEAM_SET_BACK, 1, 'g', 3);
	ck_assert_int_eq(trace.seam[0].shift_ms, 3000);
	ck_assert_uint_eq(trace.rows.sample[8], 8);
}
END_TEST

/* The log with the shorter distance knows better by how much. */
START_TEST(shifts_both_logs_by_the_same)
{
	samples("abcdefghijklmnopijklmnop");
	blocks("aeimjn");
	finish("abcdefghijklmnopqrstuvwx", "aeimrv");
	ck_assert_uint_eq(trace.seams, 1);
	seam_is(0, SEAM_SET_BACK, 3, 'q', 8);
}
END_TEST

/* A small step is not seen in a log of long distances. */
START_TEST(shifts_the_log_that_did_not_see_the_step)
{
	samples("abcdefghefghijkl");
	blocks("aeim");
	finish("abcdefghijklmnop", "aemq");
	ck_assert_uint_eq(trace.seams, 1);
	seam_is(0, SEAM_SET_BACK, 1, 'i', 4);
}
END_TEST

/* Half a minute before and after it, no process matched. */
START_TEST(shifts_once_if_one_log_paused)
{
	const int64_t hour = 3600;
	int64_t s;

	for (s = 0; s < 80; s++) {
		if (s < 10 || s >= 70)
			row((s + (s < 40 ? hour : 0)) * 1000, 7, 1, 1);
		block((s + (s < 40 ? hour : 0)) * 1000, 1);
	}
	ck_assert_int_eq(trace_finish(&trace), 0);
	ck_assert_uint_eq(trace.seams, 1);
	ck_assert_int_eq(trace.seam[0].logs, 3);
	ck_assert_int_eq(trace.seam[0].back_ms, hour * 1000);
	ck_assert_int_eq(trace.sample_ms[10], (hour + 70) * 1000);
	ck_assert_int_eq(trace.block[79].ts_ms, (hour + 79) * 1000);
}
END_TEST

START_TEST(adds_up_the_steps)
{
	samples("abcdebcdefdefg");
	finish("abcdefghijklmn", "");
	ck_assert_uint_eq(trace.seams, 2);
	seam_is(0, SEAM_SET_BACK, 1, 'f', 4);
	seam_is(1, SEAM_SET_BACK, 1, 'k', 3);
	ck_assert_int_eq(trace.seam[1].shift_ms, 7000);
}
END_TEST

START_TEST(names_recordings_joined_out_of_order)
{
	samples("mnop|abcd");
	finish("mnopqrst", "");
	ck_assert_uint_eq(trace.seams, 1);
	seam_is(0, SEAM_JOINED, 1, 'q', 16);
	end();
	samples("mnopabcd");
	finish("mnopqrst", "");
	seam_is(0, SEAM_UNCLEAR, 1, 'q', 16);
}
END_TEST

START_TEST(names_recordings_joined_in_order)
{
	samples("|abcd|klmn");
	finish("abcdklmn", "");
	ck_assert_uint_eq(trace.seams, 1);
	seam_is(0, SEAM_JOINED, 1, 'k', 0);
}
END_TEST

/* The same recording again is no step of the clock. */
START_TEST(counts_a_recording_once)
{
	int64_t ms;
	int k;

	for (k = 0; k < 3; k++) {
		ck_assert_int_eq(trace_begin_recording(&trace), 0);
		for (ms = 10000; ms < 20000; ms += 1000) {
			row(ms, 7, ms < 15000 ? 33 : 1, (uint64_t)ms);
			row(ms, 8, 1, 100);
			block(ms, (uint64_t)ms);
		}
	}
	ck_assert_int_eq(trace_finish(&trace), 0);
	ck_assert_int_eq(trace.repeats, 3);
	ck_assert_uint_eq(trace.seams, 0);
	ck_assert_uint_eq(trace.samples, 10);
	ck_assert_uint_eq(trace.rows.count, 20);
	ck_assert_uint_eq(trace.blocks, 10);
	ck_assert_uint_eq(trace.process[0].rows, 10);
	ck_assert_uint_eq(trace.process[0].last_sample, 9);
	ck_assert_uint_eq(
	    trace.rows.sample[trace.process[0].peak[PEAK_RSS]], 9);
	ck_assert_uint_eq(trace.process[0].ppid_sample, 5);
}
END_TEST

/* So is one of more than a day, whose processes all come back. */
START_TEST(counts_a_long_recording_once)
{
	int64_t hours;
	int k;

	for (k = 0; k < 2; k++)
		for (hours = 0; hours < 40; hours += 10) {
			row(hours * 3600000, 7, 1, (uint64_t)hours);
			block(hours * 3600000, (uint64_t)hours);
		}
	ck_assert_int_eq(trace_finish(&trace), 0);
	ck_assert_int_eq(trace.repeats, 3);
	ck_assert_uint_eq(trace.processes, 1);
	ck_assert_uint_eq(trace.process[0].rows, 4);
}
END_TEST

/* Another recording follows; a process is in both, and its parent changes. */
START_TEST(counts_a_recording_once_before_another)
{
	int64_t s;
	int k;

	for (k = 0; k < 3; k++)
		for (s = 0; s < 3; s++) {
			row(s * 1000, 7, s < 1 ? 5 : 1, (uint64_t)(9 - s));
			block(s * 1000, (uint64_t)s);
		}
	ck_assert_int_eq(trace_begin_recording(&trace), 0);
	for (s = 5; s < 9; s++) {
		row(s * 1000, 7, 1, (uint64_t)s);
		block(s * 1000, (uint64_t)s);
	}
	finish("abcfghi", "abcfghi");
	ck_assert_int_eq(trace.repeats, 3);
	ck_assert_uint_eq(trace.seams, 1);
	seam_is(0, SEAM_JOINED, 1, 'f', 0);
	ck_assert_uint_eq(trace.rows.count, 7);
	ck_assert_uint_eq(trace.rows.sample[6], 6);
	ck_assert_uint_eq(trace.rows.rss_kib[3], 5);
	ck_assert_uint_eq(trace_value(&trace, 3, TRACE_WIRED), 5);
	ck_assert_uint_eq(trace.processes, 1);
	ck_assert_uint_eq(trace.process[0].rows, 7);
	ck_assert_uint_eq(trace.process[0].last_sample, 6);
	ck_assert_uint_eq(trace.process[0].peak[PEAK_RSS], 0);
	ck_assert_uint_eq(trace.process[0].ppid_sample, 1);
}
END_TEST

START_TEST(another_recording_is_no_repeat)
{
	row(0, 7, 1, 5);
	row(1000, 7, 1, 5);
	row(0, 7, 1, 5);
	row(1000, 7, 1, 6);
	ck_assert_int_eq(trace_finish(&trace), 0);
	ck_assert_int_eq(trace.repeats, 0);
	ck_assert_uint_eq(trace.samples, 4);
	ck_assert_uint_eq(trace.seams, 1);
}
END_TEST

START_TEST(finds_the_usual_distance)
{
	int i;

	ck_assert_int_eq(trace_pause(&trace, 1), INT64_MAX);
	block(1000, 1);
	block(6000, 1);
	ck_assert_int_eq(trace_pause(&trace, 1), INT64_MAX);
	block(11000, 1);
	ck_assert_int_eq(trace_pause(&trace, 1), 15000);
	block(91000, 1);
	ck_assert_int_eq(trace_pause(&trace, 1), 15000);
	ck_assert_int_eq(trace_pause(&trace, 0), INT64_MAX);
	/* More samples than are looked at; a tenth of them late. */
	for (i = 0; i < 12000; i++)
		row(i * 1000 + (i % 10 == 0 ? 400 : 0), 1, 1, 1);
	ck_assert_int_eq(trace_pause(&trace, 0), 3000);
}
END_TEST

/* Distances of 1, 1 and 4 s over and over, and in each order. */
START_TEST(sees_no_pattern_where_there_is_another)
{
	int i, k, late;

	for (late = 0; late < 3; late++) {
		int64_t ms = 0;

		for (i = k = 0; i < 20000; i++, k = (k + 1) % 3) {
			row(ms, 1, 1, 1);
			ms += k == late ? 4000 : 1000;
		}
		ck_assert_int_eq(trace_pause(&trace, 0), 3000);
		end();
	}
}
END_TEST

/* Several blocks at one time: no distance at all is no measure. */
START_TEST(has_no_distance_of_zero)
{
	block(1000, 1);
	block(1000, 1);
	block(1000, 1);
	block(8000, 1);
	ck_assert_int_eq(trace_pause(&trace, 1), INT64_MAX);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("clock");
	TCase *tc = tcase_create("clock");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_checked_fixture(tc, begin, end);
	tcase_add_test(tc, leaves_times_that_rise);
	tcase_add_test(tc, goes_on_where_the_clock_was_set_back);
	tcase_add_test(tc, shifts_both_logs_by_the_same);
	tcase_add_test(tc, shifts_the_log_that_did_not_see_the_step);
	tcase_add_test(tc, shifts_once_if_one_log_paused);
	tcase_add_test(tc, adds_up_the_steps);
	tcase_add_test(tc, names_recordings_joined_out_of_order);
	tcase_add_test(tc, names_recordings_joined_in_order);
	tcase_add_test(tc, counts_a_recording_once);
	tcase_add_test(tc, counts_a_long_recording_once);
	tcase_add_test(tc, counts_a_recording_once_before_another);
	tcase_add_test(tc, another_recording_is_no_repeat);
	tcase_add_test(tc, finds_the_usual_distance);
	tcase_add_test(tc, sees_no_pattern_where_there_is_another);
	tcase_add_test(tc, has_no_distance_of_zero);
	suite_add_tcase(suite, tc);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
