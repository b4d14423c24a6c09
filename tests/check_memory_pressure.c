#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "formats/memory_pressure.h"
#include "tests/sections.h"

#define HEADLINE                                                         \
	"The system has 17179869184 (1048576 pages with a page size of " \
	"16384).\n"
#define PERCENTAGE "System-wide memory free percentage: 41%\n"
#define STATS                      \
	"Stats: \n"                \
	"Pages free: 20544 \n"     \
	"Pages purgeable: 2090 \n" \
	"Pages purged: 5122007 \n"
#define BELOW_STATS                           \
	"\n"                                  \
	"Swap I/O:\n"                         \
	"Swapins: 3 \n"                       \
	"Swapouts: 11 \n"                     \
	"\n"                                  \
	"Page Q counts:\n"                    \
	"Pages active: 411870 \n"             \
	"Pages inactive: 402651 \n"           \
	"Pages speculative: 8122 \n"          \
	"Pages throttled: 0 \n"               \
	"Pages wired down: 190251 \n"         \
	"\n"                                  \
	"Compressor Stats:\n"                 \
	"Pages used by compressor: 301990 \n" \
	"Pages decompressed: 22870020 \n"     \
	"Pages compressed: 30114880 \n"       \
	"\n"                                  \
	"File I/O:\n"                         \
	"Pageins: 51772193 \n"                \
	"Pageouts: 870331 \n"

static const char whole[] = HEADLINE "\n" STATS BELOW_STATS "\n" PERCENTAGE;
static const char quick[] = HEADLINE PERCENTAGE;

struct told {
	unsigned times;
	size_t line;
	char reason[80];
};

static void
tell(void *arg, size_t line, const char *reason)
{
	struct told *told = arg;

	told->times++;
	told->line = line;
	snprintf(told->reason, sizeof told->reason, "%s", reason);
}

static struct told
read_text(struct memory_pressure *m, struct span text)
{
	struct told told = {0};
	struct problems problems = {tell, &told, 100};

	memset(m, 0x5a, sizeof *m);
	memory_pressure_read(text, m, &problems);
	return told;
}

static void
is_inverse(const char *text)
{
	struct memory_pressure m;
	struct text out = {0};

	ck_assert_uint_eq(read_text(&m, span_of(text)).times, 0);
	memory_pressure_write(&out, &m);
	text_add_char(&out, '\0');
	ck_assert_str_eq(out.data, text);
	text_free(&out);
}

START_TEST(writes_what_it_reads)
{
	is_inverse(whole);
	is_inverse(quick);
	is_inverse(HEADLINE);
	/* Apple's ends with an empty line when the percentage fails. */
	is_inverse(HEADLINE "\n" STATS BELOW_STATS "\n");
	/* What is not known has no line, and no heading. */
	is_inverse(HEADLINE "\n" STATS "\n" PERCENTAGE);
	is_inverse(HEADLINE "\nFile I/O:\nPageouts: 1 \n\n" PERCENTAGE);
}
END_TEST

START_TEST(writes_nothing_without_a_headline)
{
	struct memory_pressure m;
	struct text out = {0};

	read_text(&m, span_of(STATS BELOW_STATS "\n" PERCENTAGE));
	memory_pressure_write(&out, &m);
	ck_assert_uint_eq(out.len, 0);
	text_free(&out);
}
END_TEST

START_TEST(is_made_from_vm_stat)
{
	struct vm_stat v = {.page_size = 4096};
	struct memory_pressure m;
	struct text out = {0};

	vm_stat_set(&v, VM_STAT_FREE, 1);
	vm_stat_set(&v, VM_STAT_OCCUPIED_BY_COMPRESSOR, 2);
	vm_stat_set(&v, VM_STAT_STORED_IN_COMPRESSOR, 3);
	vm_stat_set(&v, VM_STAT_DECOMPRESSIONS, 4);
	memory_pressure_from(&v, 17179869184, 16384, 41, &m);
	memory_pressure_write(&out, &m);
	text_add_char(&out, '\0');
	ck_assert_str_eq(out.data,
	    HEADLINE "\nStats: \nPages free: 1 \n"
		     "\nCompressor Stats:\nPages used by compressor: 2 \n"
		     "Pages decompressed: 4 \n\n" PERCENTAGE);
	text_clear(&out);
	memory_pressure_from(&v, 0, 16384, 41, &m);
	memory_pressure_write(&out, &m);
	ck_assert_uint_eq(out.len, 0);
	text_free(&out);
}
END_TEST

