#include <check.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "collectors/procargs.h"

/* An area: argc, then the bytes of a literal, its last NUL not among them. */
#define AREA(argc, literal) area_of((argc), literal, sizeof(literal) - 1)

static char buffer[256];

static struct span
area_of(int argc, const char *bytes, size_t n)
{
	memcpy(buffer, &argc, sizeof(argc));
	memcpy(buffer + sizeof(argc), bytes, n);
	return (struct span){buffer, sizeof(argc) + n};
}

static void
is(struct span got, const char *expected, size_t n)
{
	ck_assert_uint_eq(got.n, n);
	ck_assert_mem_eq(got.p, expected, n);
}

START_TEST(finds_the_arguments)
{
	struct procargs args;

	ck_assert_int_eq(
	    procargs_read(AREA(3, "/opt/ollama\0\0\0\0ollama\0run\0"
				  "gemma3\0HOME=/\0"),
		&args),
	    0);
	is(args.argv0, "ollama", 6);
	is(args.strings, "ollama\0run\0gemma3", 17);
}
END_TEST

START_TEST(gives_up_where_ps_does)
{
	struct procargs args;

	ck_assert_int_eq(procargs_read((struct span){NULL, 0}, &args), -1);
	ck_assert_int_eq(procargs_read((struct span){"abc", 3}, &args), -1);
	ck_assert_int_eq(procargs_read(AREA(1, ""), &args), -1);
	ck_assert_int_eq(procargs_read(AREA(1, "/path"), &args), -1);
	ck_assert_int_eq(procargs_read(AREA(1, "/path\0\0\0"), &args), -1);
	ck_assert_int_eq(procargs_read(AREA(1, "/path\0one"), &args), -1);
	ck_assert_int_eq(procargs_read(AREA(0, "/path\0one\0"), &args), -1);
	ck_assert_int_eq(procargs_read(AREA(-1, "/path\0one\0"), &args), -1);
	ck_assert_int_eq(
	    procargs_read(AREA(INT_MIN, "/path\0one\0"), &args), -1);
}
END_TEST

START_TEST(takes_what_there_is)
{
	struct procargs args;

	ck_assert_int_eq(
	    procargs_read(AREA(INT_MAX, "/path\0one\0two\0thr"), &args), 0);
	is(args.strings, "one\0two", 7);
	ck_assert_int_eq(
	    procargs_read(AREA(4, "/path\0one\0\0two\0\0E=1\0"), &args), 0);
	is(args.strings, "one\0\0two\0", 9);
	/* An empty path, and an empty argv[0], which ps takes for padding. */
	ck_assert_int_eq(procargs_read(AREA(1, "\0one\0"), &args), 0);
	is(args.argv0, "one", 3);
	ck_assert_int_eq(
	    procargs_read(AREA(2, "/path\0\0\0runner\0E=1\0F=2\0"), &args), 0);
	is(args.argv0, "runner", 6);
	is(args.strings, "runner\0E=1", 10);
}
END_TEST

/* What ps does, byte by byte; -1, or where the arguments begin and end. */
static int
by_bytes(struct span area, size_t *begin, size_t *first_end, size_t *end)
{
	int argc, count = 0;
	size_t i = sizeof(argc);

	if (area.n < sizeof(argc))
		return -1;
	memcpy(&argc, area.p, sizeof(argc));
	while (i < area.n && area.p[i] != '\0')
		i++;
	while (i < area.n && area.p[i] == '\0')
		i++;
	*begin = i;
	for (; i < area.n && count < argc; i++) {
		if (area.p[i] != '\0')
			continue;
		if (count++ == 0)
			*first_end = i;
		*end = i;
	}
	return count == 0 ? -1 : 0;
}

/* All areas of up to 12 bytes that are NUL or not, cut at each byte. */
START_TEST(agrees_with_ps_on_all_shapes)
{
	const int argc = _i - 1;
	struct procargs args;
	struct span area;
	size_t begin, first_end, end, n, i;
	unsigned shape;
	char bytes[12];
	int expected;

	for (shape = 0; shape < 1U << sizeof(bytes); shape++) {
		for (i = 0; i < sizeof(bytes); i++)
			bytes[i] = (shape >> i & 1) != 0 ? 'x' : '\0';
		for (n = 0; n <= sizeof(bytes); n++) {
			char *exact;

			/* In a block of its own, so that sanitizers see. */
			area = area_of(argc, bytes, n);
			exact = malloc(area.n);
			ck_assert_ptr_nonnull(exact);
			memcpy(exact, area.p, area.n);
			area.p = exact;
			expected = by_bytes(area, &begin, &first_end, &end);
			if (procargs_read(area, &args) != expected)
				ck_abort_msg(
				    "argc %d shape %x of %zu", argc, shape, n);
			if (expected == 0 &&
			    (args.argv0.p != exact + begin ||
				args.argv0.n != first_end - begin ||
				args.strings.p != exact + begin ||
				args.strings.n != end - begin))
				ck_abort_msg(
				    "argc %d shape %x of %zu", argc, shape, n);
			free(exact);
		}
	}
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("procargs");
	TCase *tc = tcase_create("procargs");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_test(tc, finds_the_arguments);
	tcase_add_test(tc, gives_up_where_ps_does);
	tcase_add_test(tc, takes_what_there_is);
	tcase_add_loop_test(tc, agrees_with_ps_on_all_shapes, 0, 6);
	suite_add_tcase(suite, tc);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
