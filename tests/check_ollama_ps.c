#include <check.h>
#include <string.h>

#include "formats/ollama_ps.h"

#define NOW    1778750700000 /* 2026-05-14T09:25:00Z */
#define DIGEST "3f1c0d9e8b7a3f1c0d9e8b7a3f1c0d9e"

#define SECOND ((int64_t)1000)
#define MINUTE (60 * SECOND)
#define HOUR   (60 * MINUTE)
#define DAY    (24 * HOUR)

static struct text out;
static struct ollama_ps table;

static void
start(void)
{
	out = (struct text){0};
	table = (struct ollama_ps){0};
}

static void
stop(void)
{
	text_free(&out);
	ollama_ps_free(&table);
}

static struct api_model
model(const char *name, uint64_t size, uint64_t vram, int64_t left_ms)
{
	return (struct api_model){.name = span_of(name),
	    .digest = SPAN(DIGEST),
	    .size_bytes = size,
	    .vram_bytes = vram,
	    .context_length = 8192,
	    .expires_ms = NOW + left_ms,
	    .has_size = 1,
	    .has_vram = 1,
	    .has_context = 1,
	    .has_expires = 1};
}

static void
assert_span(struct span got, const char *wanted)
{
	ck_assert_msg(span_is(got, wanted), "\"%.*s\" is not \"%s\"",
	    (int)got.n, got.p, wanted);
}

static void
assert_table(const struct api_model *models, size_t n, unsigned columns,
    const char *wanted)
{
	text_clear(&out);
	ollama_ps_write(&out, models, n, columns, NOW);
	assert_span(text_span(&out), wanted);
}

/* The cell below this title, in the table of one model. */
static struct span
cell(struct api_model one, const char *title)
{
	struct span rest, head, row;
	size_t n = 0;

	text_clear(&out);
	ollama_ps_write(&out, &one, 1, OLLAMA_PS_CONTEXT, NOW);
	rest = text_span(&out);
	ck_assert(span_line(&rest, &head) && span_line(&rest, &row));
	for (; !span_starts(head, title); head.p++, head.n--, row.p++, row.n--)
		ck_assert_uint_gt(head.n, 0);
	while (n + 1 < row.n && memcmp(row.p + n, "  ", 2) != 0)
		n++;
	return (struct span){row.p, n};
}

START_TEST(two_models_to_the_byte)
{
	struct api_model models[] = {
	    model("pine:7b-instruct", 6700000000, 6700000000, 4 * MINUTE),
	    model("fir:1b", 900000000, 468000000, 400 * 365 * DAY)};

	assert_table(models, 2, OLLAMA_PS_CONTEXT,
	    "NAME                ID              SIZE      "
	    "PROCESSOR          CONTEXT    UNTIL              \n"
	    "pine:7b-instruct    3f1c0d9e8b7a    6.7 GB    "
	    "100% GPU           8192       4 minutes from now    \n"
	    "fir:1b              3f1c0d9e8b7a    900 MB    "
	    "48%/52% CPU/GPU    8192       Forever               \n");
	assert_table(models, 2, 0,
	    "NAME                ID              SIZE      "
	    "PROCESSOR          UNTIL              \n"
	    "pine:7b-instruct    3f1c0d9e8b7a    6.7 GB    "
	    "100% GPU           4 minutes from now    \n"
	    "fir:1b              3f1c0d9e8b7a    900 MB    "
	    "48%/52% CPU/GPU    Forever               \n");
}
END_TEST

START_TEST(no_models_is_the_header_alone)
{
	assert_table(NULL, 0, OLLAMA_PS_CONTEXT,
	    "NAME    ID    SIZE    PROCESSOR    CONTEXT    UNTIL \n");
	assert_table(NULL, 0, 0, "NAME    ID    SIZE    PROCESSOR    UNTIL \n");
}
END_TEST