static void
is_whole(const struct memory_pressure *m)
{
	const uint64_t others = (uint64_t)1 << VM_STAT_FAULTS |
				(uint64_t)1 << VM_STAT_COPY_ON_WRITE |
				(uint64_t)1 << VM_STAT_ZERO_FILLED |
				(uint64_t)1 << VM_STAT_REACTIVATED |
				(uint64_t)1 << VM_STAT_FILE_BACKED |
				(uint64_t)1 << VM_STAT_ANONYMOUS |
				(uint64_t)1 << VM_STAT_STORED_IN_COMPRESSOR;

	ck_assert((m->counters.known | others) ==
		  ((uint64_t)1 << VM_STAT_USUAL_FIELDS) - 1);
	ck_assert_uint_eq(m->counters.value[VM_STAT_FREE], 20544);
	ck_assert_uint_eq(m->counters.value[VM_STAT_PURGED], 5122007);
	ck_assert_uint_eq(m->counters.value[VM_STAT_SWAPINS], 3);
	ck_assert_uint_eq(m->counters.value[VM_STAT_ACTIVE], 411870);
	ck_assert_uint_eq(m->counters.value[VM_STAT_WIRED], 190251);
	ck_assert_uint_eq(
	    m->counters.value[VM_STAT_OCCUPIED_BY_COMPRESSOR], 301990);
	ck_assert_uint_eq(m->counters.value[VM_STAT_DECOMPRESSIONS], 22870020);
	ck_assert_uint_eq(m->counters.value[VM_STAT_COMPRESSIONS], 30114880);
	ck_assert_uint_eq(m->counters.value[VM_STAT_PAGEOUTS], 870331);
	ck_assert_int_eq(m->free_percent, 41);
}

/* As it was printed, as an editor leaves it, and with CRLF. */
START_TEST(reads_the_fields)
{
	static const char *const ends[] = {" \n", "\n", " \r\n", "\r\n"};
	struct memory_pressure m;
	struct text text = {0};
	struct span rest, line;
	size_t i;

	for (i = 0; i < sizeof ends / sizeof ends[0]; i++) {
		text_clear(&text);
		for (rest = span_of(whole); span_line(&rest, &line);) {
			text_add_span(&text, span_trim_end(line));
			text_add_string(&text, ends[i]);
		}
		ck_assert_uint_eq(read_text(&m, text_span(&text)).times, 0);
		is_whole(&m);
		ck_assert_uint_eq(m.memory_bytes, 17179869184);
		ck_assert_uint_eq(m.counters.page_size, 16384);
	}
	text_free(&text);
}
END_TEST

START_TEST(reads_without_a_headline)
{
	struct memory_pressure m;

	ck_assert_uint_eq(
	    read_text(&m, span_of(STATS BELOW_STATS PERCENTAGE)).times, 0);
	is_whole(&m);
	ck_assert_uint_eq(m.memory_bytes, 0);
	ck_assert_uint_eq(m.counters.page_size, 0);
	ck_assert_uint_eq(read_text(&m, span_of(STATS)).times, 0);
	ck_assert_int_eq(m.free_percent, -1);
	ck_assert_uint_eq(read_text(&m, (struct span){NULL, 0}).times, 0);
	ck_assert(m.counters.known == 0);
	ck_assert_int_eq(m.free_percent, -1);
}
END_TEST

START_TEST(passes_over_the_unknown)
{
	struct memory_pressure m;

	ck_assert_uint_eq(
	    read_text(
		&m, span_of(HEADLINE "Pageouts: 5 \n...snip...\n Pageins 6 \n"
				     "Pages of the future: x \npages free: 7 \n"
				     "Pages stored in compressor: 8.\n"))
		.times,
	    0);
	ck_assert(m.counters.known == (uint64_t)1 << VM_STAT_PAGEOUTS);
	ck_assert_uint_eq(m.counters.value[VM_STAT_PAGEOUTS], 5);
}
END_TEST

