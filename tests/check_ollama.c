#include <sys/socket.h>
#include <sys/wait.h>

#include <netinet/in.h>

#include <arpa/inet.h>
#include <check.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "collectors/ollama.h"
#include "collectors/tick.h"

/* Most are from Ollama's own tests of Host() and ConnectableHost(). */
static const struct {
	const char *given;
	const char *wanted; /* NULL: not an http or https URL */
} urls[] = {
    {NULL, "http://127.0.0.1:11434"},
    {"", "http://127.0.0.1:11434"},
    {"1.2.3.4", "http://1.2.3.4:11434"},
    {":1234", "http://127.0.0.1:1234"},
    {"1.2.3.4:1234", "http://1.2.3.4:1234"},
    {"example.com", "http://example.com:11434"},
    {"example.com:1234", "http://example.com:1234"},
    {"example.com:", "http://example.com:11434"},
    {"[::1]", "http://[::1]:11434"},
    {"::1", "http://[::1]:11434"},
    {"[::1]:1337", "http://[::1]:1337"},
    {"[::]:1234", "http://[::1]:1234"},
    {"::", "http://[::1]:11434"},
    {"0.0.0.0", "http://127.0.0.1:11434"},
    {"0.0.0.0:1234", "http://127.0.0.1:1234"},
    {"https://0.0.0.0:4321", "https://127.0.0.1:4321"},
    {" 1.2.3.4 ", "http://1.2.3.4:11434"},
    {" \" 1.2.3.4 \" ", "http://1.2.3.4:11434"},
    {"'1.2.3.4'\n", "http://1.2.3.4:11434"},
    {" ::1 ", "http://[::1]:11434"},
    {"http://1.2.3.4", "http://1.2.3.4"},
    {"http://1.2.3.4:4321", "http://1.2.3.4:4321"},
    {"https://1.2.3.4", "https://1.2.3.4"},
    {"https://[2001:db8::5]", "https://[2001:db8::5]"},
    {"https://example.com/ollama", "https://example.com/ollama"},
    {"https://example.com/a/b//", "https://example.com/a/b"},
    {"example.com/", "http://example.com:11434"},
    {"example.com:80/a", "http://example.com:80/a"},
    {"ftp://host", NULL},
    {"file:///etc/passwd", NULL},
    {"unknown://host", NULL},
    {"http://", NULL},
    {"[::1", NULL},
    {"a b", NULL},
    {":66000", NULL},
    {"host:port", NULL},
    {"http://host/\033[32m", NULL},
};

START_TEST(test_url)
{
	char url[OLLAMA_URL_SIZE] = "";
	int result = ollama_url(urls[_i].given, url);

	if (urls[_i].wanted != NULL)
		ck_assert_str_eq(url, urls[_i].wanted);
	ck_assert_int_eq(result, urls[_i].wanted != NULL ? 0 : -1);
}
END_TEST

START_TEST(test_long_url)
{
	char given[2 * OLLAMA_URL_SIZE] = "", url[OLLAMA_URL_SIZE];

	memset(given, 'a', OLLAMA_URL_SIZE - 60);
	ck_assert_int_eq(ollama_url(given, url), 0);
	memset(given, 'a', sizeof(given) - 1);
	ck_assert_int_eq(ollama_url(given, url), -1);
}
END_TEST

/*
 * A server that answers each request with the same bytes, or not at all when
 * there are none. What it got is in log: C for a connection, and the first
 * line of each request.
 */
static pid_t server;
static char base[64];
static int log_fd;
static struct text table, json;

static void
serve(int listening, const char *answer, size_t n, int writer)
{
	char request[4096];
	ssize_t got;
	size_t len;
	int fd;

	signal(SIGPIPE, SIG_IGN);
	while ((fd = accept(listening, NULL, NULL)) != -1) {
		write(writer, "C", 1);
		len = 0;
		while ((got = read(fd, request + len,
			    sizeof(request) - 1 - len)) > 0) {
			len += (size_t)got;
			request[len] = '\0';
			if (strstr(request, "\r\n\r\n") == NULL)
				continue;
			write(writer, request, strcspn(request, "\r"));
			len = 0;
			if (n > 0 && write(fd, answer, n) != (ssize_t)n)
				break;
		}
		close(fd);
	}
}

