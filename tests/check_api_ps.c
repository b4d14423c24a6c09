#include <check.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "formats/api_ps.h"

static struct api_ps api;
static struct text out;

static void
start(void)
{
	api = (struct api_ps){0};
	out = (struct text){0};
}

static void
stop(void)
{
	api_ps_free(&api);
	text_free(&out);
}

static int
reads(const char *json)
{
	api_ps_free(&api);
	return api_ps_read(span_of(json), &api);
}

static void
assert_span(struct span got, const char *wanted)
{
	ck_assert_msg(span_is(got, wanted), "\"%.*s\" is not \"%s\"",
	    (int)got.n, got.p, wanted);
}

static void
assert_prints(const char *json, const char *wanted)
{
	ck_assert_msg(reads(json) == 0, "%s", json);
	text_clear(&out);
	ck_assert_int_eq(api_ps_write(&out, api.root), 0);
	assert_span(text_span(&out), wanted);
}

/* One model whose member `key` has this value. */
static const struct api_model *
model_with(const char *key, const char *value)
{
	text_clear(&out);
	text_add_f(
	    &out, "{\"models\":[{\"name\":\"m\",\"%s\":%s}]}", key, value);
	api_ps_free(&api);
	ck_assert_msg(api_ps_read(text_span(&out), &api) == 0, "%s", value);
	ck_assert_uint_eq(api.models, 1);
	return &api.model[0];
}

START_TEST(the_fields_of_each_model)
{
	ck_assert_int_eq(
	    reads("{\"models\":[{\"name\":\"pine:7b\",\"model\":\"other\","
		  "\"size\":7301444352,\"digest\":\"0123456789abcdef00\","
		  "\"details\":{\"families\":null,\"context_length\":4096,"
		  "\"runner\":\"llamacpp\"},"
		  "\"expires_at\":\"2026-05-14T11:29:01.123456789+02:00\","
		  "\"size_vram\":5301444352,\"context_length\":8192,"
		  "\"runner\":\"mlx\"},"
		  "{\"model\":\"second\"}]}"),
	    0);
	ck_assert_uint_eq(api.models, 2);
	assert_span(api.model[0].name, "pine:7b");
	assert_span(api.model[0].digest, "0123456789abcdef00");
	ck_assert_uint_eq(api.model[0].size_bytes, 7301444352);
	ck_assert_uint_eq(api.model[0].vram_bytes, 5301444352);
	ck_assert_uint_eq(api.model[0].context_length, 8192);
	ck_assert_int_eq(api.model[0].expires_ms, 1778750941123);
	ck_assert(api.model[0].has_size && api.model[0].has_vram);
	ck_assert(api.model[0].has_context && api.model[0].has_expires);
	assert_span(api.model[0].runner, "mlx");
	assert_span(api.model[1].name, "second");
	assert_span(api.model[1].runner, "");
	assert_span(api.model[1].digest, "");
	ck_assert(!api.model[1].has_size && !api.model[1].has_vram);
	ck_assert(!api.model[1].has_context && !api.model[1].has_expires);
}
END_TEST

START_TEST(numbers_are_whole_and_not_negative)
{
	static const char *const bad[] = {"-1", "1.5", "\"1\"", "null", "true",
	    "[]", "{}", "-9223372036854775808", "1e300", "2e9", "-1.0"};
	size_t i;

	for (i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		ck_assert_msg(
		    !model_with("size", bad[i])->has_size, "%s", bad[i]);
		ck_assert(!model_with("size_vram", bad[i])->has_vram);
		ck_assert(!model_with("context_length", bad[i])->has_context);
	}
	ck_assert(model_with("size", "0")->has_size);
	ck_assert_uint_eq(api.model[0].size_bytes, 0);
	ck_assert(model_with("size", "9223372036854775807")->has_size);
	ck_assert_uint_eq(api.model[0].size_bytes, INT64_MAX);
}
END_TEST

