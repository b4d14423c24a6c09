#include <sys/stat.h>

#include <check.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "collectors/ps.h"
#include "collectors/record.h"
#include "collectors/wide.h"

/*
 * The handover from ps to system calls, with a ps that is a shell script and a
 * process list that gives what the test says: this file stands in for
 * ps_SYSTEM.c and wide_SYSTEM.c. Its lines look like the lines of ps.
 */
#define A      "    1     0 init   10   20 /sbin/init\n"
#define B      "   50     1 ollama 30   40 ollama serve\n"
#define B2     "   50     1 ollama 35   99 ollama serve\n"
#define BX     "   50     1 ollama 30   40 ollama stop\n"
#define C      "   60     1 x      50   60 x --runner\n"
#define NATIVE "   90     1 mlx    11   12 mlx native\n"
#define PS     "   70    69 ps      1    2 ps -axo mlx\n"
/* The rows of these. */
#define B_ROW      "T\t50\t1\tollama\t30\t40\tollama serve\n"
#define B2_ROW     "T\t50\t1\tollama\t35\t99\tollama serve\n"
#define BX_ROW     "T\t50\t1\tollama\t30\t40\tollama stop\n"
#define C_ROW      "T\t60\t1\tx\t50\t60\tx --runner\n"
#define NATIVE_ROW "T\t90\t1\tmlx\t11\t12\tmlx native\n"
#define PS_ROW     "T\t70\t69\tps\t1\t2\tps -axo mlx\n"
#define UNREAD     ": processes of other users that only ps can read have no rows\n"

static struct {
	const char *lines[2]; /* of the passes, the last one for all later */
	int passes;
	int fails;
	int strangers;    /* at the end of the list; the first has pid 500 */
	int64_t start_us; /* of the strangers */
	struct span rest;
	int met;
	struct process_row row;
	int refuses;
} list;

struct ps_list *
ps_list_new(char *reason, size_t size)
{
	reason[0] = '\0';
	if (!list.refuses)
		return (struct ps_list *)&list;
	snprintf(reason, size, "no calls here");
	return NULL;
}

void
ps_list_free(struct ps_list *l)
{
	(void)l;
}

int
ps_list_start(struct ps_list *l, const char **reason)
{
	(void)l;
	*reason = "the list failed";
	list.rest = span_of(list.lines[list.passes > 0]);
	list.passes++;
	list.met = 0;
	return list.fails ? -1 : 0;
}

int
ps_list_next(struct ps_list *l, struct ps_process *process, const char **reason)
{
	struct span line, word;

	(void)l;
	(void)reason;
	*process = (struct ps_process){0};
	if (span_until(&list.rest, '\n', &line)) {
		process->comm = process->command = line;
		span_word(&line, &word);
		span_u64(word, &list.row.pid);
		span_word(&line, &word);
		span_u64(word, &list.row.ppid);
		ck_assert_int_eq(process_tsv_columns(line, &list.row), 0);
		process->pid = (pid_t)list.row.pid;
		return 1;
	}
	if (list.met == list.strangers)
		return 0;
	process->pid = 500 + list.met++;
	process->unreadable = 1;
	process->comm = SPAN("secret");
	process->start_us = list.start_us;
	return 1;
}

int
ps_list_row(struct ps_list *l, struct process_row *row, const char **reason)
{
	(void)l;
	(void)reason;
	*row = list.row;
	row->footprint_kib = 900;
	return 1;
}

static struct text asked; /* the pids, each with a blank */

struct wide *
wide_new(const char *root)
{
	ck_assert_str_eq(root, "");
	return list.refuses ? NULL : (struct wide *)&asked;
}

void
wide_free(struct wide *w)
{
	ck_assert(w == NULL || w == (struct wide *)&asked);
}

void
wide_read(struct wide *w, struct process_row *row)
{
	ck_assert_ptr_eq(w, &asked);
	text_add_f(&asked, "%d%c", (int)row->pid,
	    row->footprint_kib == 900 ? '+' : ' ');
	row->footprint_kib = 1000 + row->pid;
	row->footprint_max_kib = PROCESS_TSV_UNKNOWN;
	row->gpu_kib = 7;
}

static char folder[] = "/tmp/memtrace-ps.XXXXXX";
static char path[sizeof folder + 16], runs[sizeof folder + 16];
static char said_path[sizeof folder + 16];
static struct match match;
static struct ps *ps;
static struct text out;
static const char *reason;

