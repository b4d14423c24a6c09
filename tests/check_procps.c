#include <check.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "collectors/procps.h"

#define STATUS                                                              \
	"Name:\tollama\nUmask:\t0022\nState:\tS (sleeping)\nTgid:\t812\n"   \
	"Ngid:\t0\nPid:\t812\nPPid:\t41\nTracerPid:\t0\nUid:\t0\t0\t0\t0\n" \
	"VmPeak:\t  99999 kB\nVmSize:\t    5200 kB\nVmLck:\t       0 kB\n"  \
	"VmHWM:\t    1800 kB\nVmRSS:\t    1664 kB\nRssAnon:\t     100 kB\n" \
	"Threads:\t1\n"

static struct procps_process status;

static int
read_status(const char *text)
{
	status = (struct procps_process){.state = '!', .ppid = 77};
	return procps_status(span_of(text), &status);
}

START_TEST(test_status)
{
	ck_assert_int_eq(read_status(STATUS), 0);
	ck_assert_int_eq(status.state, 'S');
	ck_assert_uint_eq(status.ppid, 41);
	ck_assert_uint_eq(status.rss_kib, 1664);
	ck_assert_uint_eq(status.vsz_kib, 5200);
	/* No RssShmem, no VmSwap. */
	ck_assert(status.footprint_kib == UINT64_MAX);
	ck_assert_int_eq(
	    read_status(STATUS "RssFile:\t 1500 kB\nRssShmem:\t 64 kB\n"
			       "VmSwap:\t 20 kB\n"),
	    0);
	ck_assert_uint_eq(status.footprint_kib, 184);
}
END_TEST

START_TEST(test_status_without_memory)
{
	ck_assert_int_eq(
	    read_status("Name:\tx\nState:\tZ (zombie)\nPPid:\t9\n"), 0);
	ck_assert_int_eq(status.state, 'Z');
	ck_assert_uint_eq(status.ppid, 9);
	ck_assert_uint_eq(status.rss_kib, 0);
	ck_assert_uint_eq(status.vsz_kib, 0);
	ck_assert(status.footprint_kib == UINT64_MAX);
}
END_TEST

static const char *const bad[] = {"", "\n", "Name:\tx\n", "State:\tS\n",
    "PPid:\t9\n", "State:\nPPid:\t9\n", "State:\tS\nPPid:\t-1\n",
    "State:\tS\nPPid:\t99999999999999999999\n", "State:\tS\nPPid:\n",
    "State:\tS\nPPid:\t1\nVmRSS:\n", "State:\tS\nPPid:\t1\nVmSize:\t-2 kB\n",
    /* A name cannot pass for a line: the kernel escapes line ends in it. */
    "Name:\tx\\nState:\tS\nPPid:\t1\n"};

START_TEST(test_bad_status)
{
	ck_assert_int_eq(read_status(bad[_i]), -1);
}
END_TEST

#define CLIENT "pos:\t0\ndrm-driver:\tx\ndrm-client-id:\t7\n"

/* What the kernel's files look like is in tests/fixtures/proc-drm. */
static const struct {
	const char *text;
	int is_client;
	uint64_t kib;
} devices[] = {
    {"pos:\t0\nflags:\t0100002\n", 0, 0},
    {"", 0, 0},
    {"\ndrm-client-id:\t7\n\ndrm-resident-vram:\t4 KiB\n\n", 1, 4},
    {CLIENT, 0, 0},
    {"drm-resident-vram:\t4 KiB\n", 0, 0},
    {CLIENT "drm-resident-vram:\t4 KiB\n", 1, 4},
    {CLIENT "drm-resident-vram: 0\n", 1, 0},
    /* Bytes, and all kinds of memory. */
    {CLIENT "drm-resident-a:\t2047\ndrm-resident-b:\t1025\n", 1, 3},
    {CLIENT "drm-resident-a:\t1 MiB\ndrm-resident-b:\t1 KiB\n", 1, 1025},
    /* One way of counting, whatever the order. */
    {CLIENT "drm-total-a:\t9 KiB\ndrm-memory-a:\t5 KiB\n"
	    "drm-resident-a:\t4 KiB\n",
	1, 4},
    {CLIENT "drm-memory-a:\t5 KiB\ndrm-total-a:\t9 KiB\n", 1, 5},
    {CLIENT "drm-total-a:\t9 KiB\ndrm-shared-a:\t2 KiB\n", 1, 9},
    /* Time, not memory. */
    {CLIENT "drm-total-cycles-rcs:\t7655183225\n", 0, 0},
    {CLIENT "drm-resident-a:\n", 0, 0},
    {CLIENT "drm-resident-a:\t-4 KiB\n", 0, 0},
};

