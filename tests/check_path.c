#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "render/graph/path.h"

enum { MOST = 4000, COLUMNS = 1300 };

static const struct scale same = {0, 1, 0, 1};
static struct path path;
static struct text d, values;

static void
draw(void)
{
	path_end(&path);
	ck_assert_int_eq(path.failed, 0);
	text_clear(&d);
	text_clear(&values);
	path_line(&path, &same, &d, &values);
	text_add_char(&d, '\0');
	text_add_char(&values, '\0');
	ck_assert_int_eq(d.failed || values.failed, 0);
}

static void
values_are(const char *wanted)
{
	draw();
	ck_assert_str_eq(values.data, wanted);
}

static void
path_is(const char *wanted)
{
	draw();
	ck_assert_str_eq(d.data, wanted);
	path_free(&path);
}

START_TEST(draws_every_point_of_a_short_run)
{
	path = path_new(0);
	path_add(&path, 64, 300.5, 0);
	path_add(&path, 64.25, 300.5, 0);
	path_add(&path, 70, 299.005, 0);
	path_break(&path);
	path_add(&path, 80, 1, 0);
	path_add(&path, 81, 1, 0);
	path_is("M64 300.5h.25l5.75-1.49M80 1h1");
}
END_TEST

/* A value for each step, also where two are at one place or at one height. */
START_TEST(keeps_the_values)
{
	path = path_new(0);
	path_add(&path, 64, 9, 331);
	path_add(&path, 65, 9, 332);
	path_add(&path, 65, 9, 333);
	path_add(&path, 65, 8, 400);
	path_break(&path);
	path_add(&path, 70, 9, 331);
	values_are("331 332 333 400,331");
	path_is("M64 9h1l0 0v-1M70 9h0");
	path = path_new(1);
	path_add(&path, 64, 9, 331);
	path_add(&path, 65, 9, 331);
	path_add(&path, 66, 9, 331);
	path_add(&path, 67, 9.01, 330);
	path_add(&path, 68, 8, 400);
	values_are("331 331 330 400");
	path_is("M64.5 9h2h1l1-1");
}
END_TEST

START_TEST(draws_a_dot_for_a_lone_point)
{
	path = path_new(0);
	path_add(&path, 64, 3, 0);
	path_break(&path);
	path_add(&path, 65, 4, 0);
	path_is("M64 3h0M65 4h0");
	path = path_new(1);
	path_add(&path, 64, 3, 0);
	path_break(&path);
	path_add(&path, 65, 4, 0);
	path_is("M64.5 3h0M65.5 4h0");
}
END_TEST

/* Points of one column at one height do not get lost. */
START_TEST(draws_a_dot_for_points_at_one_place)
{
	path = path_new(1);
	path_add(&path, 64.1, 3, 0);
	path_add(&path, 64.2, 3.01, 0);
	path_add(&path, 64.9, 3, 0);
	path_break(&path);
	path_add(&path, 70, 5, 0);
	path_add(&path, 71, 5, 0);
	path_is("M64.5 3h0M70.5 5h1");
}
END_TEST

START_TEST(steps_from_column_to_column)
{
	path = path_new(1);
	path_add(&path, 60.0, 10, 0);
	path_add(&path, 60.5, 10, 0);
	path_add(&path, 61.0, 12, 0);
	path_is("M60.5 10l1 2");
	path = path_new(1);
	path_add(&path, 64.0, 100, 0);
	path_add(&path, 64.2, 90, 0);
	path_add(&path, 64.4, 120, 0);
	path_add(&path, 64.8, 100.5, 0);
	path_add(&path, 65.0, 100.5, 0);
	path_add(&path, 66.0, 100.5, 0);
	path_add(&path, 67.0, 100, 0);
	path_is("M64.5 100v-10v30v-19.5h2l1-.5");
}
END_TEST

/* Of a column the first, the lowest, the highest and the last are enough. */
START_TEST(has_columns_of_the_given_width)
{
	static const double y[] = {50, 40, 60, 45, 70, 41, 52};
	size_t i;

	path = path_new(8);
	for (i = 0; i < sizeof y / sizeof y[0]; i++)
		path_add(&path, 64 + (double)i, y[i], 0);
	path_break(&path);
	path_add(&path, 71.9, 53, 0);
	path_add(&path, 72, 53.25, 0);
	path_is("M68 50v-10v30v-17l8 .3");
}
END_TEST