static void
setup(void)
{
	char why[100];
	int fd;

	ck_assert_ptr_nonnull(mkdtemp(folder));
	snprintf(path, sizeof path, "%s/ps", folder);
	snprintf(runs, sizeof runs, "%s/runs", folder);
	snprintf(said_path, sizeof said_path, "%s/said", folder);
	setenv("PATH", folder, 1);
	ck_assert_int_eq(match_init(&match, MATCH_DEFAULT, why, sizeof why), 0);
	list.lines[0] = A B C;
	list.lines[1] = A B C;
	record_begin("test");
	fd = open(said_path, O_RDWR | O_CREAT | O_APPEND, 0600);
	ck_assert_int_ne(dup2(fd, STDERR_FILENO), -1);
	close(fd);
}

static void
teardown(void)
{
	ps_free(ps);
	match_free(&match);
	text_free(&out);
	text_free(&asked);
	unlink(path);
	unlink(runs);
	unlink(said_path);
	rmdir(folder);
}

/* What was printed since the last time. */
static const char *
said(void)
{
	static char text[1000];
	FILE *file = fopen(said_path, "r");
	size_t n;

	ck_assert_ptr_nonnull(file);
	n = fread(text, 1, sizeof text - 1, file);
	text[n] = '\0';
	fclose(file);
	ck_assert_int_eq(truncate(said_path, 0), 0);
	return text;
}

/* A ps that prints this, ends so, and leaves a dot behind for each run. */
static void
put_ps_that(const char *output, const char *ends)
{
	FILE *file = fopen(path, "w");

	ck_assert_ptr_nonnull(file);
	fprintf(file, "#!/bin/sh\nprintf . >>%s\nprintf '%%s' '%s'\n%s\n", runs,
	    output, ends);
	fclose(file);
	ck_assert_int_eq(chmod(path, 0700), 0);
}

static void
put_ps(const char *output, int status)
{
	char ends[20];

	snprintf(ends, sizeof ends, "exit %d", status);
	put_ps_that(output, ends);
}

static int
ps_runs(void)
{
	struct stat st;

	return stat(runs, &st) == 0 ? (int)st.st_size : 0;
}

static void
begin_wide(enum source wanted, int wide)
{
	char why[100];

	ps_free(ps);
	list.passes = 0;
	ps = ps_new(wanted, &match, wide, why, sizeof why);
	ck_assert_ptr_nonnull(ps);
}

static void
begin(enum source wanted)
{
	begin_wide(wanted, 0);
}

static void
assert_read(const char *wanted)
{
	int rows, lines = 0;
	size_t i;

	text_clear(&out);
	rows = ps_read(ps, SPAN("T"), &out, &reason);
	for (i = 0; i < out.len; i++)
		lines += out.data[i] == '\n';
	ck_assert_int_eq(rows, lines);
	text_add_char(&out, '\0');
	ck_assert_str_eq(out.data, wanted);
}

static void
assert_fails(const char *wanted)
{
	text_clear(&out);
	ck_assert_int_eq(ps_read(ps, SPAN("T"), &out, &reason), -1);
	ck_assert_str_eq(reason, wanted);
	ck_assert_uint_eq(out.len, 0);
}

/* From here on native rows differ from rows of ps. */
static void
native_from_now_on(void)
{
	list.lines[0] = list.lines[1] = NATIVE;
}

START_TEST(test_proven)
{
	put_ps(A B2 C PS, 0);
	begin(SOURCE_AUTO);
	assert_read(B2_ROW C_ROW PS_ROW);
	native_from_now_on();
	assert_read(NATIVE_ROW);
	assert_read(NATIVE_ROW);
	ck_assert_int_eq(ps_runs(), 1);
	ck_assert_str_eq(said(), "");
}
END_TEST

START_TEST(test_never_proven)
{
	put_ps(A BX C, 0);
	begin(SOURCE_AUTO);
	assert_read(BX_ROW C_ROW);
	assert_read(BX_ROW C_ROW);
	ck_assert_str_eq(said(), "");
	assert_read(BX_ROW C_ROW);
	ck_assert_str_eq(
	    said(), "test: using ps: our list differs from it for pid 50\n");
	assert_read(BX_ROW C_ROW);
	ck_assert_str_eq(said(), "");
	ck_assert_int_eq(ps_runs(), 4);
}
END_TEST

START_TEST(test_proven_late)
{
	put_ps(A BX C, 0);
	begin(SOURCE_AUTO);
	assert_read(BX_ROW C_ROW);
	put_ps(A B C, 0);
	assert_read(B_ROW C_ROW);
	native_from_now_on();
	assert_read(NATIVE_ROW);
	ck_assert_str_eq(said(), "");
}
END_TEST

