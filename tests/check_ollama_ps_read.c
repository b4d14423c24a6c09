#include <check.h>
#include <string.h>

#include "formats/ollama_ps.h"

static struct text out;
static struct ollama_ps table;

static void
start(void)
{
	out = (struct text){0};
	memset(&table, 0xff, sizeof table);
}

static void
stop(void)
{
	text_free(&out);
}

static void
assert_span(struct span got, const char *wanted)
{
	ck_assert_msg(span_is(got, wanted), "\"%.*s\" is not \"%s\"",
	    (int)got.n, got.p, wanted);
}

static void
reads(const char *section, size_t rows)
{
	ollama_ps_read(span_of(section), &table);
	ck_assert_msg(table.rows == rows, "%zu rows, not %zu: %s", table.rows,
	    rows, section);
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
	text_add_span(&out, row->processor);
	text_add_char(&out, '|');
	text_add_span(&out, row->context);
	text_add_char(&out, '|');
	text_add_span(&out, row->until);
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
	ck_assert(!ollama_ps_starts(SPAN("NAMES   ID    SIZE    PROCESSOR")));
	ck_assert(!ollama_ps_starts(SPAN("m    ab    1 B    100% GPU")));
}
END_TEST

START_TEST(reads_both_headers_with_and_without_trailing_blanks)
{
	reads("NAME       ID              SIZE      PROCESSOR          CONTEXT "
	      "   UNTIL                \n"
	      "oak:32k    72c99fdb7033    6.7 GB    19%/81% CPU/GPU    32768   "
	      "   4 minutes from now    \n",
	    1);
	ck_assert_int_eq(table.has_context, 1);
	assert_row(0, "oak:32k|72c99fdb7033|6.7 GB|19%/81% CPU/GPU|32768|"
		      "4 minutes from now");
	reads("NAME       ID              SIZE      PROCESSOR    UNTIL\r\n"
	      "oak:32k    72c99fdb7033    6.7 GB    100% GPU     Forever\r\n"
	      "broken line\n"
	      "\n"
	      "fir:1b     0a0b0c0d0e0f    13 GB     Unknown      Stopping...",
	    2);
	ck_assert_int_eq(table.has_context, 0);
	assert_row(0, "oak:32k|72c99fdb7033|6.7 GB|100% GPU||Forever");
	assert_row(1, "fir:1b|0a0b0c0d0e0f|13 GB|Unknown||Stopping...");
}
END_TEST

START_TEST(reads_tabs)
{
	reads("NAME         \tID          \tSIZE  \tPROCESSOR\tUNTIL\n"
	      "birch:latest \ta6990ed6be41\t5.5 GB\t100% GPU \t"
	      "4 minutes from now\t\n"
	      "two\tcells\n"
	      "fir:1b       \ta6990ed6be42\t900 MB\n",
	    2);
	assert_row(
	    0, "birch:latest|a6990ed6be41|5.5 GB|100% GPU||4 minutes from now");
	assert_row(1, "fir:1b|a6990ed6be42|900 MB|||");
}
END_TEST

START_TEST(names_longer_than_the_header_allows)
{
	reads("NAME    ID              SIZE    PROCESSOR    UNTIL\n"
	      "hf.co/someone/a-long-name:Q4    72c99fdb7033    6.7 GB    "
	      "100% GPU    4 minutes from now    \n"
	      "hf.co/someone/a-long-name:Q4    72c99fdb7033    6.7 GB\n"
	      "fir     72c99fdb7033    1 B     100% GPU     Forever\n",
	    2);
	assert_row(0, "hf.co/someone/a-long-name:Q4|72c99fdb7033|6.7 GB|"
		      "100% GPU||4 minutes from now");
	assert_row(1, "fir|72c99fdb7033|1 B|100% GPU||Forever");
	/* Cut at the titles, this one would be another model's. */
	reads("NAME    ID              SIZE    PROCESSOR    UNTIL\n"
	      "larch:13b 72c99fdb7033  1 B     100% GPU     Forever\n",
	    0);
}
END_TEST

