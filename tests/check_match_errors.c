#include <check.h>
#include <errno.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>

#include "collectors/match.h"

/*
 * What other systems' regexec does and this one's does not, or not when it is
 * asked to: this file stands in for it. It finds "ollama", and the end of the
 * line at once if the expression is for the end.
 */
enum { ILLEGAL_SEQUENCE = 17 }; /* REG_ILLSEQ of macOS */

static enum { ALL_IS_TEXT, REFUSES, NO_MEMORY, NO_MEMORY_IN_GLIBC } mode;
static int calls;
static char seen[200];

int
regexec(const regex_t *restrict regex, const char *restrict string, size_t n,
    regmatch_t match[restrict n], int flags)
{
	size_t length = (size_t)(match[0].rm_eo - match[0].rm_so), i;

	(void)regex;
	ck_assert_int_eq(flags, REG_STARTEND);
	ck_assert_uint_eq(n, 1);
	ck_assert_uint_lt(length, sizeof seen);
	calls++;
	memcpy(seen, string, length);
	seen[length] = '\0';
	if (mode == NO_MEMORY)
		return REG_ESPACE;
	if (mode == NO_MEMORY_IN_GLIBC) {
		errno = ENOMEM;
		return REG_NOMATCH;
	}
	for (i = 0; mode == REFUSES && i < length; i++)
		if ((string[i] & 0xc0) == 0xc0 &&
		    (i + 1 == length || (string[i + 1] & 0xc0) != 0x80))
			return ILLEGAL_SEQUENCE;
	return strstr(seen, "ollama") != NULL ? 0 : REG_NOMATCH;
}

static struct match match;

static void
setup(void)
{
	char reason[100];

	mode = ALL_IS_TEXT;
	setlocale(LC_CTYPE, "C.UTF-8");
	ck_assert_int_eq(
	    match_init(&match, "(ollama)", 4711, reason, sizeof reason), 0);
	ck_assert_uint_eq(match.words, 0);
}

static void
teardown(void)
{
	match_free(&match);
}

static int
line(const char *s)
{
	calls = 0;
	return match_line(&match, span_of(s));
}

/* A line is not passed over for the sake of a byte; comm is cut anywhere. */
START_TEST(test_illegal)
{
	mode = REFUSES;
	ck_assert_int_eq(line("1 1 abc\xc3 1 1 abc\xc3\xa9/ollama"), 1);
	ck_assert_int_eq(calls, 2);
	ck_assert_str_eq(seen, "1 1 abc? 1 1 abc\xc3\xa9/ollama");
	ck_assert_int_eq(line("1 1 abc\xc3 1 1 abc\xc3\xa9/llama"), 0);
	ck_assert_int_eq(line("ollama \xff\xe6\xa8 \xe6\xa8\xa1\xc3"), 1);
	ck_assert_str_eq(seen, "ollama ??? \xe6\xa8\xa1?");
	ck_assert_int_eq(line("\xe6\xc3\xa9 ollama \xf0\x9f\xa6"), 1);
	ck_assert_str_eq(seen, "?\xc3\xa9 ollama ???");
	/* Nothing of the longer line before. */
	ck_assert_int_eq(line("\xc3"), 0);
	ck_assert_str_eq(seen, "?");
}
END_TEST

/* Nothing is copied where libc looks at the line as it is. */
START_TEST(test_text)
{
	mode = REFUSES;
	ck_assert_int_eq(line("1 1 x 1 1 ollama \xc3\xa9"), 1);
	ck_assert_int_eq(calls, 1);
	ck_assert_int_eq(line("1 1 x 1 1 llama \xc3\xa9"), 0);
	ck_assert_int_eq(calls, 1);
	mode = ALL_IS_TEXT;
	ck_assert_int_eq(line("1 1 abc\xc3 1 1 ollama"), 1);
	ck_assert_int_eq(calls, 1);
	ck_assert_str_eq(seen, "1 1 abc\xc3 1 1 ollama");
	ck_assert_uint_eq(match.readable->size, 0);
}
END_TEST

/* Its room is taken once. */
START_TEST(test_steady)
{
	const char *was;
	size_t size;

	mode = REFUSES;
	ck_assert_int_eq(line("1 1 abc\xc3 1 1 ollama, somewhat longer"), 1);
	was = match.readable->data;
	size = match.readable->size;
	for (int i = 0; i < 100; i++)
		ck_assert_int_eq(line("1 1 abc\xc3 1 1 ollama"), 1);
	ck_assert_ptr_eq(match.readable->data, was);
	ck_assert_uint_eq(match.readable->size, size);
}
END_TEST

/* "Does not match" it is not. */
START_TEST(test_memory)
{
	mode = NO_MEMORY;
	ck_assert_int_eq(line("1 1 x 1 1 ollama"), -1);
	ck_assert_int_eq(line("1 1 abc\xc3 1 1 ollama"), -1);
	mode = NO_MEMORY_IN_GLIBC;
	ck_assert_int_eq(line("1 1 x 1 1 ollama"), -1);
	mode = ALL_IS_TEXT;
	/* What failed before this call is not its failure. */
	errno = ENOMEM;
	ck_assert_int_eq(line("1 1 x 1 1 llama"), 0);
	ck_assert_int_eq(line("1 1 x 1 1 ollama"), 1);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("match_errors");
	TCase *tests = tcase_create("match_errors");
	SRunner *runner = srunner_create(suite);
	int failed;

	suite_add_tcase(suite, tests);
	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_test(tests, test_illegal);
	tcase_add_test(tests, test_text);
	tcase_add_test(tests, test_steady);
	tcase_add_test(tests, test_memory);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
