#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "collectors/match.h"

static struct match match;

static void
begin(const char *ere)
{
	char reason[100];

	ck_assert_int_eq(match_init(&match, ere, reason, sizeof reason), 0);
}

static int
line(const char *s)
{
	return match_line(&match, span_of(s));
}

static int
possible(const char *comm, const char *command)
{
	return match_possible(&match, span_of(comm), span_of(command));
}

START_TEST(test_default)
{
	begin(MATCH_DEFAULT);
	ck_assert_uint_eq(match.words, 3);
	ck_assert(line("    1     0 x 1 2 /usr/bin/ollama serve"));
	ck_assert(line("    1     0 python3 1 2 python3 -m mlx_lm.server"));
	ck_assert(line("    1     0 a runner 1 2 x"));
	ck_assert(!line("    1     0 Ollama 1 2 Ollama hidden"));
	ck_assert(!line("    1     0 x 1 2 ollam a"));
	ck_assert(!line(""));
	ck_assert(possible("ollama", ""));
	ck_assert(possible("x", "/bin/runner"));
	ck_assert(!possible("ml", "x"));
	ck_assert(!possible("", ""));
	match_free(&match);
}
END_TEST

/* The padding of ps does not matter; bytes that are no text do not either. */
START_TEST(test_line)
{
	begin("^7 1 x 10 20 a b$");
	ck_assert(line("    7     1 x        10     20 a  b "));
	ck_assert(line("\t7\t1\tx\t10\t20\ta b"));
	ck_assert(!line("    7     1 x        10     20 a  c "));
	match_free(&match);
	begin("ser.er");
	ck_assert(line("    7     1 caf\xc3"
		       " 10 20 \xff\xfe server"));
	ck_assert(line("    7     1 caf 10 20 ser\xff"
		       "er"));
	match_free(&match);
}
END_TEST

/* Each with how many words it is; 0 is an expression for regexec. */
static const struct {
	const char *ere;
	size_t words;
	const char *yes, *no;
} kinds[] = {
    {"llama-server", 1, "1 1 x 1 1 /bin/llama-server", "1 1 x 1 1 llama"},
    {"a|b|c|d|e|f|g|h|i|j|k|l|m|n|o|p", 16, "1 1 p 1 1 P", "1 1 q 1 1 Q"},
    {"a|b|c|d|e|f|g|h|i|j|k|l|m|n|o|p|q", 0, "1 1 q 1 1 Q", "1 1 R 1 1 R"},
    {"12", 0, "12 1 x 1 1 x", "1 2 x 1 1 x"},
    {"x12", 1, "1 1 x12 1 1 y", "1 1 x 12 1 y"},
    {"-", 1, "1 1 x 1 1 - y", "1 1 x 1 1 y"},
    {"^1 ", 0, "    1     0 x 1 1 y", "   11     0 x 1 1 y"},
    {"server$", 0, "1 1 x 1 1 a server", "1 1 x 1 1 server a"},
    {"(ollama|mlx) s", 0, "1 1 x 1 1 mlx serve", "1 1 x 1 1 mlx"},
    {"[o]llama", 0, "1 1 x 1 1 ollama", "1 1 x 1 1 [o]llama"},
    {"x 1 1 y", 0, "1 1 x 1 1 y", "1 1 x 1 2 y"},
    {"a{2}", 0, "1 1 aa 1 1 y", "1 1 a 1 1 y"},
};

START_TEST(test_kinds)
{
	begin(kinds[_i].ere);
	ck_assert_uint_eq(match.words, kinds[_i].words);
	ck_assert(line(kinds[_i].yes));
	ck_assert(!line(kinds[_i].no));
	/* It must not be ruled out by what it can match in. */
	if (kinds[_i].words == 0)
		ck_assert(possible("", ""));
	match_free(&match);
}
END_TEST

START_TEST(test_within_a_buffer)
{
	const char *lines = "1 1 x 1 1 a\n2 1 x 1 1 b\n";

	/* What follows the line is ignored. */
	begin("b$|ollama");
	ck_assert(!match_line(&match, (struct span){lines, 11}));
	ck_assert(match_line(&match, (struct span){lines + 12, 11}));
	match_free(&match);
	begin("b|ollama");
	ck_assert(!match_line(&match, (struct span){lines, 11}));
	match_free(&match);
}
END_TEST

START_TEST(test_bad)
{
	char reason[100] = "";

	ck_assert_int_ne(match_init(&match, "a(b", reason, sizeof reason), 0);
	ck_assert_uint_gt(strlen(reason), 0);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("match");
	TCase *tests = tcase_create("match");
	SRunner *runner = srunner_create(suite);
	int failed;

	suite_add_tcase(suite, tests);
	tcase_add_test(tests, test_default);
	tcase_add_test(tests, test_line);
	tcase_add_loop_test(
	    tests, test_kinds, 0, (int)(sizeof kinds / sizeof *kinds));
	tcase_add_test(tests, test_within_a_buffer);
	tcase_add_test(tests, test_bad);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
