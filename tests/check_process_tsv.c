#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "formats/process_tsv.h"

#define TS    "2026-05-14T09:25:00Z"
#define TS_MS INT64_C(1778750700000)

#define UNKNOWN PROCESS_TSV_UNKNOWN

#define FEWER   "the row has fewer than 7 columns separated by tabs"
#define NO_TIME "ts is not a time such as 2026-05-14T09:25:00Z"
#define KIB     "rss_kb or vsz_kb is not a whole number below 2^54"

/* A row and what is to be read from it. */
struct sample {
	const char *line;
	const char *comm;
	uint64_t rss_kib;
	uint64_t vsz_kib;
	const char *command;
};

static void
is_span(struct span got, const char *wanted)
{
	ck_assert_msg(span_is(got, wanted), "\"%.*s\" is not \"%s\"",
	    (int)got.n, got.p, wanted);
}

static void
is_bad(const char *line, const char *wanted)
{
	struct process_row row = {.pid = 77};
	const char *reason = "none";

	ck_assert_msg(
	    process_tsv_read(span_of(line), &row, &reason) == PROCESS_TSV_BAD,
	    "\"%s\" was read", line);
	ck_assert_str_eq(reason, wanted);
	ck_assert_uint_eq(row.pid, 77);
}

static void
is_wide(const struct process_row *row, uint64_t footprint, uint64_t most,
    uint64_t gpu)
{
	ck_assert_uint_eq(row->footprint_kib, footprint);
	ck_assert_uint_eq(row->footprint_max_kib, most);
	ck_assert_uint_eq(row->gpu_kib, gpu);
}

static const struct sample rows[] = {
    {TS "\t612\t1\t/usr/local/bin/o\t18240\t411530112\t/usr/local/bin/ollama "
	"serve",
	"/usr/local/bin/o", 18240, 411530112, "/usr/local/bin/ollama serve"},
    {TS "\t612\t1\t(ollama)\t0\t0\t(ollama)", "(ollama)", 0, 0, "(ollama)"},
    {TS "\t612\t1\tollama\t1\t2\t", "ollama", 1, 2, ""},
    /* One blank in comm, two, three. */
    {TS "\t612\t1\t/Users/al\tmoe/.v\t402112\t436011008 /Users/al moe/.venv/x "
	"mlx",
	"/Users/al\tmoe/.v", 402112, 436011008, "/Users/al moe/.venv/x mlx"},
    {TS "\t612\t1\ta\tb\tc\t402112 436011008 a b c", "a\tb\tc", 402112,
	436011008, "a b c"},
    {TS "\t612\t1\ta\tb\tc\td 402112 436011008 a b c d", "a\tb\tc\td", 402112,
	436011008, "a b c d"},
    {TS "\t612\t1\trunner-of-15-by\t<defunct>\t0\t0 [runner] <defunct>",
	"runner-of-15-by\t<defunct>", 0, 0, "[runner] <defunct>"},
    /* No comm: the columns move the other way. */
    {TS "\t612\t1\t512\t1024\tpython3\t-m mlx", "", 512, 1024,
	"python3\t-m mlx"},
    {TS "\t612\t1\t512\t1024\tmlx\t", "", 512, 1024, "mlx"},
    /* A comm of digits, and numbers at the front of a command. */
    {TS "\t612\t1\t7\t512\t1024\t7 8 9 mlx", "7", 512, 1024, "7 8 9 mlx"},
    {TS "\t612\t1\tx\t512\t1024\t7 8 9 mlx", "x", 512, 1024, "7 8 9 mlx"},
    {TS "\t612\t1\t2x\t7\tmlx\t512 1024 2x 7 mlx", "2x\t7\tmlx", 512, 1024,
	"2x 7 mlx"},
    {TS "\t612\t1\tx\t18014398509481983\t18014398509481983\ty", "x",
	UINT64_MAX / 1024, UINT64_MAX / 1024, "y"},
};

/* Each row is read, and written again as it was. */
START_TEST(reads_and_writes)
{
	const struct sample *s = &rows[_i];
	struct process_row row;
	struct text out = {0};
	const char *reason = NULL;

	ck_assert_int_eq(
	    process_tsv_read(span_of(s->line), &row, &reason), PROCESS_TSV_ROW);
	ck_assert(row.ts_ms == TS_MS);
	ck_assert_uint_eq(row.pid, 612);
	ck_assert_uint_eq(row.ppid, 1);
	is_span(row.comm, s->comm);
	ck_assert_uint_eq(row.rss_kib, s->rss_kib);
	ck_assert_uint_eq(row.vsz_kib, s->vsz_kib);
	is_span(row.command, s->command);
	ck_assert_int_eq(row.wide, 0);
	is_wide(&row, UNKNOWN, UNKNOWN, UNKNOWN);

	process_tsv_write(&out, SPAN(TS), &row);
	ck_assert_uint_gt(out.len, 0);
	is_span((struct span){out.data, out.len - 1}, s->line);
	ck_assert_int_eq(out.data[out.len - 1], '\n');
	text_free(&out);
}
END_TEST

