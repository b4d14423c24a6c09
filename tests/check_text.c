#include <check.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "formats/text.h"

static void
is_text(struct text *t, const char *wanted)
{
	text_add_char(t, '\0');
	ck_assert(!t->failed);
	ck_assert_str_eq(t->data, wanted);
	text_clear(t);
}

static void
is_span(struct span got, const char *wanted)
{
	ck_assert_msg(span_is(got, wanted), "\"%.*s\" is not \"%s\"",
	    (int)got.n, got.p, wanted);
}

START_TEST(grows)
{
	struct text t = {0};
	char wanted[5000];
	size_t i;

	for (i = 0; i < sizeof wanted; i++) {
		wanted[i] = (char)('a' + i % 26);
		text_add_char(&t, wanted[i]);
	}
	ck_assert_uint_eq(t.len, sizeof wanted);
	ck_assert(memcmp(t.data, wanted, sizeof wanted) == 0);
	text_add(&t, wanted, sizeof wanted);
	ck_assert(memcmp(t.data + 5000, wanted, sizeof wanted) == 0);
	i = t.size;
	text_clear(&t);
	ck_assert_uint_eq(t.size, i);
	ck_assert_uint_eq(t.len, 0);
	text_free(&t);
	ck_assert_ptr_null(t.data);
	text_free(&t);
}
END_TEST

START_TEST(starts_empty)
{
	struct text t = {0};

	text_add(&t, NULL, 0);
	text_add_string(&t, "");
	text_add_span(&t, (struct span){NULL, 0});
	ck_assert_ptr_null(t.data);
	ck_assert_uint_eq(text_span(&t).n, 0);
	text_free(&t);
}
END_TEST

START_TEST(remembers_a_failure)
{
	struct text t = {0};

	text_add_string(&t, "abc");
	ck_assert_int_eq(text_reserve(&t, SIZE_MAX - 10), -1);
	ck_assert(t.failed);
	text_add_string(&t, "dropped");
	ck_assert_int_eq(text_reserve(&t, 1), -1);
	ck_assert_uint_eq(t.len, 3);
	text_clear(&t);
	text_add_string(&t, "d");
	is_text(&t, "d");
	text_free(&t);
}
END_TEST

START_TEST(writes_numbers)
{
	struct text t = {0};

	text_add_u64(&t, 0);
	text_add_char(&t, ' ');
	text_add_u64(&t, UINT64_MAX);
	is_text(&t, "0 18446744073709551615");
	text_add_f(&t, "%s-%03d", "x", 7);
	is_text(&t, "x-007");
	text_free(&t);
}
END_TEST

static const struct {
	const char *text;
	int64_t ms;
	int millis;
} times[] = {
    {"1970-01-01T00:00:00Z", 0, 0},
    {"1969-12-31T23:59:59.999Z", -1, 1},
    {"2026-05-14T09:25:00Z", 1778750700000, 0},
    {"2026-05-14T09:25:00.250Z", 1778750700250, 1},
    {"2024-02-29T23:59:59Z", 1709251199000, 0},
    {"2000-02-29T00:00:00Z", 951782400000, 0},
    {"1900-03-01T00:00:00Z", -2203891200000, 0},
    {"0001-01-01T00:00:00Z", -62135596800000, 0},
    {"9999-12-31T23:59:59.999Z", 253402300799999, 1},
};

START_TEST(writes_and_reads_times)
{
	struct text t = {0};
	int64_t ms = 77;

	text_add_time(&t, times[_i].ms, times[_i].millis);
	ck_assert_int_eq(span_time(text_span(&t), &ms), 0);
	ck_assert_msg(ms == times[_i].ms, "%s: %" PRId64, times[_i].text, ms);
	is_text(&t, times[_i].text);
	text_free(&t);
}
END_TEST

