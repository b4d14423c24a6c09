#include <check.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "formats/swapusage.h"

#define MIB UINT64_C(1048576)

static void
is_written(const struct swapusage *s, char point, const char *wanted)
{
	struct text out = {0};

	swapusage_write(&out, s, point);
	text_add_char(&out, '\0');
	ck_assert_str_eq(out.data, wanted);
	text_free(&out);
}

static const struct {
	const char *line;
	char point;
} real[] = {
    {"vm.swapusage: total = 2048.00M  used = 1184.50M  free = 863.50M  "
     "(encrypted)\n",
	'.'},
    {"vm.swapusage: total = 0.00M  used = 0.00M  free = 0.00M  "
     "(encrypted)\n",
	'.'},
    {"vm.swapusage: total = 7168.00M  used = 6020.19M  free = 1147.81M  \n",
	'.'},
    {"vm.swapusage: total = 3072,00M  used = 2200,06M  free = 871,94M  "
     "(encrypted)\n",
	','},
    {"vm.swapusage: total = 0.01M  used = 0.99M  free = 9999999.99M  \n", '.'},
};

START_TEST(writes_what_it_reads)
{
	struct span rest = span_of(real[_i].line), line;
	struct swapusage s;

	ck_assert(span_line(&rest, &line));
	ck_assert(swapusage_starts(line));
	ck_assert_ptr_null(swapusage_read(line, &s));
	is_written(&s, real[_i].point, real[_i].line);
}
END_TEST

/* Two decimals and back, for all the hundredths there are. */
START_TEST(keeps_every_hundredth)
{
	struct swapusage s;
	char line[160];
	unsigned i;

	for (i = 0; i < 100; i++) {
		snprintf(line, sizeof line,
		    "vm.swapusage: total = 4096.%02uM  used = 0.%02uM  "
		    "free = 16777215.%02uM  \n",
		    i, i, i);
		ck_assert_ptr_null(
		    swapusage_read((struct span){line, strlen(line) - 1}, &s));
		is_written(&s, '.', line);
	}
}
END_TEST

START_TEST(reads_the_values)
{
	static const struct {
		const char *value;
		uint64_t bytes;
	} values[] = {
	    {"0.00M", 0},
	    {"1M", MIB},
	    {"1.5M", MIB + MIB / 2},
	    {"1184.50M", 1184 * MIB + MIB / 2},
	    {"0.01M", 10486},
	    {"0.02M", 20972},
	    {"2,25M", 2 * MIB + MIB / 4},
	    {"512.00K", 524288},
	    {"0.50K", 512},
	    {"1.75G", 1879048192},
	    {"2T", UINT64_C(2) << 40},
	    {"0.000001T", 1099512},
	    {"007.00M", 7 * MIB},
	    {"17592186044415.99M",
		UINT64_C(18446744073709551615) - MIB + 1 + 1038090},
	    {"16777215.999999T", UINT64_MAX - 1099511},
	};
	struct swapusage s;
	struct text text = {0};
	size_t i;

	for (i = 0; i < sizeof values / sizeof values[0]; i++) {
		text_clear(&text);
		text_add_f(
		    &text, "total = %s used = 1M free = 2M", values[i].value);
		ck_assert_msg(swapusage_read(text_span(&text), &s) == NULL,
		    "%s", values[i].value);
		ck_assert_msg(s.total_bytes == values[i].bytes, "%s: %" PRIu64,
		    values[i].value, s.total_bytes);
		ck_assert_uint_eq(s.used_bytes, MIB);
		ck_assert_uint_eq(s.free_bytes, 2 * MIB);
		ck_assert_int_eq(s.encrypted, 0);
	}
	text_free(&text);
}
END_TEST

START_TEST(reads_sysctl_n_and_crlf)
{
	struct swapusage s;
	struct span line = span_of(
	    "total = 1024,00M  used = 1,50M  free = 1022,50M  (encrypted)\r");

	ck_assert(swapusage_starts(line));
	ck_assert_ptr_null(swapusage_read(line, &s));
	ck_assert_uint_eq(s.used_bytes, MIB + MIB / 2);
	ck_assert_int_eq(s.encrypted, 1);
}
END_TEST

#define VALUES                    \
	"vm.swapusage: expected " \
	"total = 2048.00M  used = 1184.50M  free = 863.50M"
#define AFTER \
	"vm.swapusage: expected (encrypted) or nothing after the free bytes"

