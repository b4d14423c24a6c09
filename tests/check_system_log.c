#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "formats/system_log.h"

#define MARK    "===== 2026-05-14T09:25:00Z =====\n"
#define MARK_MS INT64_C(1778750700000)
#define VM_STAT                                                        \
	"Mach Virtual Memory Statistics: (page size of 16384 bytes)\n" \
	"Pages free:                               20417.\n"           \
	"Pages active:                            411902.\n"           \
	"Swapouts:                                    11.\n"
#define STATS                  \
	"Stats: \n"            \
	"Pages free: 20544 \n" \
	"\n"                   \
	"Swap I/O:\n"          \
	"Swapouts: 12 \n"      \
	"\n"                   \
	"System-wide memory free percentage: 41%\n"
#define PRESSURE                                                         \
	"The system has 17179869184 (1048576 pages with a page size of " \
	"16384).\n"                                                      \
	"\n" STATS
#define SWAP                                                                \
	"vm.swapusage: total = 2048.00M  used = 1184.50M  free = 863.50M  " \
	"(encrypted)\n"
#define TABLE                                                          \
	"NAME         ID              SIZE      PROCESSOR    UNTIL \n" \
	"nemo:12b     994f3b8b7801    8.3 GB    100% GPU     Forever    \n"
#define JSON                              \
	"{\n"                             \
	"  \"models\": [\n"               \
	"    {\n"                         \
	"      \"name\": \"nemo:12b\",\n" \
	"      \"size\": 8300000000\n"    \
	"    }\n"                         \
	"  ]\n"                           \
	"}\n"
#define SYSCTL                                     \
	"kern.memorystatus_vm_pressure_level: 2\n" \
	"iogpu.wired_limit_mb: 0\n"                \
	"vm.compressor_pool_size: 5368709120\n"    \
	"vm.compressor_input_bytes: 14495514624\n" \
	"hw.memsize_usable: 68036902912\n"
#define STALLS                                                   \
	"some avg10=0.12 avg60=0.00 avg300=0.00 total=1060889\n" \
	"full avg10=0.00 avg60=0.00 avg300=0.00 total=802792\n"
#define HAS(section) (1u << (section))
/* All that is read of five sections: the table is not read beside the JSON. */
#define ALL                                                  \
	(HAS(SYSTEM_VM_STAT) | HAS(SYSTEM_MEMORY_PRESSURE) | \
	    HAS(SYSTEM_SWAPUSAGE) | HAS(SYSTEM_API_PS))

static struct system_reader reader;
static struct system_block block;
static char told[1000]; /* "LINE REASON;" each */

static void
tell(void *arg, size_t line, const char *reason)
{
	size_t n = strlen(told);

	(void)arg;
	snprintf(told + n, sizeof told - n, "%zu %s;", line, reason);
}

static int
read_text(struct span text)
{
	struct problems problems = {tell, NULL, 1};

	told[0] = '\0';
	return system_log_read(&reader, text, &block, &problems);
}

/* Reads a block in which nothing is wrong. */
static void
reads(const char *text)
{
	ck_assert_int_eq(read_text(span_of(text)), 0);
	ck_assert_str_eq(told, "");
	ck_assert(block.ts_ms == MARK_MS);
}

static void
start(void)
{
	reader = (struct system_reader){0};
	memset(&block, 0x5a, sizeof block);
}

static void
stop(void)
{
	system_reader_free(&reader);
}

static void
is_all(void)
{
	ck_assert_uint_eq(block.have, ALL);
	ck_assert_uint_eq(block.vm_stat.page_size, 16384);
	ck_assert_uint_eq(block.vm_stat.value[VM_STAT_FREE], 20417);
	ck_assert_uint_eq(block.vm_stat.value[VM_STAT_SWAPOUTS], 11);
	ck_assert_uint_eq(
	    block.memory_pressure.counters.value[VM_STAT_FREE], 20544);
	ck_assert_uint_eq(
	    block.memory_pressure.counters.value[VM_STAT_SWAPOUTS], 12);
	ck_assert_int_eq(block.memory_pressure.free_percent, 41);
	ck_assert_uint_eq(block.swapusage.used_bytes, 1242038272);
	ck_assert_int_eq(block.swapusage.encrypted, 1);
	ck_assert_uint_eq(block.api_ps->models, 1);
	ck_assert_uint_eq(block.api_ps->model[0].size_bytes, 8300000000);
}

