#include <check.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/loading.h"

static void
load_processes(struct span bytes)
{
	loading_anew();
	loading_put(bytes);
	ck_assert_int_eq(
	    load_process_log(&loading.trace, loading.file, &loading.problems),
	    0);
	ck_assert_int_eq(trace_finish(&loading.trace), 0);
}

static unsigned long seed = 1;

static unsigned
next(unsigned below)
{
	seed = (seed * 1103515245UL + 12345UL) & 0x7fffffff;
	return (unsigned)(seed >> 8) % below;
}

static void
add_wide(struct text *out, unsigned known)
{
	text_add_f(out, "\t%u\t", next(1u << 20));
	if (known & 1)
		text_add_u64(out, next(1u << 20));
	text_add_char(out, '\t');
	if (known & 2)
		text_add_u64(out, next(3));
}

/*
 * Rows of some processes that come and go. `plain`: as a loop writes them, so
 * that most rows are expected; else the same rows in other words.
 */
static void
random_log(struct text *out, int plain, int wide)
{
	static const char *const columns[] = {"ollama\t%u\t%u\tollama serve",
	    "x\t%u\t%u\tollama runner --model m%u",
	    "/Users/jo\tdoe/.v\t%u\t%u /Users/jo doe/.venv/bin/x runner",
	    "(ollama)\t%u\t%u\t(ollama)", "\t%u\t%u\trunner", "7\t%u\t%u\t7 8"};
	unsigned alive = 0x5a5a, sample, i;

	seed = 20260514;
	text_add_string(out, HEADER);
	for (sample = 0; sample < 900; sample++) {
		const char *zone = "Z";

		alive ^= next(3) == 0 ? 1u << next(16) : 0;
		wide ^= wide != 0 && next(100) == 0 ? 2 : 0;
		for (i = 0; i < 16; i++) {
			unsigned pid = i < 13 ? i + 100 : i + sample / 100;
			unsigned rss = next(9) == 0 ? 0 : next(1u << 20);

			if ((alive >> i & 1) == 0)
				continue;
			text_add_f(out, "2026-05-14T09:%02u:%02u%s\t%u\t%u\t",
			    sample / 60, sample % 60, zone, pid,
			    1 + (sample + i) / 500);
			text_add_f(out, columns[i % 6], rss, rss * 3,
			    (i + sample / 70) % 10);
			if (wide == 1)
				add_wide(out, next(4));
			text_add_string(out, !plain && next(2) == 0
						 ? wide == 1 ? "\r\n" : " \r\n"
						 : "\n");
			if (plain)
				next(2);
			else
				zone = "+00:00";
		}
	}
	ck_assert_int_eq(out->failed, 0);
}

static void
same_column(const uint64_t *a, const uint64_t *b)
{
	if (b == NULL)
		ck_assert_ptr_null(a);
	else
		ck_assert_mem_eq(a, b, loading.trace.rows.count * sizeof *a);
}