/* One that rewrites its title all the time does not keep us with ps. */
START_TEST(test_title_that_changes)
{
	put_ps(A "   50     1 ollama 30   40 ollama 2\n" C, 0);
	list.lines[0] = A "   50     1 ollama 30   40 ollama 1\n" C;
	list.lines[1] = A "   50     1 ollama 30   40 ollama 3\n" C;
	begin(SOURCE_AUTO);
	assert_read("T\t50\t1\tollama\t30\t40\tollama 2\n" C_ROW);
	native_from_now_on();
	assert_read(NATIVE_ROW);
	ck_assert_int_eq(ps_runs(), 1);
}
END_TEST

START_TEST(test_forced)
{
	put_ps(A B C, 0);
	native_from_now_on();
	begin(SOURCE_NATIVE);
	assert_read(NATIVE_ROW);
	ck_assert_int_eq(ps_runs(), 0);
	begin(SOURCE_TOOL);
	assert_read(B_ROW C_ROW);
	assert_read(B_ROW C_ROW);
	ck_assert_int_eq(ps_runs(), 2);
	ck_assert_int_eq(list.passes, 0);
}
END_TEST

static void
assert_asked(const char *wanted)
{
	text_add_char(&asked, '\0');
	ck_assert_str_eq(asked.data, wanted);
	text_clear(&asked);
}

/* The other columns are asked for rows that are written, and for no others. */
START_TEST(test_wide)
{
#define WIDE_ROWS                                             \
	"T\t50\t1\tollama\t30\t40\tollama serve\t1050\t\t7\n" \
	"T\t60\t1\tx\t50\t60\tx --runner\t1060\t\t7\n"
	put_ps(A B C, 0);
	begin_wide(SOURCE_AUTO, 1);
	assert_read(WIDE_ROWS);
	assert_asked("50 60 ");
	assert_read(WIDE_ROWS);
	/* What the list has read already is not asked for again. */
	assert_asked("50+60+");
	ck_assert_int_eq(ps_runs(), 1);
	begin_wide(SOURCE_TOOL, 1);
	assert_read(WIDE_ROWS);
	assert_asked("50 60 ");
	list.strangers = 1;
	begin_wide(SOURCE_NATIVE, 1);
	assert_read(WIDE_ROWS);
	assert_asked("50+60+");
	begin(SOURCE_NATIVE);
	assert_read(B_ROW C_ROW);
	ck_assert_uint_eq(asked.len, 0);
}
END_TEST

START_TEST(test_wide_without_memory)
{
	char why[100];

	list.refuses = 1;
	ck_assert_ptr_null(ps_new(SOURCE_TOOL, &match, 1, why, sizeof why));
	ck_assert_str_eq(why, "out of memory");
}
END_TEST

START_TEST(test_no_ps)
{
	begin(SOURCE_AUTO);
	assert_read(B_ROW C_ROW);
	ck_assert_str_eq(said(), "");
	begin(SOURCE_TOOL);
	assert_fails("ps was not found on PATH");
}
END_TEST

START_TEST(test_broken_ps)
{
	put_ps("", 1);
	native_from_now_on();
	begin(SOURCE_AUTO);
	assert_read(NATIVE_ROW);
	assert_read(NATIVE_ROW);
	ck_assert_str_eq(said(), "");
	assert_read(NATIVE_ROW);
	ck_assert_str_eq(said(),
	    "test: ps failed; using the kernel's process list without "
	    "comparing it with ps\n");
	assert_read(NATIVE_ROW);
	ck_assert_int_eq(ps_runs(), 3);
	begin(SOURCE_TOOL);
	assert_fails("ps failed");
}
END_TEST

START_TEST(test_ps_that_complains)
{
	put_ps(A B C, 1);
	begin(SOURCE_TOOL);
	assert_read(B_ROW C_ROW);
}
END_TEST

/* Half a row looks like a row, and half a list like a whole one. */
static const struct {
	const char *output, *ends, *reason;
} torn[] = {
    {A "   50     1 ollama 30", "kill -KILL $$", "ps was killed"},
    {A B, "kill -KILL $$", "ps was killed"},
    {"", "kill -TERM $$", "ps was killed"},
    {A "   50     1 ollama 30", "exit 1", "ps failed"},
    {A "   50     1 ollama 30", "exit 137", "ps failed"},
    {A "   50     1 ollama 30", "exit 0", "ps failed"},
};