static const char *const orders[] = {
    MARK VM_STAT PRESSURE SWAP TABLE JSON "\n",
    MARK JSON TABLE SWAP PRESSURE VM_STAT "\n",
    MARK TABLE VM_STAT JSON PRESSURE SWAP "\n",
    MARK SWAP TABLE PRESSURE JSON VM_STAT,
    MARK "\n" PRESSURE "\n\n" VM_STAT "\n" JSON "\n" SWAP "\n" TABLE "\n\n",
    /* What belongs to nothing stands between. */
    MARK "zsh: command not found: vm_stat\n" VM_STAT "note: 1\n" PRESSURE
	 "x\n" SWAP "curl: (7)\n" TABLE "\n" JSON "null\n",
    /* The last of several counts. */
    MARK VM_STAT PRESSURE
    "total = 1.00M used = 1.00M free = 0.00M\n"
    "NAME ID SIZE PROCESSOR UNTIL\n"
    "{\"models\": []}\n"
    "Mach Virtual Memory Statistics: (page size of 4096 bytes)\n"
    "The system has 4096 (1 pages with a page size of 4096).\n" SWAP JSON TABLE
	VM_STAT PRESSURE,
    /* Values of jq that are not the answer. */
    MARK VM_STAT PRESSURE SWAP TABLE JSON "[\n  {\n    \"a\": 1\n  }\n]\n"
					  "[]\n\"{\"\nnull\n12\n",
};

START_TEST(reads_any_order)
{
	struct text crlf = {0};
	const char *p;

	reads(orders[_i]);
	is_all();
	reads(orders[_i]);
	is_all();

	for (p = orders[_i]; *p != '\0'; p++) {
		if (*p == '\n')
			text_add_char(&crlf, '\r');
		text_add_char(&crlf, *p);
	}
	text_add_char(&crlf, '\0');
	reads(crlf.data);
	is_all();
	text_free(&crlf);
}
END_TEST

static void
is_wide(void)
{
	static const uint64_t wanted[SYSCTL_VALUES] = {
	    2, 0, 5368709120, 14495514624, 68036902912, 1060889, 802792};
	int i;

	ck_assert_uint_eq(block.sysctl.known, (1u << SYSCTL_VALUES) - 1);
	for (i = 0; i < SYSCTL_VALUES; i++)
		ck_assert_uint_eq(block.sysctl.value[i], wanted[i]);
	ck_assert(block.have & HAS(SYSTEM_SYSCTL));
	block.have &= ~HAS(SYSTEM_SYSCTL);
	is_all();
}

/* Put the lines behind each line, but within the answer of the server. */
START_TEST(reads_sysctl_anywhere)
{
	struct span rest = span_of(orders[0]), line, left;
	struct text text = {0};
	int places = 0;

	while (span_line(&rest, &line)) {
		left = rest;
		if (rest.n > 0 && strchr(" }n", rest.p[0]) != NULL)
			continue;
		text_clear(&text);
		text_add(&text, orders[0], (size_t)(left.p - orders[0]));
		text_add_string(
		    &text, places++ % 2 ? STALLS SYSCTL : SYSCTL STALLS);
		text_add_span(&text, left);
		text_add_char(&text, '\0');
		reads(text.data);
		is_wide();
	}
	ck_assert_int_gt(places, 10);
	text_free(&text);
	/* Each line may be alone, and the last of several counts. */
	reads(MARK SYSCTL VM_STAT "vm.compressor_pool_size: 7\n");
	ck_assert_uint_eq(block.sysctl.value[SYSCTL_COMPRESSOR_POOL], 7);
	reads(MARK VM_STAT "hw.memsize_usable: 9\r\n");
	ck_assert_uint_eq(block.sysctl.known, 1u << SYSCTL_MEMORY_USABLE);
	ck_assert_uint_eq(block.sysctl.value[SYSCTL_MEMORY_USABLE], 9);
	reads(MARK VM_STAT);
	ck_assert_uint_eq(block.sysctl.known, 0);
	ck_assert_uint_eq(block.have, HAS(SYSTEM_VM_STAT));
}
END_TEST

