#include <check.h>
#include <stdio.h>
#include <string.h>

#include "formats/ollama_ps.h"

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

static void
assert_span(struct span got, const char *wanted)
{
	ck_assert_msg(span_is(got, wanted), "\"%.*s\" is not \"%s\"",
	    (int)got.n, got.p, wanted);
}

static char told[100]; /* the numbers of the lines that are no rows */

static void
tell(void *arg, size_t line, const char *reason)
{
	size_t n = strlen(told);

	(void)arg;
	snprintf(told + n, sizeof told - n, "%zu ", line);
	ck_assert_str_eq(
	    reason, "ollama ps: expected a row with a NAME, an ID and a SIZE");
}

/* `problems`: the lines that are reported, as in "3 7 ". */
static void
reads(const char *section, size_t rows, const char *problems)
{
	struct problems tells = {tell, NULL, 1};

	told[0] = '\0';
	ck_assert_int_eq(ollama_ps_read(span_of(section), &table, &tells),
	    rows == 0 && told[0] != 0);
	ck_assert_msg(table.rows == rows, "%zu rows, not %zu: %s", table.rows,
	    rows, section);
	ck_assert_str_eq(told, problems);
}

static void
assert_row(size_t i, const char *wanted)
{
	const struct ollama_ps_row *row = &table.row[i];

	text_clear(&out);
	text_add_span(&out, row->name);
	text_add_char(&out, '|');
	text_add_span(&out, row->id);
	text_add_char(&out, '|');
	text_add_span(&out, row->size);
	text_add_char(&out, '|');
	text_add_span(&out, row->context);
	if (row->gpu_percent >= 0)
		text_add_f(&out, "|%d %%", row->gpu_percent);
	if (row->stopping)
		text_add_string(&out, "|stopping");
	assert_span(text_span(&out), wanted);
}

START_TEST(header_lines)
{
	ck_assert(ollama_ps_starts(SPAN("NAME    ID    SIZE    PROCESSOR")));
	ck_assert(ollama_ps_starts(
	    SPAN("NAME         \tID          \tSIZE\tPROCESSOR\tUNTIL")));
	ck_assert(ollama_ps_starts(
	    SPAN("NAME    ID    SIZE    PROCESSOR    CONTEXT    UNTIL \r")));
	ck_assert(!ollama_ps_starts(SPAN("")));
	ck_assert(!ollama_ps_starts(SPAN("NAME")));
	ck_assert(!ollama_ps_starts(SPAN("NAME    ID    SIZE    MODIFIED")));
	ck_assert(ollama_ps_starts(SPAN("NAME    PROCESSOR    UNTIL")));
	ck_assert(!ollama_ps_starts(SPAN("UNTIL    NAME")));
	ck_assert(!ollama_ps_starts(SPAN("NAMES   ID    SIZE    PROCESSOR")));
	ck_assert(!ollama_ps_starts(SPAN("m    ab    1 B    100% GPU")));
}
END_TEST

START_TEST(headers_of_a_known_form)
{
	unsigned columns = 77;

	ck_assert_int_eq(
	    ollama_ps_columns(SPAN("NAME ID SIZE PROCESSOR A UNTIL"), &columns),
	    -1);
	ck_assert_int_eq(
	    ollama_ps_columns(SPAN("NAME ID SIZE PROCESSOR"), &columns), -1);
	ck_assert_int_eq(
	    ollama_ps_columns(SPAN("NAME ID SIZE PROCESSOR UNTIL A"), &columns),
	    -1);
	ck_assert_int_eq(
	    ollama_ps_columns((struct span){NULL, 0}, &columns), -1);
	ck_assert_uint_eq(columns, 77);
	ck_assert_int_eq(ollama_ps_columns(SPAN("NAME \tID \tSIZE\tPROCESSOR\t"
						"UNTIL\nfir CONTEXT\n"),
			     &columns),
	    0);
	ck_assert_uint_eq(columns, 0);
	ck_assert_int_eq(
	    ollama_ps_columns(
		SPAN(
		    "NAME    ID    SIZE    PROCESSOR    CONTEXT    UNTIL \r\n"),
		&columns),
	    0);
	ck_assert_uint_eq(columns, OLLAMA_PS_CONTEXT);
	ck_assert_int_eq(
	    ollama_ps_columns(
		SPAN("NAME ID SIZE PROCESSOR CONTEXT RUNNER UNTIL"), &columns),
	    0);
	ck_assert_uint_eq(columns, OLLAMA_PS_CONTEXT | OLLAMA_PS_RUNNER);
}
END_TEST