static const struct {
	const char *columns;
	uint64_t footprint_kib, footprint_max_kib, gpu_kib;
} wides[] = {
    {"\t31457280\t32505856\t30408704", 31457280, 32505856, 30408704},
    {"\t0\t0\t0", 0, 0, 0},
    {"\t31457280\t\t", 31457280, UNKNOWN, UNKNOWN},
    {"\t\t32505856\t", UNKNOWN, 32505856, UNKNOWN},
    {"\t\t\t30408704", UNKNOWN, UNKNOWN, 30408704},
    {"\t\t\t", UNKNOWN, UNKNOWN, UNKNOWN},
};

/* Each row with each of these columns; one that is cut off is not read. */
START_TEST(reads_and_writes_wide_rows)
{
	const struct sample *s = &rows[_i];
	struct process_row row;
	struct text line = {0}, out = {0};
	const char *reason = NULL;
	struct span cut;
	size_t i;

	for (i = 0; i < sizeof wides / sizeof wides[0]; i++) {
		text_clear(&line);
		text_clear(&out);
		text_add_string(&line, s->line);
		text_add_string(&line, wides[i].columns);
		ck_assert_int_eq(
		    process_tsv_read(text_span(&line), &row, &reason),
		    PROCESS_TSV_ROW);
		is_span(row.comm, s->comm);
		ck_assert_uint_eq(row.rss_kib, s->rss_kib);
		ck_assert_uint_eq(row.vsz_kib, s->vsz_kib);
		is_span(row.command, s->command);
		ck_assert_int_eq(row.wide, 1);
		is_wide(&row, wides[i].footprint_kib,
		    wides[i].footprint_max_kib, wides[i].gpu_kib);

		process_tsv_write(&out, SPAN(TS), &row);
		ck_assert_uint_eq(out.len, line.len + 1);
		text_add_char(&line, '\n');
		ck_assert(span_equal(text_span(&out), text_span(&line)));

		/* Before its third tab. */
		cut = text_span(&line);
		while (cut.p[--cut.n] != '\t')
			continue;
		for (; cut.n > strlen(s->line); cut.n--) {
			ck_assert_int_eq(process_tsv_read(cut, &row, &reason),
			    PROCESS_TSV_BAD);
			ck_assert_str_eq(reason,
			    "the row is cut off: a wide row has 3 columns after the command");
		}
	}
	text_free(&line);
	text_free(&out);
}
END_TEST

/* Only three fields of digits, or empty ones, make a row wide. */
START_TEST(tells_wide_rows_from_commands)
{
	static const char *const commands[] = {"mlx\tx\t1\t2", "mlx\t1\t2\tx",
	    "mlx\t1\t-2\t3", "mlx\t1\t2\t3\t4", "mlx 1 2 3"};
	struct process_row row;
	struct text line = {0};
	const char *reason;
	size_t i;

	for (i = 0; i < sizeof commands / sizeof commands[0]; i++) {
		text_clear(&line);
		text_add_string(&line, TS "\t5\t4\tx\t3\t2\t");
		text_add_string(&line, commands[i]);
		ck_assert_int_eq(
		    process_tsv_read(text_span(&line), &row, &reason),
		    PROCESS_TSV_ROW);
		ck_assert_int_eq(row.wide, 0);
		is_span(row.command, commands[i]);
		is_wide(&row, UNKNOWN, UNKNOWN, UNKNOWN);
	}
	text_free(&line);
	ck_assert_int_eq(
	    process_tsv_read(
		span_of(TS "\t5\t4\tx\t3\t2\tmlx\t7\t8\t9\r"), &row, &reason),
	    PROCESS_TSV_ROW);
	is_wide(&row, 7, 8, 9);
	is_bad(TS "\t5\t4\tx\t3\t2\tmlx\t1\t18014398509481984\t",
	    "footprint_kb, footprint_max_kb or gpu_kb is not below 2^54");
	is_bad(TS "\tone\t4\tx\t3\t2\tmlx\t1\t2",
	    "pid is not a whole number below 2^32");
}
END_TEST

START_TEST(widens_no_text_that_failed)
{
	struct process_row row = {.gpu_kib = UNKNOWN};
	struct text out = {.failed = 1};

	process_tsv_widen(&out, &row);
	ck_assert_uint_eq(out.len, 0);
	text_clear(&out);
	text_add_string(&out, "row\n");
	process_tsv_widen(&out, &row);
	is_span(text_span(&out), "row\t0\t0\t\n");
	text_free(&out);
}
END_TEST

