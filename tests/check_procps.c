#include <check.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "collectors/procps.h"

static struct procps ps;
static struct procps_process process;
static struct text out;

static void
setup(void)
{
	setlocale(LC_CTYPE, "C");
	procps_init(&ps);
	process = (struct procps_process){.pid = 812,
	    .ppid = 41,
	    .rss_kib = 1664,
	    .vsz_kib = 5200,
	    .state = 'S',
	    .comm = SPAN("ollama"),
	    .command = SPAN("ollama serve")};
}

static void
teardown(void)
{
	procps_free(&ps);
	text_free(&out);
}

/* The UTF-8 locales that a test machine may have. */
static int
utf8(void)
{
	enum procps_version version = ps.version;

	if (setlocale(LC_CTYPE, "C.UTF-8") == NULL &&
	    setlocale(LC_CTYPE, "en_US.UTF-8") == NULL)
		return 0;
	procps_free(&ps);
	procps_init(&ps);
	ck_assert_int_eq(ps.utf8, 1);
	ps.version = version;
	return 1;
}

static void
assert_line(const char *wanted)
{
	text_clear(&out);
	procps_add_line(&ps, &out, &process);
	text_add_char(&out, '\0');
	ck_assert_str_eq(out.data, wanted);
}

/* The command as this version prints it. */
static void
assert_command(
    enum procps_version version, const char *command, const char *wanted)
{
	char line[200];

	ps.version = version;
	process.command = span_of(command);
	snprintf(line, sizeof line,
	    "  812    41 ollama           1664   5200 %s\n", wanted);
	assert_line(line);
}

START_TEST(test_columns)
{
	assert_line("  812    41 ollama           1664   5200 ollama serve\n");
	ps.pid_width = 7;
	assert_line(
	    "    812      41 ollama           1664   5200 ollama serve\n");
	ps.pid_width = 1;
	assert_line("812   41 ollama           1664   5200 ollama serve\n");
}
END_TEST

START_TEST(test_wide_numbers)
{
	/* What is too wide takes the blanks of the next columns. */
	process.pid = 1234567;
	assert_line("1234567  41 ollama           1664   5200 ollama serve\n");
	process.pid = 812;
	process.rss_kib = 20291360;
	assert_line("  812    41 ollama          20291360 5200 ollama serve\n");
	process.vsz_kib = 463538960;
	assert_line(
	    "  812    41 ollama          20291360 463538960 ollama serve\n");
}
END_TEST

START_TEST(test_comm_is_cut)
{
	process.comm = SPAN("kworker/u8:0-events_unbound");
	process.command = (struct span){NULL, 0};
	assert_line("  812    41 kworker/u8:0-ev  1664   5200 "
		    "[kworker/u8:0-events_unbound]\n");
	process.comm = SPAN("tmux: server");
	assert_line(
	    "  812    41 tmux: server     1664   5200 [tmux: server]\n");
}
END_TEST

START_TEST(test_zombie)
{
	process.state = 'Z';
	process.rss_kib = process.vsz_kib = 0;
	process.command = (struct span){NULL, 0};
	ps.version = PROCPS_4_0_4;
	assert_line("  812    41 ollama              0      0 "
		    "[ollama] <defunct>\n");
	ps.version = PROCPS_4_0_5;
	assert_line("  812    41 ollama <defunct     0      0 "
		    "[ollama] <defunct>\n");
}
END_TEST

START_TEST(test_empty_command)
{
	assert_command(PROCPS_4_0_0, "", "?");
	assert_command(PROCPS_4_0_5, "", "?");
	assert_command(PROCPS_4_0_6, "", "-");
}
END_TEST

START_TEST(test_ascii_locale)
{
	assert_command(PROCPS_4_0_0, "a\tb\001\177 \xc3\xbc", "a.b.. ??");
	assert_command(PROCPS_4_0_4, "a\tb\001\177 \xc3\xbc", "a.b.. ??");
	assert_command(PROCPS_4_0_5, "a\tb\001\177 \xc3\xbc", "a?b?? ??");
}
END_TEST

