#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "formats/vm_stat.h"
#include "tests/sections.h"

#define HEADLINE "Mach Virtual Memory Statistics: (page size of 16384 bytes)\n"

/* 10.9 to about 26.4. */
static const char wide_48[] =
    HEADLINE "Pages free:                               20417.\n"
	     "Pages active:                            411902.\n"
	     "Pages inactive:                          402663.\n"
	     "Pages speculative:                         8110.\n"
	     "Pages throttled:                              0.\n"
	     "Pages wired down:                        190244.\n"
	     "Pages purgeable:                           2091.\n"
	     "\"Translation faults\":                9104422871.\n"
	     "Pages copy-on-write:                   80114502.\n"
	     "Pages zero filled:                   4801112977.\n"
	     "Pages reactivated:                     12290031.\n"
	     "Pages purged:                           5122007.\n"
	     "File-backed pages:                       301456.\n"
	     "Anonymous pages:                         521219.\n"
	     "Pages stored in compressor:              713020.\n"
	     "Pages occupied by compressor:            301992.\n"
	     "Decompressions:                        22870013.\n"
	     "Compressions:                          30114876.\n"
	     "Pageins:                               51772190.\n"
	     "Pageouts:                                870331.\n"
	     "Swapins:                                      3.\n"
	     "Swapouts:                                    11.\n";

/* 26 on hardware with memory tagging. */
static const char wide_53[] =
    HEADLINE "Pages free:                                    20417.\n"
	     "Pages active:                                 411902.\n"
	     "Pages inactive:                               402663.\n"
	     "Pages speculative:                              8110.\n"
	     "Pages throttled:                                   0.\n"
	     "Pages wired down:                             190244.\n"
	     "Pages purgeable:                                2091.\n"
	     "\"Translation faults\":                     9104422871.\n"
	     "Pages copy-on-write:                        80114502.\n"
	     "Pages zero filled:                        4801112977.\n"
	     "Pages reactivated:                          12290031.\n"
	     "Pages purged:                                5122007.\n"
	     "File-backed pages:                            301456.\n"
	     "Anonymous pages:                              521219.\n"
	     "Pages stored in compressor:                   713020.\n"
	     "Pages occupied by compressor:                 301992.\n"
	     "Decompressions:                             22870013.\n"
	     "Compressions:                               30114876.\n"
	     "Pageins:                                    51772190.\n"
	     "Pageouts:                                     870331.\n"
	     "Swapins:                                           3.\n"
	     "Swapouts:                                         11.\n"
	     "Pages tagged:                                 120331.\n"
	     "Pages tagged resident:                        101870.\n"
	     "Pages tagged compressed:                       18461.\n"
	     "Pages tag-storage:                             49152.\n"
	     "Pages tag-storage holding tags:                 5011.\n"
	     "Pages tag-storage free:                          121.\n"
	     "Pages tag-storage non-tag pageable:            44020.\n"
	     "Pages tag-storage non-tag wired:                   0.\n"
	     "Bytes of compressed tags:                    3001344.\n"
	     "Tagged compressions:                          870021.\n"
	     "Tagged decompressions:                        650118.\n";

/* 10.8 and older. */
static const char wide_43[] =
    "Mach Virtual Memory Statistics: (page size of 4096 bytes)\n"
    "Pages free:                          80211.\n"
    "Pages active:                       430117.\n"
    "Pages inactive:                     210009.\n"
    "Pages speculative:                    9944.\n"
    "Pages wired down:                   150321.\n"
    "\"Translation faults\":             33210998.\n"
    "Pages copy-on-write:                410221.\n"
    "Pages zero filled:                12099871.\n"
    "Pages reactivated:                    8810.\n"
    "Pageins:                            210032.\n"
    "Pageouts:                               17.\n"
    "Object cache: 31 hits of 201177 lookups (0% hit rate)\n";

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
read_text(struct vm_stat *v, struct span text)
{
	struct told told = {0};
	struct problems problems = {tell, &told, 100};

	memset(v, 0x5a, sizeof *v);
	vm_stat_read(text, v, &problems);
	return told;
}

