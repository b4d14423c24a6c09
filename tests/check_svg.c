#include <check.h>
#include <libxml/parser.h>
#include <libxml/tree.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "render/graph/svg.h"
#include "render/utf8.h"

#define BAD "\xef\xbf\xbd" /* U+FFFD */

static struct text out;

static void
begin(void)
{
	memset(&out, 0, sizeof out);
}

static void
end(void)
{
	text_free(&out);
}

static void
cleans(struct span dirty, const char *wanted)
{
	text_clear(&out);
	utf8_clean(&out, dirty);
	text_add_char(&out, '\0');
	ck_assert_str_eq(out.data, wanted);
}

START_TEST(leaves_text_alone)
{
	static const char *const good[] = {"", "ollama serve", "<&>\"'\n",
	    "gr\xc3\xbc\xc3\x9f", "\xe6\xa8\xa1\xe5\x9e\x8b",
	    "\xf0\x9f\xa6\x99", "\xc2\xa0", "\xef\xbf\xbd", "\xed\x9f\xbf",
	    "\xee\x80\x80", "\xf4\x8f\xbf\xbd", "~", "\xdf\xbf", "\xe0\xa0\x80",
	    "\xf0\x90\x80\x80"};
	size_t i;

	for (i = 0; i < sizeof good / sizeof good[0]; i++)
		cleans(span_of(good[i]), good[i]);
}
END_TEST

static const struct {
	const char *bytes;
	const char *clean;
} dirty[] = {
    {"a\x01z", "a" BAD "z"},
    {"\t", BAD},
    {"\r\n", BAD "\n"},
    {"\x1b[31m", BAD "[31m"},
    {"\x7f", BAD},
    {"\xc2\x80", BAD},
    {"\xc2\x9f", BAD},
    /* not UTF-8 at all */
    {"\x80", BAD},
    {"\xff\xfe", BAD BAD},
    {"a\xc3", "a" BAD},
    {"\xc3(", BAD "("},
    {"\xe6\xa8", BAD BAD},
    {"\xe6\xa8z", BAD BAD "z"},
    {"\xf0\x9f\xa6", BAD BAD BAD},
    /* longer than need be */
    {"\xc0\xaf", BAD BAD},
    {"\xc1\xbf", BAD BAD},
    {"\xe0\x9f\xbf", BAD BAD BAD},
    {"\xf0\x8f\xbf\xbf", BAD BAD BAD BAD},
    /* surrogates, beyond the last character, no characters */
    {"\xed\xa0\x80", BAD BAD BAD},
    {"\xed\xbf\xbf", BAD BAD BAD},
    {"\xf4\x90\x80\x80", BAD BAD BAD BAD},
    {"\xf5\x80\x80\x80", BAD BAD BAD BAD},
    {"\xf8\x88\x80\x80\x80", BAD BAD BAD BAD BAD},
    {"\xef\xbf\xbe", BAD},
    {"\xef\xbf\xbf", BAD},
    {"\xf0\x9f\xbf\xbe", BAD},
    /* what turns the text around it, breaks its line, or is a mark */
    {"a\xe2\x80\xae"
     "b",
	"a" BAD "b"},
    {"\xe2\x80\xa8", BAD},
    {"\xe2\x80\xa9", BAD},
    {"\xe2\x81\xa6", BAD},
    {"\xe2\x81\xa9", BAD},
    {"\xe2\x80\x8f", BAD},
    {"\xef\xbb\xbf", BAD},
};

START_TEST(replaces_what_disturbs)
{
	cleans(span_of(dirty[_i].bytes), dirty[_i].clean);
}
END_TEST

/* Parse what was written; the document is the caller's. */
static xmlDocPtr
parsed(struct svg *svg)
{
	xmlDocPtr doc;

	text_clear(&out);
	ck_assert_int_eq(svg_write(svg, &out), 0);
	doc = xmlReadMemory(out.data, (int)out.len, "test.svg", NULL,
	    XML_PARSE_NONET | XML_PARSE_HUGE);
	ck_assert_msg(
	    doc != NULL, "not well-formed: %.*s", (int)out.len, out.data);
	return doc;
}

/* Is the text, and the attribute, that a parser gets back this? */
static void
comes_back(struct span bytes)
{
	struct svg *svg = svg_new();
	struct text clean = {0};
	xmlChar *content, *value;
	xmlDocPtr doc;
	xmlNodePtr e;

	ck_assert_ptr_nonnull(svg);
	svg_set_span(svg, svg_root(svg), "data-x", bytes);
	svg_add_text(svg, svg_root(svg), "title", bytes);
	doc = parsed(svg);
	e = xmlDocGetRootElement(doc);
	ck_assert_str_eq((const char *)e->name, "svg");
	utf8_clean(&clean, bytes);
	text_add_char(&clean, '\0');
	value = xmlGetProp(e, (const xmlChar *)"data-x");
	content = xmlNodeGetContent(e);
	ck_assert_str_eq((const char *)value, clean.data);
	ck_assert_str_eq((const char *)content, clean.data);
	xmlFree(value);
	xmlFree(content);
	xmlFreeDoc(doc);
	text_free(&clean);
	svg_free(svg);
}

