#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "formats/sysctl.h"

#define PSI "some avg10=0.00 avg60=1.25 avg300=0.31 total="

static const char *reason;

/* As sysctl prints them, but for one at a time. */
START_TEST(writes_what_it_reads)
{
	static const char lines[] = "kern.memorystatus_vm_pressure_level: 4\n"
				    "iogpu.wired_limit_mb: 57344\n"
				    "vm.compressor_pool_size: 5368709120\n"
				    "vm.compressor_input_bytes: 0\n"
				    "hw.memsize_usable: 18446744073709551615\n";
	struct sysctl_values all = {0}, one;
	struct span rest = SPAN(lines), line;
	struct text out = {0};
	int i;

	for (i = 0; span_line(&rest, &line); i++) {
		one = (struct sysctl_values){0};
		ck_assert_int_eq(sysctl_read(line, &one, &reason), 1);
		ck_assert_uint_eq(one.known, 1u << i);
		ck_assert_int_eq(sysctl_read(line, &all, &reason), 1);
		text_clear(&out);
		sysctl_write(&out, &one);
		ck_assert_uint_eq(out.len, line.n + 1);
		ck_assert(memcmp(out.data, line.p, out.len) == 0);
	}
	ck_assert_int_eq(i, SYSCTL_NAMED);
	text_clear(&out);
	sysctl_write(&out, &all);
	ck_assert(span_is(text_span(&out), lines));
	/* Linux's lines are copied, never written. */
	all = (struct sysctl_values){.known = 1u << SYSCTL_SOME_STALL_US};
	text_clear(&out);
	sysctl_write(&out, &all);
	ck_assert_uint_eq(out.len, 0);
	text_free(&out);
}
END_TEST

static const struct {
	const char *line;
	int result;
	enum sysctl_value i;
	uint64_t value;
	const char *reason;
} lines[] = {
    {"iogpu.wired_limit_mb: 0", 1, SYSCTL_WIRED_LIMIT_MB, 0, NULL},
    {"hw.memsize_usable: 12 \r", 1, SYSCTL_MEMORY_USABLE, 12, NULL},
    {PSI "1060889", 1, SYSCTL_SOME_STALL_US, 1060889, NULL},
    {"full avg10=0.00 total=7", 1, SYSCTL_FULL_STALL_US, 7, NULL},
    {"", 0, 0, 0, NULL},
    {"v", 0, 0, 0, NULL},
    {"vm.swapusage: total = 1.00M", 0, 0, 0, NULL},
    {"vm.compressor_pool_size:latest  3f2", 0, 0, 0, NULL},
    {"vm.compressor_pool_sizes: 1", 0, 0, 0, NULL},
    {" hw.memsize_usable: 1", 0, 0, 0, NULL},
    {"some:7b  3f2", 0, 0, 0, NULL},
    {"hw.memsize_usable: ", -1, 0, 0,
	"sysctl: expected a whole number after the colon"},
    {"hw.memsize_usable: -1", -1, 0, 0,
	"sysctl: expected a whole number after the colon"},
    {"hw.memsize_usable: 1 2", -1, 0, 0,
	"sysctl: expected a whole number after the colon"},
    {"hw.memsize_usable: 18446744073709551616", -1, 0, 0,
	"sysctl: expected a whole number after the colon"},
    {PSI, -1, 0, 0,
	"/proc/pressure/memory: expected total= and a whole number"},
    {PSI "1.5", -1, 0, 0,
	"/proc/pressure/memory: expected total= and a whole number"},
    {"full avg10=0.00 avg60=0.00", -1, 0, 0,
	"/proc/pressure/memory: expected total= and a whole number"},
};

START_TEST(reads_a_line)
{
	struct sysctl_values v = {0};

	ck_assert_int_eq(sysctl_read(span_of(lines[_i].line), &v, &reason),
	    lines[_i].result);
	if (lines[_i].result == 1) {
		ck_assert_uint_eq(v.known, 1u << lines[_i].i);
		ck_assert_uint_eq(v.value[lines[_i].i], lines[_i].value);
	} else {
		ck_assert_uint_eq(v.known, 0);
	}
	if (lines[_i].result == -1)
		ck_assert_str_eq(reason, lines[_i].reason);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("sysctl");
	TCase *tc = tcase_create("sysctl");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_test(tc, writes_what_it_reads);
	tcase_add_loop_test(
	    tc, reads_a_line, 0, (int)(sizeof lines / sizeof lines[0]));
	suite_add_tcase(suite, tc);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