/* Reads the text, then writes it again. */
static void
is_inverse(const char *text, enum vm_stat_width width)
{
	struct vm_stat v;
	struct text out = {0};

	ck_assert_uint_eq(read_text(&v, span_of(text)).times, 0);
	vm_stat_write(&out, &v, width);
	text_add_char(&out, '\0');
	ck_assert_str_eq(out.data, text);
	text_free(&out);
}

START_TEST(writes_what_it_reads)
{
	struct text half = {0};

	is_inverse(wide_48, VM_STAT_WIDTH_10_9);
	is_inverse(wide_53, VM_STAT_WIDTH_26);
	/* The 22 lines of a 26 without memory tagging. */
	text_add(&half, wide_53,
	    (size_t)(strstr(wide_53, "Pages tagged:") - wide_53));
	text_add_char(&half, '\0');
	is_inverse(half.data, VM_STAT_WIDTH_26);
	text_free(&half);
	is_inverse(HEADLINE, VM_STAT_WIDTH_10_9);
}
END_TEST

START_TEST(writes_the_largest_numbers)
{
	struct vm_stat v = {.page_size = 4096}, again;
	struct text out = {0};
	unsigned i;

	for (i = 0; i < VM_STAT_FIELDS; i++)
		vm_stat_set(&v, i, UINT64_MAX - i);
	vm_stat_write(&out, &v, VM_STAT_WIDTH_26);
	ck_assert_uint_eq(read_text(&again, text_span(&out)).times, 0);
	ck_assert(v.known == again.known);
	ck_assert(memcmp(v.value, again.value, sizeof v.value) == 0);
	text_free(&out);
}
END_TEST

START_TEST(reads_the_fields)
{
	struct vm_stat v;

	read_text(&v, span_of(wide_53));
	ck_assert_uint_eq(v.page_size, 16384);
	ck_assert_uint_eq(v.value[VM_STAT_FREE], 20417);
	ck_assert_uint_eq(v.value[VM_STAT_WIRED], 190244);
	ck_assert_uint_eq(v.value[VM_STAT_FAULTS], 9104422871);
	ck_assert_uint_eq(v.value[VM_STAT_OCCUPIED_BY_COMPRESSOR], 301992);
	ck_assert_uint_eq(v.value[VM_STAT_DECOMPRESSIONS], 22870013);
	ck_assert_uint_eq(v.value[VM_STAT_COMPRESSIONS], 30114876);
	ck_assert_uint_eq(v.value[VM_STAT_SWAPOUTS], 11);
	ck_assert_uint_eq(v.value[VM_STAT_TAGGED], 120331);
	ck_assert_uint_eq(v.value[VM_STAT_TAG_STORAGE_FREE], 121);
	ck_assert_uint_eq(v.value[VM_STAT_COMPRESSED_TAG_BYTES], 3001344);
	ck_assert_uint_eq(v.value[VM_STAT_TAGGED_DECOMPRESSIONS], 650118);

	ck_assert_uint_eq(read_text(&v, span_of(wide_43)).times, 0);
	ck_assert_uint_eq(v.page_size, 4096);
	ck_assert_uint_eq(v.value[VM_STAT_FREE], 80211);
	ck_assert_uint_eq(v.value[VM_STAT_PAGEOUTS], 17);
	ck_assert(vm_stat_has(&v, VM_STAT_REACTIVATED));
	ck_assert(!vm_stat_has(&v, VM_STAT_THROTTLED));
	ck_assert(!vm_stat_has(&v, VM_STAT_OCCUPIED_BY_COMPRESSOR));
	ck_assert(!vm_stat_has(&v, VM_STAT_SWAPINS));
}
END_TEST