/* Narrow rows alone, and wide ones among them. */
START_TEST(reads_the_same_by_either_way)
{
	struct text log = {0};
	struct trace fast;
	size_t i;

	random_log(&log, 1, _i);
	load_processes(text_span(&log));
	ck_assert_uint_eq(loading.problems.count, 0);
	ck_assert_uint_gt(loading.trace.rows.count, 5000);
	fast = loading.trace;
	memset(&loading.trace, 0, sizeof loading.trace);
	text_clear(&log);
	random_log(&log, 0, _i);
	load_processes(text_span(&log));
	ck_assert_uint_eq(loading.problems.count, 0);
	ck_assert_uint_eq(fast.samples, loading.trace.samples);
	ck_assert_mem_eq(fast.sample_ms, loading.trace.sample_ms,
	    loading.trace.samples * sizeof *loading.trace.sample_ms);
	ck_assert_uint_eq(fast.rows.count, loading.trace.rows.count);
	for (i = 0; i < loading.trace.rows.count; i++) {
		ck_assert_uint_eq(
		    fast.rows.sample[i], loading.trace.rows.sample[i]);
		ck_assert_uint_eq(
		    fast.rows.process[i], loading.trace.rows.process[i]);
	}
	same_column(fast.rows.rss_kib, loading.trace.rows.rss_kib);
	same_column(fast.rows.vsz_kib, loading.trace.rows.vsz_kib);
	same_column(fast.rows.footprint_kib, loading.trace.rows.footprint_kib);
	same_column(
	    fast.rows.footprint_max_kib, loading.trace.rows.footprint_max_kib);
	same_column(fast.rows.gpu_kib, loading.trace.rows.gpu_kib);
	ck_assert_int_eq(fast.rows.gpu_kib != NULL, _i);
	ck_assert_uint_eq(fast.processes, loading.trace.processes);
	for (i = 0; i < loading.trace.processes; i++) {
		const struct trace_process *a = &fast.process[i],
					   *b = &loading.trace.process[i];

		ck_assert_uint_eq(a->pid, b->pid);
		ck_assert_uint_eq(a->ppid, b->ppid);
		ck_assert_uint_eq(a->first_ppid, b->first_ppid);
		ck_assert_uint_eq(a->nth, b->nth);
		ck_assert_uint_eq(a->rows, b->rows);
		ck_assert_mem_eq(a->peak, b->peak, sizeof a->peak);
		ck_assert_uint_eq(a->last_sample, b->last_sample);
		ck_assert_str_eq(a->command->text.p, b->command->text.p);
	}
	trace_free(&fast);
	text_free(&log);
}
END_TEST

/* What differs from the row that is expected is seen. */
START_TEST(expects_no_more_than_was_there)
{
	load_processes(SPAN(
	    TS "\t1\t1\tx\t10\t11\trunner a\n" TS
	       "\t501\t1\ta\tb\tc\td 50 51 a b c runner\n" TS
	       "\t2\t1\tx\t20\t21\trunner b\n"
	       "2026-05-14T09:25:01Z\t1\t1\tx\t12\t13\trunner a\n"
	       /* a row too short, and its command that of a shifted row */
	       "2026-05-14T09:25:01Z\t501\t1\ta b c runner\n"
	       "2026-05-14T09:25:01Z\t501\t1\ta\tb\tc\td 50 51 a b c runner\n"
	       /* another command, of the same length */
	       "2026-05-14T09:25:01Z\t2\t1\tx\t22\t23\trunner c\n"
	       "2026-05-14T09:25:02Z\t1\t1\tx\t14\t15\trunner a\n"
	       /* the next sample; it begins with what this one lacks */
	       "2026-05-14T09:25:03Z\t2\t1\tx\t24\t25\trunner c\n"
	       "2026-05-14T09:25:03Z\t1\t1\tx\t16\t17\trunner a\n"
	       "2026-05-14T09:25:04Z\t2\t1\tx\t26\t27\trunner c\n"
	       /* beyond 64 bits */
	       "2026-05-14T09:25:04Z\t1\t1\tx\t18446744073709551617\t1\t"
	       "runner a\n"));
	ck_assert_uint_eq(loading.trace.samples, 5);
	ck_assert_uint_eq(loading.trace.rows.count, 10);
	ck_assert_uint_eq(loading.trace.processes, 4);
	ck_assert_str_eq(loading.trace.process[3].command->text.p, "runner c");
	ck_assert_uint_eq(loading.trace.rows.process[5], 3);
	ck_assert_uint_eq(loading.trace.rows.sample[6], 2);
	ck_assert_uint_eq(loading.trace.rows.sample[7], 3);
	ck_assert_uint_eq(loading.problems.count, 2);
	loading_problem_is(
	    0, 5, "the row has fewer than 7 columns separated by tabs");
	loading_problem_is(
	    1, 12, "rss_kb or vsz_kb is not a whole number below 2^54");
}
END_TEST