START_TEST(test_torn)
{
	put_ps_that(torn[_i].output, torn[_i].ends);
	begin(SOURCE_TOOL);
	assert_fails(torn[_i].reason);
	put_ps(A B C, 0);
	assert_read(B_ROW C_ROW);
	/* There is another way, unproven. */
	put_ps_that(torn[_i].output, torn[_i].ends);
	native_from_now_on();
	begin(SOURCE_AUTO);
	assert_read(NATIVE_ROW);
}
END_TEST

/* ps sees itself and us, and the loop's awk would not. */
START_TEST(test_own_rows)
{
	char us[100];

	snprintf(us, sizeof us, "%ld 1 proctrace 1 2 proctrace -o mlx\n",
	    (long)getpid());
	put_ps_that(us, "echo \"  $$  4711 ps 1 2 ps -axo mlx\"");
	begin(SOURCE_TOOL);
	assert_read("");
	list.lines[0] = list.lines[1] = us;
	begin(SOURCE_NATIVE);
	assert_read("");
}
END_TEST

/*
 * Only ps can read the strangers. Once it has shown that they do not match it
 * is not asked again, until there are others.
 */
START_TEST(test_strangers)
{
	put_ps(A B C, 0);
	list.strangers = 2;
	begin(SOURCE_AUTO);
	assert_read(B_ROW C_ROW); /* the proof */
	native_from_now_on();
	assert_read(NATIVE_ROW);
	ck_assert_int_eq(ps_runs(), 1);
	list.strangers = 3;
	assert_read(B_ROW C_ROW);
	assert_read(NATIVE_ROW);
	ck_assert_int_eq(ps_runs(), 2);
	/* Another process has the pid now. */
	list.start_us = 1;
	assert_read(B_ROW C_ROW);
	assert_read(NATIVE_ROW);
	ck_assert_int_eq(ps_runs(), 3);
	ck_assert_str_eq(said(), "");
}
END_TEST

START_TEST(test_stranger_that_matches)
{
	put_ps(A B C "  501     1 mlx 1 2 mlx\n", 0);
	list.strangers = 2;
	begin(SOURCE_AUTO);
	for (int i = 1; i <= 3; i++) {
		assert_read(B_ROW C_ROW "T\t501\t1\tmlx\t1\t2\tmlx\n");
		ck_assert_int_eq(ps_runs(), i);
	}
}
END_TEST

/* A ps that fails may not have shown them. */
START_TEST(test_strangers_and_a_ps_that_complains)
{
	put_ps(A B C, 1);
	list.strangers = 1;
	begin(SOURCE_AUTO);
	assert_read(B_ROW C_ROW);
	assert_read(B_ROW C_ROW);
	ck_assert_int_eq(ps_runs(), 2);
}
END_TEST

START_TEST(test_strangers_without_ps)
{
	native_from_now_on();
	list.strangers = 1;
	begin(SOURCE_AUTO);
	assert_read(NATIVE_ROW);
	ck_assert_str_eq(said(), "test: ps was not found on PATH" UNREAD);
	assert_read(NATIVE_ROW);
	ck_assert_str_eq(said(), "");
	begin(SOURCE_NATIVE);
	assert_read(NATIVE_ROW);
	assert_read(NATIVE_ROW);
	ck_assert_str_eq(said(), "test: -s native" UNREAD);
}
END_TEST

START_TEST(test_list_fails)
{
	put_ps(A B C, 0);
	begin(SOURCE_AUTO);
	assert_read(B_ROW C_ROW);
	list.fails = 1;
	assert_read(B_ROW C_ROW);
	begin(SOURCE_NATIVE);
	assert_fails("the list failed");
}
END_TEST

START_TEST(test_list_fails_at_first)
{
	put_ps(A B C, 0);
	list.fails = 1;
	begin(SOURCE_AUTO);
	assert_read(B_ROW C_ROW);
	assert_read(B_ROW C_ROW);
	assert_read(B_ROW C_ROW);
	ck_assert_str_eq(said(), "test: using ps: the list failed\n");
}
END_TEST

/* There is no list on this system. */
START_TEST(test_no_list)
{
	char why[100] = "";

	put_ps(A B C, 0);
	list.refuses = 1;
	begin(SOURCE_AUTO);
	ck_assert_str_eq(said(), "test: no calls here; using ps\n");
	for (int i = 0; i < 3; i++)
		assert_read(B_ROW C_ROW);
	ck_assert_str_eq(said(), "");
	ck_assert_int_eq(ps_runs(), 3);
	ps_free(ps);
	ps = ps_new(SOURCE_NATIVE, &match, 0, why, sizeof why);
	ck_assert_ptr_null(ps);
	ck_assert_str_eq(why, "no calls here");
}
END_TEST