START_TEST(reads_what_is_there)
{
	reads(MARK "\n");
	ck_assert_uint_eq(block.have, 0);
	ck_assert_ptr_null(block.api_ps);
	reads("===== 2026-05-14T09:25:00Z =====");
	ck_assert_uint_eq(block.have, 0);
	reads(MARK VM_STAT "\n");
	ck_assert_uint_eq(block.have, HAS(SYSTEM_VM_STAT));
	reads(MARK STATS "\n");
	ck_assert_uint_eq(block.have, HAS(SYSTEM_MEMORY_PRESSURE));
	ck_assert_uint_eq(
	    block.memory_pressure.counters.value[VM_STAT_FREE], 20544);
	ck_assert_int_eq(block.memory_pressure.free_percent, 41);
	reads(MARK "System-wide memory free percentage: 7%\n");
	ck_assert_uint_eq(block.have, HAS(SYSTEM_MEMORY_PRESSURE));
	ck_assert_int_eq(block.memory_pressure.free_percent, 7);
	reads(MARK SWAP TABLE);
	ck_assert_uint_eq(
	    block.have, HAS(SYSTEM_SWAPUSAGE) | HAS(SYSTEM_OLLAMA_PS));
	ck_assert_uint_eq(block.ollama_ps->rows, 1);
	ck_assert(span_is(block.ollama_ps->row[0].name, "nemo:12b"));
	/* The table stands in for JSON that cannot be read. */
	read_text(span_of(MARK TABLE "{\"a\":}\n"));
	ck_assert_uint_eq(block.have, HAS(SYSTEM_OLLAMA_PS));
	reads(MARK "{\"models\":[]}\n\n");
	ck_assert_uint_eq(block.have, HAS(SYSTEM_API_PS));
	ck_assert_uint_eq(block.api_ps->models, 0);
	reads(MARK "null\n[{}]\n");
	ck_assert_uint_eq(block.have, 0);
}
END_TEST

/* A label means something inside its own section alone. */
START_TEST(keeps_the_sections_apart)
{
	reads(MARK "Pages free: 1.\nPages free: 2 \nSwapouts: 3.\n" SWAP
		   "Pages free: 4.\nPages free: 5 \n");
	ck_assert_uint_eq(block.have, HAS(SYSTEM_SWAPUSAGE));
	reads(MARK VM_STAT PRESSURE);
	ck_assert_uint_eq(block.vm_stat.value[VM_STAT_FREE], 20417);
	ck_assert(!vm_stat_has(&block.vm_stat, VM_STAT_WIRED));
	reads(MARK PRESSURE TABLE "\nPages free: 7 \n");
	ck_assert_uint_eq(
	    block.memory_pressure.counters.value[VM_STAT_FREE], 20544);
	/* Names that look like beginnings. */
	reads(MARK TABLE "Stats:latest ab12 3 GB 100% GPU Forever\n"
			 "total:latest ab12 3 GB 100% GPU Forever\n"
			 "vm.swapusage:latest ab12 3 GB 100% GPU Forever\n");
	ck_assert_uint_eq(block.have, HAS(SYSTEM_OLLAMA_PS));
	/* The table ends at an empty line. */
	reads(MARK TABLE
	    "\nnemo:13b     994f3b8b7802    8.4 GB    100% GPU     Forever\n");
	ck_assert_uint_eq(block.ollama_ps->rows, 1);
}
END_TEST

START_TEST(parses_the_same_json_once)
{
	const struct api_model *model;

	reads(MARK JSON "\n");
	model = block.api_ps->model;
	reads(MARK VM_STAT "\n");
	reads(MARK JSON SWAP);
	ck_assert_ptr_eq(block.api_ps->model, model);
	ck_assert_uint_eq(
	    block.have, HAS(SYSTEM_API_PS) | HAS(SYSTEM_SWAPUSAGE));
	/* The same start, another end. */
	reads(MARK "{\"models\":[]}");
	reads(MARK "{\"models\":[]}");
	read_text(span_of(MARK "{\"models\":[]} x\n"));
	ck_assert_str_ne(told, "");
	ck_assert_uint_eq(block.have, 0);
	reads(MARK JSON);
	/* A broken one is reported each time. */
	read_text(span_of(MARK "{\"a\":}\n"));
	ck_assert_str_ne(told, "");
	ck_assert_uint_eq(block.have, 0);
	ck_assert_ptr_null(block.api_ps);
	read_text(span_of(MARK "{\"a\":}\n"));
	ck_assert_str_ne(told, "");
	reads(MARK JSON);
	/* Of two the last one is compared. */
	reads(MARK "{\"models\":[]}\n" JSON);
	reads(MARK JSON "{\"models\":[]}\n");
	ck_assert_uint_eq(block.api_ps->models, 0);
}
END_TEST