START_TEST(has_no_points_inside_a_level)
{
	int i;

	path = path_new(1);
	for (i = 0; i < 700; i++)
		path_add(&path, 64 + i, 42, 0);
	path_is("M64.5 42h699");
}
END_TEST

START_TEST(is_empty_without_points)
{
	path = path_new(1);
	path_break(&path);
	path_is("");
}
END_TEST

/* Two stretches of an area, the second of one point. */
START_TEST(fills_between_two_edges)
{
	struct path edge[2] = {path_new(0), path_new(0)};
	int i;

	for (i = 0; i < 2; i++) {
		path_add(&edge[i], 64, i == 0 ? 10 : 20, 7);
		path_add(&edge[i], 70, i == 0 ? 12.04 : 20, 8);
		path_break(&edge[i]);
		path_add(&edge[i], 80.25, i == 0 ? 5 : 20, 9);
		path_end(&edge[i]);
		ck_assert_int_eq(edge[i].failed, 0);
	}
	text_clear(&d);
	text_clear(&values);
	path_area(&edge[0], &edge[1], &same, 3, &d, &values);
	text_add_char(&d, '\0');
	ck_assert_str_eq(d.data, "M64 10l6 2l0 8l-6 0z"
				 "M77.25 5l6 0l0 15l-6 0z");
	text_add_char(&values, '\0');
	ck_assert_str_eq(values.data, "7 8,9");
	path_free(&edge[0]);
	path_free(&edge[1]);
}
END_TEST

/* Else what is high for a moment would have no width, and not be seen. */
START_TEST(spreads_the_points_of_an_area_over_their_column)
{
	static const double y[] = {50, 40, 60, 45, 52};
	struct path floor = path_new(8);
	size_t i;

	path = path_new(8);
	for (i = 0; i < 5; i++) {
		path_add(&path, 64 + (double)i, y[i], i);
		path_add(&floor, 64 + (double)i, 0, 0);
	}
	path_add(&path, 79, 1, 5);
	path_add(&floor, 79, 0, 0);
	path_end(&path);
	path_end(&floor);
	text_clear(&d);
	text_clear(&values);
	path_area(&path, &floor, &same, 1, &d, &values);
	text_add_char(&d, '\0');
	ck_assert_str_eq(d.data, "M65 50l2-10l2 20l2-8l5-51l0-1l-6 0l-4 0z");
	text_add_char(&values, '\0');
	ck_assert_str_eq(values.data, "0 1 2 4 5");
	path_free(&path);
	path_free(&floor);
}
END_TEST

/* Columns that become wider keep what they would have kept from the start. */
START_TEST(columns_can_be_made_wider)
{
	static const long wide[] = {0, 1, 2, 8};
	struct path late = path_new(0);
	unsigned long seed = 3;
	struct text later = {0};
	size_t w, i;

	for (w = 1; w < 4; w++) {
		path = path_new(wide[w]);
		path_free(&late);
		late = path_new(wide[w - 1]);
		for (i = 0; i < 2000; i++) {
			const double x = 64 + (double)i * 0.3;

			seed = (seed * 1103515245UL + 12345UL) & 0x7fffffff;
			if (seed % 16 == 0) {
				path_break(&path);
				path_break(&late);
			}
			path_add(&path, x, (double)(seed >> 8 & 255), seed);
			path_add(&late, x, (double)(seed >> 8 & 255), seed);
		}
		draw();
		path_end(&late);
		path_widen(&late, wide[w]);
		ck_assert_int_eq(late.failed, 0);
		text_clear(&later);
		text_clear(&values);
		path_line(&late, &same, &later, &values);
		text_add_char(&later, '\0');
		ck_assert_str_eq(later.data, d.data);
		path_free(&path);
	}
	path_free(&late);
	text_free(&later);
}
END_TEST

/* What of a column is drawn: from the least height to the greatest. */
struct column {
	int drawn;
	long low, high; /* tenths */
	long first, last;
};

static void
touch(struct column *c, long y)
{
	if (!c->drawn) {
		c->drawn = 1;
		c->low = c->high = c->first = y;
	}
	if (y < c->low)
		c->low = y;
	if (y > c->high)
		c->high = y;
	c->last = y;
}

