#include <sys/stat.h>

#include <check.h>
#include <dirent.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "collectors/record.h"
#include "collectors/sections.h"
#include "collectors/tick.h"
#include "formats/vm_stat.h"

#define ROOT "tests/fixtures/proc-zram"

/* A folder that is all of PATH, and what was printed and read. */
static char folder[64];
static struct text said, out;
static struct sections *sections;
static const char *root; /* of memory_new() */
static int wide;

static void
setup(void)
{
	strcpy(folder, "/tmp/check-sections.XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(folder));
	setenv("PATH", folder, 1);
	root = access("/proc", X_OK) == 0 ? ROOT : NULL;
	setenv("no_proxy", "*", 1);
}

static void
teardown(void)
{
	DIR *dir = opendir(folder);
	struct dirent *entry;
	char path[512];

	while ((entry = readdir(dir)) != NULL) {
		snprintf(path, sizeof(path), "%s/%s", folder, entry->d_name);
		unlink(path);
	}
	closedir(dir);
	rmdir(folder);
	sections_free(sections);
	text_free(&said);
	text_free(&out);
}

/* A command that prints this and counts its runs in NAME.runs. */
static void
add_tool(const char *name, const char *output, int status)
{
	char path[128];
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	f = fopen(path, "w");
	ck_assert_ptr_nonnull(f);
	fprintf(f, "#!/bin/sh\nprintf x >>%s.runs\nprintf '%s'\nexit %d\n",
	    path, output, status);
	fclose(f);
	chmod(path, 0755);
}

static void
remove_tool(const char *name)
{
	char path[128];

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	ck_assert_int_eq(unlink(path), 0);
}

static int
runs(const char *name)
{
	char path[128];
	struct stat st;

	snprintf(path, sizeof(path), "%s/%s.runs", folder, name);
	return stat(path, &st) == 0 ? (int)st.st_size : 0;
}

/* In place of that in record.c, which the linker then leaves out. */
void
record_say(const char *fmt, ...)
{
	char line[512];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(line, sizeof(line), fmt, ap);
	va_end(ap);
	text_add_string(&said, line);
	text_add_char(&said, '\n');
}

/* No server listens on port 1. */
static void
start(enum source source)
{
	const struct sections_options options = {
	    source, "http://127.0.0.1:1", '.', wide, root};
	char reason[256] = "";

	sections = sections_new(&options, reason, sizeof(reason));
	ck_assert_msg(sections != NULL, "%s", reason);
}

static const char *
sample(void)
{
	text_clear(&out);
	ck_assert_int_ge(sections_read(sections, &out), 0);
	text_add(&out, "", 1);
	return out.data;
}

static const char *
all_said(void)
{
	text_add(&said, "", 1);
	return said.data;
}

static size_t
count(const char *text, const char *part)
{
	size_t n = 0;

	for (; (text = strstr(text, part)) != NULL; text += strlen(part))
		n++;
	return n;
}

#define SWAP_1 "vm.swapusage: total = 1.00M  used = 0.00M  free = 1.00M  "

START_TEST(test_no_tools)
{
	const char *block;

	start(SOURCE_AUTO);
	for (int i = 0; i < 3; i++) {
		block = sample();
		ck_assert_ptr_eq(
		    strstr(block, "Mach Virtual Memory Statistics: "), block);
		ck_assert_uint_eq(count(block, "The system has "), 1);
		ck_assert_uint_eq(count(block, "vm.swapusage: "), 1);
		ck_assert_uint_eq(count(block, "NAME"), 0);
	}
	/* The server is down: once. */
	ck_assert_uint_eq(count(all_said(), "\n"), 1);
	ck_assert_uint_eq(count(said.data, "no Ollama at 127.0.0.1:1 ("), 1);
	ck_assert_uint_eq(
	    count(said.data, "recording system memory only\n"), 1);
}
END_TEST

START_TEST(test_handover)
{
	add_tool("sysctl", SWAP_1 "\\n", 0);
	start(SOURCE_AUTO);
	ck_assert_ptr_nonnull(strstr(sample(), SWAP_1));
	ck_assert_ptr_null(strstr(sample(), SWAP_1));
	ck_assert_uint_eq(count(sample(), "vm.swapusage: "), 1);
	ck_assert_int_eq(runs("sysctl"), 1);
}
END_TEST

START_TEST(test_other_form_stays)
{
	add_tool("sysctl", "vm.swapusage: total = 1.00 MB\\n", 0);
	start(SOURCE_AUTO);
	for (int i = 0; i < 5; i++)
		ck_assert_ptr_nonnull(strstr(sample(), "1.00 MB\n"));
	ck_assert_int_eq(runs("sysctl"), 5);
	ck_assert_uint_eq(count(all_said(), "sysctl vm.swapusage: unknown"), 1);
	remove_tool("sysctl");
	ck_assert_ptr_nonnull(strstr(sample(), "vm.swapusage: total"));
	ck_assert_ptr_null(strstr(out.data, "1.00 MB"));
}
END_TEST

/* Twice another form is no reason to give up native. */
START_TEST(test_other_form_goes)
{
	add_tool("sysctl", "vm.swapusage: total = 1.00 MB\\n", 0);
	start(SOURCE_AUTO);
	sample();
	sample();
	add_tool("sysctl", SWAP_1 "\\n", 0);
	ck_assert_ptr_nonnull(strstr(sample(), SWAP_1));
	ck_assert_ptr_null(strstr(sample(), SWAP_1));
	ck_assert_int_eq(runs("sysctl"), 3);
	ck_assert_uint_eq(count(all_said(), "sysctl"), 0);
}
END_TEST

/* Linux's sysctl is there, but knows no vm.swapusage. */
START_TEST(test_silent_tool)
{
	add_tool("sysctl", "", 255);
	start(SOURCE_AUTO);
	for (int i = 0; i < 5; i++)
		ck_assert_uint_eq(count(sample(), "vm.swapusage: "), 1);
	ck_assert_int_eq(runs("sysctl"), 3);
	ck_assert_uint_eq(count(all_said(), "sysctl"), 0);
}
END_TEST

/* The output is what is compared, however the command ended. */
START_TEST(test_failing_tool)
{
	add_tool("sysctl", SWAP_1 "\\n", 1);
	start(SOURCE_AUTO);
	ck_assert_ptr_nonnull(strstr(sample(), SWAP_1));
	ck_assert_ptr_null(strstr(sample(), SWAP_1));
	ck_assert_int_eq(runs("sysctl"), 1);
	ck_assert_uint_eq(count(all_said(), "sysctl"), 0);
}
END_TEST

/* A torn output is kept, as the loop keeps it, but not for ever. */
START_TEST(test_torn_tool)
{
	add_tool("sysctl", "vm.swapusage: total = 1", 1);
	start(SOURCE_AUTO);
	for (int i = 0; i < 3; i++)
		ck_assert_ptr_nonnull(strstr(sample(), "total = 1"));
	ck_assert_ptr_nonnull(strstr(sample(), "M  used = "));
	ck_assert_int_eq(runs("sysctl"), 3);
	ck_assert_uint_eq(count(all_said(), "sysctl vm.swapusage failed; "), 1);
}
END_TEST

/* With the server down no command is started that would ask it. */
START_TEST(test_server_down)
{
	add_tool("ollama", "NAME  \\n", 0);
	add_tool("sh", "{}\\n", 0);
	start(SOURCE_AUTO);
	for (int i = 0; i < 3; i++)
		ck_assert_uint_eq(count(sample(), "NAME"), 0);
	ck_assert_int_eq(runs("ollama") + runs("sh"), 0);
	ck_assert_uint_eq(count(all_said(), "\n"), 1);
}
END_TEST

/* A command that hangs does not keep us once a signal asked to stop. */
START_TEST(test_stop)
{
	struct tick tick;
	int64_t start_ns;

	add_tool("sysctl", "'; exec /bin/sleep 60; '", 0);
	start(SOURCE_TOOL);
	tick_start(&tick, 1000000000, 0);
	raise(SIGTERM);
	start_ns = tick_now_ns();
	ck_assert_int_eq(sections_read(sections, &out), -1);
	ck_assert_int_lt(tick_now_ns() - start_ns, 1000000000);
}
END_TEST

START_TEST(test_source_tool)
{
	add_tool("sysctl", SWAP_1 "\\n", 0);
	start(SOURCE_TOOL);
	for (int i = 0; i < 3; i++)
		ck_assert_str_eq(sample(), SWAP_1 "\n");
	ck_assert_int_eq(runs("sysctl"), 3);
	ck_assert_uint_eq(count(all_said(), "\n"), 4);
	ck_assert_uint_eq(
	    count(said.data, "vm_stat was not found on PATH\n"), 1);
}
END_TEST

START_TEST(test_source_native)
{
	add_tool("sysctl", SWAP_1 "\\n", 0);
	start(SOURCE_NATIVE);
	ck_assert_ptr_null(strstr(sample(), SWAP_1));
	ck_assert_uint_eq(count(out.data, "vm.swapusage: "), 1);
	ck_assert_int_eq(runs("sysctl"), 0);
}
END_TEST

/* Without counters the commands are all there is. */
START_TEST(test_no_memory)
{
	char reason[256] = "";

	if (root == NULL)
		return; /* a root means nothing to this system */
	add_tool("sysctl", SWAP_1 "\\n", 0);
	root = "/nonexistent";
	start(SOURCE_AUTO);
	for (int i = 0; i < 3; i++)
		ck_assert_str_eq(sample(), SWAP_1 "\n");
	ck_assert_uint_eq(count(all_said(), "/nonexistent/meminfo: "), 1);
	ck_assert_ptr_null(
	    sections_new(&(const struct sections_options){SOURCE_NATIVE,
			     "http://127.0.0.1:1", '.', 0, root},
		reason, sizeof(reason)));
	ck_assert_ptr_nonnull(strstr(reason, "/nonexistent/meminfo: "));
}
END_TEST

/* A vm_stat with this layout, all of whose numbers are 7. */
static void
add_vm_stat(enum vm_stat_width width, unsigned fields)
{
	struct vm_stat vm_stat = {.page_size = (uint64_t)sysconf(_SC_PAGESIZE)};
	struct text text = {0}, escaped = {0};

	for (unsigned i = 0; i < fields; i++)
		vm_stat_set(&vm_stat, (enum vm_stat_field)i, 7);
	vm_stat_write(&text, &vm_stat, width);
	for (size_t i = 0; i < text.len; i++) {
		if (text.data[i] == '\n')
			text_add_string(&escaped, "\\n");
		else
			text_add_char(&escaped, text.data[i]);
	}
	text_add(&escaped, "", 1);
	add_tool("vm_stat", escaped.data, 0);
	text_free(&text);
	text_free(&escaped);
}

static const struct {
	enum vm_stat_width width;
	unsigned fields;
	int native;
} layouts[] = {
    {VM_STAT_WIDTH_10_9, VM_STAT_USUAL_FIELDS, 1},
    {VM_STAT_WIDTH_26, VM_STAT_USUAL_FIELDS, 1},
    {VM_STAT_WIDTH_26, VM_STAT_FIELDS, 0},
};

START_TEST(test_vm_stat)
{
	const char *seven = "7.\nPages active:";
	size_t width = (size_t)layouts[_i].width;
	const char *line;

	add_vm_stat(layouts[_i].width, layouts[_i].fields);
	start(SOURCE_AUTO);
	for (int i = 0; i < 3; i++)
		ck_assert_ptr_nonnull(strstr(sample(), "\nPages active: "));
	ck_assert_int_eq(strstr(out.data, seven) == NULL, layouts[_i].native);
	line = strchr(out.data, '\n') + 1;
	ck_assert_uint_eq((size_t)(strchr(line, '\n') - line), width);
	ck_assert_int_eq(runs("vm_stat"), layouts[_i].native ? 1 : 3);
	ck_assert_uint_eq(
	    count(all_said(), "vm_stat: "), layouts[_i].native ? 0 : 1);
}
END_TEST

#define NAMES                                                       \
	"kern.memorystatus_vm_pressure_level iogpu.wired_limit_mb " \
	"vm.compressor_pool_size vm.compressor_input_bytes "        \
	"hw.memsize_usable"

/* A narrow block, then what the kernel prints, unchanged. */
START_TEST(test_wide)
{
	static const char path[] = ROOT "/pressure/memory";
	char lines[200] = "";
	struct text narrow = {0};
	FILE *file = fopen(path, "r");

	ck_assert_ptr_nonnull(file);
	ck_assert_uint_gt(fread(lines, 1, sizeof lines - 1, file), 0);
	fclose(file);
	if (root == NULL)
		return; /* a root means nothing to this system */
	start(SOURCE_NATIVE);
	text_add_string(&narrow, sample());
	sections_free(sections);
	wide = 1;
	start(SOURCE_NATIVE);
	text_add_string(&narrow, lines);
	text_add(&narrow, "", 1);
	ck_assert_str_eq(sample(), narrow.data);
	ck_assert_str_eq(sample(), narrow.data);
	text_free(&narrow);
}
END_TEST

/* Linux's sysctl has none of the names; without pressure nobody has a line. */
START_TEST(test_wide_silent_tool)
{
	const int has = _i == 0;

	if (root == NULL)
		return;
	wide = 1;
	root = has ? ROOT : "tests/fixtures/proc-old";
	add_tool("sysctl", "", 255);
	start(SOURCE_AUTO);
	for (int i = 0; i < 5; i++)
		ck_assert_uint_eq(count(sample(), " avg10="), has ? 2 : 0);
	/* Three times each, but once where both have nothing. */
	ck_assert_int_eq(runs("sysctl"), has ? 6 : 4);
	ck_assert_uint_eq(count(all_said(), "sysctl"), 0);
}
END_TEST

START_TEST(test_wide_tool)
{
	wide = 1;
	add_tool("sysctl", "'; echo \"$@\"; '", 0);
	start(SOURCE_TOOL);
	ck_assert_str_eq(sample(), "vm.swapusage\n" NAMES "\n");
	/* Some of the names are unknown, said once. */
	add_tool("sysctl", "hw.memsize_usable: 7\\n", 1);
	sample();
	ck_assert_str_eq(
	    sample(), "hw.memsize_usable: 7\nhw.memsize_usable: 7\n");
	ck_assert_uint_eq(
	    count(all_said(), "sysctl kern.memorystatus_vm_pressure_level"), 1);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("sections");
	TCase *tcase = tcase_create("sections");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_set_timeout(tcase, 60);
	tcase_add_test(tcase, test_no_tools);
	tcase_add_test(tcase, test_handover);
	tcase_add_test(tcase, test_other_form_stays);
	tcase_add_test(tcase, test_other_form_goes);
	tcase_add_test(tcase, test_silent_tool);
	tcase_add_test(tcase, test_failing_tool);
	tcase_add_test(tcase, test_torn_tool);
	tcase_add_test(tcase, test_server_down);
	tcase_add_test(tcase, test_stop);
	tcase_add_test(tcase, test_source_tool);
	tcase_add_test(tcase, test_source_native);
	tcase_add_test(tcase, test_no_memory);
	tcase_add_loop_test(tcase, test_vm_stat, 0,
	    (int)(sizeof(layouts) / sizeof(layouts[0])));
	tcase_add_test(tcase, test_wide);
	tcase_add_loop_test(tcase, test_wide_silent_tool, 0, 2);
	tcase_add_test(tcase, test_wide_tool);
	suite_add_tcase(suite, tcase);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
