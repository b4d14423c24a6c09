#include <check.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/loading.h"

static void
load_system(struct span bytes)
{
	loading_anew();
	loading_put(bytes);
	ck_assert_int_eq(
	    load_system_log(&loading.trace, loading.file, &loading.problems),
	    0);
	ck_assert_int_eq(trace_finish(&loading.trace), 0);
}

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

#define PERCENT "System-wide memory free percentage: "

/* The mark at and around the place where one read ends. */
START_TEST(survives_zeros_for_the_system)
{
	int around;

	for (around = -8; around <= 1; around++) {
		loading_anew();
		put_zeros((size_t)(68 * CHUNK + around - 1),
		    "\n===== " TS " =====\n" PERCENT "7%\n" PERCENT "x%\n");
		ck_assert_int_eq(load_system_log(&loading.trace, loading.file,
				     &loading.problems),
		    0);
		ck_assert_uint_eq(loading.problems.count, 2);
		loading_problem_is(0, 1, "the block is longer than 16 MiB");
		loading_problem_is(1, 4,
		    "memory_pressure: expected a percentage from 0% to 100%");
		ck_assert_uint_eq(loading.trace.blocks, 1);
		ck_assert_uint_eq(
		    trace_value(&loading.trace, 0, TRACE_FREE_PERCENT), 7);
	}
}
END_TEST

/* No mark is seen where five equal signs are not at the start of a line. */
START_TEST(sees_no_mark_inside_of_a_line)
{
	int around;

	for (around = -8; around <= 1; around++) {
		loading_anew();
		put_zeros((size_t)(68 * CHUNK + around),
		    "===== " TS " =====\n" PERCENT "7%\n");
		ck_assert_int_eq(load_system_log(&loading.trace, loading.file,
				     &loading.problems),
		    0);
		ck_assert_uint_eq(loading.problems.count, 1);
		ck_assert_uint_eq(loading.trace.blocks, 0);
	}
}
END_TEST

/* Wherever the block stands in what is read at once. */
START_TEST(has_one_limit_for_all_blocks)
{
#define BLOCK "===== " TS " =====\n" PERCENT "7%\n"
	static const char block[] = BLOCK;
	const size_t limit = (size_t)16 << 20;
	size_t before;
	FILE *f;
	int over;

	for (before = 0; before < CHUNK; before += 100003)
		for (over = 0; over < 7; over++) {
			loading_anew();
			f = fopen(loading.file, "w");
			ck_assert_ptr_nonnull(f);
			ck_assert_int_ge(fputs(block, f), 0);
			fseek(f, (long)before, SEEK_CUR);
			ck_assert_int_ge(fputs("\n" BLOCK, f), 0);
			fseek(f, (long)(limit - sizeof block) + over, SEEK_CUR);
			ck_assert_int_ge(fputs("\n" BLOCK PERCENT "\n", f), 0);
			ck_assert_int_eq(fclose(f), 0);
			ck_assert_int_eq(load_system_log(&loading.trace,
					     loading.file, &loading.problems),
			    0);
			ck_assert_uint_eq(
			    loading.trace.blocks, over == 0 ? 3 : 2);
			ck_assert_uint_eq(
			    loading.problems.count, over == 0 ? 1 : 2);
			if (over > 0)
				loading_problem_is(
				    0, 4, "the block is longer than 16 MiB");
			loading_problem_is(loading.problems.count - 1, 9,
			    "memory_pressure: expected a percentage from 0% to 100%");
		}
}
END_TEST

/* Marks at and around the places where one read ends. */
START_TEST(reads_blocks_across_reads)
{
	struct text log = {0};
	int around, blocks, i;

	for (around = -24; around <= 8; around++) {
		text_clear(&log);
		for (blocks = 0; log.len < 3 * CHUNK; blocks++) {
			size_t to = (log.len / CHUNK + 1) * CHUNK;
			size_t from = log.len;

			text_add_f(&log,
			    "===== " TS " =====\n" PERCENT "%d%%\nx = 5 ",
			    blocks % 101);
			while (log.len - from < 3000)
				text_add_char(&log, '=');
			while (to - from < 7000 &&
			       (long)log.len < (long)to + around)
				text_add_char(&log, '.');
			text_add_string(&log, "\n\n");
		}
		load_system(text_span(&log));
		ck_assert_uint_eq(loading.problems.count, 0);
		ck_assert_uint_eq(loading.trace.blocks, (size_t)blocks);
		for (i = 0; i < blocks; i++)
			ck_assert_uint_eq(
			    trace_value(&loading.trace, i, TRACE_FREE_PERCENT),
			    (unsigned)i % 101);
	}
	text_free(&log);
}
END_TEST