START_TEST(reads_other_times)
{
	static const struct {
		const char *text;
		int64_t ms;
	} other[] = {
	    {"2026-05-14 09:25:00Z", 1778750700000},
	    {"2026-05-14t09:25:00z", 1778750700000},
	    {"2026-05-14T09:25:00", 1778750700000},
	    {"2026-05-14T11:25:00+02:00", 1778750700000},
	    {"2026-05-14T11:25:00+0200", 1778750700000},
	    {"2026-05-14T03:55:00.5-05:30", 1778750700500},
	    {"2026-05-14T03:55:00.5-0530", 1778750700500},
	    {"2026-05-14T09:25:00.123456789Z", 1778750700123},
	    {"2026-05-14T09:25:00.9999Z", 1778750700999},
	    {"2026-05-14T09:24:60Z", 1778750700000},
	    {"2318-08-24T21:03:00.000000001-07:00", 11002190580000},
	};
	int64_t ms;
	size_t i;

	for (i = 0; i < sizeof other / sizeof other[0]; i++) {
		ms = -1;
		ck_assert_int_eq(span_time(span_of(other[i].text), &ms), 0);
		ck_assert_msg(
		    ms == other[i].ms, "%s: %" PRId64, other[i].text, ms);
	}
}
END_TEST

START_TEST(refuses_bad_times)
{
	static const char *const bad[] = {"", "Z", "2026-05-14",
	    "2026-05-14T09:25Z", "2026-05-14T09:25:0Z", "26-05-14T09:25:00Z",
	    "2026-00-14T09:25:00Z", "2026-13-14T09:25:00Z",
	    "2026-05-00T09:25:00Z", "2026-04-31T09:25:00Z",
	    "2026-02-29T09:25:00Z", "1900-02-29T09:25:00Z",
	    "2026-05-14T24:00:00Z", "2026-05-14T09:60:00Z",
	    "2026-05-14T09:25:61Z", "2026-05-14T09:25:00.Z",
	    "2026-05-14T09:25:00,5Z", "2026-05-14T09:25:00Z ",
	    " 2026-05-14T09:25:00Z", "2026-05-14T09:25:00ZZ",
	    "2026-05-14T09:25:00+02", "2026-05-14T09:25:00+2:00",
	    "2026-05-14T09:25:00+2400", "2026-05-14T09:25:00+02.00",
	    "2026-05-14T09:25:00+24:00", "2026-05-14T09:25:00+02:60",
	    "2026-05-14T09:25:00 UTC", "2026-05-14T-9:25:00Z",
	    "20a6-05-14T09:25:00Z", "2026/05/14T09:25:00Z"};
	int64_t ms = 77;
	size_t i;

	for (i = 0; i < sizeof bad / sizeof bad[0]; i++)
		ck_assert_msg(
		    span_time(span_of(bad[i]), &ms) == -1, "\"%s\"", bad[i]);
	ck_assert_int_eq(span_time((struct span){NULL, 0}, &ms), -1);
	ck_assert(ms == 77);
}
END_TEST

START_TEST(reads_numbers)
{
	static const char *const bad[] = {"", "-1", "+1", " 1", "1 ", "1.0",
	    "0x1", "1e3", "18446744073709551616", "99999999999999999999",
	    "184467440737095516150", "\xd9\xa1", "1\t"};
	uint64_t value = 77;
	size_t i;

	for (i = 0; i < sizeof bad / sizeof bad[0]; i++)
		ck_assert_msg(
		    span_u64(span_of(bad[i]), &value) == -1, "\"%s\"", bad[i]);
	ck_assert_int_eq(span_u64((struct span){"1\0", 2}, &value), -1);
	ck_assert_uint_eq(value, 77);
	ck_assert_int_eq(span_u64(span_of("18446744073709551615"), &value), 0);
	ck_assert(value == UINT64_MAX);
	ck_assert_int_eq(span_u64(span_of("000"), &value), 0);
	ck_assert(value == 0);
	ck_assert_int_eq(span_u64((struct span){"123", 2}, &value), 0);
	ck_assert(value == 12);
}
END_TEST