static const struct {
	const char *text;
	const char *told;
	unsigned have;
} bad[] = {
    {MARK "\nMach Virtual Memory Statistics: (page size of 4096 bytes)\n" SWAP,
	"3 vm_stat: no counter can be read;",
	HAS(SYSTEM_VM_STAT) | HAS(SYSTEM_SWAPUSAGE)},
    {MARK "Mach Virtual Memory Statistics: (page size of x bytes)\n"
	  "Pages free: 1.\nPages active: 2\n" SWAP,
	"2 vm_stat: expected (page size of N bytes), N a power of 2;"
	"4 vm_stat: expected a whole number and a dot after the colon;",
	HAS(SYSTEM_VM_STAT) | HAS(SYSTEM_SWAPUSAGE)},
    {MARK SWAP "\n" PRESSURE "Pages active: x \n",
	"13 memory_pressure: expected a whole number after the colon;",
	HAS(SYSTEM_MEMORY_PRESSURE) | HAS(SYSTEM_SWAPUSAGE)},
    {MARK VM_STAT "vm.swapusage: total = 1.00M  used = 1.00\n",
	"6 vm.swapusage: expected total = 2048.00M  used = 1184.50M  free = 863.50M;",
	HAS(SYSTEM_VM_STAT)},
    /* Behind a text of eight lines. */
    {MARK JSON "vm.swapusage: \n",
	"10 vm.swapusage: expected total = 2048.00M  used = 1184.50M  free = 863.50M;",
	HAS(SYSTEM_API_PS)},
    {MARK SWAP "{\n  \"models\": [\n" VM_STAT,
	"3 /api/ps: the JSON text has no end in this block;",
	HAS(SYSTEM_SWAPUSAGE) | HAS(SYSTEM_VM_STAT)},
    {MARK SWAP "{\n{\n{\n{\n",
	"3 /api/ps: the JSON text has no end in this block;",
	HAS(SYSTEM_SWAPUSAGE)},
    {MARK TABLE "{\n  \"error\": \"no\"\n}\n" SWAP,
	"4 /api/ps: the answer has no list of models;",
	HAS(SYSTEM_SWAPUSAGE) | HAS(SYSTEM_OLLAMA_PS)},
    {MARK "{\"detail\":\"Not Found\"}\n",
	"2 /api/ps: the answer has no list of models;", 0},
    {MARK "{\"models\":null}\n", "", HAS(SYSTEM_API_PS)},
    {MARK TABLE "slow:70b     0123456789ab    42 G",
	"4 the last line has no line end, so it may be cut off;",
	HAS(SYSTEM_OLLAMA_PS)},
    {MARK "NAME    ID    SIZE    PROCESSOR",
	"2 the last line has no line end, so it may be cut off;", 0},
    {MARK SWAP TABLE "nemo:12b  8.3GB\nslow:70b  42 GB\n",
	"5 ollama ps: expected a row with a NAME, an ID and a SIZE;",
	HAS(SYSTEM_SWAPUSAGE) | HAS(SYSTEM_OLLAMA_PS)},
    {MARK VM_STAT "vm.compressor_pool_size: -1\n" SWAP "some avg10=0.00\n",
	"6 sysctl: expected a whole number after the colon;8 /proc/pressure/memory: expected total= and a whole number;",
	HAS(SYSTEM_VM_STAT) | HAS(SYSTEM_SWAPUSAGE)},
    {MARK "iogpu.wired_limit_mb: 0\nhw.memsize_usable: 680",
	"3 the last line has no line end, so it may be cut off;",
	HAS(SYSTEM_SYSCTL)},
    {MARK PRESSURE "Pageouts: 12",
	"11 the last line has no line end, so it may be cut off;",
	HAS(SYSTEM_MEMORY_PRESSURE)},
};

START_TEST(tells_what_is_wrong_and_where)
{
	ck_assert_int_eq(read_text(span_of(bad[_i].text)), 0);
	ck_assert_str_eq(told, bad[_i].told);
	ck_assert_uint_eq(block.have, bad[_i].have);
	/* And nobody needs to listen. */
	ck_assert_int_eq(system_log_read(&reader, span_of(bad[_i].text), &block,
			     &(struct problems){0}),
	    0);
}
END_TEST

