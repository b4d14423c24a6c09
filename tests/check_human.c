#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "render/human.h"

#define DOTS "\xe2\x80\xa6"
#define DASH "\xe2\x80\x93"

static struct text out;

static void
begin(void)
{
	memset(&out, 0, sizeof out);
}

static void
end(void)
{
	text_free(&out);
}

/* What was appended is this; then it starts anew. */
static void
out_is(const char *wanted)
{
	text_add_char(&out, '\0');
	ck_assert_str_eq(out.data, wanted);
	text_clear(&out);
}

static void
process_is(const char *command, const char *wanted)
{
	struct trace_command c = {.text = span_of(command)};
	const struct trace_process p = {.command = &c};

	role_of(c.text, &c.is);
	human_process(&out, &p);
	out_is(wanted);
}

START_TEST(code_ends_where_it_should)
{
	human_code(&out, SPAN("gemma4:27b-mlx"), 20);
	out_is("`gemma4:27b-mlx`");
	human_code(&out, SPAN("a`|b\n|"), 20);
	out_is("`a'\xc2\xa6"
	       "b \xc2\xa6`");
	human_code(&out, SPAN("abcdef"), 4);
	out_is("`abc" DOTS "`");
	human_code(&out, SPAN(""), 4);
	out_is("`(no name)`");
}
END_TEST

START_TEST(names_processes)
{
	process_is("ollama runner --model fable:4b --port 1", "fable:4b");
	process_is("ollama runner --port 1", "ollama runner");
	process_is("python3 -m mlx_lm.server --model a", "mlx_lm.server a");
	process_is("ollama start", "ollama serve");
	process_is("ollama run --verbose fable:4b", "run fable:4b");
	process_is("llama-server --model /x/blobs/sha256-41f0c2b8e7d9a6534c1b",
	    "sha256-41f0c2b8e7d9");
	process_is(
	    "llama-server --model /x/sha256-41f0c2b8", "sha256-41f0c2b8");
	process_is("/usr/bin/ollama serve", "ollama serve");
	process_is("ollama run fable:4b --verbose", "run fable:4b");
	process_is("ollama ps", "ollama ps");
	process_is("vim runner.md", "vim");
	process_is("(ollama)", "(ollama)");
	process_is("", "(no command)");
	process_is("/", "(no command)");
}
END_TEST

static const struct {
	const char *name;
	size_t columns;
	const char *brief;
} names[] = {
    {"", 10, ""},
    {"fable:4b", 8, "fable:4b"},
    {"fable:4bx", 8, "fable:4" DOTS},
    {"abc", 1, DOTS},
    /* two bytes, one column */
    {"\xc3\xa4\xc3\xb6\xc3\xbc\xc3\x9f", 4, "\xc3\xa4\xc3\xb6\xc3\xbc\xc3\x9f"},
    {"\xc3\xa4\xc3\xb6\xc3\xbc\xc3\x9f", 3, "\xc3\xa4\xc3\xb6" DOTS},
    /* three bytes, two columns */
    {"\xe6\xa8\xa1\xe5\x9e\x8b", 4, "\xe6\xa8\xa1\xe5\x9e\x8b"},
    {"\xe6\xa8\xa1\xe5\x9e\x8b\xe5\x8f\xb7", 4, "\xe6\xa8\xa1" DOTS},
    {"a\x01z\xff", 10, "a\xef\xbf\xbdz\xef\xbf\xbd"},
};

START_TEST(cuts_the_end)
{
	human_cut(&out, span_of(names[_i].name), names[_i].columns);
	out_is(names[_i].brief);
}
END_TEST

/* Columns as a reader counts them: wide ones from U+1100. */
static size_t
columns_of(struct span s)
{
	size_t i, sum = 0;

	for (i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];

		if ((c & 0xc0) == 0x80)
			continue;
		sum += c >= 0xe3 ? 2 : 1;
	}
	return sum;
}

START_TEST(is_never_too_wide)
{
	static const char *const pieces[] = {"a", "\xc3\xa9", "\xe6\xa8\xa1",
	    "\xf0\x9f\xa6\x99", "\xe2\x82\xac", "\xff", "<", "/"};
	unsigned long seed = 4;
	size_t columns;
	int round, i;

	for (round = 0; round < 5000; round++) {
		struct text name = {0}, clean = {0};

		for (i = round % 40; i > 0; i--) {
			seed = (seed * 1103515245UL + 12345UL) & 0x7fffffff;
			text_add_string(&name, pieces[seed / 65536 % 8]);
		}
		columns = 1 + (size_t)round % 23;
		text_clear(&out);
		human_cut(&out, text_span(&name), columns);
		ck_assert_msg(columns_of(text_span(&out)) <= columns,
		    "%.*s is %zu wide, not %zu", (int)out.len, out.data,
		    columns_of(text_span(&out)), columns);
		/* And short of it only where a wide one did not fit. */
		human_cut(&clean, text_span(&name), SIZE_MAX / 2);
		if (columns_of(text_span(&clean)) > columns)
			ck_assert_uint_ge(
			    columns_of(text_span(&out)) + 2, columns);
		else
			ck_assert(
			    span_equal(text_span(&clean), text_span(&out)));
		text_free(&name);
		text_free(&clean);
	}
}
END_TEST