/* In another order, between unknown lines, with blanks and CRs at the ends. */
START_TEST(passes_over_the_unknown)
{
	struct vm_stat v;

	ck_assert_uint_eq(
	    read_text(&v,
		span_of("Mach Virtual Memory Statistics: (page size of 4096 "
			"bytes) \r\n"
			"Swapouts: 5.\r\n"
			"Pages of the future:     77.\r\n"
			"\r\n"
			" Pages active            78.\n"
			"pages active:            79.\n"
			"Re-Compressions:         80.\n"
			"Pages free:              81.  \n"))
		.times,
	    0);
	ck_assert_uint_eq(v.page_size, 4096);
	ck_assert_uint_eq(v.value[VM_STAT_SWAPOUTS], 5);
	ck_assert_uint_eq(v.value[VM_STAT_FREE], 81);
	ck_assert(v.known == ((uint64_t)1 << VM_STAT_SWAPOUTS |
				 (uint64_t)1 << VM_STAT_FREE));
}
END_TEST

static const char *const bad_counts[] = {"", " ", ".", " .", " 12", "12",
    "            12 .", " -1.", " +1.", " 1.5.", " 1,5.", " 0x1.", " 12..",
    " 12.x", " 1 2.", " 12k.", " 18446744073709551616.", "\t12", " \xd9\xa1."};

START_TEST(tells_of_bad_counts)
{
	struct vm_stat v;
	struct text text = {0};
	struct told told;

	text_add_f(&text, HEADLINE "Pages free: 7.\nPages active:%s\n%s",
	    bad_counts[_i], "Pages inactive: 8.\n");
	told = read_text(&v, text_span(&text));
	ck_assert_msg(told.times == 1, "\"%s\"", bad_counts[_i]);
	ck_assert_uint_eq(told.line, 102);
	ck_assert_str_eq(told.reason,
	    "vm_stat: expected a whole number and a dot after the colon");
	ck_assert(!vm_stat_has(&v, VM_STAT_ACTIVE));
	ck_assert_uint_eq(v.value[VM_STAT_ACTIVE], 0);
	ck_assert_uint_eq(v.value[VM_STAT_INACTIVE], 8);
	text_free(&text);
}
END_TEST

static const char *const bad_headlines[] = {"", " (page size of 16384 bytes",
    " (page size of 0 bytes)", " (page size of 16383 bytes)",
    " (page size of  bytes)", " (page size of -4096 bytes)",
    " (page size of 16384 bytes) x", " (page size of 16k bytes)",
    " (page size of 18446744073709551616 bytes)", " (page size of 4096bytes)"};

START_TEST(tells_of_a_bad_headline)
{
	struct vm_stat v;
	struct text text = {0};
	struct told told;

	text_add_f(&text, "Mach Virtual Memory Statistics:%s\nPageins: 4.\n",
	    bad_headlines[_i]);
	told = read_text(&v, text_span(&text));
	ck_assert_msg(told.times == 1, "\"%s\"", bad_headlines[_i]);
	ck_assert_uint_eq(told.line, 100);
	ck_assert_str_eq(told.reason,
	    "vm_stat: expected (page size of N bytes), N a power of 2");
	ck_assert_uint_eq(v.page_size, 0);
	ck_assert_uint_eq(v.value[VM_STAT_PAGEINS], 4);
	text_free(&text);
}
END_TEST

/* However the output is cut off, no number is read as a shorter one. */
START_TEST(never_reads_a_torn_number)
{
	struct vm_stat whole, v;
	struct span text = span_of(wide_53);
	unsigned i;

	read_text(&whole, text);
	for (; text.n > 0; text.n--) {
		ck_assert_uint_le(read_text(&v, text).times, 1);
		ck_assert(v.page_size == 0 || v.page_size == whole.page_size);
		for (i = 0; i < VM_STAT_FIELDS; i++)
			ck_assert(!vm_stat_has(&v, i) ||
				  v.value[i] == whole.value[i]);
	}
	ck_assert_uint_eq(read_text(&v, (struct span){NULL, 0}).times, 0);
}
END_TEST

#define TITLES                                                              \
	"    free   active   specul inactive throttle    wired  prgable   " \
	"faults     copy    0fill reactive   purged file-backed anonymous " \
	"cmprssed cmprssor  dcomprs   comprs  pageins  pageout  swapins "   \
	"swapouts\n"