START_TEST(what_was_not_in_the_answer_is_zero_to_the_client)
{
	struct api_model none = {.name = SPAN("m"), .digest = SPAN("ab")};

	assert_table(&none, 1, OLLAMA_PS_CONTEXT,
	    "NAME    ID    SIZE    PROCESSOR    CONTEXT    UNTIL       \n"
	    "m       ab    0 B     100% CPU     0          Stopping...    \n");
}
END_TEST

START_TEST(size_cells_written)
{
	static const struct {
		uint64_t bytes;
		const char *cell;
	} sizes[] = {{0, "0 B"}, {1, "1 B"}, {999, "999 B"}, {1000, "1 KB"},
	    {1001, "1.0 KB"}, {1950, "1.9 KB"}, {9949, "9.9 KB"},
	    {9950, "9.9 KB"}, {9951, "10.0 KB"}, {9999, "10.0 KB"},
	    {10000, "10 KB"}, {10999, "10 KB"}, {999999, "999 KB"},
	    {1000000, "1 MB"}, {900000000, "900 MB"}, {999999999, "999 MB"},
	    {1250000000, "1.2 GB"}, {1350000000, "1.4 GB"},
	    {6654289920, "6.7 GB"}, {13999999999, "13 GB"},
	    {1000000000000, "1 TB"}, {123456789012345678, "123456 TB"}};
	size_t i;

	for (i = 0; i < sizeof sizes / sizeof sizes[0]; i++)
		assert_span(cell(model("m", sizes[i].bytes, 0, 0), "SIZE"),
		    sizes[i].cell);
}
END_TEST

START_TEST(processors)
{
	static const struct {
		uint64_t size, vram;
		const char *cell;
	} shares[] = {{0, 0, "100% CPU"}, {10, 0, "100% CPU"},
	    {10, 10, "100% GPU"}, {10, 11, "Unknown"}, {0, 1, "Unknown"},
	    {1000, 810, "19%/81% CPU/GPU"}, {1000, 995, "1%/99% CPU/GPU"},
	    {1000, 996, "0%/100% CPU/GPU"}, {1000, 5, "100%/0% CPU/GPU"},
	    {1000, 6, "99%/1% CPU/GPU"}};
	size_t i;

	for (i = 0; i < sizeof shares / sizeof shares[0]; i++)
		assert_span(cell(model("m", shares[i].size, shares[i].vram, 0),
				"PROCESSOR"),
		    shares[i].cell);
}
END_TEST

START_TEST(untils)
{
	static const struct {
		int64_t left_ms;
		const char *cell;
	} times[] = {{-1, "Stopping..."}, {-50 * DAY, "Stopping..."},
	    {1, "Less than a second from now"},
	    {999, "Less than a second from now"}, {1000, "1 second from now"},
	    {1999, "1 second from now"}, {2000, "2 seconds from now"},
	    {MINUTE - 1, "59 seconds from now"},
	    {MINUTE, "About a minute from now"},
	    {2 * MINUTE - 1, "About a minute from now"},
	    {2 * MINUTE, "2 minutes from now"},
	    {HOUR - 1, "59 minutes from now"}, {HOUR, "About an hour from now"},
	    {90 * MINUTE - 1, "About an hour from now"},
	    {90 * MINUTE, "2 hours from now"},
	    {47 * HOUR + 30 * MINUTE - 1, "47 hours from now"},
	    {47 * HOUR + 30 * MINUTE, "2 days from now"},
	    {14 * DAY - 31 * MINUTE, "13 days from now"},
	    {14 * DAY - 30 * MINUTE, "2 weeks from now"},
	    {60 * DAY - 31 * MINUTE, "8 weeks from now"},
	    {60 * DAY - 30 * MINUTE, "2 months from now"},
	    {730 * DAY - 31 * MINUTE, "24 months from now"},
	    {730 * DAY, "2 years from now"},
	    {21 * 365 * DAY - 1, "20 years from now"},
	    {21 * 365 * DAY, "Forever"}, {292 * 365 * DAY, "Forever"}};
	size_t i;

	for (i = 0; i < sizeof times / sizeof times[0]; i++)
		assert_span(cell(model("m", 1, 1, times[i].left_ms), "UNTIL"),
		    times[i].cell);
	assert_span(
	    cell(model("m", 1, 1, INT64_MIN / 2), "UNTIL"), "Stopping...");
	assert_span(cell(model("m", 1, 1, INT64_MAX / 2), "UNTIL"), "Forever");
}
END_TEST