static const struct {
	uint64_t bytes;
	const char *text;
} sizes[] = {
    {0, "0"},
    {1, "1 byte"},
    {1023, "1023 bytes"},
    {16384, "16 KiB"},
    {104857, "102 KiB"},
    {104858, "0.1 MiB"},
    {1 << 19, "0.5 MiB"},
    {5 << 20, "5.0 MiB"},
    {(10 << 20) - 1024, "10 MiB"},
    {10 << 20, "10 MiB"},
    {(1 << 30) - 1024, "1.00 GiB"},
    {(UINT64_C(1) << 40) - 1024, "1.00 TiB"},
    {UINT64_C(193) << 20, "193 MiB"},
    {UINT64_C(1) << 30, "1.00 GiB"},
    {UINT64_C(20776960) << 10, "19.81 GiB"},
    {UINT64_C(512) << 30, "512.00 GiB"},
    {UINT64_C(1536) << 30, "1.50 TiB"},
    {UINT64_MAX, "16.00 EiB"},
};

START_TEST(writes_sizes)
{
	human_bytes(&out, sizes[_i].bytes);
	out_is(sizes[_i].text);
}
END_TEST

/* As Ollama's format.HumanBytes prints them. */
START_TEST(writes_listed_sizes)
{
	static const struct {
		uint64_t bytes;
		const char *text;
	} listed[] = {{0, "0 B"}, {999, "999 B"}, {1500, "1.5 KB"},
	    {4000000000, "4 GB"}, {4700000000, "4.7 GB"},
	    {UINT64_C(9985798963), "10.0 GB"}, {UINT64_C(10000000000), "10 GB"},
	    {UINT64_C(10900000000), "10 GB"}, {UINT64_C(34000000000), "34 GB"},
	    {UINT64_C(1250000000000), "1.2 TB"}};
	size_t i;

	for (i = 0; i < sizeof listed / sizeof listed[0]; i++) {
		human_listed(&out, listed[i].bytes);
		out_is(listed[i].text);
	}
}
END_TEST

static const struct {
	int64_t ms;
	const char *text;
} durations[] = {
    {0, "0 s"},
    {500, "0.5 s"},
    {1000, "1 s"},
    {1099, "1 s"},
    {1500, "1.5 s"},
    {9999, "9.9 s"},
    {10500, "10 s"},
    {59999, "59 s"},
    {60000, "1 min"},
    {612000, "10 min 12 s"},
    {3600000, "1 h"},
    {3659000, "1 h"},
    {3900000, "1 h 5 min"},
    {INT64_C(86400000), "1 d"},
    {INT64_C(273600000), "3 d 4 h"},
    {INT64_C(315569519999999), "3652424 d 23 h"},
};

START_TEST(writes_durations)
{
	human_duration(&out, durations[_i].ms);
	out_is(durations[_i].text);
}
END_TEST

#define AT INT64_C(1778750700000) /* 2026-05-14T09:25:00Z */

START_TEST(writes_times)
{
	human_date(&out, AT);
	out_is("2026-05-14");
	human_clock(&out, AT + 999);
	out_is("09:25:00");
	text_add_string(&out, "at ");
	human_clock(&out, AT);
	out_is("at 09:25:00");
	human_period(&out, AT, AT);
	out_is("2026-05-14 09:25:00 UTC");
	human_period(&out, AT, AT + 500);
	out_is("2026-05-14 09:25:00 UTC");
	human_period(&out, AT, AT + 612000);
	out_is("2026-05-14 09:25:00 " DASH " 09:35:12 UTC");
	human_period(&out, AT, AT + INT64_C(86400000));
	out_is("2026-05-14 09:25:00 " DASH " 2026-05-15 09:25:00 UTC");
	human_moment(&out, AT, 0);
	out_is("09:25:00");
	human_moment(&out, AT, 1);
	out_is("2026-05-14 09:25:00");
	ck_assert(!human_is_dated(AT, AT + 612000));
	ck_assert(human_is_dated(-1, 1));
	human_period(&out, -1, 0);
	out_is("1969-12-31 23:59:59 " DASH " 1970-01-01 00:00:00 UTC");
}
END_TEST

/*
 * The margins of a lone sample may lie outside of the years 0 to 9999; nothing
 * is written after them.
 */
START_TEST(writes_times_beyond_the_calendar)
{
	human_clock(&out, INT64_C(-62167219200000) - 1000);
	out_is("23:59:59");
	human_clock(&out, INT64_C(253402300800000));
	out_is("00:00:00");
	human_date(&out, INT64_C(253402300800000));
	out_is("9999-12-31");
}
END_TEST

START_TEST(counts)
{
	human_count(&out, 0, "sample", "samples");
	out_is("0 samples");
	human_count(&out, 1, "sample", "samples");
	out_is("1 sample");
	human_count(&out, 2, "sample", "samples");
	out_is("2 samples");
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("names");
	TCase *tc = tcase_create("names");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_checked_fixture(tc, begin, end);
	tcase_add_test(tc, code_ends_where_it_should);
	tcase_add_test(tc, names_processes);
	tcase_add_loop_test(
	    tc, cuts_the_end, 0, (int)(sizeof names / sizeof names[0]));
	tcase_add_test(tc, is_never_too_wide);
	tcase_add_loop_test(
	    tc, writes_sizes, 0, (int)(sizeof sizes / sizeof sizes[0]));
	tcase_add_test(tc, writes_listed_sizes);
	tcase_add_loop_test(tc, writes_durations, 0,
	    (int)(sizeof durations / sizeof durations[0]));
	tcase_add_test(tc, writes_times);
	tcase_add_test(tc, writes_times_beyond_the_calendar);
	tcase_add_test(tc, counts);
	suite_add_tcase(suite, tc);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