static const char blocks_log[] =
    "===== 2026-05-14T09:25:00Z =====\n"
    "Mach Virtual Memory Statistics: (page size of 16384 bytes)\n"
    "Pages free:                               10069.\n"
    "Pages wired down:                        171481.\n"
    "Pages occupied by compressor:           1013366.\n"
    "The system has 34359738368 (2097152 pages with a page size of 16384).\n"
    "\n"
    "System-wide memory free percentage: 88%\n"
    "vm.swapusage: total = 2048.00M  used = 1184.50M  free = 863.50M  "
    "(encrypted)\n"
    "NAME    ID              SIZE      PROCESSOR    UNTIL              \n"
    "f:4b    4be19a07c3d2    2.6 GB    100% GPU     Forever            \n"
    "{\"models\":[{\"name\":\"f:4b\",\"size\":2613004288,\"size_vram\":26130}]"
    "}\n"
    "\n"
    "===== 2026-05-14T09:25:05Z =====\n"
    "Mach Virtual Memory Statistics: (page size of 16384 bytes)\n"
    "Pages free:                               10070.\n"
    "Pages wired down:                        171482.\n"
    "System-wide memory free percentage: 9%\n"
    "vm.swapusage: total = 2048,00M  used = 1184,51M  free = 863,50M  \n"
    "NAME    ID              SIZE      PROCESSOR    UNTIL              \n"
    "f:4b    4be19a07c3d2    2.6 GB    100% GPU     Forever            \n"
    "{\"models\":[{\"name\":\"f:4b\",\"size\":2613004288,\"size_vram\":26130}]"
    "}\n"
    "\n";

static void
sets_agree(const struct trace *whole, uint32_t a, uint32_t b)
{
	const struct trace_set *s, *w;
	uint32_t i;

	if (a == TRACE_NONE)
		return;
	ck_assert_uint_ne(b, TRACE_NONE);
	s = &loading.trace.set[a];
	w = &whole->set[b];
	ck_assert_uint_le(s->count, 1);
	/* The table's sizes are rounded; it stands in for a lost answer. */
	for (i = 0; i < s->count; i++) {
		const struct trace_model *m =
		    trace_model_of(&loading.trace, s, i);
		const struct trace_model *n = trace_model_of(whole, w, i);

		ck_assert(span_equal(
		    loading.trace.name.at[m->name], whole->name.at[n->name]));
		ck_assert(m->size_bytes == n->size_bytes ||
			  m->size_bytes == UINT64_C(2600000000));
	}
}

START_TEST(never_reads_a_torn_block)
{
	struct trace whole;
	size_t n, i, bytes = sizeof blocks_log - 1;
	int k;

	load_system((struct span){blocks_log, bytes});
	ck_assert_uint_eq(loading.problems.count, 0);
	ck_assert_uint_eq(loading.trace.blocks, 2);
	ck_assert_uint_eq(trace_value(&loading.trace, 0, TRACE_WIRED),
	    UINT64_C(171481) * 16384);
	ck_assert_uint_eq(loading.trace.memory_bytes, UINT64_C(34359738368));
	ck_assert_uint_eq(loading.trace.page_size, 16384);
	/* The same answer twice is one set. */
	ck_assert_uint_eq(loading.trace.sets, 1);
	ck_assert_uint_eq(
	    loading.trace.block[0].set, loading.trace.block[1].set);
	whole = loading.trace;
	memset(&loading.trace, 0, sizeof loading.trace);
	for (n = 0; n < bytes; n++) {
		load_system((struct span){blocks_log, n});
		ck_assert_uint_le(loading.trace.blocks, 2);
		for (i = 0; i < loading.trace.blocks; i++) {
			const struct trace_block *a = &loading.trace.block[i];
			const struct trace_block *b = &whole.block[i];

			ck_assert_int_eq(a->ts_ms, b->ts_ms);
			ck_assert_uint_eq(a->known & ~b->known, 0);
			for (k = 0; k < TRACE_METRICS; k++)
				if (a->known >> k & 1)
					ck_assert_msg(
					    trace_value(&loading.trace, i,
						(enum trace_metric)k) ==
						trace_value(&whole, i,
						    (enum trace_metric)k),
					    "cut at %zu: metric %d", n, k);
			sets_agree(&whole, a->set, b->set);
		}
	}
	trace_free(&whole);
}
END_TEST

static const struct {
	const char *model; /* the rest of it */
	int64_t until_ms;  /* INT64_MIN: it has none */
} expiring[] = {
    {"\"expires_at\":\"2026-05-14T11:25:00.5+02:00\",\"size\":5",
	INT64_C(1778750700500)},
    {"\"expires_at\" :\t\"2026-05-14T09:25:01Z\"", INT64_C(1778750701000)},
    {"\"expires_at\":\"never\"", INT64_MIN},
    {"\"expires_at\":null", INT64_MIN},
    {"\"expires_at\":5,\"a\":\"2026-05-14T09:25:01Z\"", INT64_MIN},
    {"\"a\":\"\\\"expires_at\\\":\\\"2026-05-14T09:25:01Z\"", INT64_MIN},
};

