#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "render/table.h"

#define T0 INT64_C(1778750700000) /* 2026-05-14T09:25:00Z */

static struct trace trace;
static struct text out;
static int puts_left; /* how often the sink takes something */

static void
begin(void)
{
	memset(&trace, 0, sizeof trace);
	memset(&out, 0, sizeof out);
	trace.keep_vsz = 1;
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
add(int64_t ts_ms, uint32_t pid, struct span command,
    const struct process_row *row)
{
	uint32_t process;

	ck_assert_int_eq(trace_add_sample(&trace, ts_ms), 0);
	ck_assert_int_eq(
	    trace_find_process(&trace, pid, 1, command, &process), 0);
	ck_assert_int_eq(trace_add_row(&trace, process, row), 0);
}

static void
row(int64_t ts_ms, uint32_t pid, struct span command, uint64_t rss_kib)
{
	add(ts_ms, pid, command,
	    &(struct process_row){.rss_kib = rss_kib, .vsz_kib = rss_kib + 1});
}

static void
block(int64_t ts_ms, uint64_t known, uint32_t set)
{
	struct trace_reading b = {
	    .ts_ms = ts_ms, .known = known, .set = set, .until = TRACE_NONE};
	int i;

	for (i = 0; i < TRACE_METRICS; i++)
		b.value[i] = (uint64_t)i + 100;
	ck_assert_int_eq(trace_add_block(&trace, &b), 0);
}

static void
is(const char *wanted)
{
	ck_assert_int_eq(trace_finish(&trace), 0);
	ck_assert_int_eq(table_write(&trace, &sink), 0);
	text_add_char(&out, '\0');
	ck_assert_str_eq(out.data, wanted);
}

START_TEST(has_a_header_alone)
{
	is("ts\tmetric\tpid\tmodel\tvalue\n");
}
END_TEST

START_TEST(puts_processes_first)
{
	block(T0, 1u << TRACE_FREE, TRACE_NONE);
	row(T0, 7, SPAN("ollama runner --model fable:4b"), 2);
	row(T0, 3, SPAN("ollama serve"), 1);
	row(T0 + 500, 3, SPAN("ollama serve"), 4);
	block(T0 + 250, 1u << TRACE_WIRED, TRACE_NONE);
	is(TABLE_HEADER
	    "2026-05-14T09:25:00.000Z\trss_bytes\t7\tfable:4b\t2048\n"
	    "2026-05-14T09:25:00.000Z\tvsz_bytes\t7\tfable:4b\t3072\n"
	    "2026-05-14T09:25:00.000Z\trss_bytes\t3\t\t1024\n"
	    "2026-05-14T09:25:00.000Z\tvsz_bytes\t3\t\t2048\n"
	    "2026-05-14T09:25:00.000Z\tfree_bytes\t\t\t103\n"
	    "2026-05-14T09:25:00.250Z\twired_bytes\t\t\t100\n"
	    "2026-05-14T09:25:00.500Z\trss_bytes\t3\t\t4096\n"
	    "2026-05-14T09:25:00.500Z\tvsz_bytes\t3\t\t5120\n");
}
END_TEST

START_TEST(puts_what_wide_rows_know)
{
	row(T0, 3, SPAN("ollama serve"), 1);
	add(T0, 4, SPAN("ollama serve"),
	    &(struct process_row){.rss_kib = 1,
		.vsz_kib = 2,
		.wide = 1,
		.footprint_kib = 7,
		.footprint_max_kib = TRACE_UNKNOWN});
	add(T0, 5, SPAN("ollama serve"),
	    &(struct process_row){.rss_kib = 1,
		.vsz_kib = 2,
		.wide = 1,
		.footprint_kib = TRACE_UNKNOWN,
		.footprint_max_kib = 9,
		.gpu_kib = TRACE_UNKNOWN});
	is(TABLE_HEADER "2026-05-14T09:25:00Z\trss_bytes\t3\t\t1024\n"
			"2026-05-14T09:25:00Z\tvsz_bytes\t3\t\t2048\n"
			"2026-05-14T09:25:00Z\trss_bytes\t4\t\t1024\n"
			"2026-05-14T09:25:00Z\tvsz_bytes\t4\t\t2048\n"
			"2026-05-14T09:25:00Z\tfootprint_bytes\t4\t\t7168\n"
			"2026-05-14T09:25:00Z\tgpu_bytes\t4\t\t0\n"
			"2026-05-14T09:25:00Z\trss_bytes\t5\t\t1024\n"
			"2026-05-14T09:25:00Z\tvsz_bytes\t5\t\t2048\n"
			"2026-05-14T09:25:00Z\tfootprint_max_bytes\t5\t\t"
			"9216\n");
}
END_TEST

/* In this order, and nothing for what is not known. */
START_TEST(puts_the_metrics)
{
	size_t lines = 0, i;

	block(T0,
	    1u << TRACE_WIRED | 1u << TRACE_COMPRESSOR | 1u << TRACE_SWAP_USED |
		1u << TRACE_FREE | 1u << TRACE_FREE_PERCENT |
		UINT64_C(1) << TRACE_SWAPINS | UINT64_C(1) << TRACE_PAGE_SIZE,
	    TRACE_NONE);
	block(T0 + 1000, 0, TRACE_NONE);
	block(T0 + 2000, 1u << TRACE_SWAP_USED, TRACE_NONE);
	is(TABLE_HEADER "2026-05-14T09:25:00Z\twired_bytes\t\t\t100\n"
			"2026-05-14T09:25:00Z\tcompressor_bytes\t\t\t101\n"
			"2026-05-14T09:25:00Z\tswap_used_bytes\t\t\t102\n"
			"2026-05-14T09:25:00Z\tfree_bytes\t\t\t103\n"
			"2026-05-14T09:25:00Z\tfree_percent\t\t\t104\n"
			"2026-05-14T09:25:00Z\tswapins\t\t\t122\n"
			"2026-05-14T09:25:00Z\tpage_size_bytes\t\t\t138\n"
			"2026-05-14T09:25:02Z\tswap_used_bytes\t\t\t102\n");
	/* Each of them has a name. */
	text_clear(&out);
	block(T0 + 3000, (UINT64_C(1) << TRACE_METRICS) - 1, TRACE_NONE);
	ck_assert_int_eq(table_write(&trace, &sink), 0);
	for (i = 0; i < out.len; i++)
		lines += out.data[i] == '\n';
	ck_assert_uint_eq(lines, 1 + 8 + TRACE_METRICS);
	for (i = 0; i < TRACE_METRICS; i++)
		ck_assert_ptr_nonnull(trace_metric[i].name);
}
END_TEST

/* The sizes between what was always there and what came later. */
START_TEST(puts_models)
{
	const struct api_model both = {.name = SPAN("b:1"),
	    .size_bytes = UINT64_MAX,
	    .vram_bytes = 5,
	    .context_length = 4096,
	    .expires_ms = T0 - 1500,
	    .has_size = 1,
	    .has_vram = 1,
	    .has_context = 1,
	    .has_expires = 1};
	const struct api_model vram = {
	    .name = SPAN("a:2"), .vram_bytes = 0, .has_vram = 1};
	struct trace_reading b = {.ts_ms = T0};

	ck_assert_int_eq(trace_add_model(&trace, &both), 0);
	ck_assert_int_eq(trace_add_model(&trace, &vram), 0);
	ck_assert_int_eq(trace_add_set(&trace, &b), 0);
	b.known = 1u << TRACE_FREE | 1u << TRACE_ACTIVE;
	ck_assert_int_eq(trace_add_block(&trace, &b), 0);
	ck_assert_int_eq(trace_add_set(&trace, &b), 0);
	b.ts_ms += 1000;
	b.known = 0;
	ck_assert_int_eq(trace_add_block(&trace, &b), 0);
	is(TABLE_HEADER
	    "2026-05-14T09:25:00Z\tfree_bytes\t\t\t0\n"
	    "2026-05-14T09:25:00Z\tmodel_size_bytes\t\tb:1\t"
	    "18446744073709551615\n"
	    "2026-05-14T09:25:00Z\tmodel_vram_bytes\t\tb:1\t5\n"
	    "2026-05-14T09:25:00Z\tmodel_vram_bytes\t\ta:2\t0\n"
	    "2026-05-14T09:25:00Z\tactive_bytes\t\t\t0\n"
	    "2026-05-14T09:25:00Z\tmodel_context_tokens\t\tb:1\t4096\n"
	    "2026-05-14T09:25:00Z\tmodel_until_seconds\t\tb:1\t-1\n");
}
END_TEST

/* Whatever is in a name, a line has five cells. */
START_TEST(keeps_cells_apart)
{
	const struct api_model size = {
	    .name = SPAN("a\tb\nc\rd\0e\x7f"), .size_bytes = 5, .has_size = 1};
	struct trace_reading b = {.ts_ms = T0};

	ck_assert_int_eq(trace_add_model(&trace, &size), 0);
	ck_assert_int_eq(trace_add_set(&trace, &b), 0);
	ck_assert_int_eq(trace_add_block(&trace, &b), 0);
	row(T0, 9, SPAN("ollama runner --model x\x01\x1fy\xff"), 0);
	is(TABLE_HEADER
	    "2026-05-14T09:25:00Z\trss_bytes\t9\tx  y\xff\t0\n"
	    "2026-05-14T09:25:00Z\tvsz_bytes\t9\tx  y\xff\t1024\n"
	    "2026-05-14T09:25:00Z\tmodel_size_bytes\t\ta b c d e \t5\n");
}
END_TEST

START_TEST(tells_when_it_cannot_write)
{
	int64_t i;

	for (i = 0; i < 3000; i++)
		row(T0 + i * 1000, 9, SPAN("ollama serve"), 1);
	for (puts_left = 0; puts_left < 4;) {
		int left = puts_left;

		ck_assert_int_eq(table_write(&trace, &sink), -1);
		ck_assert_int_eq(puts_left, -1);
		puts_left = left + 1;
	}
	/* In pieces: no table is held in memory as a whole. */
	puts_left = 1000000;
	text_clear(&out);
	ck_assert_int_eq(table_write(&trace, &sink), 0);
	ck_assert_int_lt(puts_left, 1000000 - 3);
	ck_assert_uint_eq(out.len, sizeof TABLE_HEADER - 1 + 3000 * 2 * 39);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("table");
	TCase *tc = tcase_create("table");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_checked_fixture(tc, begin, end);
	tcase_add_test(tc, has_a_header_alone);
	tcase_add_test(tc, puts_processes_first);
	tcase_add_test(tc, puts_what_wide_rows_know);
	tcase_add_test(tc, puts_the_metrics);
	tcase_add_test(tc, puts_models);
	tcase_add_test(tc, keeps_cells_apart);
	tcase_add_test(tc, tells_when_it_cannot_write);
	suite_add_tcase(suite, tc);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
