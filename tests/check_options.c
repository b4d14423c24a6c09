#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "collectors/options.h"

static const struct options_program program = {
    .name = "xtrace",
    .about = "About.\n",
    .interval_s = 2.5,
    .file = "x-YYYYMMDD-HHMMSS.log",
    .letter = 'm',
    .word = "match",
    .argument = "ERE",
    .meaning = "one line\nand another",
    .sources = "",
    .examples = "  xtrace\n",
};

static struct options options;
static struct text say;

/* Words of at most 20, separated by '|', behind the program's name. */
static enum options_result
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
	text_clear(&say);
	options = (struct options){.samples = 99};
	return options_read(argc, argv, &program, &options, &say);
}

START_TEST(test_defaults)
{
	ck_assert_int_eq(run(""), OPTIONS_RUN);
	ck_assert_int_eq(options.interval_ns, INT64_C(2500000000));
	ck_assert_uint_eq(options.samples, 0);
	ck_assert_int_eq(options.duration_ns, 0);
	ck_assert_ptr_null(options.output);
	ck_assert_ptr_null(options.own);
	ck_assert_int_eq(options.source, SOURCE_AUTO);
	ck_assert_int_eq(options.quiet, 0);
	ck_assert_int_eq(options.sync, 0);
	ck_assert_uint_eq(say.len, 0);
}
END_TEST

static const char *const full[] = {
    "-i|.25|-n|3|-d|60|-o|-|-s|tool|-m|a b|-q|--sync",
    "--interval|0.25|--samples|3|--duration|60|--output|-|--source|tool|"
    "--match|a b|--quiet|--sync",
    "--interval=0.25|--samples=3|--duration=60.|--output=-|--source=tool|"
    "--match=a b|--quiet|--sync",
    "-i0.250|-n3|-d60.0|-o-|-stool|-ma b|-q|--sync|--",
    "-qi|.25|-qn3|--dur|60|--out|-|--sou|tool|--mat|a b|--syn",
};

START_TEST(test_all_options)
{
	ck_assert_int_eq(run(full[_i]), OPTIONS_RUN);
	ck_assert_int_eq(options.interval_ns, 250000000);
	ck_assert_uint_eq(options.samples, 3);
	ck_assert_int_eq(options.duration_ns, INT64_C(60000000000));
	ck_assert_str_eq(options.output, "-");
	ck_assert_str_eq(options.own, "a b");
	ck_assert_int_eq(options.source, SOURCE_TOOL);
	ck_assert_int_eq(options.quiet, 1);
	ck_assert_int_eq(options.sync, 1);
}
END_TEST

static const char *const wrong[] = {"-i|0", "-i|x", "-i|1e99", "-i|-1", "-i|",
    "-i|1 ", "-i| 1", "-i|.", "-i|1.2.3", "-i|0x10", "-i|inf", "-i|nan",
    "-i|+1", "-i|1,5", "-i|0.0009", "-i|1000000001",
    "-i|99999999999999999999999", "-i", "-n|-1", "-n|0", "-n|1.5", "-n|x",
    "-n|18446744073709551616", "-n|", "-n", "-d|0", "-d|x", "-d|0.0000000001",
    "-d", "-s|ps", "-s|", "-s|AUTO", "-s", "-o|", "-o", "-m", "-x", "-u|x",
    "--nope", "--nope=1", "--quiet=1", "--interval", "--s", "word", "-q|word",
    "--|-q", "-"};

START_TEST(test_wrong)
{
	size_t i, lines = 0;

	ck_assert_int_eq(run(wrong[_i]), OPTIONS_USAGE);
	/* Nothing is set, and one line says so and where to look. */
	ck_assert_uint_eq(options.samples, 99);
	for (i = 0; i < say.len; i++)
		lines += say.data[i] == '\n';
	ck_assert_uint_eq(lines, 1);
	ck_assert_int_eq(say.data[say.len - 1], '\n');
	text_add_char(&say, '\0');
	ck_assert_ptr_eq(strstr(say.data, "xtrace: "), say.data);
	ck_assert_ptr_nonnull(strstr(say.data, "xtrace --help\n"));
}
END_TEST

static void
assert_said(const char *words, const char *what)
{
	run(words);
	text_add_char(&say, '\0');
	ck_assert_msg(
	    strstr(say.data, what) != NULL, "not '%s' in: %s", what, say.data);
}

START_TEST(test_messages)
{
	assert_said("-i|x", "'x'");
	assert_said("-x", "'-x' is not an option");
	assert_said("-qx", "'-x' is not an option");
	assert_said("--quiet|-xq", "'-x' is not an option");
	assert_said("-q|--quiet=5", "'--quiet=5' is not an option, or takes");
	assert_said("-q|--sync=5", "'--sync=5' is not an option, or takes");
	assert_said("--nope", "'--nope' is not an option");
	assert_said("-n", "'-n' needs an argument");
	assert_said("--samples", "'--samples' needs an argument");
	assert_said("-q|word", "'word' is one argument too many");
	assert_said("-s|\033[31m", "'?[31m'");
	assert_said("-s|gr\xc3\xbcn", "'gr\xc3\xbcn'");
}
END_TEST

START_TEST(test_help)
{
	struct span rest, line;

	ck_assert_int_eq(run("-q|--help|-i|0"), OPTIONS_SAY);
	rest = text_span(&say);
	ck_assert(span_starts(rest, "usage: xtrace "));
	while (span_until(&rest, '\n', &line))
		ck_assert_uint_le(line.n, 80);
	text_add_char(&say, '\0');
	ck_assert_ptr_nonnull(strstr(say.data, "-m, --match ERE"));
	ck_assert_ptr_nonnull(strstr(say.data, "(2.5)\n"));
	ck_assert_ptr_nonnull(strstr(say.data, "Exit status:\n"));
	ck_assert_ptr_nonnull(strstr(
	    say.data, "one line\n                          and another\n"));
}
END_TEST

START_TEST(test_version)
{
	ck_assert_int_eq(run("-V"), OPTIONS_SAY);
	ck_assert(span_is(text_span(&say), "xtrace " VERSION "\n"));
}
END_TEST

START_TEST(test_seconds)
{
	int64_t ns = 5;

	ck_assert_int_eq(options_seconds(SPAN("1000000000"), &ns), 0);
	ck_assert_int_eq(ns, INT64_C(1000000000000000000));
	ck_assert_int_eq(options_seconds(SPAN("1000000000.1"), &ns), -1);
	ck_assert_int_eq(ns, INT64_C(1000000000000000000));
	ck_assert_int_eq(options_seconds(SPAN(".000000001"), &ns), 0);
	ck_assert_int_eq(ns, 1);
	ck_assert_int_eq(
	    options_seconds(SPAN("0.123456789999999999999999"), &ns), 0);
	ck_assert_int_eq(ns, 123456789);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("command_line");
	TCase *tests = tcase_create("command_line");
	SRunner *runner = srunner_create(suite);
	int failed;

	suite_add_tcase(suite, tests);
	tcase_add_test(tests, test_defaults);
	tcase_add_loop_test(
	    tests, test_all_options, 0, (int)(sizeof full / sizeof *full));
	tcase_add_loop_test(
	    tests, test_wrong, 0, (int)(sizeof wrong / sizeof *wrong));
	tcase_add_test(tests, test_messages);
	tcase_add_test(tests, test_help);
	tcase_add_test(tests, test_version);
	tcase_add_test(tests, test_seconds);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