START_TEST(takes_the_time_at_which_a_model_expires)
{
	struct text log = {0};

	text_add_f(&log,
	    "===== " TS " =====\n{\"models\":[{\"name\":\"m\",%s}]}\n",
	    expiring[_i].model);
	load_system(text_span(&log));
	ck_assert_uint_eq(loading.problems.count, 0);
	ck_assert_uint_eq(loading.trace.models, 1);
	ck_assert(span_is(loading.trace.name.at[0], "m"));
	if (expiring[_i].until_ms == INT64_MIN)
		ck_assert_uint_eq(loading.trace.block[0].until, TRACE_NONE);
	else
		ck_assert_int_eq(loading.trace.until[0], expiring[_i].until_ms);
	text_free(&log);
}
END_TEST

static const char *const cut[] = {"{\"expires_at\":\"2026-05-14T09",
    "{\"expires_at\":\"2026\n\"", "{\"expires_at", "{\"expires_at\"", "\"",
    "{\"models\":[{\"name\":\"m\",\"expires_at\":\"2026-05-14T09:25:01Z"};

START_TEST(has_no_time_of_an_answer_that_is_cut)
{
	struct text log = {0};

	text_add_f(&log, "===== " TS " =====\n%s", cut[_i]);
	load_system(text_span(&log));
	ck_assert_uint_eq(loading.trace.blocks, 1);
	ck_assert_uint_eq(loading.trace.block[0].set, TRACE_NONE);
	ck_assert_uint_eq(loading.trace.untils, 0);
	text_free(&log);
}
END_TEST

/* The times at which models expire move, and the set is the same. */
START_TEST(reads_times_that_move)
{
	struct text log = {0};
	int i;

	for (i = 0; i < 20; i++)
		text_add_f(&log,
		    "===== 2026-03-08T21:14:%02dZ =====\n{\"models\":["
		    "{\"name\":\"b\",\"expires_at\":"
		    "\"2026-03-08T21:15:%02dZ\"},"
		    "{\"name\":\"a\",\"expires_at\":"
		    "\"2026-03-08T21:16:%02dZ\"}]}\n",
		    i, i, 2 * i);
	/* Not one for each model: there is no telling whose it is. */
	text_add_string(&log, "===== 2026-03-08T21:15:00Z =====\n{\"models\":["
			      "{\"name\":\"b\"},{\"name\":\"a\",\"expires_at\":"
			      "\"2026-03-08T21:16:00Z\"}]}\n");
	load_system(text_span(&log));
	text_free(&log);
	ck_assert_uint_eq(loading.problems.count, 0);
	ck_assert_uint_eq(loading.trace.sets, 1);
	for (i = 0; i < 20; i++) {
		const struct trace_block *b = &loading.trace.block[i];

		ck_assert_int_eq(
		    loading.trace.until[b->until] - b->ts_ms, 60000);
		ck_assert_int_eq(loading.trace.until[b->until + 1] - b->ts_ms,
		    120000 + i * 1000);
	}
	ck_assert_uint_eq(loading.trace.block[20].until, TRACE_NONE);
}
END_TEST

/* The table stands in for a lost answer; then the answer is a set again. */
START_TEST(has_a_set_for_each_answer)
{
#define MARK "===== " TS " =====\n"
#define TABLE \
	"NAME  ID  SIZE    PROCESSOR  UNTIL\nf:4b  4b  2.6 GB  100% GPU   -\n"
#define JSON "{\"models\":[{\"name\":\"f:4b\",\"size\":2600000001}]}\n"
	static const uint32_t wanted[] = {0, 0, 1, 1, 0, 0, TRACE_NONE, 0, 2};
	size_t i;

	load_system(
	    SPAN(MARK TABLE JSON MARK JSON MARK TABLE MARK TABLE MARK JSON MARK
		    JSON TABLE MARK "\n" MARK JSON MARK "{\"models\":[]}\n"));
	ck_assert_uint_eq(loading.problems.count, 0);
	ck_assert_uint_eq(loading.trace.blocks, 9);
	for (i = 0; i < 9; i++)
		ck_assert_uint_eq(loading.trace.block[i].set, wanted[i]);
	ck_assert_uint_eq(loading.trace.sets, 3);
	ck_assert_uint_eq(loading.trace.set[2].count, 0);
}
END_TEST