/* A line that cannot be read, and why. */
static const struct {
	const char *line;
	const char *reason;
} bad[] = {
    {"Pages active:",
	"memory_pressure: expected a whole number after the colon"},
    {"Pages active: ",
	"memory_pressure: expected a whole number after the colon"},
    {"Pages active: -7 ",
	"memory_pressure: expected a whole number after the colon"},
    {"Pages active: 7.",
	"memory_pressure: expected a whole number after the colon"},
    {"Pages active:      7.",
	"memory_pressure: expected a whole number after the colon"},
    {"Pages active: 7 8 ",
	"memory_pressure: expected a whole number after the colon"},
    {"Pages active: 18446744073709551616 ",
	"memory_pressure: expected a whole number after the colon"},
    {"System-wide memory free percentage: 101%",
	"memory_pressure: expected a percentage from 0% to 100%"},
    {"System-wide memory free percentage: -1%",
	"memory_pressure: expected a percentage from 0% to 100%"},
    {"System-wide memory free percentage: 41",
	"memory_pressure: expected a percentage from 0% to 100%"},
    {"System-wide memory free percentage: %",
	"memory_pressure: expected a percentage from 0% to 100%"},
    {"System-wide memory free percentage: 41.5%",
	"memory_pressure: expected a percentage from 0% to 100%"},
    {"The system has 17179869184 (1048576 pages with a page size of 16384)",
	"memory_pressure: expected N (N pages with a page size of N)"},
    {"The system has 17179869184 (1048576 pages with a page size of 0).",
	"memory_pressure: expected N (N pages with a page size of N)"},
    {"The system has 17179869184 (1048576 pages with a page size of 16385).",
	"memory_pressure: expected N (N pages with a page size of N)"},
    {"The system has 0 (0 pages with a page size of 4096).",
	"memory_pressure: expected N (N pages with a page size of N)"},
    {"The system has 16 GB (1048576 pages with a page size of 16384).",
	"memory_pressure: expected N (N pages with a page size of N)"},
    {"The system has 17179869184 (many pages with a page size of 16384).",
	"memory_pressure: expected N (N pages with a page size of N)"},
    {"The system has ",
	"memory_pressure: expected N (N pages with a page size of N)"},
};

START_TEST(tells_what_is_wrong)
{
	struct memory_pressure m;
	struct text text = {0};
	struct told told;

	text_add_f(
	    &text, "Stats:\nSwapins: 3 \n%s\nSwapouts: 11 \n", bad[_i].line);
	told = read_text(&m, text_span(&text));
	ck_assert_msg(told.times == 1, "\"%s\"", bad[_i].line);
	ck_assert_uint_eq(told.line, 102);
	ck_assert_str_eq(told.reason, bad[_i].reason);
	ck_assert(m.counters.known == ((uint64_t)1 << VM_STAT_SWAPINS |
					  (uint64_t)1 << VM_STAT_SWAPOUTS));
	ck_assert_int_eq(m.free_percent, -1);
	ck_assert_uint_eq(m.memory_bytes, 0);
	ck_assert_uint_eq(m.counters.page_size, 0);
	text_free(&text);
}
END_TEST

START_TEST(knows_its_beginnings)
{
	ck_assert(memory_pressure_starts(span_of("The system has 1 (1")));
	ck_assert(memory_pressure_starts(span_of("Stats: ")));
	ck_assert(memory_pressure_starts(span_of("Stats:")));
	ck_assert(memory_pressure_starts(
	    span_of("System-wide memory free percentage: 4%")));
	ck_assert(!memory_pressure_starts(span_of("Stats:latest  3f2")));
	ck_assert(!memory_pressure_starts(span_of("Compressor Stats:")));
	ck_assert(!memory_pressure_starts(span_of("Pages free: 7 ")));
	ck_assert(!memory_pressure_starts(span_of("Swap I/O:")));
	ck_assert(!memory_pressure_starts((struct span){NULL, 0}));
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("memory_pressure");
	TCase *tc = tcase_create("memory_pressure");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_test(tc, writes_what_it_reads);
	tcase_add_test(tc, writes_nothing_without_a_headline);
	tcase_add_test(tc, is_made_from_vm_stat);
	tcase_add_test(tc, reads_the_fields);
	tcase_add_test(tc, reads_without_a_headline);
	tcase_add_test(tc, passes_over_the_unknown);
	tcase_add_loop_test(
	    tc, tells_what_is_wrong, 0, (int)(sizeof bad / sizeof bad[0]));
	tcase_add_test(tc, knows_its_beginnings);
	suite_add_tcase(suite, tc);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
