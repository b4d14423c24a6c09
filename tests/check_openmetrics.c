#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "render/openmetrics.h"

#define T0 INT64_C(1778750700000) /* 2026-05-14T09:25:00Z */

static struct trace trace;
static struct text out;
static int puts_left; /* how often the sink takes something */

static void
begin(void)
{
	memset(&trace, 0, sizeof trace);
	memset(&out, 0, sizeof out);
	puts_left = 1000000;
}

static void
end(void)
{
	trace_free(&trace);
	text_free(&out);
}

static int
put(void *arg, struct span bytes)
{
	ck_assert_ptr_eq(arg, &out);
	if (puts_left-- == 0)
		return -1;
	text_add_span(&out, bytes);
	return 0;
}

static const struct sink sink = {put, &out};

static void
row(int64_t ts_ms, uint32_t pid, struct span command, uint64_t rss_kib)
{
	uint32_t process;

	ck_assert_int_eq(trace_add_sample(&trace, ts_ms), 0);
	ck_assert_int_eq(
	    trace_find_process(&trace, pid, 1, command, &process), 0);
	ck_assert_int_eq(trace_add_row(&trace, process,
			     &(struct process_row){.rss_kib = rss_kib}),
	    0);
}

static void
block(int64_t ts_ms, uint64_t known)
{
	struct trace_reading b = {.ts_ms = ts_ms,
	    .known = known,
	    .set = TRACE_NONE,
	    .until = TRACE_NONE};
	int i;

	for (i = 0; i < TRACE_METRICS; i++)
		b.value[i] = (uint64_t)i + 100;
	ck_assert_int_eq(trace_add_block(&trace, &b), 0);
}

/* Without lines of help and of units. */
static void
is(int newest, const char *wanted)
{
	struct text kept = {0};
	struct span rest, line;

	ck_assert_int_eq(openmetrics_write(&trace, newest, &sink), 0);
	rest = text_span(&out);
	while (span_line(&rest, &line)) {
		if (span_starts(line, "# HELP") || span_starts(line, "# UNIT"))
			continue;
		text_add_span(&kept, line);
		text_add_char(&kept, '\n');
	}
	text_add_char(&kept, '\0');
	ck_assert_str_eq(kept.data, wanted);
	text_free(&kept);
}

START_TEST(is_empty_without_values)
{
	is(0, "# EOF\n");
}
END_TEST

/* All of one process, then the next, with a fraction of the second. */
START_TEST(keeps_series_together)
{
	row(T0, 7, SPAN("ollama runner --model fable:4b"), 2);
	row(T0, 3, SPAN("ollama serve"), 1);
	row(T0 + 250, 7, SPAN("ollama runner --model fable:4b"), 4);
	row(T0 + 250, 3, SPAN("ollama serve"), 5);
	ck_assert_int_eq(trace_finish(&trace), 0);
	is(0, "# TYPE memtrace_rss_bytes gauge\n"
	      "memtrace_rss_bytes{pid=\"7\",role=\"runner\","
	      "model=\"fable:4b\"} 2048 1778750700.000\n"
	      "memtrace_rss_bytes{pid=\"7\",role=\"runner\","
	      "model=\"fable:4b\"} 4096 1778750700.250\n"
	      "memtrace_rss_bytes{pid=\"3\",role=\"server\"} 1024 "
	      "1778750700.000\n"
	      "memtrace_rss_bytes{pid=\"3\",role=\"server\"} 5120 "
	      "1778750700.250\n"
	      "# EOF\n");
}
END_TEST

/* Another process is another series, and so is another project's. */
START_TEST(tells_processes_apart)
{
	row(T0, 7, SPAN("ollama serve"), 1);
	row(T0 + 1000, 7, SPAN("/opt/llama-server -m /m/a.gguf"), 2);
	ck_assert_int_eq(trace_finish(&trace), 0);
	is(0, "# TYPE memtrace_rss_bytes gauge\n"
	      "memtrace_rss_bytes{pid=\"7\",role=\"server\"} 1024 "
	      "1778750700.000\n"
	      "memtrace_rss_bytes{pid=\"7\",role=\"foreign\",nth=\"2\","
	      "model=\"a.gguf\"} 2048 1778750701.000\n"
	      "# EOF\n");
	text_clear(&out);
	is(1, "# TYPE memtrace_rss_bytes gauge\n"
	      "memtrace_rss_bytes{pid=\"7\",role=\"foreign\","
	      "model=\"a.gguf\"} 2048\n");
}
END_TEST