/* Of both kinds, row by row, and what is empty is unknown. */
START_TEST(reads_wide_rows)
{
	static const uint64_t none = TRACE_UNKNOWN;
	static const uint64_t wanted[][3] = {{10, 11, 12}, {none, none, none},
	    {none, none, none}, {0, none, 7}, {20, 21, 22}, {5, 6, none},
	    {8, 9, none}};
	const struct trace_rows *r = &loading.trace.rows;
	size_t i;

	load_processes(
	    SPAN(TS "\t1\t1\tx\t1\t1\ta\t10\t11\t12\n" TS "\t2\t1\tx\t2\t1\tb\n"
		    "2026-05-14T09:25:01Z\t1\t1\tx\t3\t1\ta\t\t\t\n"
		    "2026-05-14T09:25:01Z\t2\t1\tx\t4\t1\tb\t0\t\t7\n"
		    "2026-05-14T09:25:02Z\t1\t1\tx\t5\t1\ta\t20\t21\t22\n"
		    "2026-05-14T09:25:02Z\t2\t1\tx\t6\t1\tb\t5\t6\t\n"
		    "2026-05-14T09:25:03Z\t1\t1\tx\t7\t1\ta\t1\t2\n"
		    "2026-05-14T09:25:03Z\t1\t1\tx\t7\t1\ta\t"
		    "18014398509481984\t\t\n"
		    /* torn: what it has of the last number may not be all */
		    "2026-05-14T09:25:03Z\t2\t1\tx\t8\t1\tb\t8\t9\t1"));
	ck_assert_uint_eq(loading.problems.count, 2);
	loading_problem_is(0, 7,
	    "the row is cut off: a wide row has 3 columns after the command");
	loading_problem_is(
	    1, 8, "footprint_kb, footprint_max_kb or gpu_kb is not below 2^54");
	ck_assert_uint_eq(r->count, 7);
	for (i = 0; i < r->count; i++) {
		ck_assert_uint_eq(r->footprint_kib[i], wanted[i][0]);
		ck_assert_uint_eq(r->footprint_max_kib[i], wanted[i][1]);
		ck_assert_uint_eq(r->gpu_kib[i], wanted[i][2]);
	}
	ck_assert_uint_eq(loading.trace.processes, 2);
}
END_TEST

/* Line ends at and around the places where one read ends. */
START_TEST(reads_lines_across_reads)
{
	struct text log = {0};
	int around, lines;

	for (around = -3; around <= 3; around++) {
		text_clear(&log);
		text_add_string(&log, HEADER);
		for (lines = 0; log.len < 3 * CHUNK; lines++) {
			size_t to = (log.len / CHUNK + 1) * CHUNK;
			size_t from = log.len;

			text_add_f(&log, TS "\t%d\t1\tx\t%d\t1\trunner ", lines,
			    lines);
			while (log.len - from < 900)
				text_add_char(&log, 'a');
			while (to - from < 2000 &&
			       (long)log.len < (long)to + around)
				text_add_char(&log, 'b');
			text_add_char(&log, '\n');
		}
		load_processes(text_span(&log));
		ck_assert_uint_eq(loading.problems.count, 0);
		ck_assert_uint_eq(loading.trace.rows.count, (size_t)lines);
		while (lines-- > 0) {
			ck_assert_uint_eq(
			    loading.trace.rows.rss_kib[lines], (unsigned)lines);
			ck_assert_uint_ge(
			    loading.trace.process[lines].command->text.n, 800);
		}
	}
	text_free(&log);
}
END_TEST

static void
add_line(struct text *log, const char *before, size_t n, const char *after)
{
	text_add_string(log, before);
	while (n-- > 0)
		text_add_char(log, 'l');
	text_add_string(log, after);
}

