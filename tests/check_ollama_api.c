#include <sys/socket.h>
#include <sys/wait.h>

#include <netinet/in.h>

#include <arpa/inet.h>
#include <check.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "collectors/ollama_api.h"

/* A server that answers each request with these bytes; what it got is in log.
 */
static pid_t server;
static char base[64];
static int log_fd;

static void serve(int listening, const char *answer, size_t n, int writer);

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

/* Without an answer the connection is accepted, and nothing is said. */
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
stop(void)
{
	if (server == 0)
		return;
	kill(server, SIGKILL);
	waitpid(server, NULL, 0);
	close(log_fd);
}

static struct ollama_api *
new_api(void)
{
	char reason[256] = "";
	struct ollama_api *api = ollama_api_new(base, reason, sizeof(reason));

	ck_assert_msg(api != NULL, "%s", reason);
	return api;
}

static void
assert_fails(const char *part)
{
	struct ollama_api *api = new_api();
	struct text out = {0};
	const char *reason = NULL;
	long status;

	text_add_string(&out, "before");
	ck_assert_int_eq(
	    ollama_api_get(api, "/api/ps", &out, &status, &reason), -1);
	ck_assert_ptr_nonnull(reason);
	if (part != NULL)
		ck_assert_msg(strstr(reason, part) != NULL, "%s", reason);
	ck_assert(span_is(text_span(&out), "before"));
	text_free(&out);
	ollama_api_free(api);
}

#define OK_7 "HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\n"

START_TEST(test_get)
{
	static const char answer[] = OK_7 "{\"a\":1}";
	struct ollama_api *api;
	struct text out = {0};
	const char *reason;
	char log[256];
	long status = 0;
	ssize_t n;

	start(answer, sizeof(answer) - 1);
	api = new_api();
	for (int i = 0; i < 3; i++)
		ck_assert_int_eq(
		    ollama_api_get(api, i == 0 ? "/api/version" : "/api/ps",
			&out, &status, &reason),
		    0);
	ck_assert_int_eq(status, 200);
	ck_assert(span_is(text_span(&out), "{\"a\":1}{\"a\":1}{\"a\":1}"));
	/* All three over one connection. */
	n = read(log_fd, log, sizeof(log) - 1);
	ck_assert_int_gt(n, 0);
	log[n] = '\0';
	ck_assert_str_eq(log, "CGET /api/version HTTP/1.1"
			      "GET /api/ps HTTP/1.1GET /api/ps HTTP/1.1");
	text_free(&out);
	ollama_api_free(api);
}
END_TEST

START_TEST(test_status)
{
	static const char answer[] = "HTTP/1.1 500 Oops\r\n"
				     "Content-Length: 2\r\n\r\n{}";
	struct ollama_api *api;
	struct text out = {0};
	const char *reason;
	long status = 0;

	start(answer, sizeof(answer) - 1);
	api = new_api();
	ck_assert_int_eq(
	    ollama_api_get(api, "/api/ps", &out, &status, &reason), 0);
	ck_assert_int_eq(status, 500);
	ck_assert(span_is(text_span(&out), "{}"));
	text_free(&out);
	ollama_api_free(api);
}
END_TEST

/* Not to another host, and not to the same. */
START_TEST(test_redirect)
{
	char answer[200];
	struct ollama_api *api;
	struct text out = {0};
	const char *reason;
	char log[256];
	long status = 0;
	ssize_t n;

	snprintf(answer, sizeof(answer),
	    "HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\n"
	    "Content-Length: 3\r\n\r\n<a>");
	start(answer, strlen(answer));
	api = new_api();
	ck_assert_int_eq(
	    ollama_api_get(api, "/api/ps", &out, &status, &reason), 0);
	ck_assert_int_eq(status, 302);
	ck_assert(span_is(text_span(&out), "<a>"));
	n = read(log_fd, log, sizeof(log) - 1);
	ck_assert_int_gt(n, 0);
	log[n] = '\0';
	ck_assert_str_eq(log, "CGET /api/ps HTTP/1.1");
	text_free(&out);
	ollama_api_free(api);
}
END_TEST

START_TEST(test_no_server)
{
	start("", 0);
	stop();
	server = 0;
	assert_fails(NULL);
}
END_TEST

START_TEST(test_hangs)
{
	start("", 0);
	assert_fails(NULL);
}
END_TEST

START_TEST(test_hangs_in_headers)
{
	start("HTTP/1.1 200 OK\r\nContent-", 25);
	assert_fails(NULL);
}
END_TEST

START_TEST(test_hangs_in_body)
{
	static const char answer[] = OK_7 "{\"a";

	start(answer, sizeof(answer) - 1);
	assert_fails(NULL);
}
END_TEST

START_TEST(test_not_http)
{
	start("SSH-2.0-nothing\r\n\r\n", 19);
	assert_fails(NULL);
}
END_TEST

/* The limit is a byte's matter. */
START_TEST(test_limit)
{
	size_t size = OLLAMA_API_LIMIT + (size_t)_i, n;
	char *answer = malloc(size + 200);
	struct ollama_api *api;
	struct text out = {0};
	const char *reason;
	long status;

	ck_assert_ptr_nonnull(answer);
	n = (size_t)snprintf(answer, 200,
	    "HTTP/1.1 200 OK\r\nContent-Length: %zu\r\n\r\n", size);
	memset(answer + n, ' ', size);
	start(answer, n + size);
	free(answer);
	if (_i > 0) {
		assert_fails("too long");
		return;
	}
	api = new_api();
	ck_assert_int_eq(
	    ollama_api_get(api, "/api/ps", &out, &status, &reason), 0);
	ck_assert_uint_eq(out.len, size);
	text_free(&out);
	ollama_api_free(api);
}
END_TEST

START_TEST(test_endless_headers)
{
	struct text answer = {0};

	text_add_string(&answer, "HTTP/1.1 200 OK\r\n");
	for (int i = 0; i < 10000; i++)
		text_add_string(&answer, "X-More: and more\r\n");
	start(answer.data, answer.len);
	text_free(&answer);
	assert_fails("too long");
}
END_TEST

START_TEST(test_other_schemes)
{
	char reason[256] = "";

	ck_assert_ptr_null(
	    ollama_api_new("file:///etc", reason, sizeof(reason)));
	ck_assert_str_eq(reason, "file:///etc: not an http or https URL");
	ollama_api_free(NULL);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("ollama_api");
	TCase *tcase = tcase_create("ollama_api");
	SRunner *runner = srunner_create(suite);
	int failed;

	/* A proxy of the environment is no part of these tests. */
	setenv("no_proxy", "*", 1);
	tcase_add_checked_fixture(tcase, NULL, stop);
	tcase_set_timeout(tcase, 60);
	tcase_add_test(tcase, test_get);
	tcase_add_test(tcase, test_status);
	tcase_add_test(tcase, test_redirect);
	tcase_add_test(tcase, test_no_server);
	tcase_add_test(tcase, test_hangs);
	tcase_add_test(tcase, test_hangs_in_headers);
	tcase_add_test(tcase, test_hangs_in_body);
	tcase_add_test(tcase, test_not_http);
	tcase_add_loop_test(tcase, test_limit, 0, 2);
	tcase_add_test(tcase, test_endless_headers);
	tcase_add_test(tcase, test_other_schemes);
	suite_add_tcase(suite, tcase);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