START_TEST(takes_crlf_and_fractions)
{
	struct process_row row;
	const char *reason;

	ck_assert_int_eq(
	    process_tsv_read(
		span_of("2026-05-14T09:25:00.25Z\t5\t4\tx\t3\t2\trunner\r"),
		&row, &reason),
	    PROCESS_TSV_ROW);
	ck_assert(row.ts_ms == TS_MS + 250);
	is_span(row.command, "runner");
	/* No awk wrote this one, but it says what it means. */
	ck_assert_int_eq(process_tsv_read(span_of(TS "\t5\t4\t\t3\t2\trunner"),
			     &row, &reason),
	    PROCESS_TSV_ROW);
	is_span(row.comm, "");
	ck_assert_uint_eq(row.rss_kib, 3);
	ck_assert_uint_eq(row.vsz_kib, 2);
	is_span(row.command, "runner");
}
END_TEST

START_TEST(splits_as_awk_does)
{
	struct process_row row = {.pid = 5,
	    .ppid = 4,
	    .comm = SPAN("a  b"),
	    .rss_kib = 3,
	    .vsz_kib = 2,
	    .command = SPAN("  mlx   x ")};
	struct text out = {0};

	process_tsv_write(&out, SPAN("T"), &row);
	is_span(text_span(&out), "T\t5\t4\ta\tb\t3\t2 mlx x\n");
	text_free(&out);
}
END_TEST

START_TEST(passes_over_headers)
{
	static const char *const lines[] = {
	    "ts\tpid\tppid\tcomm\trss_kb\tvsz_kb\tcommand",
	    "ts\tpid\tppid\tcomm\trss_kb\tvsz_kb\tcommand\r",
	    " ts\tpid\tppid\tcomm\trss_kb\tvsz_kb\tcommand \r\r",
	    "-e ts\tpid\tppid\tcomm\trss_kb\tvsz_kb\tcommand",
	    "-e ts\\tpid\\tppid\\tcomm\\trss_kb\\tvsz_kb\\tcommand",
	    "ts\\tpid\\tppid\\tcomm\\trss_kb\\tvsz_kb\\tcommand\r", "", "\r",
	    "  \t "};
	struct process_row row;
	const char *reason;
	size_t i;

	for (i = 0; i < sizeof lines / sizeof lines[0]; i++)
		ck_assert_msg(process_tsv_read(span_of(lines[i]), &row,
				  &reason) == PROCESS_TSV_NONE,
		    "\"%s\"", lines[i]);
	ck_assert_int_eq(
	    process_tsv_read((struct span){NULL, 0}, &row, &reason),
	    PROCESS_TSV_NONE);
}
END_TEST

/* As copied from a terminal or a web page. */
START_TEST(takes_blanks_for_tabs)
{
	struct process_row row = {0};
	const char *reason = "none";

	ck_assert_int_eq(
	    process_tsv_read(
		SPAN(TS " 612     1 /Users/jo doe/o 18  411  ollama serve"),
		&row, &reason),
	    PROCESS_TSV_ROW);
	ck_assert_int_eq(row.ts_ms, TS_MS);
	ck_assert_uint_eq(row.pid, 612);
	ck_assert_uint_eq(row.ppid, 1);
	is_span(row.comm, "/Users/jo doe/o");
	ck_assert_uint_eq(row.rss_kib, 18);
	is_span(row.command, "ollama serve");
	ck_assert(!row.wide);
	is_wide(&row, UNKNOWN, UNKNOWN, UNKNOWN);
	ck_assert_int_eq(
	    process_tsv_read(SPAN("ts  pid  ppid  comm  rss_kb  vsz_kb  "
				  "command"),
		&row, &reason),
	    PROCESS_TSV_NONE);
	is_bad(TS " 612 1 x 18 ollama serve", FEWER);
	is_bad(TS " 612 1 x 18 411", FEWER);
	is_bad(TS " x 1 x 18 411 ollama", FEWER);
}
END_TEST