START_TEST(reads_on_behind_a_line_that_is_too_long)
{
	struct text log = {0};

	add_line(&log, TS "\t7\t1\tx\t3\t4\trunner ", (size_t)3 << 20, "\n");
	add_line(&log, TS "\t8\t1\tx\t3\t4\trunner ", (size_t)5 << 20, "\n");
	add_line(&log, TS "\t9\t1\tx\t5\t6\trunner\nnonsense\n", 0, "");
	add_line(&log, TS "\t9\t1\tx\t5\t6\trunner ", (size_t)5 << 20, "");
	load_processes(text_span(&log));
	ck_assert_uint_eq(loading.trace.rows.count, 2);
	ck_assert_uint_gt(
	    loading.trace.process[0].command->text.n, (size_t)3 << 20);
	ck_assert_uint_eq(loading.trace.process[1].pid, 9);
	ck_assert_uint_eq(loading.problems.count, 3);
	loading_problem_is(0, 2, "the line is longer than 4 MiB");
	loading_problem_is(
	    1, 4, "the row has fewer than 7 columns separated by tabs");
	loading_problem_is(2, 5, "the line is longer than 4 MiB");
	text_free(&log);
}
END_TEST

/* Wherever it stands in what is read at once. */
START_TEST(has_one_limit_for_all_lines)
{
	static const char row[] = TS "\t7\t1\tx\t3\t4\trunner ";
	const size_t limit = (size_t)4 << 20;
	struct text log = {0};
	size_t before;

	for (before = 0; before < CHUNK; before += 60000) {
		text_clear(&log);
		add_line(&log, row, before, "\n");
		add_line(&log, row, limit - sizeof row, "\n");
		add_line(&log, row, limit - sizeof row + 1, "\n");
		add_line(&log, row, limit + 100000, "\n");
		add_line(&log, row, limit - sizeof row + 2, "");
		load_processes(text_span(&log));
		ck_assert_uint_eq(loading.trace.rows.count, 2);
		ck_assert_uint_eq(loading.problems.count, 3);
		loading_problem_is(0, 3, "the line is longer than 4 MiB");
		ck_assert_uint_eq(loading.problems.kept[0].lines, 3);
	}
	text_free(&log);
}
END_TEST

/* 20 MB that hold nothing, and then something. */
static void
put_zeros(size_t n, const char *behind)
{
	FILE *f = fopen(loading.file, "w");

	ck_assert_ptr_nonnull(f);
	ck_assert_int_eq(fseek(f, (long)n, SEEK_SET), 0);
	ck_assert_int_ge(fputs(behind, f), 0);
	ck_assert_int_eq(fclose(f), 0);
}

START_TEST(survives_zeros_for_processes)
{
	put_zeros(20000000, "\n" TS "\t9\t1\tx\t5\t6\trunner\n");
	ck_assert_int_eq(
	    load_process_log(&loading.trace, loading.file, &loading.problems),
	    0);
	ck_assert_uint_eq(loading.problems.count, 1);
	loading_problem_is(0, 1, "the line is longer than 4 MiB");
	ck_assert_uint_eq(loading.trace.rows.count, 1);
}
END_TEST

static const char rows[] = HEADER TS
    "\t71\t1\tollama\t12345\t67890\tollama serve\n" TS
    "\t72\t1\tx\t2222\t3333\tollama runner --model fable:4b\n"
    "2026-05-14T09:25:01Z\t71\t1\tollama\t12346\t67891\tollama serve\n"
    "2026-05-14T09:25:01Z\t72\t1\tx\t2223\t3334\tollama runner --model "
    "fable:4b\n";