START_TEST(reads_both_headers_with_and_without_trailing_blanks)
{
	reads("NAME       ID              SIZE      PROCESSOR          CONTEXT "
	      "   UNTIL                \n"
	      "oak:32k    72c99fdb7033    6.7 GB    19%/81% CPU/GPU    32768   "
	      "   4 minutes from now    \n",
	    1, "");
	assert_row(0, "oak:32k|72c99fdb7033|6.7 GB|32768|81 %");
	reads("NAME       ID              SIZE      PROCESSOR    UNTIL\r\n"
	      "oak:32k    72c99fdb7033    6.7 GB    100% GPU     Forever\r\n"
	      "broken line\n"
	      "fir:1b     0a0b0c0d0e0f    13 GB     Unknown      4 minutes "
	      "from now\n"
	      "fir:2b     0a0b0c0d0e0f    13 GB     Unknown      Stopping...",
	    3, "3 ");
	assert_row(0, "oak:32k|72c99fdb7033|6.7 GB||100 %");
	assert_row(1, "fir:1b|0a0b0c0d0e0f|13 GB|");
	assert_row(2, "fir:2b|0a0b0c0d0e0f|13 GB||stopping");
}
END_TEST

START_TEST(reads_tabs)
{
	reads("NAME         \tID          \tSIZE  \tPROCESSOR\tUNTIL\n"
	      "birch:latest \ta6990ed6be41\t5.5 GB\t100% GPU \t"
	      "4 minutes from now\t\n"
	      "two\tcells\n"
	      "fir:1b       \ta6990ed6be42\t900 MB\n",
	    2, "3 ");
	assert_row(0, "birch:latest|a6990ed6be41|5.5 GB||100 %");
	assert_row(1, "fir:1b|a6990ed6be42|900 MB|");
}
END_TEST

/* As a web page leaves it. */
START_TEST(reads_single_blanks)
{
	reads("NAME ID SIZE PROCESSOR CONTEXT UNTIL\n"
	      "oak:32k 72c99fdb7033 34 GB 100% GPU 262144 4 minutes from now\n"
	      "fir:1b 72c99fdb7033 6.7 GB 19%/81% CPU/GPU 4096 Less than a "
	      "second from now\n"
	      "hf.co/a/b:Q4 72c99fdb7033 900 MB Unknown 0 Stopping...\n"
	      "oak:32k 72c99fdb7033 34GB 100% GPU 262144 Forever\n",
	    3, "5 ");
	assert_row(0, "oak:32k|72c99fdb7033|34 GB|262144|100 %");
	assert_row(1, "fir:1b|72c99fdb7033|6.7 GB|4096|81 %");
	assert_row(2, "hf.co/a/b:Q4|72c99fdb7033|900 MB|0|stopping");
	reads("NAME ID SIZE PROCESSOR CONTEXT RUNNER UNTIL\n"
	      "oak:32k 72c99fdb7033 34 GB 100% GPU 4096 mlx 4 minutes from "
	      "now\n"
	      "fir:1b 72c99fdb7033 34 GB 100% GPU 4096 About a minute from "
	      "now\n"
	      "fir:2b 72c99fdb7033 34 GB 100% GPU 4096 4 minutes from now\n",
	    3, "");
	assert_row(0, "oak:32k|72c99fdb7033|34 GB|4096|100 %");
	assert_row(1, "fir:1b|72c99fdb7033|34 GB|4096|100 %");
	assert_row(2, "fir:2b|72c99fdb7033|34 GB|4096|100 %");
}
END_TEST

START_TEST(names_and_ids)
{
	reads("NAME    ID              SIZE    PROCESSOR    UNTIL\n"
	      "hf.co/someone/a-long-name:Q4    72c99fdb7033    6.7 GB    "
	      "100% GPU    4 minutes from now    \n"
	      "two words    72c99fdb7033    6.7 GB\n"
	      "fir                     1 B     100% GPU     Forever\n"
	      "                        1 B     100% GPU     Forever\n",
	    3, "5 ");
	assert_row(
	    0, "hf.co/someone/a-long-name:Q4|72c99fdb7033|6.7 GB||100 %");
	assert_row(1, "two words|72c99fdb7033|6.7 GB|");
	/* A server that stands in for Ollama's may have no digest. */
	assert_row(2, "fir||1 B||100 %");
}
END_TEST