START_TEST(times)
{
	ck_assert(model_with("expires_at", "\"2318-08-24T11:00:00.5Z\"")
		      ->has_expires);
	ck_assert_int_eq(api.model[0].expires_ms, 11002129200500);
	ck_assert(
	    model_with("expires_at", "\"0001-01-01T00:00:00Z\"")->has_expires);
	ck_assert_int_lt(api.model[0].expires_ms, 0);
	ck_assert(!model_with("expires_at", "\"\"")->has_expires);
	ck_assert(!model_with("expires_at", "\"soon\"")->has_expires);
	ck_assert(!model_with("expires_at", "1778750941")->has_expires);
	ck_assert(!model_with("expires_at", "null")->has_expires);
}
END_TEST

START_TEST(names_and_digests_of_another_type)
{
	assert_span(model_with("digest", "12")->digest, "");
	ck_assert_int_eq(reads("{\"models\":[{\"name\":7,\"model\":[]}]}"), 0);
	assert_span(api.model[0].name, "");
}
END_TEST

START_TEST(what_is_no_list_of_models_has_none)
{
	static const char *const texts[] = {"null", "1", "\"models\"", "[]",
	    "{}", "{\"models\":null}", "{\"models\":{}}", "{\"models\":[]}",
	    "{\"error\":\"no\"}", "{\"models\":[1,null,\"a\",[]]}", " {}\r\n"};
	size_t i;

	for (i = 0; i < sizeof texts / sizeof texts[0]; i++) {
		ck_assert_msg(reads(texts[i]) == 0, "%s", texts[i]);
		ck_assert_ptr_nonnull(api.root);
		ck_assert_uint_eq(api.models, 0);
	}
	ck_assert_int_eq(reads("{\"models\":[1,{\"name\":\"a\"},null]}"), 0);
	ck_assert_uint_eq(api.models, 1);
}
END_TEST

START_TEST(what_is_not_json)
{
	static const char *const texts[] = {"", " ", "\n", "{", "{}}", "{} x",
	    "{}{}", "[1,]", "<html></html>", "{\"a\":1e999}", "\"\\ud800\"",
	    "\"\\udc00x\"", "\"\xff\"", "\"\xed\xa0\x80\"", "\"a\nb\"", "'a'",
	    "99999999999999999999", "{\"a\"", "{\"models\":[{\"name\":\"m"};
	size_t i;

	for (i = 0; i < sizeof texts / sizeof texts[0]; i++) {
		ck_assert_msg(reads(texts[i]) == -1, "%s", texts[i]);
		ck_assert_ptr_null(api.root);
		ck_assert_ptr_null(api.model);
		ck_assert_uint_eq(api.models, 0);
		ck_assert_int_eq(errno, EINVAL);
	}
	ck_assert_int_eq(api_ps_read((struct span){NULL, 0}, &api), -1);
}
END_TEST

START_TEST(nested_without_end)
{
	char *deep = malloc(200001);

	memset(deep, '[', 200000);
	deep[200000] = '\0';
	ck_assert_int_eq(reads(deep), -1);
	free(deep);
}
END_TEST

/* A text whose indents are 16 MiB is no section of a log. */
START_TEST(longer_than_a_section)
{
	enum { DEPTH = 1000, VALUES = 9000 };
	struct text json = {0};
	int i;

	for (i = 0; i < DEPTH; i++)
		text_add_char(&json, '[');
	for (i = 0; i < VALUES; i++)
		text_add_string(&json, "1,");
	text_add_char(&json, '1');
	for (i = 0; i < DEPTH; i++)
		text_add_char(&json, ']');
	text_add_char(&json, '\0');
	ck_assert_int_eq(reads(json.data), 0);
	text_add_string(&out, "kept");
	ck_assert_int_eq(api_ps_write(&out, api.root), -1);
	ck_assert(span_is(text_span(&out), "kept"));
	text_free(&json);
}
END_TEST

START_TEST(prints_as_jq_does)
{
	assert_prints("{}", "{}\n");
	assert_prints("[]", "[]\n");
	assert_prints("null", "null\n");
	assert_prints("[true,false,-12,\"\"]",
	    "[\n  true,\n  false,\n  -12,\n  \"\"\n]\n");
	assert_prints("{\"b\":{},\"a\":[],\"c\":{\"z\":[{\"y\":null}]}}",
	    "{\n  \"b\": {},\n  \"a\": [],\n  \"c\": {\n    \"z\": [\n      {\n"
	    "        \"y\": null\n      }\n    ]\n  }\n}\n");
	/* A key that comes again keeps its place and takes the new value. */
	assert_prints(
	    "{\"a\":1,\"b\":2,\"a\":3}", "{\n  \"a\": 3,\n  \"b\": 2\n}\n");
}
END_TEST

