#include <sys/stat.h>

#include <check.h>
#include <fcntl.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "collectors/record.h"
#include "collectors/sections.h"
#include "collectors/shape.h"
#include "formats/vm_stat.h"

#define ROOT "tests/fixtures/proc-zram"

static const struct {
	const char *a;
	const char *b;
	int same_text;
	int same_columns;
} shapes[] = {
    {"", "", 1, 1},
    {"a 1 b", "a 1 b", 1, 1},
    {"a 1 b", "a 7 b", 1, 1},
    {"a 1 b", "a 1234 b", 1, 0},
    {"a    1.", "a 1234.", 0, 1},
    {"a 1234.", "a   12.", 0, 1},
    {"a   1234.", "a 1234.", 0, 0},
    {"a 1.", "a x.", 0, 0},
    {"a 1.", "a .", 0, 0},
    {"a 1.", "b 1.", 0, 0},
    {"a 1\n", "a 1", 0, 0},
    {"a 1\nb 2\n", "a 1\n", 0, 0},
    {"1,50M", "2.50M", 0, 0},
    {"1", "", 0, 0},
    {"12", "1", 1, 0},
    {"1", "a", 0, 0},
};

START_TEST(test_shape)
{
	struct span a = span_of(shapes[_i].a), b = span_of(shapes[_i].b);

	ck_assert_int_eq(shape_same_text(a, b), shapes[_i].same_text);
	ck_assert_int_eq(shape_same_text(b, a), shapes[_i].same_text);
	ck_assert_int_eq(shape_same_columns(a, b), shapes[_i].same_columns);
	ck_assert_int_eq(shape_same_columns(b, a), shapes[_i].same_columns);
}
END_TEST

#define TABLE(until, name, rest) \
	"NAME     ID    UNTIL" until " \n" name "    abc    " rest "\n"

static const struct {
	const char *a;
	const char *b;
	int same;
} tables[] = {
    {TABLE("   ", "m:1b ", "now     "), TABLE("   ", "m:1b ", "now     "), 1},
    {TABLE("   ", "m:1b ", "1 minute    "),
	TABLE("        ", "m:1b ", "59 seconds    "), 1},
    {TABLE("", "m:1b ", "now     "), TABLE("", "n:1b ", "now     "), 0},
    /* Without the padding at the end of a row. */
    {TABLE("", "m:1b ", "now     "), TABLE("", "m:1b ", "now"), 0},
    {"NAME    ID    UNTIL \n", "NAME    ID    UNTIL \n", 1},
    {"NAME    ID    UNTIL \n", "NAME    ID    CONTEXT    UNTIL \n", 0},
    {"NAME    ID    UNTIL \n", TABLE("", "m:1b ", "now     "), 0},
    {"NAME    ID    UNTIL \n", "NAME    ID    UNTIL    MORE \n", 0},
    {"NAME    ID    UNTIL \n", "", 0},
    {"", "", 0},
    {"NAME    ID    UNTIL \nx\n", "NAME    ID    UNTIL \nx\n", 0},
};

START_TEST(test_shape_ollama_ps)
{
	struct span a = span_of(tables[_i].a), b = span_of(tables[_i].b);

	ck_assert_int_eq(shape_same_ollama_ps(a, b), tables[_i].same);
	ck_assert_int_eq(shape_same_ollama_ps(b, a), tables[_i].same);
}
END_TEST

/* A folder that is all of PATH, and what was said and read. */
static char folder[64];
static struct text said, out;
static int said_fd;
static struct sections *sections;
static const char *root; /* of memory_new() */