static const struct {
	const char *line;
	const char *reason;
} bad[] = {
    {"", VALUES},
    {"vm.swapusage: ", VALUES},
    {"total = 1.00M  used = 1.00M", VALUES},
    {"total = 1.00M  free = 1.00M  used = 1.00M", VALUES},
    {"total 1.00M  used = 1.00M  free = 1.00M", VALUES},
    {"total = 1.00M  used = 1.00M  free =", VALUES},
    {"total = 1.00M  used = 1.0  free = 1.00M", VALUES},
    {"total = 1.00MB  used = 1.00M  free = 1.00M", VALUES},
    {"total = 1.00m  used = 1.00M  free = 1.00M", VALUES},
    {"total = M  used = 1.00M  free = 1.00M", VALUES},
    {"total = -1.00M  used = 1.00M  free = 1.00M", VALUES},
    {"total = .50M  used = 1.00M  free = 1.00M", VALUES},
    {"total = 1e3M  used = 1.00M  free = 1.00M", VALUES},
    {"total = infM  used = 1.00M  free = 1.00M", VALUES},
    {"total = 1.M  used = 1.00M  free = 1.00M", VALUES},
    {"total = 1.0.0M  used = 1.00M  free = 1.00M", VALUES},
    {"total = 1.000,00M  used = 1.00M  free = 1.00M", VALUES},
    {"total = 1.0000000M  used = 1.00M  free = 1.00M", VALUES},
    {"total = 17592186044416.00M  used = 1.00M  free = 1.00M", VALUES},
    {"total = 16777216T  used = 1.00M  free = 1.00M", VALUES},
    {"total = 18446744073709551615K  used = 1.00M  free = 1.00M", VALUES},
    {"total = 18014398509481983.9999K  used = 1.00M  free = 1.00M", VALUES},
    {"total = 18446744073709551616K  used = 1.00M  free = 1.00M", VALUES},
    {"total = 1.00M  used = 1.00M  free = 1.00M  (encry", AFTER},
    {"total = 1.00M  used = 1.00M  free = 1.00M  (encrypted) 5", AFTER},
};

START_TEST(tells_what_is_wrong)
{
	struct swapusage s = {1, 2, 3, 1};
	const char *reason = swapusage_read(span_of(bad[_i].line), &s);

	ck_assert_msg(reason != NULL, "%s", bad[_i].line);
	ck_assert_str_eq(reason, bad[_i].reason);
	ck_assert_uint_eq(s.total_bytes, 1);
	ck_assert_int_eq(s.encrypted, 1);
}
END_TEST

START_TEST(never_reads_a_torn_number)
{
	struct span whole = span_of(real[0].line), line;
	struct swapusage all, s;

	whole.n--;
	ck_assert_ptr_null(swapusage_read(whole, &all));
	for (line = whole; line.n > 0; line.n--) {
		if (swapusage_read(line, &s) != NULL)
			continue;
		ck_assert_uint_eq(s.total_bytes, all.total_bytes);
		ck_assert_uint_eq(s.used_bytes, all.used_bytes);
		ck_assert_uint_eq(s.free_bytes, all.free_bytes);
	}
}
END_TEST

START_TEST(knows_its_line)
{
	ck_assert(swapusage_starts(span_of("vm.swapusage: x")));
	ck_assert(swapusage_starts(span_of("total = 1.00M")));
	ck_assert(!swapusage_starts(span_of("vm.swapusage:latest  3f2")));
	ck_assert(!swapusage_starts(span_of("total:latest  3f2")));
	ck_assert(!swapusage_starts(span_of(" total = 1.00M")));
	ck_assert(!swapusage_starts((struct span){NULL, 0}));
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("swapusage");
	TCase *tc = tcase_create("swapusage");
	SRunner *runner = srunner_create(suite);
	const int reals = (int)(sizeof real / sizeof real[0]);
	int failed;

	tcase_add_loop_test(tc, writes_what_it_reads, 0, reals);
	tcase_add_test(tc, keeps_every_hundredth);
	tcase_add_test(tc, reads_the_values);
	tcase_add_test(tc, reads_sysctl_n_and_crlf);
	tcase_add_loop_test(
	    tc, tells_what_is_wrong, 0, (int)(sizeof bad / sizeof bad[0]));
	tcase_add_test(tc, never_reads_a_torn_number);
	tcase_add_test(tc, knows_its_line);
	suite_add_tcase(suite, tc);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