static void
start(const char *answer, size_t n)
{
	struct sockaddr_in address = {.sin_family = AF_INET};
	socklen_t length = sizeof(address);
	int listening = socket(AF_INET, SOCK_STREAM, 0), fd[2];

	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	ck_assert_int_eq(
	    bind(listening, (struct sockaddr *)&address, length), 0);
	ck_assert_int_eq(listen(listening, 8), 0);
	ck_assert_int_eq(
	    getsockname(listening, (struct sockaddr *)&address, &length), 0);
	snprintf(
	    base, sizeof(base), "http://127.0.0.1:%d", ntohs(address.sin_port));
	ck_assert_int_eq(pipe(fd), 0);
	log_fd = fd[0];
	server = fork();
	ck_assert_int_ne(server, -1);
	if (server == 0) {
		close(fd[0]);
		serve(listening, answer, n, fd[1]);
		_exit(0);
	}
	close(fd[1]);
	close(listening);
}

static void
stop(void)
{
	if (server != 0) {
		kill(server, SIGKILL);
		waitpid(server, NULL, 0);
		close(log_fd);
	}
	server = 0;
	text_free(&table);
	text_free(&json);
}

static void
assert_log(const char *wanted)
{
	char log[256];
	ssize_t n = read(log_fd, log, sizeof(log) - 1);

	ck_assert_int_gt(n, 0);
	log[n] = '\0';
	ck_assert_str_eq(log, wanted);
}

static struct ollama *
new_ollama(void)
{
	char reason[256] = "";
	struct ollama *ollama = ollama_new(base, reason, sizeof(reason));

	ck_assert_msg(ollama != NULL, "%s", reason);
	return ollama;
}

static void
take(struct ollama *ollama)
{
	const char *reason = "";

	text_clear(&table);
	text_clear(&json);
	ck_assert_msg(ollama_ask(ollama, &reason) == 0, "%s", reason);
	ollama_add_table(ollama, 0, &table);
	ollama_add_json(ollama, &json);
}

static void
assert_fails(const char *part)
{
	struct ollama *ollama = new_ollama();
	const char *reason = NULL;

	ck_assert_int_eq(ollama_ask(ollama, &reason), -1);
	ck_assert_ptr_nonnull(reason);
	ck_assert_msg(strstr(reason, part) != NULL, "%s", reason);
	ollama_add_table(ollama, 0, &table);
	ollama_add_json(ollama, &json);
	ck_assert_uint_eq(table.len + json.len, 0);
	ollama_free(ollama);
}

#define ANSWER(status, body, length) \
	"HTTP/1.1 " status "\r\nContent-Length: " length "\r\n\r\n" body
#define HEADER "NAME    ID    SIZE    PROCESSOR    CONTEXT    UNTIL \n"

START_TEST(test_ask)
{
	static const char answer[] = ANSWER("200 OK", "{\"models\":[]}", "13");
	struct ollama *ollama;

	start(answer, sizeof(answer) - 1);
	ollama = new_ollama();
	for (int i = 0; i < 3; i++) {
		take(ollama);
		ck_assert(span_is(text_span(&table), HEADER));
		ck_assert(
		    span_is(text_span(&json), "{\n  \"models\": []\n}\n"));
	}
	/* All over one connection, and the version once. */
	assert_log("CGET /api/ps HTTP/1.1GET /api/version HTTP/1.1"
		   "GET /api/ps HTTP/1.1GET /api/ps HTTP/1.1");
	ollama_free(ollama);
}
END_TEST

/* The client's table says it all, and nothing else is asked. */
START_TEST(test_columns)
{
	static const char answer[] = ANSWER("200 OK", "{\"models\":[]}", "13");
	static const char *const header[] = {
	    "NAME    ID    SIZE    PROCESSOR    UNTIL \n", HEADER,
	    "NAME    ID    SIZE    PROCESSOR    CONTEXT    RUNNER    UNTIL \n"};
	struct ollama *ollama;

	start(answer, sizeof(answer) - 1);
	ollama = new_ollama();
	for (int i = 0; i < 3; i++) {
		ollama_learn_columns(ollama, span_of(header[i]));
		ollama_learn_columns(ollama, SPAN("NAME  SOMETHING ELSE\n"));
		take(ollama);
		ck_assert(span_is(text_span(&table), header[i]));
	}
	assert_log("CGET /api/ps HTTP/1.1GET /api/ps HTTP/1.1"
		   "GET /api/ps HTTP/1.1");
	ollama_free(ollama);
}
END_TEST