static const struct {
	const char *before, *ps, *after;
	enum proof proof;
} lists[] = {
    {A B C, A B C, A B C, PROOF_EQUAL},
    {A B C, A B2 C, A B C, PROOF_EQUAL},
    {A B C, A B C PS, A B C, PROOF_EQUAL}, /* ps sees itself */
    {A C, A B C, A B C, PROOF_EQUAL},      /* it came meanwhile */
    {A B C, A C, A C, PROOF_EQUAL},        /* it went meanwhile */
    {A C, A C, A B C, PROOF_EQUAL},
    {A B C, A BX C, A BX C, PROOF_EQUAL}, /* it changed meanwhile */
    {A BX C, A BX C, A B C, PROOF_EQUAL},
    {A B C, A BX C, A C, PROOF_EQUAL},
    {A B C, A BX C, A B C, PROOF_DIFFERENT},
    {A B C, A C, A B C, PROOF_DIFFERENT},   /* ps misses one */
    {A B C, A C B, A B C, PROOF_DIFFERENT}, /* in another order */
    {A B C, "", A B C, PROOF_DIFFERENT},
    {"", A B C, "", PROOF_NOTHING},
    {"", "", "", PROOF_NOTHING},
    {A, "    1     9 init   10   20 /sbin/init\n", A, PROOF_DIFFERENT},
    {A, "    1     0 init2  10   20 /sbin/init\n", A, PROOF_DIFFERENT},
    {A, "    1     0 init   10   20 /sbin/init  \n", A, PROOF_EQUAL},
    {"1 0 a b 1 2 c\n", "1 0 a b 3 4 c\n", "1 0 a b 5 6 c\n", PROOF_EQUAL},
    {"1 0 a b 1 2 c\n", "1 0 a  b 1 2 c\n", "1 0 a b 1 2 c\n", PROOF_EQUAL},
    {"1 0 odd\n", "1 0 odd\n", "1 0 odd\n", PROOF_EQUAL},
    {"1 0 odd\n", "1 0 even\n", "1 0 odd\n", PROOF_DIFFERENT},
    {"x\n" A, A "y\n\n", A, PROOF_EQUAL},
};

static struct span
rows(struct text *of, const char *lines)
{
	struct span rest = span_of(lines), line;

	while (span_until(&rest, '\n', &line))
		process_tsv_add_line(of, SPAN(""), line);
	return text_span(of);
}

START_TEST(test_compare)
{
	struct text before = {0}, of_ps = {0}, after = {0};
	char why[100] = "";
	enum proof proof = ps_compare(rows(&before, lists[_i].before),
	    rows(&of_ps, lists[_i].ps), rows(&after, lists[_i].after), why,
	    sizeof why);

	ck_assert_int_eq(proof, lists[_i].proof);
	text_free(&before);
	text_free(&of_ps);
	text_free(&after);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("ps");
	TCase *tests = tcase_create("ps");
	TCase *compare = tcase_create("compare");
	SRunner *runner = srunner_create(suite);
	int failed;

	suite_add_tcase(suite, tests);
	suite_add_tcase(suite, compare);
	tcase_set_timeout(tests, 60);
	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_test(tests, test_proven);
	tcase_add_test(tests, test_never_proven);
	tcase_add_test(tests, test_proven_late);
	tcase_add_test(tests, test_title_that_changes);
	tcase_add_test(tests, test_forced);
	tcase_add_test(tests, test_wide);
	tcase_add_test(tests, test_wide_without_memory);
	tcase_add_test(tests, test_no_ps);
	tcase_add_test(tests, test_broken_ps);
	tcase_add_test(tests, test_ps_that_complains);
	tcase_add_loop_test(
	    tests, test_torn, 0, (int)(sizeof torn / sizeof *torn));
	tcase_add_test(tests, test_own_rows);
	tcase_add_test(tests, test_strangers);
	tcase_add_test(tests, test_stranger_that_matches);
	tcase_add_test(tests, test_strangers_and_a_ps_that_complains);
	tcase_add_test(tests, test_strangers_without_ps);
	tcase_add_test(tests, test_list_fails);
	tcase_add_test(tests, test_list_fails_at_first);
	tcase_add_test(tests, test_no_list);
	tcase_add_loop_test(
	    compare, test_compare, 0, (int)(sizeof lists / sizeof *lists));
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
