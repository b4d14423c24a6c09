#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "render/graph/reduce.h"

enum { MOST = 20000 };

static struct point in[MOST];
static struct point out[MOST];
static unsigned long seed;

static unsigned
next(unsigned below)
{
	seed = (seed * 1103515245UL + 12345UL) & 0x7fffffff;
	return (unsigned)(seed >> 8) % below;
}

static size_t
reduced(size_t n, int wide)
{
	struct reduce r;
	size_t i, m = 0;

	reduce_start(&r, wide);
	for (i = 0; i < n; i++)
		m += reduce_add(&r, in[i], out + m);
	return m + reduce_end(&r, out + m);
}

static int
same(struct point a, struct point b)
{
	return a.x <= b.x && a.x >= b.x && a.y <= b.y && a.y >= b.y;
}

/*
 * The plain way: of in[from..end), all in one column, mark the first, the
 * first of the lowest and of the highest, and the last; in their order.
 */
static size_t
plainly(size_t from, size_t end, struct point *to)
{
	size_t low = from, high = from, i, n = 0;

	for (i = from; i < end; i++) {
		if (in[i].y < in[low].y)
			low = i;
		if (in[i].y > in[high].y)
			high = i;
	}
	for (i = from; i < end; i++)
		if (i == from || i == low || i == high || i == end - 1)
			to[n++] = in[i];
	return n;
}

static void
is_as_plainly(size_t n)
{
	static struct point wanted[MOST];
	size_t from, end, i, w = 0, m = reduced(n, 1);

	for (from = 0; from < n; from = end) {
		for (end = from; end < n && (long)in[end].x == (long)in[from].x;
		     end++)
			continue;
		w += plainly(from, end, wanted + w);
	}
	ck_assert_uint_eq(m, w);
	for (i = 0; i < w; i++)
		ck_assert_msg(same(out[i], wanted[i]),
		    "point %zu: %g %g, not %g %g", i, out[i].x, out[i].y,
		    wanted[i].x, wanted[i].y);
}

START_TEST(keeps_what_the_plain_way_keeps)
{
	int round;

	for (round = 0; round < 300; round++) {
		size_t n = 1 + next(round < 200 ? 40 : 3000), i;
		double x = 64;

		for (i = 0; i < n; i++) {
			in[i] = (struct point){x, (double)next(8) * 12.25};
			if (next(4) == 0)
				x += next(300) / 100.0;
			else
				x += next(10) / 100.0;
		}
		is_as_plainly(n);
	}
}
END_TEST

START_TEST(keeps_every_point_of_a_short_run)
{
	size_t i;

	for (i = 0; i < 1000; i++)
		in[i] = (struct point){64 + (double)(i / 50), next(9)};
	ck_assert_uint_eq(reduced(1000, 0), 1000);
	for (i = 0; i < 1000; i++)
		ck_assert(same(in[i], out[i]));
}
END_TEST

START_TEST(has_nothing_of_nothing)
{
	struct reduce r;

	ck_assert_uint_eq(reduced(0, 0), 0);
	ck_assert_uint_eq(reduced(0, 1), 0);
	/* Ended twice: nothing comes out again. */
	reduce_start(&r, 1);
	ck_assert_uint_eq(reduce_add(&r, (struct point){1, 2}, out), 0);
	ck_assert_uint_eq(reduce_end(&r, out), 1);
	ck_assert_uint_eq(reduce_end(&r, out), 0);
}
END_TEST

/* The same column after an end is another one. */
START_TEST(goes_on_after_an_end)
{
	struct reduce r;

	reduce_start(&r, 1);
	reduce_add(&r, (struct point){5.1, 1}, out);
	reduce_add(&r, (struct point){5.2, 9}, out);
	ck_assert_uint_eq(reduce_end(&r, out), 2);
	ck_assert_uint_eq(reduce_add(&r, (struct point){5.3, 4}, out), 0);
	ck_assert_uint_eq(reduce_end(&r, out), 1);
	ck_assert(same(out[0], (struct point){5.3, 4}));
}
END_TEST

START_TEST(never_gives_more_than_four)
{
	size_t i;

	for (i = 0; i < MOST; i++)
		in[i] = (struct point){
		    64 + (double)i * 728 / MOST, (double)next(100000)};
	ck_assert_uint_le(reduced(MOST, 1), 728 * REDUCE_MOST);
	is_as_plainly(MOST);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("reduce");
	TCase *tc = tcase_create("reduce");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_test(tc, keeps_what_the_plain_way_keeps);
	tcase_add_test(tc, keeps_every_point_of_a_short_run);
	tcase_add_test(tc, has_nothing_of_nothing);
	tcase_add_test(tc, goes_on_after_an_end);
	tcase_add_test(tc, never_gives_more_than_four);
	suite_add_tcase(suite, tc);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