/* A server older than the client names no runner. */
START_TEST(runners)
{
	struct api_model models[] = {
	    model("fir:1b", 1, 1, -1), model("llamacpp:0123", 1, 1, MINUTE)};
	const unsigned columns = OLLAMA_PS_CONTEXT | OLLAMA_PS_RUNNER;

	assert_table(models, 2, columns,
	    "NAME             ID              SIZE    PROCESSOR    CONTEXT    "
	    "RUNNER    UNTIL                   \n"
	    "fir:1b           3f1c0d9e8b7a    1 B     100% GPU     8192       "
	    "          Stopping...                \n"
	    "llamacpp:0123    3f1c0d9e8b7a    1 B     100% GPU     8192       "
	    "          About a minute from now    \n");
	models[1].runner = SPAN("llamacpp");
	assert_table(models, 2, columns,
	    "NAME             ID              SIZE    PROCESSOR    CONTEXT    "
	    "RUNNER      UNTIL                   \n"
	    "fir:1b           3f1c0d9e8b7a    1 B     100% GPU     8192       "
	    "            Stopping...                \n"
	    "llamacpp:0123    3f1c0d9e8b7a    1 B     100% GPU     8192       "
	    "llamacpp    About a minute from now    \n");
	/* Where the answer has one, an older client does not show it. */
	assert_table(models, 1, 0,
	    "NAME      ID              SIZE    PROCESSOR    UNTIL       \n"
	    "fir:1b    3f1c0d9e8b7a    1 B     100% GPU     Stopping...    \n");
}
END_TEST

START_TEST(padding_counts_characters)
{
	struct api_model models[] = {
	    model("b\xc3\xa4r:1b", 1, 1, -1), model("\xff\xc3", 1, 1, -1)};

	assert_table(models, 2, 0,
	    "NAME      ID              SIZE    PROCESSOR    UNTIL       \n"
	    "b\xc3\xa4r:1b    3f1c0d9e8b7a    1 B     100% GPU     "
	    "Stopping...    \n"
	    "\xff\xc3        3f1c0d9e8b7a    1 B     100% GPU     "
	    "Stopping...    \n");
}
END_TEST

START_TEST(a_name_cannot_break_the_table)
{
	struct api_model one = model("", 1, 1, -1);

	one.name = SPAN("a\n===== x =====\tb\x1b[31m\0\x7f");
	text_clear(&out);
	ollama_ps_write(&out, &one, 1, 0, NOW);
	ck_assert_ptr_null(memchr(out.data, '\t', out.len));
	ck_assert_ptr_null(memchr(out.data, '\x1b', out.len));
	ck_assert_ptr_null(memchr(out.data, '\0', out.len));
	ck_assert_int_eq(ollama_ps_read(text_span(&out), &table, NULL), 0);
	ck_assert_uint_eq(table.rows, 1);
	assert_span(table.row[0].name, "a ===== x ===== b [31m");
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("ollama_ps");
	TCase *tests = tcase_create("ollama_ps");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_checked_fixture(tests, start, stop);
	tcase_add_test(tests, two_models_to_the_byte);
	tcase_add_test(tests, no_models_is_the_header_alone);
	tcase_add_test(tests, what_was_not_in_the_answer_is_zero_to_the_client);
	tcase_add_test(tests, size_cells_written);
	tcase_add_test(tests, processors);
	tcase_add_test(tests, untils);
	tcase_add_test(tests, runners);
	tcase_add_test(tests, padding_counts_characters);
	tcase_add_test(tests, a_name_cannot_break_the_table);
	suite_add_tcase(suite, tests);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
