#include <check.h>

#include "collectors/ollama_url.h"

/* From Ollama's own tests of Host() and ConnectableHost(), and odd ones. */
static const struct {
	const char *given;
	const char *wanted;
} bases[] = {
    {NULL, "http://127.0.0.1:11434"},
    {"", "http://127.0.0.1:11434"},
    {"1.2.3.4", "http://1.2.3.4:11434"},
    {":1234", "http://127.0.0.1:1234"},
    {"1.2.3.4:1234", "http://1.2.3.4:1234"},
    {"example.com", "http://example.com:11434"},
    {"example.com:1234", "http://example.com:1234"},
    {"example.com:", "http://example.com:11434"},
    {":66000", "http://127.0.0.1:11434"},
    {":-1", "http://127.0.0.1:11434"},
    {"host:port", "http://host:11434"},
    {"[::1]", "http://[::1]:11434"},
    {"::1", "http://[::1]:11434"},
    {"[::1]:1337", "http://[::1]:1337"},
    {"[::1]:", "http://[::1]:11434"},
    {"[::1", "http://[::1]:11434"},
    {"[::]:1234", "http://[::1]:1234"},
    {"::", "http://[::1]:11434"},
    {"0.0.0.0", "http://127.0.0.1:11434"},
    {"0.0.0.0:1234", "http://127.0.0.1:1234"},
    {"https://0.0.0.0:4321", "https://127.0.0.1:4321"},
    {" 1.2.3.4 ", "http://1.2.3.4:11434"},
    {"\"1.2.3.4\"", "http://1.2.3.4:11434"},
    {" \" 1.2.3.4 \" ", "http://1.2.3.4:11434"},
    {"'1.2.3.4'\n", "http://1.2.3.4:11434"},
    {"http://1.2.3.4", "http://1.2.3.4:80"},
    {"http://1.2.3.4:4321", "http://1.2.3.4:4321"},
    {"http://1.2.3.4:x", "http://1.2.3.4:80"},
    {"https://1.2.3.4", "https://1.2.3.4:443"},
    {"https://1.2.3.4:4321", "https://1.2.3.4:4321"},
    {"https://[2001:db8::5]", "https://[2001:db8::5]:443"},
    {"https://example.com/ollama", "https://example.com:443/ollama"},
    {"https://example.com/a/b//", "https://example.com:443/a/b"},
    {"example.com/", "http://example.com:11434"},
    {"ollama.com", "https://ollama.com:443"},
    {"ftp://host", "ftp://host:11434"},
    {"/", "http://127.0.0.1:11434"},
    {"://", "://127.0.0.1:11434"},
    {"[", "http://127.0.0.1:11434"},
    {"]", "http://127.0.0.1:11434"},
    {"[]:80", "http://127.0.0.1:80"},
    {":", "http://127.0.0.1:11434"},
    {"a:b:c", "http://[a:b:c]:11434"},
};

START_TEST(test_base)
{
	struct text url = {0};

	ollama_url_base(bases[_i].given, &url);
	text_add(&url, "", 1);
	ck_assert_str_eq(url.data, bases[_i].wanted);
	text_free(&url);
}
END_TEST

static const struct {
	const char *url;
	int here;
} places[] = {
    {"http://127.0.0.1:11434", 1},
    {"http://127.9.8.7:11434/path", 1},
    {"https://localhost:443", 1},
    {"http://LocalHost:1", 1},
    {"http://[::1]:11434", 1},
    {"http://[0:0::1]:11434", 1},
    {"http://[::ffff:127.0.0.1]:11434", 1},
    {"http://localhost", 1},
    {"http://10.0.0.1:11434", 0},
    {"http://128.0.0.1:11434", 0},
    {"http://127.0.0.1.example:11434", 0},
    {"http://localhost.example:11434", 0},
    {"http://notlocalhost:11434", 0},
    {"http://example/127.0.0.1:11434", 0},
    {"http://[2001:db8::1]:11434", 0},
    {"http://[::ffff:10.0.0.1]:11434", 0},
    {"http://[::127.0.0.1]:11434", 0},
    {"127.0.0.1", 0},
    {"http://", 0},
    {"", 0},
};

START_TEST(test_here)
{
	ck_assert_int_eq(ollama_url_is_here(places[_i].url), places[_i].here);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("ollama_url");
	TCase *tcase = tcase_create("ollama_url");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_loop_test(
	    tcase, test_base, 0, (int)(sizeof(bases) / sizeof(bases[0])));
	tcase_add_loop_test(
	    tcase, test_here, 0, (int)(sizeof(places) / sizeof(places[0])));
	suite_add_tcase(suite, tcase);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