START_TEST(test_utf8_locale)
{
	if (!utf8())
		return;
	assert_command(
	    PROCPS_4_0_0, "\xc3\xbc \xe6\xa8\xa1", "\xc3\xbc \xe6\xa8\xa1");
	assert_command(
	    PROCPS_4_0_6, "\xc3\xbc \xe6\xa8\xa1", "\xc3\xbc \xe6\xa8\xa1");
	assert_command(PROCPS_4_0_0, "a\tb\177", "a?b?");
	/* A bad byte spoils the rest for the old ones. */
	assert_command(PROCPS_4_0_0, "\t\xff\t\xc3\xbc", "??.??");
	assert_command(PROCPS_4_0_4, "\t\xff\t\xc3\xbc", "???\xc3\xbc");
	assert_command(PROCPS_4_0_6, "\t\xff\t\xc3\xbc", "???\xc3\xbc");
	/* Cut, or with a wrong second byte. */
	assert_command(PROCPS_4_0_0, "\xc3", "?");
	assert_command(PROCPS_4_0_0, "\xc3\x28\xc3\xbc", "?(\xc3\xbc");
	assert_command(PROCPS_4_0_4, "\xc3\x28\xc3\xbc", "?(\xc3\xbc");
	assert_command(PROCPS_4_0_6, "\xe6\xa8", "??");
	/* Control characters of two bytes, surrogates, too long forms. */
	assert_command(PROCPS_4_0_4, "\xc2\x85.", "??.");
	assert_command(PROCPS_4_0_6, "\xed\xa0\x80.", "???.");
	assert_command(PROCPS_4_0_6, "\xc0\xaf.", "??.");
	assert_command(PROCPS_4_0_6, "\xf4\x90\x80\x80.", "????.");
	/* The newest do not let private characters through. */
	assert_command(PROCPS_4_0_5, "\xee\x80\x80.", "???.");
}
END_TEST

START_TEST(test_wide_comm)
{
	if (!utf8())
		return;
	/* Five characters of two cells each leave five blanks of fifteen. */
	process.comm = SPAN("\xe6\xa8\xa1\xe6\xa8\xa1\xe6\xa8\xa1\xe6\xa8\xa1"
			    "\xe6\xa8\xa1");
	assert_line(
	    "  812    41 \xe6\xa8\xa1\xe6\xa8\xa1\xe6\xa8\xa1"
	    "\xe6\xa8\xa1\xe6\xa8\xa1       1664   5200 ollama serve\n");
}
END_TEST

START_TEST(test_long_lines)
{
	size_t n = 140000;
	char *bytes = malloc(n);

	memset(bytes, 'x', n);
	process.command = (struct span){bytes, n};
	text_clear(&out);
	procps_add_line(&ps, &out, &process);
	/* The columns of a line, and its end. */
	ck_assert_uint_eq(out.len, 128 * 1024 + 1);
	free(bytes);
}
END_TEST

static const struct {
	const char *text;
	enum procps_version version;
} versions[] = {
    {"3.3.17", PROCPS_4_0_0},
    {"4.0.2", PROCPS_4_0_0},
    {"4.0.3\n", PROCPS_4_0_0},
    {"4.0.4", PROCPS_4_0_4},
    {"4.0.4.12-abcd", PROCPS_4_0_4},
    {"4.0.5", PROCPS_4_0_5},
    {"4.0.6", PROCPS_4_0_6},
    {"4.1", PROCPS_4_0_6},
    {"4.1.0", PROCPS_4_0_6},
    {"5.0.0", PROCPS_4_0_6},
    {"", PROCPS_4_0_6},
    {"UNKNOWN", PROCPS_4_0_6},
    {"99999999999999999999.1", PROCPS_4_0_6},
};

START_TEST(test_versions)
{
	ck_assert_int_eq(procps_version_of(span_of(versions[_i].text)),
	    versions[_i].version);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("procps");
	TCase *tests = tcase_create("procps");
	SRunner *runner = srunner_create(suite);
	int failed;

	suite_add_tcase(suite, tests);
	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_test(tests, test_columns);
	tcase_add_test(tests, test_wide_numbers);
	tcase_add_test(tests, test_comm_is_cut);
	tcase_add_test(tests, test_zombie);
	tcase_add_test(tests, test_empty_command);
	tcase_add_test(tests, test_ascii_locale);
	tcase_add_test(tests, test_utf8_locale);
	tcase_add_test(tests, test_wide_comm);
	tcase_add_test(tests, test_long_lines);
	tcase_add_loop_test(
	    tests, test_versions, 0, (int)(sizeof versions / sizeof *versions));
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
