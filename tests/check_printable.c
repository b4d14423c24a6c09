#include <check.h>
#include <string.h>

#include "collectors/printable.h"

static const struct {
	const char *given;
	const char *wanted;
} texts[] = {
    {"", ""},
    {"plain ~!", "plain ~!"},
    {"\033[31mred\033[0m", "?[31mred?[0m"},
    {"a\nb\tc\rd\be\177f", "a?b?c?d?e?f"},
    {"Gr\xc3\xbc\xc3\x9f" /* u umlaut, sharp s */
     "e",
	"Gr\xc3\xbc\xc3\x9f"
	"e"},
    {"\xe6\xa8\xb9 \xf0\x9f\x8c\xb2", "\xe6\xa8\xb9 \xf0\x9f\x8c\xb2"},
    {"\xc2\xa0", "\xc2\xa0"},
    /* CSI: as a character, and as a byte */
    {"\xc2\x9b"
     "31m",
	"??31m"},
    {"\x9b"
     "31m",
	"?31m"},
    /* cut off, too long for what it is, a surrogate, beyond all planes */
    {"\xe6\xa8", "??"},
    {"\xc3", "?"},
    {"\xc3\xc3\xbc", "?\xc3\xbc"},
    {"\xc0\x9b", "??"},
    {"\xe0\x80\x9b", "???"},
    {"\xe0\x82\x9b", "???"},
    {"\xf0\x80\x80\x9b", "????"},
    {"\xed\xa0\x80", "???"},
    {"\xf4\x90\x80\x80", "????"},
    {"\xf5\x80\x80\x80\xff", "?????"},
};

START_TEST(test_make)
{
	char bytes[64];

	strcpy(bytes, texts[_i].given);
	printable_make(bytes, strlen(bytes));
	ck_assert_str_eq(bytes, texts[_i].wanted);
}
END_TEST

START_TEST(test_no_further)
{
	char bytes[] = "a\0\033\033";

	printable_make(bytes, 3);
	ck_assert_mem_eq(bytes, "a??\033", 5);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("printable");
	TCase *tcase = tcase_create("printable");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_loop_test(
	    tcase, test_make, 0, (int)(sizeof(texts) / sizeof(texts[0])));
	tcase_add_test(tcase, test_no_further);
	suite_add_tcase(suite, tcase);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