/* Every byte alone, and every pair with what is special to XML. */
START_TEST(writes_every_byte_well_formed)
{
	static const char special[] = "<>&\"']";
	char bytes[4];
	int c, i;

	for (c = 0; c < 256; c++) {
		bytes[0] = (char)c;
		comes_back((struct span){bytes, 1});
		for (i = 0; special[i] != '\0'; i++) {
			bytes[1] = special[i];
			bytes[2] = (char)c;
			comes_back((struct span){bytes, 3});
		}
	}
}
END_TEST

START_TEST(writes_random_bytes_well_formed)
{
	static char bytes[5000];
	unsigned long seed = 99;
	size_t i;
	int round;

	for (round = 0; round < 60; round++) {
		for (i = 0; i < sizeof bytes; i++) {
			seed = (seed * 1103515245UL + 12345UL) & 0x7fffffff;
			bytes[i] = (char)(seed >> 12);
		}
		comes_back((struct span){bytes, sizeof bytes});
	}
	for (i = 0; i < sizeof bytes; i++)
		bytes[i] = "]]>&lt;<![CDATA[<!--"[i % 20];
	comes_back((struct span){bytes, sizeof bytes});
}
END_TEST

/* Every code point that UTF-8 can spell. */
START_TEST(writes_every_character_well_formed)
{
	struct text bytes = {0};
	uint32_t c;

	for (c = 0x80; c < 0x120000; c++) {
		if (c < 0x800)
			text_add_char(&bytes, (char)(0xc0 | c >> 6));
		else {
			if (c < 0x10000)
				text_add_char(&bytes, (char)(0xe0 | c >> 12));
			else {
				text_add_char(&bytes, (char)(0xf0 | c >> 18));
				text_add_char(
				    &bytes, (char)(0x80 | (c >> 12 & 0x3f)));
			}
			text_add_char(&bytes, (char)(0x80 | (c >> 6 & 0x3f)));
		}
		text_add_char(&bytes, (char)(0x80 | (c & 0x3f)));
	}
	comes_back(text_span(&bytes));
	text_free(&bytes);
}
END_TEST

START_TEST(sets_an_attribute_once)
{
	struct svg *svg = svg_new();
	struct svg_element *e = svg_add(svg, svg_root(svg), "path", "id", "a",
	    "fill", NULL, "x", svg_number(svg, 1.5));
	xmlDocPtr doc;

	svg_set(svg, e, "id", "b", "d", svg_f(svg, "M%d %.1f", 3, 2.25));
	svg_add_inline(svg, e, "g");
	doc = parsed(svg);
	text_add_char(&out, '\0');
	ck_assert_str_eq(out.data,
	    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
	    "<svg xmlns=\"http://www.w3.org/2000/svg\">\n"
	    "<path id=\"b\" x=\"1.5\" d=\"M3 2.2\"><g/></path></svg>\n");
	xmlFreeDoc(doc);
	svg_free(svg);
}
END_TEST

/* More values than an element has stay apart. */
START_TEST(keeps_the_last_values)
{
	struct svg *svg = svg_new();
	const char *value[60];
	int i;

	for (i = 0; i < 60; i++)
		value[i] = svg_number(svg, i);
	for (i = 0; i < 60; i++)
		ck_assert_int_eq(atoi(value[i]), i);
	svg_free(svg);
}
END_TEST

static const struct {
	double value;
	const char *text;
} numbers[] = {
    {0, "0"},
    {-0.0, "0"},
    {1, "1"},
    {-1, "-1"},
    {0.5, ".5"},
    {-0.25, "-.25"},
    {0.05, ".05"},
    {0.004, "0"},
    {-0.004, "0"},
    {0.006, ".01"},
    {12.3, "12.3"},
    {12.34, "12.34"},
    {99.999, "100"},
    {-99.999, "-100"},
    {1200, "1200"},
    {1234567.891, "1234567.89"},
};

START_TEST(writes_numbers_as_short_as_can_be)
{
	struct svg *svg = svg_new();

	ck_assert_str_eq(svg_number(svg, numbers[_i].value), numbers[_i].text);
	svg_free(svg);
}
END_TEST

/* After a failure elements are NULL; nobody needs to look. */
START_TEST(takes_elements_that_are_missing)
{
	struct svg *svg = svg_new();

	svg_set(svg, NULL, "a", "b");
	svg_text(svg, NULL, SPAN("x"));
	ck_assert_ptr_null(svg_add(svg, NULL, "g"));
	ck_assert_ptr_null(svg_add_text(svg, NULL, "title", SPAN("x")));
	xmlFreeDoc(parsed(svg));
	svg_free(svg);
	svg_free(NULL);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("svg");
	TCase *tc = tcase_create("svg");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_checked_fixture(tc, begin, end);
	tcase_add_test(tc, leaves_text_alone);
	tcase_add_loop_test(tc, replaces_what_disturbs, 0,
	    (int)(sizeof dirty / sizeof dirty[0]));
	tcase_add_test(tc, writes_every_byte_well_formed);
	tcase_add_test(tc, writes_random_bytes_well_formed);
	tcase_add_test(tc, writes_every_character_well_formed);
	tcase_add_test(tc, sets_an_attribute_once);
	tcase_add_test(tc, keeps_the_last_values);
	tcase_add_loop_test(tc, writes_numbers_as_short_as_can_be, 0,
	    (int)(sizeof numbers / sizeof numbers[0]));
	tcase_add_test(tc, takes_elements_that_are_missing);
	suite_add_tcase(suite, tc);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