START_TEST(needs_the_time)
{
	static const char *const marks[] = {"", "\n", "=====\n",
	    "===== =====\n", "===== 2026-05-14T09:25:00Z\n",
	    "===== 2026-05-14T09:25:00Z ====\n",
	    "===== 2026-05-14T09:25:00Z ===== x\n",
	    "===== 2026-05-32T09:25:00Z =====\n", "===== now =====\n",
	    "=====2026-05-14T09:25:00Z =====\n",
	    "x===== 2026-05-14T09:25:00Z =====\n", "Pages free: 1.\n"};
	size_t i;

	for (i = 0; i < sizeof marks / sizeof marks[0]; i++) {
		ck_assert_msg(
		    read_text(span_of(marks[i])) == -1, "%s", marks[i]);
		ck_assert_str_eq(told,
		    "1 expected a line like ===== 2026-05-14T09:25:00Z =====;");
		ck_assert_uint_eq(block.have, 0);
		ck_assert_ptr_null(block.api_ps);
	}
}
END_TEST

START_TEST(writes_and_knows_the_mark)
{
	struct text out = {0};

	system_log_add_mark(&out, span_of("2026-05-14T09:25:00Z"));
	ck_assert(span_is(text_span(&out), MARK));
	ck_assert(system_log_is_mark((struct span){out.data, out.len - 1}));
	ck_assert(system_log_is_mark(
	    span_of("===== 2026-05-14T11:25:00+0200 ===== ")));
	/* A title in a document, and what is left of a mark. */
	ck_assert(!system_log_is_mark(span_of("=====")));
	ck_assert(!system_log_is_mark(span_of("===== torn")));
	ck_assert(!system_log_is_mark(span_of("===== 2026-05-14T09:25")));
	ck_assert(!system_log_is_mark(span_of("==== no")));
	ck_assert(!system_log_is_mark(span_of(" =====")));
	ck_assert(!system_log_is_mark((struct span){NULL, 0}));
	text_free(&out);
}
END_TEST

/*
 * However the log is cut off, no number is read as a shorter one, and the line
 * is reported once, unless it is whole.
 */
START_TEST(never_reads_a_torn_number)
{
	struct span text = span_of(orders[_i]);

	for (; text.n > 0; text.n--) {
		const char *end =
		    strchr(read_text(text) == 0 ? told : ";", ';');

		if (text.n > sizeof MARK && text.p[text.n - 1] != '\n') {
			ck_assert(end != NULL || text.p[text.n - 1] == '}');
			ck_assert(end == NULL || end[1] == '\0');
		}
		if (block.have & HAS(SYSTEM_MEMORY_PRESSURE) &&
		    vm_stat_has(
			&block.memory_pressure.counters, VM_STAT_SWAPOUTS))
			ck_assert_uint_eq(block.memory_pressure.counters
					      .value[VM_STAT_SWAPOUTS],
			    12);
		if (block.have & HAS(SYSTEM_SWAPUSAGE) &&
		    block.swapusage.used_bytes != 1048576)
			ck_assert_uint_eq(
			    block.swapusage.used_bytes, 1242038272);
		if (block.have & HAS(SYSTEM_OLLAMA_PS) &&
		    block.ollama_ps->rows > 0)
			ck_assert(
			    span_is(block.ollama_ps->row[0].size, "8.3 GB"));
		if (block.have & HAS(SYSTEM_API_PS) && block.api_ps->models > 0)
			ck_assert_uint_eq(
			    block.api_ps->model[0].size_bytes, 8300000000);
		if (block.have & HAS(SYSTEM_VM_STAT) &&
		    vm_stat_has(&block.vm_stat, VM_STAT_SWAPOUTS))
			ck_assert_uint_eq(
			    block.vm_stat.value[VM_STAT_SWAPOUTS], 11);
	}
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("system_log");
	TCase *tc = tcase_create("blocks");
	SRunner *runner = srunner_create(suite);
	const int n = (int)(sizeof orders / sizeof orders[0]);
	int failed;

	tcase_add_checked_fixture(tc, start, stop);
	tcase_add_loop_test(tc, reads_any_order, 0, n);
	tcase_add_test(tc, reads_sysctl_anywhere);
	tcase_add_test(tc, reads_what_is_there);
	tcase_add_test(tc, keeps_the_sections_apart);
	tcase_add_test(tc, parses_the_same_json_once);
	tcase_add_loop_test(tc, tells_what_is_wrong_and_where, 0,
	    (int)(sizeof bad / sizeof bad[0]));
	tcase_add_test(tc, needs_the_time);
	tcase_add_test(tc, writes_and_knows_the_mark);
	tcase_add_loop_test(tc, never_reads_a_torn_number, 0, n);
	suite_add_tcase(suite, tc);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