START_TEST(other_lines_are_problems)
{
	reads("NAME    ID    SIZE    PROCESSOR    CONTEXT    UNTIL \n"
	      "vm.swapusage: total = 2048.00M  used = 10.00M  free = 9.00M  \n"
	      "Pages free:                                  3632.\n"
	      "Stats: \n"
	      "Error: something  went  wrong\n"
	      "NAME    ID    SIZE    PROCESSOR    CONTEXT    UNTIL \n",
	    0, "2 3 4 5 6 ");
	reads("NAME    ID    PROCESSOR    UNTIL\n\n", 0, "2 ");
	reads("", 0, "");
	ck_assert_int_eq(
	    ollama_ps_read((struct span){NULL, 0}, &table, NULL), 0);
	ck_assert_uint_eq(table.rows, 0);
}
END_TEST

START_TEST(a_column_that_is_not_known)
{
	reads("NAME    ID              SIZE    PROCESSOR    VRAM    UNTIL\n"
	      "fir     72c99fdb7033    1 B     100% GPU     1 B     Forever\n",
	    1, "");
	assert_row(0, "fir|72c99fdb7033|1 B||100 %");
}
END_TEST

START_TEST(many_rows)
{
	struct text section = {0};
	int i;

	text_add_string(&section, "NAME    ID    SIZE    PROCESSOR    UNTIL\n");
	for (i = 0; i < 1000; i++)
		text_add_f(
		    &section, "m%d    ab    %d B    100%% GPU    x\n", i, i);
	ck_assert_int_eq(ollama_ps_read(text_span(&section), &table, NULL), 0);
	ck_assert_uint_eq(table.rows, 1000);
	assert_span(table.row[0].name, "m0");
	assert_span(table.row[999].name, "m999");
	text_free(&section);
}
END_TEST

START_TEST(size_cells)
{
	static const struct {
		const char *cell;
		uint64_t bytes;
	} good[] = {{"0 B", 0}, {"900 B", 900}, {"1 KB", 1000},
	    {"900 MB", 900000000}, {"6.7 GB", 6700000000},
	    {"10.0 GB", 10000000000}, {"13 GB", 13000000000},
	    {"1.25 TB", 1250000000000}, {"0.001 KB", 1},
	    {"18446743.9 TB", 18446743900000000000u}};
	static const char *const bad[] = {"", " ", "B", " B", "1", "1B", "1  B",
	    "1 b", "1 GiB", "1 EB", "1.5 B", ".5 GB", "1. GB", "1.0001 KB",
	    "-1 GB", "+1 GB", "1,5 GB", "1.5.5 GB", "1 GB ", "x GB", "1e3 B",
	    "18446744 TB", "99999999999999999999 B",
	    "1.99999999999999999999 GB"};
	uint64_t bytes;
	size_t i;

	for (i = 0; i < sizeof good / sizeof good[0]; i++) {
		ck_assert_msg(
		    ollama_ps_size(span_of(good[i].cell), &bytes) == 0, "%s",
		    good[i].cell);
		ck_assert_uint_eq(bytes, good[i].bytes);
	}
	for (i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		bytes = 77;
		ck_assert_msg(ollama_ps_size(span_of(bad[i]), &bytes) == -1,
		    "%s", bad[i]);
		ck_assert_uint_eq(bytes, 77);
	}
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("ollama_ps_read");
	TCase *tests = tcase_create("ollama_ps_read");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_checked_fixture(tests, start, stop);
	tcase_add_test(tests, header_lines);
	tcase_add_test(tests, headers_of_a_known_form);
	tcase_add_test(
	    tests, reads_both_headers_with_and_without_trailing_blanks);
	tcase_add_test(tests, reads_tabs);
	tcase_add_test(tests, reads_single_blanks);
	tcase_add_test(tests, names_and_ids);
	tcase_add_test(tests, other_lines_are_problems);
	tcase_add_test(tests, a_column_that_is_not_known);
	tcase_add_test(tests, many_rows);
	tcase_add_test(tests, size_cells);
	suite_add_tcase(suite, tests);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
