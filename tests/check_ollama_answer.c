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

#include "collectors/ollama_answer.h"
#include "collectors/ollama_api.h"

enum { SECTION_LIMIT = 16 * 1024 * 1024 };

/* The same answer to each request, whatever that is. */
static struct text answer;
static pid_t server;
static char url[64];

static void
serve(int listening)
{
	char request[4096];
	int fd;

	while ((fd = accept(listening, NULL, NULL)) != -1) {
		if (read(fd, request, sizeof(request)) > 0 &&
		    write(fd, answer.data, answer.len) == -1)
			_exit(1);
		close(fd);
	}
	_exit(1);
}

static void
start(const struct text *body)
{
	struct sockaddr_in address = {.sin_family = AF_INET};
	socklen_t length = sizeof(address);
	int listening = socket(AF_INET, SOCK_STREAM, 0);

	text_clear(&answer);
	text_add_f(&answer,
	    "HTTP/1.1 200 OK\r\nConnection: close\r\n"
	    "Content-Length: %zu\r\n\r\n",
	    body->len);
	text_add_span(&answer, text_span(body));
	ck_assert_int_eq(answer.failed, 0);
	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	ck_assert_int_eq(
	    bind(listening, (struct sockaddr *)&address, length), 0);
	ck_assert_int_eq(listen(listening, 8), 0);
	ck_assert_int_eq(
	    getsockname(listening, (struct sockaddr *)&address, &length), 0);
	snprintf(
	    url, sizeof(url), "http://127.0.0.1:%d", ntohs(address.sin_port));
	server = fork();
	ck_assert_int_ne(server, -1);
	if (server == 0)
		serve(listening);
	close(listening);
}

static void
stop(void)
{
	kill(server, SIGKILL);
	waitpid(server, NULL, 0);
	text_free(&answer);
}

/* Each stands in so many brackets, as often as there is room for it. */
static const struct {
	const char *value;
	size_t depth;
	size_t written; /* bytes of it in the section */
} kinds[] = {
    {"true", 9, 4},
    {"\"1e15\"", 12, 6},
};

/* How long the section is with n of them. */
static size_t
section_size(size_t depth, size_t written, size_t n)
{
	size_t size = n * (1 + 2 * depth + written) + n - 1 + 1, k;

	for (k = 0; k < depth; k++)
		size += (k > 0 ? 1 + 2 * k : 0) + 1 + 1 + 2 * k + 1;
	return size;
}

/* A section is at most so long, whatever the answer grows by. */
START_TEST(test_limit)
{
	const size_t depth = kinds[_i / 2].depth,
		     written = kinds[_i / 2].written;
	struct text body = {0}, json = {0};
	struct ollama_answer *ollama;
	const char *reason = "";
	char why[256] = "";
	size_t n = 1, i;

	while (section_size(depth, written, n + 1) <= SECTION_LIMIT)
		n++;
	n += (size_t)_i % 2;
	for (i = 0; i < depth; i++)
		text_add_char(&body, '[');
	for (i = 0; i < n; i++) {
		text_add_string(&body, i > 0 ? "," : "");
		text_add_string(&body, kinds[_i / 2].value);
	}
	for (i = 0; i < depth; i++)
		text_add_char(&body, ']');
	ck_assert_uint_le(body.len, OLLAMA_API_LIMIT);
	start(&body);
	ollama = ollama_answer_new(url, why, sizeof(why));
	ck_assert_msg(ollama != NULL, "%s", why);
	if (_i % 2 == 1) {
		ck_assert_int_eq(ollama_answer_ask(ollama, &reason), -1);
		ck_assert_str_eq(reason, "the answer is too long");
	} else {
		ck_assert_msg(
		    ollama_answer_ask(ollama, &reason) == 0, "%s", reason);
		ollama_answer_add_json(ollama, &json);
		ck_assert_uint_eq(json.len, section_size(depth, written, n));
	}
	ollama_answer_free(ollama);
	text_free(&body);
	text_free(&json);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("ollama_answer");
	TCase *tcase = tcase_create("ollama_answer");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_checked_fixture(tcase, NULL, stop);
	tcase_set_timeout(tcase, 60);
	/* One that fits, and one more of the same. */
	tcase_add_loop_test(
	    tcase, test_limit, 0, 2 * (int)(sizeof(kinds) / sizeof(kinds[0])));
	suite_add_tcase(suite, tcase);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
