#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "render/graph/theme.h"

static const enum graph_theme themes[] = {GRAPH_LIGHT, GRAPH_DARK};

/* WCAG 2: relative luminance; x^2.4 as a series of products is near enough. */
static double
linear(int byte)
{
	const double c = byte / 255.0, x = (c + 0.055) / 1.055;
	double root = x;
	int i;

	if (c <= 0.04045)
		return c / 12.92;
	/* x^0.4 = (x^2)^(1/5), by Newton's method. */
	for (i = 0; i < 60; i++)
		root -= (root * root * root * root * root - x * x) /
			(5 * root * root * root * root);
	return x * x * root;
}

static double
luminance(const char *ink)
{
	unsigned long rgb;

	ck_assert_uint_eq(strlen(ink), 7);
	rgb = strtoul(ink + 1, NULL, 16);
	return 0.2126 * linear((int)(rgb >> 16)) +
	       0.7152 * linear((int)(rgb >> 8 & 255)) +
	       0.0722 * linear((int)(rgb & 255));
}

static double
contrast(const char *a, const char *b)
{
	const double x = luminance(a), y = luminance(b);

	return x > y ? (x + 0.05) / (y + 0.05) : (y + 0.05) / (x + 0.05);
}

static void
stands_out(int theme, int ink, int ground, double least)
{
	const char *a = theme_ink(themes[theme], (enum ink)ink);
	const char *b = theme_ink(themes[theme], (enum ink)ground);

	ck_assert_msg(contrast(a, b) >= least,
	    "theme %d: ink %d %s on %d %s: %.2f, not %.1f", theme, ink, a,
	    ground, b, contrast(a, b), least);
}

START_TEST(contrast_is_known)
{
	ck_assert_double_eq_tol(contrast("#000000", "#ffffff"), 21, 0.01);
	ck_assert_double_eq_tol(contrast("#767676", "#ffffff"), 4.54, 0.01);
}
END_TEST

START_TEST(text_can_be_read)
{
	static const int text[] = {INK_TEXT, INK_MUTED, INK_CRITICAL};
	size_t i;
	int k;

	for (i = 0; i < sizeof text / sizeof text[0]; i++) {
		stands_out(_i, text[i], INK_PAPER, 4.5);
		stands_out(_i, text[i], INK_PLOT, 4.5);
	}
	/* Of a model's colour are words, and bars with paper's words in them.
	 */
	for (k = 0; k < GRAPH_MODELS; k++)
		stands_out(_i, INK_MODEL + k, INK_PAPER, 4.5);
}
END_TEST

START_TEST(lines_can_be_seen)
{
	static const int line[] = {INK_OTHER, INK_LOW, INK_WIRED,
	    INK_COMPRESSOR, INK_APPS, INK_FREE_LINE, INK_FREE_PERCENT,
	    INK_SWAP};
	size_t i;
	int k;

	for (i = 0; i < sizeof line / sizeof line[0]; i++)
		stands_out(_i, line[i], INK_PLOT, 3);
	/* One is a bar right above the other. */
	stands_out(_i, INK_LOW, INK_WARN, 1.5);
	for (k = 0; k < GRAPH_MODELS; k++)
		stands_out(_i, INK_MODEL + k, INK_PLOT, 3);
}
END_TEST

/* The style finds what it replaces by its light colour. */
START_TEST(colours_are_each_for_one_thing)
{
	int i, k, t;

	for (i = 0; i < INKS; i++)
		for (k = 0; k < i; k++)
			for (t = 0; t < 2; t++)
				ck_assert_str_ne(
				    theme_ink(themes[t], (enum ink)i),
				    theme_ink(themes[t], (enum ink)k));
}
END_TEST

START_TEST(style_has_every_colour)
{
	struct text style = {0};
	char rule[96];
	int i;

	theme_style(&style);
	text_add_char(&style, '\0');
	ck_assert(!style.failed);
	for (i = 0; i < INKS; i++) {
		snprintf(rule, sizeof rule, "[fill=\"%s\"]{fill:%s}",
		    theme_ink(GRAPH_AUTO, (enum ink)i),
		    theme_ink(GRAPH_DARK, (enum ink)i));
		ck_assert_ptr_nonnull(strstr(style.data, rule));
	}
	text_free(&style);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("theme");
	TCase *tc = tcase_create("theme");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_test(tc, contrast_is_known);
	tcase_add_loop_test(tc, text_can_be_read, 0, 2);
	tcase_add_loop_test(tc, lines_can_be_seen, 0, 2);
	tcase_add_test(tc, colours_are_each_for_one_thing);
	tcase_add_test(tc, style_has_every_colour);
	suite_add_tcase(suite, tc);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
