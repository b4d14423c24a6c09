#include <curl/curl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "collectors/ollama.h"
#include "collectors/tick.h"
#include "formats/api_ps.h"
#include "formats/ollama_ps.h"

enum {
	OLLAMA_DEADLINE_MS = 2000,
	OLLAMA_GRACE_MS = 500, /* to answer in after a request to stop */
	OLLAMA_SLICE_MS = 100, /* between two looks at whether to stop */
	OLLAMA_ANSWER_LIMIT = 4 * 1024 * 1024,
	OLLAMA_TABLE_LIMIT = 16 * 1024 * 1024
};

struct ollama {
	CURL *curl;
	CURLM *multi; /* keeps the connection open between the requests */
	char url[OLLAMA_URL_SIZE];
	struct text body; /* of the last request */
	/* The last answer to /api/ps. */
	long status;
	struct api_ps ps;
	struct text json; /* as jq prints it; empty: there is no answer */
	char reason[160];
	/* The columns of the table, OLLAMA_PS_ bits, if they are known. */
	unsigned columns;
	int has_columns;
	int version_asked;
};

/* Add what is left out. Returns 0, or -1 when it is too long. */
static int
ollama_url_complete(const char *given, char *url, int has_scheme)
{
	static const char around[] = " \t\r\n\"'";
	/* "::1" without its brackets. */
	int is_ipv6 = !has_scheme && strchr(given, '[') == NULL &&
		      strchr(given, ':') != strrchr(given, ':');
	int n;

	given += strspn(given, around);
	n = snprintf(url, OLLAMA_URL_SIZE, "%s%s%s",
	    has_scheme ? "" : "http://",
	    is_ipv6                                            ? "["
	    : !has_scheme && (*given == ':' || *given == '\0') ? "127.0.0.1"
							       : "",
	    given);
	if (n < 0 || n > OLLAMA_URL_SIZE - 2)
		return -1;
	while (n > 0 && strchr(around, url[n - 1]) != NULL)
		n--;
	snprintf(url + n, 2, "%s", is_ipv6 ? "]" : "");
	return 0;
}

static CURLUcode
ollama_url_set(CURLU *parsed, char *url, int has_scheme)
{
	char *host = NULL, *port = NULL;
	CURLUcode error = curl_url_set(parsed, CURLUPART_URL, url, 0);

	if (error == CURLUE_BAD_PORT_NUMBER) {
		/* Ollama takes the default instead. */
		*strrchr(url, ':') = '\0';
		error = curl_url_set(parsed, CURLUPART_URL, url, 0);
	}
	if (error == CURLUE_OK)
		error = curl_url_get(parsed, CURLUPART_HOST, &host, 0);
	/* A server that listens on all addresses is asked on this machine. */
	if (error == CURLUE_OK && strcmp(host, "0.0.0.0") == 0)
		error = curl_url_set(parsed, CURLUPART_HOST, "127.0.0.1", 0);
	else if (error == CURLUE_OK && strcmp(host, "[::]") == 0)
		error = curl_url_set(parsed, CURLUPART_HOST, "[::1]", 0);
	if (error == CURLUE_OK && !has_scheme &&
	    curl_url_get(parsed, CURLUPART_PORT, &port, 0) == CURLUE_NO_PORT)
		error = curl_url_set(parsed, CURLUPART_PORT, "11434", 0);
	curl_free(host);
	curl_free(port);
	return error;
}

/*
 * The rules are those of Host() and ConnectableHost() in Ollama's
 * envconfig/config.go, as far as libcurl takes the URL.
 */
int
ollama_url(const char *ollama_host, char url[OLLAMA_URL_SIZE])
{
	const char *given = ollama_host != NULL ? ollama_host : "";
	int has_scheme = strstr(given, "://") != NULL, result = -1;
	CURLU *parsed = curl_url();
	char *whole = NULL;
	size_t n;

	if (parsed != NULL &&
	    ollama_url_complete(given, url, has_scheme) == 0 &&
	    ollama_url_set(parsed, url, has_scheme) == CURLUE_OK &&
	    curl_url_get(parsed, CURLUPART_URL, &whole, 0) == CURLUE_OK &&
	    (n = strlen(whole)) < OLLAMA_URL_SIZE &&
	    (strncmp(whole, "http://", 7) == 0 ||
		strncmp(whole, "https://", 8) == 0)) {
		while (n > 0 && whole[n - 1] == '/')
			n--;
		memcpy(url, whole, n);
		url[n] = '\0';
		result = 0;
	}
	curl_free(whole);
	curl_url_cleanup(parsed);
	return result;
}