#define ROW                                                                   \
	"   22216   530560     2168   527819        0   456293    12287  "    \
	"505014K 15275993  302657K 56375267 14147170      256699    803848  " \
	"2192454   557569 58696682 78994373 11253690   132000        0        0"

#define NEXT_ROW                                                              \
	"   22000   530000     2000   527000        0   456000    12000  "    \
	"      1        2        3        4        5      256000    803000  " \
	"2192000   557000        6        7        8        9        0        0"

/* As `vm_stat -c 2 1` prints; the second row is what came to the first. */
START_TEST(reads_the_first_row_of_columns)
{
	struct vm_stat v;

	ck_assert_uint_eq(
	    read_text(&v, span_of(HEADLINE TITLES ROW "\n" NEXT_ROW "\n"))
		.times,
	    0);
	ck_assert_uint_eq(v.page_size, 16384);
	ck_assert_uint_eq(v.value[VM_STAT_FREE], 22216);
	ck_assert_uint_eq(v.value[VM_STAT_ACTIVE], 530560);
	ck_assert_uint_eq(v.value[VM_STAT_SPECULATIVE], 2168);
	ck_assert_uint_eq(v.value[VM_STAT_INACTIVE], 527819);
	ck_assert_uint_eq(v.value[VM_STAT_WIRED], 456293);
	ck_assert_uint_eq(v.value[VM_STAT_OCCUPIED_BY_COMPRESSOR], 557569);
	ck_assert_uint_eq(v.value[VM_STAT_PAGEOUTS], 132000);
	/* Cut to fit its column: not known to the page. */
	ck_assert(v.known == (((uint64_t)1 << VM_STAT_USUAL_FIELDS) - 1 -
				 ((uint64_t)1 << VM_STAT_FAULTS) -
				 ((uint64_t)1 << VM_STAT_ZERO_FILLED)));
}
END_TEST

static const char *const bad_rows[] = {
    ROW " 1\n", "   1   2   3\n", "   1   2.   3\n", "7 " ROW "\n"};

START_TEST(tells_of_bad_columns)
{
	struct vm_stat v;
	struct text text = {0};
	struct told told;

	text_add_f(&text, HEADLINE TITLES "%s", bad_rows[_i]);
	told = read_text(&v, text_span(&text));
	ck_assert_msg(told.times == 1, "\"%s\"", bad_rows[_i]);
	ck_assert_uint_eq(told.line, 102);
	ck_assert_str_eq(
	    told.reason, "vm_stat: expected 22 columns of whole numbers");
	ck_assert(v.known == 0);
	text_free(&text);
}
END_TEST

START_TEST(knows_its_headline)
{
	ck_assert(vm_stat_starts(span_of(HEADLINE)));
	ck_assert(vm_stat_starts(span_of("Mach Virtual Memory Statistics:")));
	ck_assert(!vm_stat_starts(span_of(" Mach Virtual Memory Statistics:")));
	ck_assert(!vm_stat_starts(span_of("Mach Virtual Memory")));
	ck_assert(!vm_stat_starts((struct span){NULL, 0}));
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("vm_stat");
	TCase *tc = tcase_create("vm_stat");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_test(tc, writes_what_it_reads);
	tcase_add_test(tc, writes_the_largest_numbers);
	tcase_add_test(tc, reads_the_fields);
	tcase_add_test(tc, passes_over_the_unknown);
	tcase_add_loop_test(tc, tells_of_bad_counts, 0,
	    (int)(sizeof bad_counts / sizeof bad_counts[0]));
	tcase_add_loop_test(tc, tells_of_a_bad_headline, 0,
	    (int)(sizeof bad_headlines / sizeof bad_headlines[0]));
	tcase_add_test(tc, never_reads_a_torn_number);
	tcase_add_test(tc, reads_the_first_row_of_columns);
	tcase_add_loop_test(tc, tells_of_bad_columns, 0,
	    (int)(sizeof bad_rows / sizeof bad_rows[0]));
	tcase_add_test(tc, knows_its_headline);
	suite_add_tcase(suite, tc);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
