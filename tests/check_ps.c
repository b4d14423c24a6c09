#include <sys/stat.h>

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "collectors/process_compare.h"
#include "collectors/ps.h"

/*
 * The handover from ps to system calls, with a ps that is a shell script and a
 * process list that gives what the test says: this file stands in for
 * ps_list_*.c.
 */
#define A      "    1     0 init   10   20 /sbin/init\n"
#define B      "   50     1 ollama 30   40 ollama serve\n"
#define B2     "   50     1 ollama 35   99 ollama serve\n"
#define BX     "   50     1 ollama 30   40 ollama stop\n"
#define C      "   60     1 x      50   60 x --runner\n"
#define UNREAD ": processes of other users that only ps can read have no rows"
#define PS     "   70    69 ps      1    2 ps -axo mlx\n"

static struct {
	const char *all[2]; /* before ps, after it */
	const char *matching;
	enum ps_list_result result;
	int asked, asked_for_all, learned;
	int asked_at_lesson; /* for all, when it was taught */
	int refuses;
	char lesson[200];
} list;

struct ps_list *
ps_list_new(const char *root, char *reason, size_t size)
{
	(void)root;
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

enum ps_list_result
ps_list_read(struct ps_list *l, const struct match *match, struct text *lines,
    const char **reason)
{
	(void)l;
	if (match == NULL)
		text_add_string(lines, list.all[list.asked_for_all++ % 2]);
	else if (list.result != PS_LIST_FAILED)
		text_add_string(lines, list.matching);
	list.asked += match != NULL;
	*reason = "the list failed";
	return list.result;
}

void
ps_list_learn(struct ps_list *l, struct span lines)
{
	(void)l;
	list.learned++;
	list.asked_at_lesson = list.asked_for_all;
	ck_assert_uint_lt(lines.n, sizeof list.lesson);
	memcpy(list.lesson, lines.p, lines.n);
	list.lesson[lines.n] = '\0';
}

static char folder[] = "/tmp/memtrace-source.XXXXXX";
static char path[sizeof folder + 16], runs[sizeof folder + 16];
static struct match match;
static struct ps source;
static struct text lines;
static char said[400];
static const char *reason;

static void
on_say(void *arg, const char *what)
{
	(void)arg;
	strcat(said, what);
}

static void
setup(void)
{
	char why[100];

	ck_assert_ptr_nonnull(mkdtemp(folder));
	snprintf(path, sizeof path, "%s/ps", folder);
	snprintf(runs, sizeof runs, "%s/runs", folder);
	setenv("PATH", folder, 1);
	ck_assert_int_eq(
	    match_init(&match, MATCH_DEFAULT, 4711, why, sizeof why), 0);
	list.all[0] = list.all[1] = A B C;
	list.matching = "native\n";
}

static void
teardown(void)
{
	ps_close(&source);
	match_free(&match);
	text_free(&lines);
	unlink(path);
	unlink(runs);
	rmdir(folder);
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
begin(enum source wanted)
{
	char why[100];

	ps_close(&source);
	ck_assert_int_eq(
	    ps_open(&source, wanted, &match, NULL, why, sizeof why), 0);
	source.say = on_say;
}

static void
assert_read(const char *wanted)
{
	text_clear(&lines);
	ck_assert_int_eq(ps_read(&source, &lines, &reason), 0);
	text_add_char(&lines, '\0');
	ck_assert_str_eq(lines.data, wanted);
}

START_TEST(test_proven)
{
	put_ps(A B2 C PS, 0);
	begin(SOURCE_AUTO);
	assert_read(B2 C PS);
	assert_read("native\n");
	assert_read("native\n");
	ck_assert_int_eq(ps_runs(), 1);
	ck_assert_str_eq(said, "");
}
END_TEST

START_TEST(test_never_proven)
{
	put_ps(A BX C, 0);
	begin(SOURCE_AUTO);
	assert_read(BX C);
	assert_read(BX C);
	ck_assert_str_eq(said, "");
	assert_read(BX C);
	ck_assert_ptr_nonnull(strstr(said, "staying with ps"));
	ck_assert_ptr_nonnull(strstr(said, "process 50"));
	said[0] = '\0';
	assert_read(BX C);
	ck_assert_str_eq(said, "");
	ck_assert_int_eq(ps_runs(), 4);
	ck_assert_int_eq(list.asked, 0);
}
END_TEST

START_TEST(test_proven_late)
{
	put_ps(A BX C, 0);
	begin(SOURCE_AUTO);
	assert_read(BX C);
	put_ps(A B C, 0);
	assert_read(B C);
	assert_read("native\n");
	ck_assert_str_eq(said, "");
}
END_TEST

START_TEST(test_forced)
{
	put_ps(A B C, 0);
	begin(SOURCE_NATIVE);
	assert_read("native\n");
	ck_assert_int_eq(ps_runs(), 0);
	begin(SOURCE_TOOL);
	assert_read(B C);
	assert_read(B C);
	ck_assert_int_eq(ps_runs(), 2);
	ck_assert_int_eq(list.asked, 1);
	ck_assert_int_eq(list.asked_for_all, 0);
}
END_TEST

START_TEST(test_no_ps)
{
	begin(SOURCE_AUTO);
	assert_read("native\n");
	ck_assert_str_eq(said, "");
	begin(SOURCE_TOOL);
	ck_assert_int_eq(ps_read(&source, &lines, &reason), -1);
	ck_assert_str_eq(reason, "ps is not on PATH");
}
END_TEST

START_TEST(test_broken_ps)
{
	put_ps("", 1);
	begin(SOURCE_AUTO);
	assert_read("native\n");
	assert_read("native\n");
	ck_assert_str_eq(said, "");
	assert_read("native\n");
	ck_assert_ptr_nonnull(strstr(said, "ps does not work"));
	assert_read("native\n");
	ck_assert_int_eq(ps_runs(), 3);
	begin(SOURCE_TOOL);
	ck_assert_int_eq(ps_read(&source, &lines, &reason), -1);
	ck_assert_str_eq(reason, "ps failed");
}
END_TEST

START_TEST(test_ps_that_complains)
{
	put_ps(A B C, 1);
	begin(SOURCE_TOOL);
	assert_read(B C);
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
	ck_assert_int_eq(ps_read(&source, &lines, &reason), -1);
	ck_assert_str_eq(reason, torn[_i].reason);
	ck_assert_uint_eq(lines.len, 0);
	/* The next sample is not the worse for it. */
	put_ps(A B C, 0);
	assert_read(B C);
	/* There is another way: unproven, then where ps alone could tell. */
	put_ps_that(torn[_i].output, torn[_i].ends);
	begin(SOURCE_AUTO);
	assert_read("native\n");
	put_ps(A B C, 0);
	assert_read(B C);
	put_ps_that(torn[_i].output, torn[_i].ends);
	list.result = PS_LIST_UNREADABLE;
	assert_read("native\n");
	ck_assert_int_eq(list.learned, 0);
	ck_assert_int_eq(
	    strncmp(said, torn[_i].reason, strlen(torn[_i].reason)), 0);
}
END_TEST

/* Who is missing without a reason is not ruled out for ever. */
START_TEST(test_lessons)
{
	list.result = PS_LIST_UNREADABLE;
	put_ps(A B C, 1);
	begin(SOURCE_AUTO);
	assert_read(B C);
	assert_read(B C);
	ck_assert_int_eq(list.learned, 0);
	put_ps(A B C, 0);
	/* Out of memory while the lines were added: the sample is lost. */
	text_clear(&lines);
	lines.failed = 1;
	ck_assert_int_eq(ps_read(&source, &lines, &reason), 0);
	ck_assert_int_eq(lines.failed, 1);
	ck_assert_int_eq(list.learned, 0);
	begin(SOURCE_AUTO);
	lines.failed = 1;
	ck_assert_int_eq(ps_read(&source, &lines, &reason), 0);
	ck_assert_int_eq(list.learned, 0);
	assert_read(B C);
	ck_assert_int_eq(list.learned, 1);
	ck_assert_str_eq(list.lesson, B C);
}
END_TEST

/* It sees itself, and nobody asked for that; other runs of ps stay. */
START_TEST(test_own_ps)
{
	put_ps_that(A PS, "echo \"  $$  4711 ps 1 2 ps -axo mlx\"");
	begin(SOURCE_TOOL);
	assert_read(PS);
	begin(SOURCE_AUTO);
	assert_read(PS);
	list.result = PS_LIST_FAILED;
	assert_read(PS);
}
END_TEST

START_TEST(test_unreadable)
{
	put_ps(A B C, 0);
	list.result = PS_LIST_UNREADABLE;
	begin(SOURCE_AUTO);
	assert_read(B C);
	ck_assert_int_eq(list.learned, 1);
	ck_assert_str_eq(list.lesson, B C);
	/* Who came after ps, and is on the second list, was not seen by it. */
	ck_assert_int_eq(list.asked_at_lesson, 1);
	/* Proven, but ps is asked as long as the list says so. */
	assert_read(B C);
	ck_assert_int_eq(list.asked, 1);
	ck_assert_int_eq(list.learned, 2);
	list.result = PS_LIST_OK;
	assert_read("native\n");
	ck_assert_int_eq(ps_runs(), 2);
	/*
	 * Without ps, or told not to ask it, what can be read has to do. That
	 * is said, and once.
	 */
	list.result = PS_LIST_UNREADABLE;
	ck_assert_str_eq(said, "");
	put_ps("", 1);
	assert_read("native\n");
	ck_assert_str_eq(said, "ps failed" UNREAD);
	unlink(path);
	assert_read("native\n");
	ck_assert_str_eq(said, "ps failed" UNREAD);
	said[0] = '\0';
	begin(SOURCE_NATIVE);
	assert_read("native\n");
	assert_read("native\n");
	ck_assert_str_eq(said, "-s native" UNREAD);
	ck_assert_int_eq(list.learned, 2);
}
END_TEST

START_TEST(test_list_fails)
{
	put_ps(A B C, 0);
	begin(SOURCE_AUTO);
	assert_read(B C);
	list.result = PS_LIST_FAILED;
	assert_read(B C);
	begin(SOURCE_NATIVE);
	ck_assert_int_eq(ps_read(&source, &lines, &reason), -1);
	ck_assert_str_eq(reason, "the list failed");
}
END_TEST

START_TEST(test_list_fails_at_first)
{
	put_ps(A B C, 0);
	list.result = PS_LIST_FAILED;
	begin(SOURCE_AUTO);
	assert_read(B C);
	assert_read(B C);
	assert_read(B C);
	ck_assert_ptr_nonnull(strstr(said, "the list failed"));
	ck_assert_int_eq(source.now, PS_TOOL);
}
END_TEST

/* There is no list on this system. */
START_TEST(test_no_list)
{
	char why[100] = "";

	put_ps(A B C, 0);
	list.refuses = 1;
	begin(SOURCE_AUTO);
	for (int i = 0; i < 3; i++)
		assert_read(B C);
	ck_assert_str_eq(said, "staying with ps: no calls here");
	ck_assert_int_eq(ps_runs(), 3);
	ps_close(&source);
	ck_assert_int_eq(
	    ps_open(&source, SOURCE_NATIVE, &match, NULL, why, sizeof why), -1);
	ck_assert_str_eq(why, "no calls here");
	unlink(path);
	ck_assert_int_eq(
	    ps_open(&source, SOURCE_AUTO, &match, NULL, why, sizeof why), -1);
}
END_TEST

static const struct {
	const char *before, *ps, *after;
	int equal;
} lists[] = {
    {A B C, A B C, A B C, 1},
    {A B C, A B2 C, A B C, 1},
    {A B C, A B C PS, A B C, 1}, /* ps sees itself */
    {A C, A B C, A B C, 1},      /* it came meanwhile */
    {A B C, A C, A C, 1},        /* it went meanwhile */
    {A C, A C, A B C, 1},
    {A B C, A BX C, A BX C, 1}, /* it changed meanwhile */
    {A BX C, A BX C, A B C, 1},
    {A B C, A BX C, A C, 1},
    {A B C, A BX C, A B C, 0},
    {A B C, A C, A B C, 0},   /* ps misses one */
    {A B C, A C B, A B C, 0}, /* in another order */
    {A B C, "", A B C, 0},
    {"", A B C, "", 0},
    {"", "", "", 0},
    {A, "    1     9 init   10   20 /sbin/init\n", A, 0},
    {A, "    1     0 init2  10   20 /sbin/init\n", A, 0},
    {A, "    1     0 init   10   20 /sbin/init  \n", A, 1},
    {"1 0 a b 1 2 c\n", "1 0 a b 3 4 c\n", "1 0 a b 5 6 c\n", 1},
    {"1 0 a b 1 2 c\n", "1 0 a  b 1 2 c\n", "1 0 a b 1 2 c\n", 0},
    {"1 0 odd\n", "1 0 odd\n", "1 0 odd\n", 1},
    {"1 0 odd\n", "1 0 even\n", "1 0 odd\n", 0},
    {"x\n" A, A "y\n\n", A, 1},
};

START_TEST(test_compare)
{
	char why[100] = "";

	ck_assert_int_eq(
	    process_compare(span_of(lists[_i].before), span_of(lists[_i].ps),
		span_of(lists[_i].after), why, sizeof why),
	    lists[_i].equal ? 0 : -1);
	ck_assert_int_eq(why[0] == '\0', lists[_i].equal);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("process_source");
	TCase *tests = tcase_create("process_source");
	TCase *compare = tcase_create("process_compare");
	SRunner *runner = srunner_create(suite);
	int failed;

	suite_add_tcase(suite, tests);
	suite_add_tcase(suite, compare);
	tcase_set_timeout(tests, 60);
	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_test(tests, test_proven);
	tcase_add_test(tests, test_never_proven);
	tcase_add_test(tests, test_proven_late);
	tcase_add_test(tests, test_forced);
	tcase_add_test(tests, test_no_ps);
	tcase_add_test(tests, test_broken_ps);
	tcase_add_test(tests, test_ps_that_complains);
	tcase_add_loop_test(
	    tests, test_torn, 0, (int)(sizeof torn / sizeof *torn));
	tcase_add_test(tests, test_lessons);
	tcase_add_test(tests, test_own_ps);
	tcase_add_test(tests, test_unreadable);
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