START_TEST(strings_as_jq_prints_them)
{
	assert_prints("\"\\u0000\\u0001\\b\\t\\n\\f\\r\\u0012\"",
	    "\"\\u0000\\u0001\\b\\t\\n\\f\\r\\u0012\"\n");
	assert_prints("\" \\\"\\\\\\/\"", "\" \\\"\\\\/\"\n");
	assert_prints("\"\\u003c\\u003E\\u0026'\"", "\"<>&'\"\n");
	assert_prints("\"\\u0080\\u2028\\u2029\\ud83d\\ude00\"",
	    "\"\xc2\x80\xe2\x80\xa8\xe2\x80\xa9\xf0\x9f\x98\x80\"\n");
	assert_prints("{\"a\\n\\\"<\":1}", "{\n  \"a\\n\\\"<\": 1\n}\n");
}
END_TEST

START_TEST(whole_numbers_as_jq_prints_them)
{
	assert_prints("9223372036854775807", "9223372036854775807\n");
	assert_prints("-9223372036854775808", "-9223372036854775808\n");
}
END_TEST

START_TEST(what_was_printed_prints_the_same)
{
	const char *json =
	    "{\n  \"models\": [\n    {\n      \"name\": \"a\\u0001\",\n"
	    "      \"size\": 7301444352,\n      \"details\": {\n"
	    "        \"families\": null\n      }\n    }\n  ]\n}\n";

	assert_prints(json, json);
	ck_assert_uint_eq(api_ps_extent(span_of(json)), strlen(json));
}
END_TEST

static void
assert_extent(const char *text, size_t wanted)
{
	size_t got = api_ps_extent(span_of(text));

	ck_assert_msg(got == wanted, "%s: %zu, not %zu", text, got, wanted);
}

START_TEST(extent)
{
	assert_extent("{}", 2);
	assert_extent("{}\n", 3);
	assert_extent("{}\r\nnext", 4);
	assert_extent("{} junk\nnext", 8);
	assert_extent("{\n\"a\": {}\n}\n\n=====", 12);
	assert_extent("{\"a\":\"}\"}\nx", 10);
	assert_extent("{\"a\":\"\\\"}\"}\nx", 12);
	assert_extent("{\"a\":\"\\\\\"}\nx", 11);
	assert_extent("{\"a\":\"{\"}\nx", 10);
	/* Never closed. */
	assert_extent("", 0);
	assert_extent("{", 0);
	assert_extent("{\"a\":\"}", 0);
	assert_extent("{\"a\":\"\\", 0);
	assert_extent("{{}\n", 0);
	/* Torn inside a string: the brace of a later block is not its own. */
	assert_extent("{\"a\":\"b\n\n===== x =====\n{\"c\":1}\n", 0);
	assert_extent("{\"a\":\"b\\\n\"}\n", 0);
	ck_assert_uint_eq(api_ps_extent((struct span){NULL, 0}), 0);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("api_ps");
	TCase *tests = tcase_create("api_ps");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_checked_fixture(tests, start, stop);
	tcase_add_test(tests, the_fields_of_each_model);
	tcase_add_test(tests, numbers_are_whole_and_not_negative);
	tcase_add_test(tests, times);
	tcase_add_test(tests, names_and_digests_of_another_type);
	tcase_add_test(tests, what_is_no_list_of_models_has_none);
	tcase_add_test(tests, what_is_not_json);
	tcase_add_test(tests, nested_without_end);
	tcase_add_test(tests, longer_than_a_section);
	tcase_add_test(tests, prints_as_jq_does);
	tcase_add_test(tests, strings_as_jq_prints_them);
	tcase_add_test(tests, whole_numbers_as_jq_prints_them);
	tcase_add_test(tests, what_was_printed_prints_the_same);
	tcase_add_test(tests, extent);
	suite_add_tcase(suite, tests);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