/*
 * Ollama's client asks a server on this machine without a proxy, which could
 * mostly not reach it (useProxy() in Go's httpproxy).
 */
static int
ollama_is_here(const char *url)
{
	const char *host = strstr(url, "://") + 3;

	return strncmp(host, "127.", 4) == 0 ||
	       strncmp(host, "[::1]", 5) == 0 ||
	       (strncasecmp(host, "localhost", 9) == 0 &&
		   strchr(":/", host[9]) != NULL);
}

/* Returning less than was given ends the request with CURLE_WRITE_ERROR. */
static size_t
ollama_body(char *bytes, size_t one, size_t n, void *arg)
{
	struct ollama *ollama = arg;

	n *= one;
	if (n > OLLAMA_ANSWER_LIMIT - ollama->body.len)
		return 0;
	text_add(&ollama->body, bytes, n);
	return ollama->body.failed ? 0 : n;
}

struct ollama *
ollama_new(const char *url, char *reason, size_t size)
{
	struct ollama *ollama = calloc(1, sizeof(*ollama));
	CURL *curl;

	if (ollama == NULL || (ollama->curl = curl_easy_init()) == NULL ||
	    (ollama->multi = curl_multi_init()) == NULL) {
		snprintf(reason, size, "libcurl: out of memory");
		ollama_free(ollama);
		return NULL;
	}
	curl = ollama->curl;
	snprintf(ollama->url, sizeof(ollama->url), "%s", url);
	curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, (long)OLLAMA_DEADLINE_MS);
	curl_easy_setopt(curl, CURLOPT_USERAGENT, "ollama-memtrace/" VERSION);
	curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, ollama_body);
	curl_easy_setopt(curl, CURLOPT_WRITEDATA, ollama);
#if LIBCURL_VERSION_NUM >= 0x075700
	/*
	 * A thread looks names up, and nothing can interrupt it. Without this
	 * option the deadline waits for it.
	 */
	curl_easy_setopt(curl, CURLOPT_QUICK_EXIT, 1L);
#endif
	if (ollama_is_here(url))
		curl_easy_setopt(curl, CURLOPT_NOPROXY, "*");
	return ollama;
}

void
ollama_free(struct ollama *ollama)
{
	if (ollama == NULL)
		return;
	curl_easy_cleanup(ollama->curl);
	curl_multi_cleanup(ollama->multi);
	curl_global_cleanup();
	api_ps_free(&ollama->ps);
	text_free(&ollama->body);
	text_free(&ollama->json);
	free(ollama);
}

/* As curl_easy_perform, but it ends soon after a request to stop. */
static CURLcode
ollama_perform(struct ollama *ollama)
{
	const int64_t grace_ns = OLLAMA_GRACE_MS * INT64_C(1000000);
	int64_t start_ns = tick_now_ns();
	CURLcode result = CURLE_OUT_OF_MEMORY; /* or stopped */
	CURLMsg *message;
	int running, ready = 0, left;

	curl_multi_add_handle(ollama->multi, ollama->curl);
	for (;;) {
		if (curl_multi_perform(ollama->multi, &running) != CURLM_OK ||
		    running == 0)
			break;
		if (tick_stop_requested() &&
		    tick_now_ns() - start_ns > grace_ns)
			break;
		curl_multi_wait(
		    ollama->multi, NULL, 0, OLLAMA_SLICE_MS, &ready);
		/* It does not wait while a name is looked up. */
		if (ready == 0)
			poll(NULL, 0, OLLAMA_SLICE_MS / 10);
	}
	message = curl_multi_info_read(ollama->multi, &left);
	if (message != NULL)
		result = message->data.result;
	curl_multi_remove_handle(ollama->multi, ollama->curl);
	return result;
}

/* GET url + path: `body` and *status. Redirects are not followed. */
static int
ollama_get(
    struct ollama *ollama, const char *path, long *status, const char **reason)
{
	char url[OLLAMA_URL_SIZE + 16];
	CURLcode error;