START_TEST(counts_lines)
{
	load_system(SPAN("\n\nhello\nhello\n" MARK "a\n\nb\n" MARK PERCENT
			 "x%\n\n=====\n===== =====\n" MARK JSON PERCENT "\n"));
	ck_assert_uint_eq(loading.problems.count, 5);
	loading_problem_is(0, 3,
	    "expected a line like ===== 2026-05-14T09:25:00Z ===== first");
	loading_problem_is(
	    1, 10, "memory_pressure: expected a percentage from 0% to 100%");
	loading_problem_is(
	    2, 12, "expected a line like ===== 2026-05-14T09:25:00Z =====");
	ck_assert_uint_eq(loading.problems.kept[2].lines, 2);
	loading_problem_is(
	    3, 16, "memory_pressure: expected a percentage from 0% to 100%");
}
END_TEST

START_TEST(sees_a_process_log)
{
	load_system(SPAN("ts\tpid\tppid\n" TS "\t7\t1\tx\t1\t1\trunner\n"));
	ck_assert_uint_eq(loading.problems.count, 1);
	loading_problem_is(
	    0, 1, "this is a process log; give it before the system log");
}
END_TEST

/* A ceiling of 0 is known; one beyond 64 bits of bytes is not. */
START_TEST(takes_the_lines_of_a_wide_log)
{
	static const struct {
		enum trace_metric metric;
		uint64_t value;
	} wanted[] = {{TRACE_FREE_PERCENT, 7}, {TRACE_PRESSURE_LEVEL, 4},
	    {TRACE_WIRED_LIMIT, UINT64_C(49152) << 20},
	    {TRACE_COMPRESSOR_POOL, 5}, {TRACE_COMPRESSOR_INPUT, 15},
	    {TRACE_MEMORY_USABLE, 68036902912}, {TRACE_SOME_STALL, 1060889},
	    {TRACE_FULL_STALL, 802792}};
	const struct trace *t = &loading.trace;
	size_t i;

	load_system(
	    SPAN("===== " TS " =====\n"
		 "some avg10=0.00 avg60=0.00 avg300=0.00 total=1060889\n"
		 "full avg10=0.00 avg60=0.00 avg300=0.00 total=802792\n"
		 "kern.memorystatus_vm_pressure_level: 4\n" PERCENT "7%\n"
		 "iogpu.wired_limit_mb: 49152\n"
		 "vm.compressor_pool_size: 5\n"
		 "vm.compressor_input_bytes: 15\n"
		 "hw.memsize_usable: 68036902912\n\n"
		 "===== " TS " =====\n"
		 "iogpu.wired_limit_mb: 0\n\n"
		 "===== " TS " =====\n"
		 "iogpu.wired_limit_mb: 17592186044416\n"));
	ck_assert_uint_eq(loading.problems.count, 0);
	for (i = 0; i < sizeof wanted / sizeof wanted[0]; i++) {
		ck_assert_int_ne(trace_has(t, 0, wanted[i].metric), 0);
		ck_assert_uint_eq(
		    trace_value(t, 0, wanted[i].metric), wanted[i].value);
	}
	ck_assert_uint_eq(t->block[1].known, UINT64_C(1) << TRACE_WIRED_LIMIT);
	ck_assert_uint_eq(trace_value(t, 1, TRACE_WIRED_LIMIT), 0);
	ck_assert_uint_eq(t->block[2].known, 0);
}
END_TEST

START_TEST(tells_why_a_file_cannot_be_read)
{
	unlink(loading.file);
	ck_assert_int_eq(
	    load_system_log(&loading.trace, loading.file, &loading.problems),
	    -1);
	ck_assert_int_eq(errno, ENOENT);
	ck_assert_int_eq(
	    load_system_log(&loading.trace, "/", &loading.problems), -1);
	ck_assert_int_eq(errno, EISDIR);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("load_system");
	TCase *tc = tcase_create("load_system");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_checked_fixture(tc, loading_begin, loading_end);
	tcase_set_timeout(tc, 60);
	tcase_add_test(tc, survives_zeros_for_the_system);
	tcase_add_test(tc, sees_no_mark_inside_of_a_line);
	tcase_add_test(tc, has_one_limit_for_all_blocks);
	tcase_add_test(tc, reads_blocks_across_reads);
	tcase_add_test(tc, never_reads_a_torn_block);
	tcase_add_test(tc, reads_times_that_move);
	tcase_add_test(tc, has_a_set_for_each_answer);
	tcase_add_test(tc, counts_lines);
	tcase_add_test(tc, sees_a_process_log);
	tcase_add_test(tc, takes_the_lines_of_a_wide_log);
	tcase_add_test(tc, tells_why_a_file_cannot_be_read);
	tcase_add_loop_test(tc, takes_the_time_at_which_a_model_expires, 0,
	    (int)(sizeof expiring / sizeof expiring[0]));
	tcase_add_loop_test(tc, has_no_time_of_an_answer_that_is_cut, 0,
	    (int)(sizeof cut / sizeof cut[0]));
	suite_add_tcase(suite, tc);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