START_TEST(has_base_units)
{
	const uint64_t known = UINT64_C(1) << TRACE_FREE_PERCENT |
			       UINT64_C(1) << TRACE_PAGEINS |
			       UINT64_C(1) << TRACE_SOME_STALL;

	block(T0, known);
	/* A series has one value at a time. */
	block(T0, known);
	block(T0 + 1000, UINT64_C(1) << TRACE_PAGEINS);
	is(0, "# TYPE memtrace_free_ratio gauge\n"
	      "memtrace_free_ratio 1.04 1778750700.000\n"
	      "# TYPE memtrace_pageins counter\n"
	      "memtrace_pageins_total 120 1778750700.000\n"
	      "memtrace_pageins_total 120 1778750701.000\n"
	      "# TYPE memtrace_memory_some_stall_seconds counter\n"
	      "memtrace_memory_some_stall_seconds_total 0.000144 "
	      "1778750700.000\n"
	      "# EOF\n");
	text_clear(&out);
	is(1, "# TYPE memtrace_pageins_total counter\n"
	      "memtrace_pageins_total 120\n");
}
END_TEST

START_TEST(says_what_each_metric_is)
{
	block(T0, (UINT64_C(1) << TRACE_METRICS) - 1);
	ck_assert_int_eq(openmetrics_write(&trace, 0, &sink), 0);
	text_add_char(&out, '\0');
	ck_assert_ptr_nonnull(strstr(out.data, "memory_bytes Memory of the"));
	ck_assert_ptr_null(strstr(out.data, "memgraph(1)"));
}
END_TEST

/* Without a process there are no rows; what was there long ago is over. */
START_TEST(leaves_out_old_processes)
{
	const uint64_t known = UINT64_C(1) << TRACE_FREE;
	int i;

	row(T0, 3, SPAN("ollama serve"), 1);
	row(T0 + 6000, 4, SPAN("ollama serve"), 1);
	for (i = 1; i < 6; i++) {
		if (i == 5)
			is(1, "# TYPE memtrace_rss_bytes gauge\n"
			      "memtrace_rss_bytes{pid=\"4\",role=\"server\"} "
			      "1024\n"
			      "# TYPE memtrace_free_bytes gauge\n"
			      "memtrace_free_bytes 103\n");
		block(T0 + 5000 * i, known);
	}
	text_clear(&out);
	is(1, "# TYPE memtrace_free_bytes gauge\n"
	      "memtrace_free_bytes 103\n");
}
END_TEST

START_TEST(puts_models)
{
	const struct api_model model = {
	    .name = SPAN("a\"b\\c\nd\x01\xff\xc3\xa4"),
	    .size_bytes = UINT64_MAX,
	    .vram_bytes = 5,
	    .context_length = 4096,
	    .expires_ms = T0 - 1500,
	    .has_size = 1,
	    .has_vram = 1,
	    .has_context = 1,
	    .has_expires = 1};
	struct trace_reading b = {.ts_ms = T0};

	ck_assert_int_eq(trace_add_model(&trace, &model), 0);
	ck_assert_int_eq(trace_add_set(&trace, &b), 0);
	ck_assert_int_eq(trace_add_block(&trace, &b), 0);
#define LABELS "{model=\"a\\\"b\\\\c d\xef\xbf\xbd\xef\xbf\xbd\xc3\xa4\"}"
	is(1, "# TYPE memtrace_model_size_bytes gauge\n"
	      "memtrace_model_size_bytes" LABELS " 18446744073709551615\n"
	      "# TYPE memtrace_model_vram_bytes gauge\n"
	      "memtrace_model_vram_bytes" LABELS " 5\n"
	      "# TYPE memtrace_model_context_tokens gauge\n"
	      "memtrace_model_context_tokens" LABELS " 4096\n"
	      "# TYPE memtrace_model_until_seconds gauge\n"
	      "memtrace_model_until_seconds" LABELS " -1\n");
}
END_TEST

START_TEST(tells_when_it_cannot_write)
{
	int64_t i;
	int left;

	for (i = 0; i < 6000; i++)
		row(T0 + i * 1000, 9, SPAN("ollama serve"), 1);
	for (left = 0; left < 4; left++) {
		puts_left = left;
		ck_assert_int_eq(openmetrics_write(&trace, 0, &sink), -1);
		ck_assert_int_eq(puts_left, -1);
	}
	/* In pieces: it is not held in memory as a whole. */
	puts_left = 1000000;
	ck_assert_int_eq(openmetrics_write(&trace, 0, &sink), 0);
	ck_assert_int_lt(puts_left, 1000000 - 5);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("openmetrics");
	TCase *tc = tcase_create("openmetrics");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_checked_fixture(tc, begin, end);
	tcase_add_test(tc, is_empty_without_values);
	tcase_add_test(tc, keeps_series_together);
	tcase_add_test(tc, tells_processes_apart);
	tcase_add_test(tc, has_base_units);
	tcase_add_test(tc, says_what_each_metric_is);
	tcase_add_test(tc, leaves_out_old_processes);
	tcase_add_test(tc, puts_models);
	tcase_add_test(tc, tells_when_it_cannot_write);
	suite_add_tcase(suite, tc);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