START_TEST(an_empty_cell_is_found_by_the_header)
{
	reads(
	    "NAME    ID              SIZE    PROCESSOR    CONTEXT    UNTIL\n"
	    "fir     72c99fdb7033    1 B                  4096       Forever\n"
	    "fir     72c99fdb7033    1 B     100% GPU     4096\n"
	    "fir     72c99fdb7033    1 B\n"
	    "                        1 B     100% GPU     4096       Forever\n"
	    "fir                     1 B     100% GPU     4096       Forever\n",
	    3);
	assert_row(0, "fir|72c99fdb7033|1 B||4096|Forever");
	assert_row(1, "fir|72c99fdb7033|1 B|100% GPU|4096|");
	assert_row(2, "fir|72c99fdb7033|1 B|||");
}
END_TEST

START_TEST(other_lines_are_no_rows)
{
	reads("NAME    ID    SIZE    PROCESSOR    CONTEXT    UNTIL \n"
	      "vm.swapusage: total = 2048.00M  used = 10.00M  free = 9.00M  \n"
	      "Pages free:                                  3632.\n"
	      "Stats: \n"
	      "Error: something  went  wrong\n"
	      "NAME    ID    SIZE    PROCESSOR    CONTEXT    UNTIL \n"
	      "\x00\xff{\"models\": []}\n",
	    0);
	reads("", 0);
	reads("no header\nfir    72c99fdb7033    1 B    100% GPU    F\n", 0);
	ollama_ps_read((struct span){NULL, 0}, &table);
	ck_assert_uint_eq(table.rows, 0);
	ck_assert_uint_eq(table.dropped, 0);
}
END_TEST

START_TEST(a_column_that_is_not_known)
{
	reads("NAME    ID              SIZE    PROCESSOR    VRAM    UNTIL\n"
	      "fir     72c99fdb7033    1 B     100% GPU     1 B     Forever\n",
	    1);
	assert_row(0, "fir|72c99fdb7033|1 B|100% GPU||Forever");
	/* More titles and cells than anyone has. */
	reads("NAME ID SIZE PROCESSOR A B C D E F G H I J K L M N O P Q R S\n"
	      "a  b  1 B  c  d  e  f  g  h  i  j  k  l  m  n  o  p  q  r  s\n"
	      "a\tb\t1 B\tc\td\te\tf\tg\th\ti\tj\tk\tl\tm\tn\to\tp\tq\n",
	    2);
}
END_TEST

START_TEST(more_rows_than_there_is_room_for)
{
	struct text section = {0};
	int i;

	text_add_string(&section, "NAME    ID    SIZE    PROCESSOR    UNTIL\n");
	for (i = 0; i < OLLAMA_PS_ROWS + 3; i++)
		text_add_f(
		    &section, "m%d    ab    %d B    100%% GPU    x\n", i, i);
	ollama_ps_read(text_span(&section), &table);
	ck_assert_uint_eq(table.rows, OLLAMA_PS_ROWS);
	ck_assert_uint_eq(table.dropped, 3);
	assert_span(table.row[OLLAMA_PS_ROWS - 1].name, "m63");
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
	    {"18446744 TB", 18446744000000000000u}};
	static const char *const bad[] = {"", " ", "B", " B", "1", "1B", "1  B",
	    "1 b", "1 GiB", "1 EB", "1.5 B", ".5 GB", "1. GB", "1.0001 KB",
	    "-1 GB", "+1 GB", "1,5 GB", "1.5.5 GB", "1 GB ", "x GB", "1e3 B",
	    "18446745 TB", "18446744.9 TB", "99999999999999999999 B",
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
	tcase_add_test(
	    tests, reads_both_headers_with_and_without_trailing_blanks);
	tcase_add_test(tests, reads_tabs);
	tcase_add_test(tests, names_longer_than_the_header_allows);
	tcase_add_test(tests, an_empty_cell_is_found_by_the_header);
	tcase_add_test(tests, other_lines_are_no_rows);
	tcase_add_test(tests, a_column_that_is_not_known);
	tcase_add_test(tests, more_rows_than_there_is_room_for);
	tcase_add_test(tests, size_cells);
	suite_add_tcase(suite, tests);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