START_TEST(test_drm)
{
	struct procps_drm drm;

	ck_assert_int_eq(
	    procps_drm(span_of(devices[_i].text), &drm), devices[_i].is_client);
	if (devices[_i].is_client)
		ck_assert_uint_eq(drm.kib, devices[_i].kib);
}
END_TEST

static uint64_t
client(const char *lines)
{
	struct procps_drm drm;
	struct text text = {0};

	text_add_string(&text, lines);
	text_add_string(&text, "drm-total-a:\t9 KiB\n");
	ck_assert_int_eq(procps_drm(text_span(&text), &drm), 1);
	text_free(&text);
	return drm.client;
}

START_TEST(test_drm_clients)
{
	const uint64_t one = client("drm-client-id:\t7\ndrm-pdev:\t0:0\n");

	ck_assert(client("drm-client-id: 7\nx:\t1\ndrm-pdev: 0:0 \n") == one);
	ck_assert(client("drm-client-id:\t7\ndrm-pdev:\t0:1\n") != one);
	ck_assert(client("drm-client-id:\t8\ndrm-pdev:\t0:0\n") != one);
	ck_assert(client("drm-client-id:\t7\n") != one);
}
END_TEST

START_TEST(test_name)
{
	ck_assert(span_is(procps_name(SPAN("ollama\n")), "ollama"));
	ck_assert(span_is(procps_name(SPAN("a\nb\n\n")), "a\nb\n"));
	ck_assert(span_is(procps_name(SPAN("\n")), ""));
	ck_assert(span_is(procps_name(SPAN("")), ""));
	ck_assert(span_is(procps_name(SPAN("cut")), "cut"));
}
END_TEST

static struct procps_process process;
static struct text comm, command;

static void
setup(void)
{
	setlocale(LC_CTYPE, "C");
	process = (struct procps_process){.state = 'S',
	    .name = SPAN("ollama"),
	    .cmdline = SPAN("ollama\0serve\0")};
}

static void
teardown(void)
{
	text_free(&comm);
	text_free(&command);
}

/* The UTF-8 locales that a test machine may have. */
static int
utf8(void)
{
	return setlocale(LC_CTYPE, "C.UTF-8") != NULL ||
	       setlocale(LC_CTYPE, "en_US.UTF-8") != NULL;
}

static void
assert_shows(int version, const char *wanted_comm, const char *wanted_command)
{
	procps_show(&process, version, &comm, &command);
	text_add_char(&comm, '\0');
	text_add_char(&command, '\0');
	ck_assert_str_eq(comm.data, wanted_comm);
	ck_assert_str_eq(command.data, wanted_command);
}

static void
assert_command(int version, const char *cmdline, const char *wanted)
{
	process.cmdline = span_of(cmdline);
	assert_shows(version, "ollama", wanted);
}

START_TEST(test_plain)
{
	assert_shows(0, "ollama", "ollama serve");
	ck_assert(!procps_is_odd(&process));
}
END_TEST

START_TEST(test_odd)
{
	process.state = 'Z';
	ck_assert(procps_is_odd(&process));
	setup();
	process.name = SPAN("a\tb");
	ck_assert(procps_is_odd(&process));
	setup();
	process.cmdline = SPAN("ollama\0\x7f");
	ck_assert(procps_is_odd(&process));
	process.cmdline = SPAN("\0");
	ck_assert(procps_is_odd(&process));
	process.cmdline = SPAN("");
	ck_assert(!procps_is_odd(&process));
}
END_TEST

START_TEST(test_comm_is_cut)
{
	process.name = SPAN("kworker/u8:0-events_unbound");
	process.cmdline = SPAN("");
	assert_shows(0, "kworker/u8:0-ev", "[kworker/u8:0-events_unbound]");
	process.name = SPAN("tmux: server");
	assert_shows(0, "tmux: server", "[tmux: server]");
}
END_TEST

START_TEST(test_zombie)
{
	process.state = 'Z';
	process.cmdline = SPAN("");
	assert_shows(40004, "ollama", "[ollama] <defunct>");
	assert_shows(40005, "ollama <defunct", "[ollama] <defunct>");
}
END_TEST