	snprintf(url, sizeof(url), "%s%s", ollama->url, path);
	text_clear(&ollama->body);
	error = curl_easy_setopt(ollama->curl, CURLOPT_URL, url);
	if (error == CURLE_OK)
		error = ollama_perform(ollama);
	if (error == CURLE_OK)
		error = curl_easy_getinfo(
		    ollama->curl, CURLINFO_RESPONSE_CODE, status);
	if (error == CURLE_OK)
		return 0;
	*reason = error != CURLE_WRITE_ERROR ? curl_easy_strerror(error)
		  : ollama->body.failed      ? "out of memory"
					     : "the answer is too long";
	return -1;
}

/* Make of the body what does not depend on the clock. */
static int
ollama_read(struct ollama *ollama, const char **reason)
{
	*reason = ollama->reason;
	if (api_ps_read(text_span(&ollama->body), &ollama->ps, ollama->reason,
		sizeof(ollama->reason)) != 0)
		return -1;
	/* No name, and so no row, is longer than the answer. */
	if (ollama->ps.models * ollama->body.len <= OLLAMA_TABLE_LIMIT &&
	    api_ps_write(&ollama->json, ollama->ps.root) == 0)
		return 0;
	*reason =
	    ollama->json.failed ? "out of memory" : "the answer is too long";
	return -1;
}

int
ollama_ask(struct ollama *ollama, const char **reason)
{
	api_ps_free(&ollama->ps);
	text_clear(&ollama->json);
	if (ollama_get(ollama, "/api/ps", &ollama->status, reason) == 0 &&
	    ollama_read(ollama, reason) == 0)
		return 0;
	text_clear(&ollama->json);
	/* It may come back as another version. */
	ollama->has_columns = 0;
	ollama->version_asked = 0;
	return -1;
}

/* {"version":"0.9.7-rc1"}; 0.0.0 is a developer's build with any columns. */
static void
ollama_ask_version(struct ollama *ollama)
{
	unsigned long part[3];
	const char *reason;
	long status;
	char *at;

	ollama->version_asked = 1;
	if (ollama_get(ollama, "/api/version", &status, &reason) == -1)
		return;
	text_add_char(&ollama->body, '\0');
	if (ollama->body.failed ||
	    (at = strstr(ollama->body.data, "\"version\"")) == NULL)
		return;
	for (int i = 0; i < 3; i++) {
		at += strcspn(at, "0123456789");
		part[i] = strtoul(at, &at, 10);
	}
	if (part[0] == 0 && part[1] == 0 && part[2] == 0)
		return;
	ollama->columns = 0;
	/* CONTEXT came with the pre-releases of 0.9.7, RUNNER with 0.40. */
	if (part[0] > 0 || part[1] > 9 || (part[1] == 9 && part[2] >= 7))
		ollama->columns |= OLLAMA_PS_CONTEXT;
	if (part[0] > 0 || part[1] >= 40)
		ollama->columns |= OLLAMA_PS_RUNNER;
	ollama->has_columns = 1;
}

/*
 * If neither the client nor the server's version tells, the models do: a
 * server that sends a field comes with a client that shows it.
 */
static unsigned
ollama_columns(struct ollama *ollama)
{
	const struct api_ps *ps = &ollama->ps;
	unsigned columns = ps->models == 0 ? OLLAMA_PS_CONTEXT : 0;

	if (!ollama->has_columns && !ollama->version_asked)
		ollama_ask_version(ollama);
	if (ollama->has_columns)
		return ollama->columns;
	for (size_t i = 0; i < ps->models; i++) {
		if (ps->model[i].has_context)
			columns |= OLLAMA_PS_CONTEXT;
		if (ps->model[i].runner.n > 0)
			columns |= OLLAMA_PS_RUNNER;
	}
	return columns;
}

/* Ollama's client prints no table of an error, or of what is no object. */
void
ollama_add_table(struct ollama *ollama, int64_t now_ms, struct text *out)
{
	if (ollama->json.len > 0 && ollama->status < 300 &&
	    json_is_object(ollama->ps.root))
		ollama_ps_write(out, ollama->ps.model, ollama->ps.models,
		    ollama_columns(ollama), now_ms);
}

void
ollama_add_json(const struct ollama *ollama, struct text *out)
{
	text_add_span(out, text_span(&ollama->json));
}

void
ollama_learn_columns(struct ollama *ollama, struct span table)
{
	if (ollama_ps_columns(table, &ollama->columns) == 0)
		ollama->has_columns = 1;
}