START_TEST(tells_what_is_wrong)
{
	is_bad("x", FEWER);
	is_bad("ts\tpid\tppid", FEWER);
	is_bad(TS "\t1\t2\tx\t3\t4", FEWER);
	is_bad(TS "\t1\t2\tx\t3\t", FEWER);
	is_bad("-e " TS "\t1\t2\tx\t3\t4\ty", NO_TIME);
	is_bad("2026-13-14T09:25:00Z\t1\t2\tx\t3\t4\ty", NO_TIME);
	is_bad("\t1\t2\tx\t3\t4\ty", NO_TIME);
	is_bad(
	    TS "\tone\t2\tx\t3\t4\ty", "pid is not a whole number below 2^32");
	is_bad(TS "\t4294967296\t2\tx\t3\t4\ty",
	    "pid is not a whole number below 2^32");
	is_bad(TS "\t1\t4294967296\tx\t3\t4\ty",
	    "ppid is not a whole number below 2^32");
	is_bad(TS "\t\t\t\t\t\t", "pid is not a whole number below 2^32");
	is_bad(
	    TS "\t1\t-2\tx\t3\t4\ty", "ppid is not a whole number below 2^32");
	is_bad(TS "\t1\t2\tx\t\t4\ty", KIB);
	is_bad(TS "\t1\t2\tx\t\t4\t5 y", KIB);
	is_bad(TS "\t1\t2\tx\t3k\t4\ty", KIB);
	is_bad(TS "\t1\t2\tx\t-3\t4\ty", KIB);
	is_bad(TS "\t1\t2\t512\t1024\t\t", KIB);
	is_bad(TS "\t1\t2\tx\t3\t\ty", KIB);
	is_bad(TS "\t1\t2\tx\t3\t4.5\ty", KIB);
	is_bad(TS "\t1\t2\tx\t18014398509481984\t4\ty", KIB);
	is_bad(TS "\t1\t2\tx\t4\t18014398509481984\ty", KIB);
	/* Numbers far behind belong to the command. */
	is_bad(TS "\t1\t2\tx\t3k\t4\t/usr/local/bin/runner 80 90 x", KIB);
}
END_TEST

/* However a row is cut off, no number of it is read as a smaller one. */
START_TEST(never_reads_a_torn_number)
{
	struct span line, whole = span_of(rows[_i].line);
	struct process_row row;
	const char *reason;

	for (line = whole; line.n > 0; line.n--) {
		if (process_tsv_read(line, &row, &reason) != PROCESS_TSV_ROW)
			continue;
		ck_assert_uint_eq(row.pid, 612);
		ck_assert_uint_eq(row.ppid, 1);
		ck_assert_uint_eq(row.rss_kib, rows[_i].rss_kib);
		ck_assert_uint_eq(row.vsz_kib, rows[_i].vsz_kib);
	}
}
END_TEST

START_TEST(adds_what_awk_would_print)
{
	struct text out = {0};

	process_tsv_add_line(&out, span_of(TS),
	    span_of("  612     1 /Users/al moe/.v  402112 436011008 "
		    "/Users/al  moe/.venv/x    mlx "));
	process_tsv_add_line(&out, span_of(TS), span_of(" 1 2 "));
	process_tsv_add_line(&out, span_of(TS), (struct span){NULL, 0});
	is_span(text_span(&out),
	    TS "\t612\t1\t/Users/al\tmoe/.v\t402112\t436011008 /Users/al "
	       "moe/.venv/x mlx\n" TS "\t1\t2\t\t\t\t\n" TS "\t\t\t\t\t\t\n");
	text_free(&out);
}
END_TEST

START_TEST(finds_the_columns_of_ps)
{
	struct process_row row = {0};

	ck_assert_int_eq(
	    process_tsv_columns(span_of("  a  b  512     1024  mlx  x "), &row),
	    0);
	is_span(row.comm, "a  b");
	ck_assert_uint_eq(row.rss_kib, 512);
	ck_assert_uint_eq(row.vsz_kib, 1024);
	is_span(row.command, "mlx  x");
	ck_assert_int_eq(
	    process_tsv_columns(span_of("   512 1024 mlx"), &row), 0);
	is_span(row.comm, "");
	is_span(row.command, "mlx");
	ck_assert_int_eq(process_tsv_columns(span_of("a b c"), &row), -1);
	ck_assert_int_eq(process_tsv_columns(span_of("a 512"), &row), -1);
	ck_assert_int_eq(process_tsv_columns(span_of("512"), &row), -1);
	ck_assert_int_eq(process_tsv_columns((struct span){NULL, 0}, &row), -1);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("process_tsv");
	TCase *tc = tcase_create("rows");
	SRunner *runner = srunner_create(suite);
	int failed, n = (int)(sizeof rows / sizeof rows[0]);

	tcase_add_loop_test(tc, reads_and_writes, 0, n);
	tcase_add_loop_test(tc, reads_and_writes_wide_rows, 0, n);
	tcase_add_test(tc, tells_wide_rows_from_commands);
	tcase_add_test(tc, widens_no_text_that_failed);
	tcase_add_test(tc, takes_crlf_and_fractions);
	tcase_add_test(tc, splits_as_awk_does);
	tcase_add_test(tc, passes_over_headers);
	tcase_add_test(tc, takes_blanks_for_tabs);
	tcase_add_test(tc, tells_what_is_wrong);
	tcase_add_loop_test(tc, never_reads_a_torn_number, 0, n);
	tcase_add_test(tc, adds_what_awk_would_print);
	tcase_add_test(tc, finds_the_columns_of_ps);
	suite_add_tcase(suite, tc);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
