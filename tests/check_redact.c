#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "render/redact.h"

#define ROW "2026-05-14T09:25:02Z\t1\t1\tollama\t2048\t4096\t"

static char file[40];
static struct text out, list;

static void
set_up(void)
{
	int fd;

	strcpy(file, "/tmp/memtrace-redact.XXXXXX");
	fd = mkstemp(file);
	ck_assert_int_ne(fd, -1);
	close(fd);
	memset(&out, 0, sizeof out);
	memset(&list, 0, sizeof list);
}

static void
tear_down(void)
{
	text_free(&list);
	text_free(&out);
	unlink(file);
}

static int
put(void *arg, struct span bytes)
{
	text_add_span(arg, bytes);
	return 0;
}

/* A log of that text becomes this. */
static void
becomes(const char *text, const char *wanted)
{
	const struct sink sink = {put, &out};
	FILE *f = fopen(file, "w");

	ck_assert_ptr_nonnull(f);
	fputs(text, f);
	fclose(f);
	text_clear(&out);
	text_clear(&list);
	ck_assert_int_eq(
	    redact_log(file, SPAN("/Users/jo doe"), &sink, &list), 0);
	text_add_char(&out, '\0');
	ck_assert_str_eq(out.data, wanted);
}

static void
tells(const char *wanted)
{
	text_add_char(&list, '\0');
	ck_assert_str_eq(list.data, wanted);
}

static const struct {
	const char *command, *wanted;
} commands[] = {
    {"ollama run qwen3:8b", "ollama run qwen3:8b"},
    {"x --api-key abc --port 1", "x --api-key REDACTED --port 1"},
    {"x --api-key=abc y", "x --api-key=REDACTED y"},
    {"x --hf_token= --password --verbose",
	"x --hf_token= --password --verbose"},
    {"x --max-tokens 12 --tokenizer t --monkey 3",
	"x --max-tokens 12 --tokenizer t --monkey 3"},
    {"FOO=bar ollama serve", "FOO=REDACTED ollama serve"},
    {"x n_ctx=8 --temp=0.7", "x n_ctx=8 --temp=0.7"},
    {"x secret=8", "x secret=REDACTED"},
    {"curl -H Authorization: Bearer abc http://h",
	"curl -H Authorization: Bearer REDACTED http://h"},
    {"curl -H X-Api-Key: abc", "curl -H X-Api-Key: REDACTED"},
    {"curl -H X-Api-Key:abc x:y", "curl -H X-Api-Key:REDACTED x:y"},
    {"sh -c curl -H 'Authorization:Bearer abc",
	"sh -c curl -H 'Authorization:REDACTED REDACTED"},
    {"sh -c curl -H \"Authorization: abc", /* the shell's own quote */
	"sh -c curl -H \"Authorization: REDACTED"},
    {"curl -d {\"model\": \"a:1b\", \"token\": \"abc\"}",
	"curl -d {\"model\": \"a:1b\", \"token\": REDACTED"},
    {"curl --data={\"token\": \"abc\"}", "curl --data={\"token\": REDACTED"},
    {"curl {\"model\":\"a:1b\",\"token\":\"abc\",\"max_tokens\":8}",
	"curl {\"model\":\"a:1b\",\"token\":\"REDACTED\","
	"\"max_tokens\":8}"},
    {"x {\"sk-abcdefghijklmnopqrst-key\":1}", "x {\"REDACTED\":1}"},
    {"x http://u:p@h:1/y?a=b&token=c&d=e",
	"x http://REDACTED@h:1/y?a=b&token=REDACTED&d=e"},
    {"x http://h/u@v", "x http://h/u@v"},
    {"x sk-abcdefghijklmnopqrstuvwx", "x REDACTED"},
    {"x --opt=hf_abcdefghijklmnopqrstuvwx", "x --opt=REDACTED"},
    {"x sk-short hf_model", "x sk-short hf_model"},
    {"ollama runner --model /m/blobs/sha256-"
     "0123456789abcdef0123456789abcdef --port 1",
	"ollama runner --model /m/blobs/sha256-"
	"0123456789abcdef0123456789abcdef --port 1"},
    {"/Users/jo doe/x /Users/al/y /home/bo", "~/x ~/y ~"},
    {"/Users/jo doeren /opt/Users/x", "~ doeren /opt/Users/x"},
};

START_TEST(a_command)
{
	char text[512], wanted[512];

	snprintf(text, sizeof text, ROW "%s\n", commands[_i].command);
	snprintf(wanted, sizeof wanted, ROW "%s\n", commands[_i].wanted);
	becomes(text, wanted);
}
END_TEST

START_TEST(what_was_replaced_is_told_once)
{
	becomes(ROW "x\n", ROW "x\n");
	tells("");
	becomes(ROW "x --key a\n" ROW "x --key b A=1 /Users/x\n",
	    ROW "x --key REDACTED\n" ROW "x --key REDACTED A=REDACTED ~\n");
	tells("--key, home folders, A");
	becomes(ROW "x {\"a\":\"b\",\"token\": \"c\"} {\"key\":\"d\"}\n",
	    ROW "x {\"a\":\"b\",\"token\": REDACTED {\"key\":\"REDACTED\"}\n");
	tells("token, key");
}
END_TEST

START_TEST(columns_stay)
{
	becomes("2026-05-14T09:25:02Z\t1\t1\t/Users/jo\tdoe/.v\t2048\t4096 "
		"/Users/jo doe/.v --key=a\n",
	    "2026-05-14T09:25:02Z\t1\t1\t~\t/.v\t2048\t4096 ~/.v "
	    "--key=REDACTED\n");
}
END_TEST

START_TEST(a_wide_row_goes_on)
{
	becomes(ROW "x --key\t1\t2\t3\n" ROW "x --key a\t1\t2\t\n",
	    ROW "x --key\t1\t2\t3\n" ROW "x --key REDACTED\t1\t2\t\n");
}
END_TEST

START_TEST(what_is_no_row_is_searched_as_well)
{
	becomes("ts\tpid\tppid\tcomm\trss_kb\tvsz_kb\tcommand\n\n--key a",
	    "ts\tpid\tppid\tcomm\trss_kb\tvsz_kb\tcommand\n\n--key REDACTED");
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("redact");
	TCase *tc = tcase_create("redact");
	SRunner *runner;
	int failed;

	tcase_add_checked_fixture(tc, set_up, tear_down);
	tcase_add_loop_test(
	    tc, a_command, 0, sizeof commands / sizeof commands[0]);
	tcase_add_test(tc, what_was_replaced_is_told_once);
	tcase_add_test(tc, columns_stay);
	tcase_add_test(tc, a_wide_row_goes_on);
	tcase_add_test(tc, what_is_no_row_is_searched_as_well);
	suite_add_tcase(suite, tc);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