/* Cut anywhere: what is read is what the whole log says, as far as it goes. */
START_TEST(never_reads_a_torn_row)
{
	struct trace whole;
	size_t n, i, lines, bytes = sizeof rows - 1;

	load_processes((struct span){rows, bytes});
	ck_assert_uint_eq(loading.trace.rows.count, 4);
	whole = loading.trace;
	memset(&loading.trace, 0, sizeof loading.trace);
	for (n = 0; n < bytes; n++) {
		load_processes((struct span){rows, n});
		ck_assert_uint_le(loading.trace.rows.count, 4);
		for (i = 0; i < loading.trace.rows.count; i++) {
			const struct trace_process *a =
			    &loading.trace
				 .process[loading.trace.rows.process[i]];
			const struct trace_process *b =
			    &whole.process[whole.rows.process[i]];

			ck_assert_str_eq(
			    a->command->text.p, b->command->text.p);
			ck_assert_uint_eq(a->pid, b->pid);
			ck_assert_uint_eq(loading.trace.rows.rss_kib[i],
			    whole.rows.rss_kib[i]);
			ck_assert_uint_eq(loading.trace.rows.vsz_kib[i],
			    whole.rows.vsz_kib[i]);
		}
		/* What is not read is reported, unless nothing is left of it.
		 */
		for (i = lines = 0; i < n; i++)
			lines += rows[i] == '\n' || i + 1 == n;
		if (n > sizeof HEADER)
			ck_assert_uint_eq(loading.problems.count +
					      loading.trace.rows.count + 1,
			    lines);
	}
	trace_free(&whole);
}
END_TEST

/* A cut row, and the next recording in the same line. */
START_TEST(sees_a_line_within_a_line)
{
	load_processes(SPAN(HEADER TS
	    "\t71\t1\tollama\t12345\t67890\tollama runner --mod" HEADER TS
	    "\t71\t1\tollama\t12345\t67890\tollama runner --mod" TS
	    "\t71\t1\tollama\t12346\t67891\tollama runner --model a\n"));
	ck_assert_uint_eq(loading.trace.rows.count, 0);
	ck_assert_uint_eq(loading.problems.count, 2);
	loading_problem_is(0, 2,
	    "the command contains a tab; another row may begin in this line");
}
END_TEST

START_TEST(tells_the_first_problems_and_counts_the_others)
{
	struct text log = {0};
	int i;

	for (i = 0; i < 25; i++)
		text_add_string(&log, i % 2 == 0 ? "nonsense\n" : "\n");
	load_processes(text_span(&log));
	ck_assert_uint_eq(loading.problems.count, 13);
	for (i = 0; i < LOAD_PROBLEMS_KEPT; i++)
		loading_problem_is((size_t)i, (size_t)i * 2 + 1,
		    "the row has fewer than 7 columns separated by tabs");
	text_free(&log);
}
END_TEST

START_TEST(sees_a_system_log)
{
	load_processes(SPAN("===== " TS " =====\nPages free: 1.\n"));
	loading_problem_is(
	    0, 1, "this is a system log; give the process log first");
	/* There is no further message about it. */
	ck_assert_uint_eq(loading.problems.count, 1);
}
END_TEST

START_TEST(tells_why_a_file_cannot_be_read)
{
	unlink(loading.file);
	ck_assert_int_eq(
	    load_process_log(&loading.trace, loading.file, &loading.problems),
	    -1);
	ck_assert_int_eq(errno, ENOENT);
	ck_assert_int_eq(
	    load_process_log(&loading.trace, "/", &loading.problems), -1);
	ck_assert_int_eq(errno, EISDIR);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("load");
	TCase *tc = tcase_create("load");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_checked_fixture(tc, loading_begin, loading_end);
	tcase_set_timeout(tc, 60);
	tcase_add_loop_test(tc, reads_the_same_by_either_way, 0, 2);
	tcase_add_test(tc, expects_no_more_than_was_there);
	tcase_add_test(tc, reads_wide_rows);
	tcase_add_test(tc, reads_lines_across_reads);
	tcase_add_test(tc, reads_on_behind_a_line_that_is_too_long);
	tcase_add_test(tc, has_one_limit_for_all_lines);
	tcase_add_test(tc, survives_zeros_for_processes);
	tcase_add_test(tc, never_reads_a_torn_row);
	tcase_add_test(tc, sees_a_line_within_a_line);
	tcase_add_test(tc, tells_the_first_problems_and_counts_the_others);
	tcase_add_test(tc, sees_a_system_log);
	tcase_add_test(tc, tells_why_a_file_cannot_be_read);
	suite_add_tcase(suite, tc);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