static void
setup(void)
{
	strcpy(folder, "/tmp/check-sections.XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(folder));
	setenv("PATH", folder, 1);
	record_begin("test");
	said_fd = open("/tmp", O_TMPFILE | O_RDWR | O_APPEND, 0600);
	ck_assert_int_ne(dup2(said_fd, STDERR_FILENO), -1);
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

/* No server listens on port 1. */
static void
start(enum source source)
{
	const struct sections_options options = {
	    source, "http://127.0.0.1:1", '.', root};
	char reason[256] = "";

	sections = sections_new(&options, reason, sizeof(reason));
	ck_assert_msg(sections != NULL, "%s", reason);
}

static const char *
sample(void)
{
	text_clear(&out);
	sections_read(sections, 0, &out);
	text_add(&out, "", 1);
	return out.data;
}

static const char *
all_said(void)
{
	char bytes[4096];
	ssize_t n = pread(said_fd, bytes, sizeof bytes, 0);

	ck_assert_int_eq(ftruncate(said_fd, 0), 0);
	text_clear(&said);
	text_add(&said, bytes, n > 0 ? (size_t)n : 0);
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
	ck_assert_uint_eq(count(said.data, "127.0.0.1:1/api/ps: "), 1);
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

/* Told once; asked again only to see whether it was a matter of the moment. */
START_TEST(test_other_form_stays)
{
	add_tool("sysctl", "vm.swapusage: total = 1.00 MB\\n", 0);
	start(SOURCE_AUTO);
	for (int i = 0; i < 3; i++)
		ck_assert_ptr_nonnull(strstr(sample(), "1.00 MB\n"));
	ck_assert_int_eq(runs("sysctl"), 4);
	ck_assert_uint_eq(count(all_said(), "sysctl vm.swapusage: "), 1);
	remove_tool("sysctl");
	ck_assert_ptr_nonnull(strstr(sample(), "vm.swapusage: total"));
	ck_assert_ptr_null(strstr(out.data, "1.00 MB"));
}
END_TEST

/* Linux's sysctl: there, but it knows no such name. */
START_TEST(test_silent_tool)
{
	add_tool("sysctl", "", 255);
	start(SOURCE_AUTO);
	for (int i = 0; i < 3; i++)
		ck_assert_uint_eq(count(sample(), "vm.swapusage: "), 1);
	ck_assert_int_eq(runs("sysctl"), 1);
}
END_TEST

/* What it printed is kept as the loop keeps it; the form is what proves. */
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

/* Cut off, it proves nothing: that is said once, and it is tried again. */
START_TEST(test_failing_tool_stays)
{
	add_tool("sysctl", "vm.swapusage: total = 1", 1);
	start(SOURCE_AUTO);
	for (int i = 0; i < 3; i++)
		ck_assert_ptr_nonnull(strstr(sample(), "total = 1"));
	ck_assert_int_eq(runs("sysctl"), 3);
	ck_assert_uint_eq(count(all_said(), "sysctl"), 1);
	ck_assert_ptr_nonnull(strstr(said.data, "sysctl vm.swapusage: exits "
						"with an error, so it is run"));
	add_tool("sysctl", SWAP_1 "\\n", 0);
	ck_assert_ptr_nonnull(strstr(sample(), SWAP_1));
	ck_assert_ptr_null(strstr(sample(), SWAP_1));
	ck_assert_int_eq(runs("sysctl"), 4);
}
END_TEST

/* With the server down no command is started again to hear the same. */
START_TEST(test_server_down)
{
	add_tool("ollama", "", 1);
	add_tool("curl", "", 7);
	add_tool("jq", "", 0);
	start(SOURCE_AUTO);
	for (int i = 0; i < 3; i++)
		ck_assert_uint_eq(count(sample(), "NAME"), 0);
	ck_assert_int_eq(runs("ollama"), 1);
	ck_assert_int_eq(runs("curl"), 1);
	ck_assert_uint_eq(count(all_said(), "\n"), 1);
}
END_TEST

/* But it is where only native does not reach the server. */
START_TEST(test_server_for_tools_alone)
{
	add_tool("ollama", "NAME  \\n", 0);
	start(SOURCE_AUTO);
	for (int i = 0; i < 3; i++)
		ck_assert_uint_eq(count(sample(), "NAME"), 1);
	ck_assert_int_eq(runs("ollama"), 3);
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
	ck_assert_uint_eq(count(said.data, "vm_stat: not found on PATH\n"), 1);
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

/* What the commands do not say is left out then, and that is said. */
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
	ck_assert_uint_eq(
	    count(all_said(), "sysctl: /nonexistent/meminfo: "), 1);
	ck_assert_ptr_null(
	    sections_new(&(const struct sections_options){SOURCE_NATIVE,
			     "http://127.0.0.1:1", '.', root},
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
	ck_assert_ptr_nonnull(strstr(sample(), seven));
	sample();
	ck_assert_int_eq(strstr(out.data, seven) == NULL, layouts[_i].native);
	line = strchr(out.data, '\n') + 1;
	ck_assert_uint_eq((size_t)(strchr(line, '\n') - line), width);
	ck_assert_int_eq(runs("vm_stat"), layouts[_i].native ? 1 : 3);
	ck_assert_uint_eq(
	    count(all_said(), "vm_stat: "), layouts[_i].native ? 0 : 1);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("sections");
	TCase *shape = tcase_create("shape");
	TCase *tcase = tcase_create("sections");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_loop_test(
	    shape, test_shape, 0, (int)(sizeof(shapes) / sizeof(shapes[0])));
	tcase_add_loop_test(shape, test_shape_ollama_ps, 0,
	    (int)(sizeof(tables) / sizeof(tables[0])));
	suite_add_tcase(suite, shape);
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_set_timeout(tcase, 60);
	tcase_add_test(tcase, test_no_tools);
	tcase_add_test(tcase, test_handover);
	tcase_add_test(tcase, test_other_form_stays);
	tcase_add_test(tcase, test_silent_tool);
	tcase_add_test(tcase, test_failing_tool);
	tcase_add_test(tcase, test_failing_tool_stays);
	tcase_add_test(tcase, test_server_down);
	tcase_add_test(tcase, test_server_for_tools_alone);
	tcase_add_test(tcase, test_source_tool);
	tcase_add_test(tcase, test_source_native);
	tcase_add_test(tcase, test_no_memory);
	tcase_add_loop_test(tcase, test_vm_stat, 0,
	    (int)(sizeof(layouts) / sizeof(layouts[0])));
	suite_add_tcase(suite, tcase);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