#define CMDLINE(bytes, wanted)         \
	process.cmdline = SPAN(bytes); \
	assert_shows(PROCPS_NEWEST, "ollama", wanted)

START_TEST(test_arguments)
{
	CMDLINE("ollama\0serve", "ollama serve");
	CMDLINE("a\0\0b\0\0\0", "a  b");
	CMDLINE("\0a\0", " a");
	CMDLINE("a\nb\tc\0", "a b?c");
	CMDLINE("title  ", "title ");
	CMDLINE("title\n", "title");
	CMDLINE("title \0", "title ");
	CMDLINE("\0\0\0", "-");
	assert_shows(40005, "ollama", "?");
}
END_TEST

START_TEST(test_ascii_locale)
{
	assert_command(40002, "a\tb\001\177 \xc3\xbc", "a.b.. ??");
	assert_command(40004, "a\tb\001\177 \xc3\xbc", "a.b.. ??");
	assert_command(40005, "a\tb\001\177 \xc3\xbc", "a?b?? ??");
}
END_TEST

START_TEST(test_utf8_locale)
{
	if (!utf8())
		return;
	assert_command(40002, "\xc3\xbc \xe6\xa8\xa1", "\xc3\xbc \xe6\xa8\xa1");
	assert_command(40006, "\xc3\xbc \xe6\xa8\xa1", "\xc3\xbc \xe6\xa8\xa1");
	assert_command(40002, "a\tb\177", "a?b?");
	/* A bad byte spoils the rest for the old ones. */
	assert_command(40002, "\t\xff\t\xc3\xbc", "??.??");
	assert_command(40004, "\t\xff\t\xc3\xbc", "???\xc3\xbc");
	assert_command(40006, "\t\xff\t\xc3\xbc", "???\xc3\xbc");
	/* Cut, or with a wrong second byte. */
	assert_command(40002, "\xc3", "?");
	assert_command(40002, "\xc3\x28\xc3\xbc", "?(\xc3\xbc");
	assert_command(40004, "\xc3\x28\xc3\xbc", "?(\xc3\xbc");
	assert_command(40006, "\xe6\xa8", "??");
	/* Control characters of two bytes, surrogates, too long forms. */
	assert_command(40004, "\xc2\x85.", "??.");
	assert_command(40006, "\xed\xa0\x80.", "???.");
	assert_command(40006, "\xc0\xaf.", "??.");
	assert_command(40006, "\xf4\x90\x80\x80.", "????.");
}
END_TEST

START_TEST(test_wide_comm)
{
	if (!utf8())
		return;
	/* Seven characters of two cells each. */
	process.name = SPAN("\xe6\xa8\xa1\xe6\xa8\xa1\xe6\xa8\xa1"
			    "\xe6\xa8\xa1\xe6\xa8\xa1\xe6\xa8\xa1"
			    "\xe6\xa8\xa1\xe6\xa8\xa1");
	assert_shows(PROCPS_NEWEST,
	    "\xe6\xa8\xa1\xe6\xa8\xa1\xe6\xa8\xa1\xe6\xa8\xa1"
	    "\xe6\xa8\xa1\xe6\xa8\xa1\xe6\xa8\xa1",
	    "ollama serve");
}
END_TEST

START_TEST(test_long_line)
{
	size_t n = 140000;
	char *bytes = malloc(n);

	memset(bytes, 'x', n);
	process.cmdline = (struct span){bytes, n};
	procps_show(&process, PROCPS_NEWEST, &comm, &command);
	ck_assert_uint_eq(command.len, 131072 - 45);
	free(bytes);
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
	tcase_add_test(tests, test_status);
	tcase_add_test(tests, test_status_without_memory);
	tcase_add_loop_test(
	    tests, test_bad_status, 0, (int)(sizeof bad / sizeof *bad));
	tcase_add_loop_test(
	    tests, test_drm, 0, (int)(sizeof devices / sizeof *devices));
	tcase_add_test(tests, test_drm_clients);
	tcase_add_test(tests, test_name);
	tcase_add_test(tests, test_plain);
	tcase_add_test(tests, test_odd);
	tcase_add_test(tests, test_comm_is_cut);
	tcase_add_test(tests, test_zombie);
	tcase_add_test(tests, test_arguments);
	tcase_add_test(tests, test_ascii_locale);
	tcase_add_test(tests, test_utf8_locale);
	tcase_add_test(tests, test_wide_comm);
	tcase_add_test(tests, test_long_line);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