/* Answers of which the client makes no table; redirects are not followed. */
static const char *const no_table[] = {
    ANSWER("500 Oops", "{}", "2"),
    ANSWER("302 Found\r\nLocation: /elsewhere", "{}", "2"),
    ANSWER("200 OK", "[]", "2"),
};

START_TEST(test_no_table)
{
	struct ollama *ollama;

	start(no_table[_i], strlen(no_table[_i]));
	ollama = new_ollama();
	take(ollama);
	ck_assert_uint_eq(table.len, 0);
	ck_assert_uint_eq(json.len, 3);
	assert_log("CGET /api/ps HTTP/1.1");
	ollama_free(ollama);
}
END_TEST

static const struct {
	const char *answer;
	const char *reason;
} bad[] = {
    {"", "no answer within 2 s"},
    {"HTTP/1.1 200 OK\r\nContent-", "no answer within 2 s"},
    {ANSWER("200 OK", "{\"models\":", "13"), "no answer within 2 s"},
    {"SSH-2.0-nothing\r\n\r\n", ""},
    {ANSWER("200 OK", "<html>", "6"), ""},
};

START_TEST(test_bad_server)
{
	start(bad[_i].answer, strlen(bad[_i].answer));
	assert_fails(bad[_i].reason);
}
END_TEST

START_TEST(test_no_server)
{
	start("", 0);
	stop();
	assert_fails("connect");
}
END_TEST

START_TEST(test_too_long)
{
	size_t size = 4 * 1024 * 1024 + (size_t)_i, n;
	char *answer = malloc(size + 200);
	struct ollama *ollama;

	ck_assert_ptr_nonnull(answer);
	n = (size_t)snprintf(answer, 200,
	    "HTTP/1.1 200 OK\r\nContent-Length: %zu\r\n\r\n{}", size);
	memset(answer + n, ' ', size - 2);
	start(answer, n + size - 2);
	free(answer);
	if (_i > 0) {
		assert_fails("too long");
		return;
	}
	ollama = new_ollama();
	take(ollama);
	ck_assert_uint_eq(json.len, 3);
	ollama_free(ollama);
}
END_TEST

/* A server that hangs does not keep us once a signal asked to stop. */
START_TEST(test_stop)
{
	struct ollama *ollama;
	const char *reason;
	struct tick tick;
	int64_t start_ns;

	start("", 0);
	ollama = new_ollama();
	tick_start(&tick, 1000000000, 0);
	raise(SIGTERM);
	start_ns = tick_now_ns();
	ck_assert_int_eq(ollama_ask(ollama, &reason), -1);
	ck_assert_int_lt(tick_now_ns() - start_ns, 1000000000);
	ollama_free(ollama);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("ollama");
	TCase *tcase = tcase_create("ollama");
	SRunner *runner = srunner_create(suite);
	int failed;

	/* A proxy of the environment is no part of these tests. */
	setenv("no_proxy", "*", 1);
	tcase_add_checked_fixture(tcase, NULL, stop);
	tcase_set_timeout(tcase, 60);
	tcase_add_loop_test(
	    tcase, test_url, 0, (int)(sizeof(urls) / sizeof(urls[0])));
	tcase_add_test(tcase, test_long_url);
	tcase_add_test(tcase, test_ask);
	tcase_add_test(tcase, test_columns);
	tcase_add_loop_test(tcase, test_no_table, 0,
	    (int)(sizeof(no_table) / sizeof(no_table[0])));
	tcase_add_loop_test(
	    tcase, test_bad_server, 0, (int)(sizeof(bad) / sizeof(bad[0])));
	tcase_add_test(tcase, test_no_server);
	tcase_add_loop_test(tcase, test_too_long, 0, 2);
	tcase_add_test(tcase, test_stop);
	suite_add_tcase(suite, tcase);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