static long
tenths(const char **p)
{
	char *end;
	double value = strtod(*p, &end);

	ck_assert_msg(end != *p, "no number at \"%.20s\"", *p);
	*p = end;
	if (**p == ' ')
		++*p;
	return (long)(value * 10 + (value < 0 ? -0.5 : 0.5));
}

/* Follow the pen; every place where it turns is touched. */
static void
follow(const char *p, struct column column[COLUMNS])
{
	long x = 0, y = 0, from;

	while (*p != '\0') {
		char command = *p++;

		from = x;
		switch (command) {
		case 'M':
			x = tenths(&p);
			y = tenths(&p);
			break;
		case 'l':
			x += tenths(&p);
			y += tenths(&p);
			break;
		case 'h':
			/* A level passes over the columns in between. */
			for (x += tenths(&p), from += 10; from < x; from += 10)
				touch(&column[from / 10], y);
			break;
		case 'v':
			y += tenths(&p);
			break;
		default:
			ck_abort_msg("command '%c'", command);
		}
		ck_assert_int_eq(x % 10, 5);
		ck_assert(x >= 0 && x / 10 < COLUMNS);
		touch(&column[x / 10], y);
	}
}

/* The drawing covers in each column just what all the points cover. */
START_TEST(covers_what_the_points_cover)
{
	static struct column wanted[COLUMNS], got[COLUMNS];
	unsigned long seed = 77;
	int round, i;

	for (round = 0; round < 200; round++) {
		double x = 64, y = 150;

		memset(wanted, 0, sizeof wanted);
		memset(got, 0, sizeof got);
		path = path_new(1);
		for (i = 0; i < MOST && x < 790; i++) {
			seed = (seed * 1103515245UL + 12345UL) & 0x7fffffff;
			if (seed >> 20 & 1)
				y = 100 + (double)(seed >> 8 & 1023) / 7;
			path_add(&path, x, y, 0);
			touch(&wanted[(long)x], (long)(y * 10 + 0.5));
			x += (double)(seed >> 12 & 255) / (round + 1) / 2;
			if ((seed >> 8 & 127) == 0) {
				path_break(&path);
				/* A gap, so that no column has two lines. */
				x = (double)((long)x + 1);
			}
		}
		draw();
		follow(d.data, got);
		for (i = 0; i < COLUMNS; i++) {
			if (!wanted[i].drawn)
				continue;
			ck_assert_int_eq(got[i].low, wanted[i].low);
			ck_assert_int_eq(got[i].high, wanted[i].high);
			ck_assert_int_eq(got[i].first, wanted[i].first);
			ck_assert_int_eq(got[i].last, wanted[i].last);
		}
		path_free(&path);
	}
}
END_TEST

START_TEST(does_not_grow_with_the_points)
{
	unsigned long seed = 5;
	long i;

	path = path_new(1);
	for (i = 0; i < 200000; i++) {
		seed = (seed * 1103515245UL + 12345UL) & 0x7fffffff;
		path_add(&path, 64 + (double)i * 727 / 200000,
		    (double)(seed >> 8 & 255), 0);
	}
	draw();
	ck_assert_uint_lt(d.len, 728 * 4 * 12);
	path_free(&path);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("path");
	TCase *tc = tcase_create("path");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_test(tc, draws_every_point_of_a_short_run);
	tcase_add_test(tc, keeps_the_values);
	tcase_add_test(tc, draws_a_dot_for_a_lone_point);
	tcase_add_test(tc, draws_a_dot_for_points_at_one_place);
	tcase_add_test(tc, steps_from_column_to_column);
	tcase_add_test(tc, has_columns_of_the_given_width);
	tcase_add_test(tc, has_no_points_inside_a_level);
	tcase_add_test(tc, is_empty_without_points);
	tcase_add_test(tc, fills_between_two_edges);
	tcase_add_test(tc, spreads_the_points_of_an_area_over_their_column);
	tcase_add_test(tc, columns_can_be_made_wider);
	tcase_add_test(tc, covers_what_the_points_cover);
	tcase_add_test(tc, does_not_grow_with_the_points);
	suite_add_tcase(suite, tc);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