START_TEST(compares)
{
	struct span none = {NULL, 0}, s = SPAN("abc");

	ck_assert(span_equal(none, SPAN("")));
	ck_assert(span_equal(s, span_of("abc")));
	ck_assert(!span_equal(s, SPAN("abd")));
	ck_assert(!span_equal(s, SPAN("ab")));
	ck_assert(span_is(none, ""));
	ck_assert(span_starts(s, "ab"));
	ck_assert(span_starts(none, ""));
	ck_assert(!span_starts(s, "abcd"));
	ck_assert(!span_starts(none, "a"));
	ck_assert(!span_skip(&s, "b"));
	ck_assert(span_skip(&s, "ab"));
	is_span(s, "c");
	ck_assert(span_skip(&s, "c"));
	ck_assert(!span_skip(&s, "c"));
	ck_assert_uint_eq(s.n, 0);
}
END_TEST

START_TEST(trims)
{
	is_span(span_trim(SPAN(" \t a b\t\r ")), "a b");
	is_span(span_trim_end(SPAN(" \t a b\t\r ")), " \t a b");
	is_span(span_trim(SPAN("  \t")), "");
	is_span(span_trim((struct span){NULL, 0}), "");
	is_span(span_trim(SPAN("\ra")), "\ra");
}
END_TEST

START_TEST(takes_lines)
{
	struct span rest = SPAN("one\ntwo\r\n\n\r\nlast"), line;

	ck_assert(span_line(&rest, &line));
	is_span(line, "one");
	ck_assert(span_line(&rest, &line));
	is_span(line, "two");
	ck_assert(span_line(&rest, &line));
	is_span(line, "");
	ck_assert(span_line(&rest, &line));
	is_span(line, "");
	ck_assert(span_line(&rest, &line));
	is_span(line, "last");
	ck_assert(!span_line(&rest, &line));
	rest = (struct span){NULL, 0};
	ck_assert(!span_line(&rest, &line));
}
END_TEST

START_TEST(takes_words)
{
	struct span rest = SPAN("  a\t \tbc\r d  "), word;

	ck_assert(span_word(&rest, &word));
	is_span(word, "a");
	ck_assert(span_word(&rest, &word));
	is_span(word, "bc\r");
	ck_assert(span_word(&rest, &word));
	is_span(word, "d");
	ck_assert(!span_word(&rest, &word));
	ck_assert_uint_eq(word.n, 0);
	ck_assert_uint_eq(rest.n, 0);
	ck_assert(!span_word(&rest, &word));
	rest = (struct span){NULL, 0};
	ck_assert(!span_word(&rest, &word));
	ck_assert_uint_eq(word.n, 0);
}
END_TEST

START_TEST(takes_fields)
{
	struct span rest = SPAN("a,,b,"), field;

	ck_assert(span_until(&rest, ',', &field));
	is_span(field, "a");
	ck_assert(span_until(&rest, ',', &field));
	is_span(field, "");
	ck_assert(span_until(&rest, ',', &field));
	is_span(field, "b");
	ck_assert(!span_until(&rest, ',', &field));
}
END_TEST

static void
add_up(void *arg, size_t line, const char *reason)
{
	*(size_t *)arg += line;
	ck_assert_str_eq(reason, "why");
}

START_TEST(tells_of_problems)
{
	size_t sum = 0;
	struct problems problems = {add_up, &sum, 40};

	problem(&problems, 2, "why");
	ck_assert_uint_eq(sum, 42);
	problems.fn = NULL;
	problem(&problems, 2, "why");
	problem(NULL, 2, "why");
	ck_assert_uint_eq(sum, 42);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("text");
	TCase *tc = tcase_create("text");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_test(tc, grows);
	tcase_add_test(tc, starts_empty);
	tcase_add_test(tc, remembers_a_failure);
	tcase_add_test(tc, writes_numbers);
	tcase_add_loop_test(tc, writes_and_reads_times, 0,
	    (int)(sizeof times / sizeof times[0]));
	tcase_add_test(tc, reads_other_times);
	tcase_add_test(tc, refuses_bad_times);
	tcase_add_test(tc, reads_numbers);
	tcase_add_test(tc, compares);
	tcase_add_test(tc, trims);
	tcase_add_test(tc, takes_lines);
	tcase_add_test(tc, takes_words);
	tcase_add_test(tc, takes_fields);
	tcase_add_test(tc, tells_of_problems);
	suite_add_tcase(suite, tc);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
