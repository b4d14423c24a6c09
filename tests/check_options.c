#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "collectors/options.h"

static const struct options_program program = {
    .name = "xtrace",
    .usage = "",
    .word = "match",
    .letter = 'm',
    .interval_s = 2.5,
};

static struct options options;
static char say[200];

/* Words of at most 20, separated by '|', after the program's name. */
static int
run(const char *words)
{
	static char buffer[400];
	char *argv[20] = {buffer};
	int argc = 1;
	char *p;

	snprintf(buffer, sizeof buffer, "xtrace%s%s", *words ? "|" : "", words);
	for (p = buffer; (p = strchr(p, '|')) != NULL;) {
		*p++ = '\0';
		argv[argc++] = p;
	}
	say[0] = '\0';
	options = (struct options){.samples = 99};
	return options_read(argc, argv, &program, &options, say, sizeof say);
}

START_TEST(test_defaults)
{
	ck_assert_int_eq(run(""), 0);
	ck_assert_int_eq(options.interval_ns, INT64_C(2500000000));
	ck_assert_uint_eq(options.samples, 0);
	ck_assert_int_eq(options.duration_ns, 0);
	ck_assert_ptr_null(options.output);
	ck_assert_ptr_null(options.own);
	ck_assert_int_eq(options.source, SOURCE_AUTO);
	ck_assert_int_eq(options.quiet, 0);
	ck_assert_int_eq(options.sync, 0);
	ck_assert_int_eq(options.wide, 0);
	ck_assert_str_eq(say, "");
}
END_TEST

static const char *const full[] = {
    "-i|.25|-n|3|-d|60|-o|-|-s|tool|-m|a b|-q|-w|--sync",
    "--interval|0.25|--samples|3|--duration|60|--output|-|--source|tool|"
    "--match|a b|--quiet|--wide|--sync",
    "--interval=0.25|--samples=3|--duration=60.|--output=-|--source=tool|"
    "--match=a b|--quiet|--wide|--sync",
    "-i0.250|-n3|-d60.0|-o-|-wstool|-ma b|-q|--sync|--",
    "-qwi|.25|-qn3|--dur|60|--out|-|--sou|tool|--mat|a b|--syn",
};

START_TEST(test_all_options)
{
	ck_assert_int_eq(run(full[_i]), 0);
	ck_assert_int_eq(options.interval_ns, 250000000);
	ck_assert_uint_eq(options.samples, 3);
	ck_assert_int_eq(options.duration_ns, INT64_C(60000000000));
	ck_assert_str_eq(options.output, "-");
	ck_assert_str_eq(options.own, "a b");
	ck_assert_int_eq(options.source, SOURCE_TOOL);
	ck_assert_int_eq(options.quiet, 1);
	ck_assert_int_eq(options.sync, 1);
	ck_assert_int_eq(options.wide, 1);
}
END_TEST

static const char *const wrong[] = {"-i|0", "-i|x", "-i|1e99", "-i|-1", "-i|",
    "-i|1 ", "-i| 1", "-i|.", "-i|1.2.3", "-i|0x10", "-i|inf", "-i|nan",
    "-i|+1", "-i|1,5", "-i|0.0009", "-i|1000000001", "-d|1000000000.1",
    "-i|99999999999999999999999", "-i", "-n|-1", "-n|0", "-n|1.5", "-n|x",
    "-n|18446744073709551616", "-n|", "-n", "-d|0", "-d|x", "-d|0.0000000001",
    "-d", "-s|ps", "-s|", "-s|AUTO", "-s", "-o|", "-o", "-m", "-x", "-u|x",
    "--nope", "--nope=1", "--quiet=1", "--interval", "--s", "word", "-q|word",
    "--|-q", "-"};

START_TEST(test_wrong)
{
	ck_assert_int_eq(run(wrong[_i]), -1);
	/* Nothing is set, and the reason names the word. */
	ck_assert_uint_eq(options.samples, 99);
	ck_assert_int_eq(say[0], '\'');
	ck_assert_ptr_nonnull(strstr(say, "': "));
}
END_TEST

static const struct {
	const char *words, *reason;
} reasons[] = {
    {"-i|x", "'x': not an interval from 0.001 to 1000000000 s"},
    {"-x", "'-x': unknown option"},
    {"-qx", "'-x': unknown option"},
    {"--quiet|-xq", "'-x': unknown option"},
    {"-q|--quiet=5", "'--quiet=5': takes no argument"},
    {"-q|--sync=5", "'--sync=5': takes no argument"},
    {"--wide=1", "'--wide=1': takes no argument"},
    {"--nope", "'--nope': unknown option"},
    {"-n", "'-n': needs an argument"},
    {"--samples", "'--samples': needs an argument"},
    {"-q|word", "'word': unexpected argument"},
    {"-s|gr\xc3\xbcn", "'gr\xc3\xbcn': unknown source"},
};

START_TEST(test_reasons)
{
	ck_assert_int_eq(run(reasons[_i].words), -1);
	ck_assert_str_eq(say, reasons[_i].reason);
}
END_TEST

START_TEST(test_help_and_version)
{
	ck_assert_int_eq(run("-q|--help|-i|0"), 0);
	ck_assert_int_eq(options.print, 'h');
	ck_assert_int_eq(run("-h|word"), 0);
	ck_assert_int_eq(options.print, 'h');
	ck_assert_int_eq(run("-V"), 0);
	ck_assert_int_eq(options.print, 'V');
	ck_assert_int_eq(run("--version"), 0);
	ck_assert_int_eq(options.print, 'V');
}
END_TEST

static const struct {
	const char *word;
	int64_t ns;
} seconds[] = {
    {"1000000000", INT64_C(1000000000000000000)},
    {".000000001", 1},
    {"0.1234567891", 123456789},
    {"1.001", 1001000000},
    {"5.", INT64_C(5000000000)},
};

START_TEST(test_seconds)
{
	char words[40];

	snprintf(words, sizeof words, "-d|%s", seconds[_i].word);
	ck_assert_int_eq(run(words), 0);
	ck_assert_int_eq(options.duration_ns, seconds[_i].ns);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("options");
	TCase *tests = tcase_create("options");
	SRunner *runner = srunner_create(suite);
	int failed;

	suite_add_tcase(suite, tests);
	tcase_add_test(tests, test_defaults);
	tcase_add_loop_test(
	    tests, test_all_options, 0, (int)(sizeof full / sizeof *full));
	tcase_add_loop_test(
	    tests, test_wrong, 0, (int)(sizeof wrong / sizeof *wrong));
	tcase_add_loop_test(
	    tests, test_reasons, 0, (int)(sizeof reasons / sizeof *reasons));
	tcase_add_test(tests, test_help_and_version);
	tcase_add_loop_test(
	    tests, test_seconds, 0, (int)(sizeof seconds / sizeof *seconds));
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
