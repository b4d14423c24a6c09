#include <curl/curl.h>
#include <errno.h>
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
	OLLAMA_GRACE_MS = 500, /* to answer after a request to stop */
	OLLAMA_SLICE_MS = 100, /* between two checks for a request to stop */
	OLLAMA_ANSWER_LIMIT = 4 * 1024 * 1024,
	OLLAMA_TABLE_LIMIT = 16 * 1024 * 1024
};

struct ollama {
	CURL *curl;
	CURLM *multi; /* keeps the connection open between requests */
	const char *url;
	struct text body; /* of the last request */
	/* The last answer to /api/ps. */
	struct api_ps ps;
	struct text json; /* as jq prints it; empty: no answer */
	int has_table;
	/* The columns of the table, OLLAMA_PS_ bits. */
	enum { COLUMNS_UNASKED, COLUMNS_KNOWN, COLUMNS_UNKNOWN } known;
	unsigned columns; /* if they are known */
};

/* Complete OLLAMA_HOST to a URL. Returns 0, or -1 if it is too long. */
static int
ollama_url_complete(const char *given, int has_scheme, char *url)
{
	static const char around[] = " \t\r\n\"'";
	const char *before = "http://", *after = "";
	size_t n;

	given += strspn(given, around);
	for (n = strlen(given); n > 0 && strchr(around, given[n - 1]); n--)
		continue;
	if (has_scheme)
		before = "";
	else if (n == 0 || *given == ':')
		before = "http://127.0.0.1";
	/* "::1" without brackets. */
	if (!has_scheme && strchr(given, '[') == NULL &&
	    strchr(given, ':') != strrchr(given, ':')) {
		before = "http://[";
		after = "]";
	}
	return snprintf(url, OLLAMA_URL_SIZE, "%s%.*s%s", before, (int)n, given,
		   after) < OLLAMA_URL_SIZE
		   ? 0
		   : -1;
}

/*
 * These are the rules of Host() and ConnectableHost() in Ollama's
 * envconfig/config.go, as far as libcurl accepts the URL.
 */
int
ollama_url(const char *ollama_host, char url[OLLAMA_URL_SIZE])
{
	const char *given = ollama_host != NULL ? ollama_host : "";
	int has_scheme = strstr(given, "://") != NULL, result = -1;
	char *host = NULL, *port = NULL, *whole = NULL;
	CURLU *parsed = curl_url();
	size_t n;

	if (ollama_url_complete(given, has_scheme, url) == -1 ||
	    curl_url_set(parsed, CURLUPART_URL, url, 0) != CURLUE_OK ||
	    curl_url_get(parsed, CURLUPART_HOST, &host, 0) != CURLUE_OK)
		goto done;
	/* If the server listens on all addresses, ask this machine. */
	if (strcmp(host, "0.0.0.0") == 0)
		curl_url_set(parsed, CURLUPART_HOST, "127.0.0.1", 0);
	else if (strcmp(host, "[::]") == 0)
		curl_url_set(parsed, CURLUPART_HOST, "[::1]", 0);
	if (!has_scheme &&
	    curl_url_get(parsed, CURLUPART_PORT, &port, 0) == CURLUE_NO_PORT)
		curl_url_set(parsed, CURLUPART_PORT, "11434", 0);
	if (curl_url_get(parsed, CURLUPART_URL, &whole, 0) != CURLUE_OK ||
	    (n = strlen(whole)) >= OLLAMA_URL_SIZE ||
	    (strncmp(whole, "http://", 7) != 0 &&
		strncmp(whole, "https://", 8) != 0))
		goto done;
	while (whole[n - 1] == '/')
		n--;
	memcpy(url, whole, n);
	url[n] = '\0';
	result = 0;
done:
	curl_free(host);
	curl_free(port);
	curl_free(whole);
	curl_url_cleanup(parsed);
	return result;
}

/* If it returns less than n, the request ends with CURLE_WRITE_ERROR. */
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
	const char *host = strstr(url, "://") + 3;
	CURL *curl;

	if (ollama == NULL || (ollama->curl = curl_easy_init()) == NULL ||
	    (ollama->multi = curl_multi_init()) == NULL) {
		snprintf(reason, size, "libcurl: out of memory");
		ollama_free(ollama);
		return NULL;
	}
	curl = ollama->curl;
	ollama->url = url;
	curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, (long)OLLAMA_DEADLINE_MS);
	curl_easy_setopt(curl, CURLOPT_USERAGENT, "ollama-memtrace/" VERSION);
	curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, ollama_body);
	curl_easy_setopt(curl, CURLOPT_WRITEDATA, ollama);
#if LIBCURL_VERSION_NUM >= 0x075700
	/*
	 * A thread looks up names, and cannot be interrupted. Without this
	 * option the deadline waits for it.
	 */
	curl_easy_setopt(curl, CURLOPT_QUICK_EXIT, 1L);
#endif
	/*
	 * Ollama's client uses no proxy for a server on this machine, because a
	 * proxy usually cannot reach it (useProxy() in Go's httpproxy).
	 */
	if (strncmp(host, "127.", 4) == 0 || strncmp(host, "[::1]", 5) == 0 ||
	    (strncasecmp(host, "localhost", 9) == 0 &&
		strchr(":/", host[9]) != NULL))
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

/* Like curl_easy_perform, but returns soon after a request to stop. */
static CURLcode
ollama_perform(struct ollama *ollama)
{
	int64_t grace_ns = tick_now_ns() + OLLAMA_GRACE_MS * INT64_C(1000000);
	int running, ready, left;
	CURLcode result;
	CURLMsg *message;

	curl_multi_add_handle(ollama->multi, ollama->curl);
	while (curl_multi_perform(ollama->multi, &running) == CURLM_OK &&
	       running > 0 &&
	       (!tick_stop_requested() || tick_now_ns() < grace_ns)) {
		ready = 0;
		curl_multi_wait(
		    ollama->multi, NULL, 0, OLLAMA_SLICE_MS, &ready);
		/* curl_multi_wait does not wait during a name lookup. */
		if (ready == 0)
			poll(NULL, 0, OLLAMA_SLICE_MS / 10);
	}
	message = curl_multi_info_read(ollama->multi, &left);
	result = message != NULL ? message->data.result : CURLE_OUT_OF_MEMORY;
	curl_multi_remove_handle(ollama->multi, ollama->curl);
	return result;
}

/* GET url + path into `body`. Redirects are not followed. */
static int
ollama_get(struct ollama *ollama, const char *path, const char **reason)
{
	char url[OLLAMA_URL_SIZE + 16];
	long os_error = 0;
	CURLcode error;

	snprintf(url, sizeof(url), "%s%s", ollama->url, path);
	text_clear(&ollama->body);
	error = curl_easy_setopt(ollama->curl, CURLOPT_URL, url);
	if (error == CURLE_OK)
		error = ollama_perform(ollama);
	if (error == CURLE_OK)
		return 0;
	curl_easy_getinfo(ollama->curl, CURLINFO_OS_ERRNO, &os_error);
	*reason = error == CURLE_OPERATION_TIMEDOUT ? "no answer within 2 s"
		  : error == CURLE_COULDNT_CONNECT && os_error == ECONNREFUSED
		      ? "connection refused"
		  : error != CURLE_WRITE_ERROR ? curl_easy_strerror(error)
		  : ollama->body.failed        ? "out of memory"
					       : "the answer is too long";
	return -1;
}

int
ollama_ask(struct ollama *ollama, const char **reason)
{
	long status = 0;

	api_ps_free(&ollama->ps);
	text_clear(&ollama->json);
	ollama->has_table = 0;
	if (ollama_get(ollama, "/api/ps", reason) == -1)
		goto fail;
	if (api_ps_read(text_span(&ollama->body), &ollama->ps) != 0) {
		*reason = errno == ENOMEM ? "out of memory"
					  : "the answer cannot be read as JSON";
		goto fail;
	}
	*reason = "the answer is too long";
	/* No name, and so no row, is longer than the answer. */
	if (ollama->ps.models * ollama->body.len > OLLAMA_TABLE_LIMIT ||
	    api_ps_write(&ollama->json, ollama->ps.root) != 0) {
		if (ollama->json.failed)
			*reason = "out of memory";
		goto fail;
	}
	/*
	 * Ollama's client prints no table for an error, or if it is no object.
	 */
	curl_easy_getinfo(ollama->curl, CURLINFO_RESPONSE_CODE, &status);
	ollama->has_table = status < 300 && json_is_object(ollama->ps.root);
	return 0;

fail:
	/* The server may come back as another version. */
	ollama->known = COLUMNS_UNASKED;
	return -1;
}

/* {"version":"0.9.7-rc1"}; 0.0.0 is a development build with any columns. */
static void
ollama_ask_version(struct ollama *ollama)
{
	unsigned major, minor, patch;
	const char *reason;

	ollama->known = COLUMNS_UNKNOWN;
	if (ollama_get(ollama, "/api/version", &reason) == -1)
		return;
	text_add_char(&ollama->body, '\0');
	if (ollama->body.failed ||
	    sscanf(ollama->body.data, " { \"version\" : \"%5u.%5u.%5u", &major,
		&minor, &patch) != 3 ||
	    (major == 0 && minor == 0 && patch == 0))
		return;
	ollama->known = COLUMNS_KNOWN;
	ollama->columns = 0;
	/* CONTEXT came with the pre-releases of 0.9.7, RUNNER with 0.40. */
	if (major > 0 || minor > 9 || (minor == 9 && patch >= 7))
		ollama->columns |= OLLAMA_PS_CONTEXT;
	if (major > 0 || minor >= 40)
		ollama->columns |= OLLAMA_PS_RUNNER;
}

/*
 * If neither the client nor the server's version is known, use the models: a
 * server that sends a field comes with a client that shows it.
 */
static unsigned
ollama_columns(struct ollama *ollama)
{
	const struct api_ps *ps = &ollama->ps;
	unsigned columns = ps->models == 0 ? OLLAMA_PS_CONTEXT : 0;

	if (ollama->known == COLUMNS_UNASKED)
		ollama_ask_version(ollama);
	if (ollama->known == COLUMNS_KNOWN)
		return ollama->columns;
	for (size_t i = 0; i < ps->models; i++) {
		if (ps->model[i].has_context)
			columns |= OLLAMA_PS_CONTEXT;
		if (ps->model[i].runner.n > 0)
			columns |= OLLAMA_PS_RUNNER;
	}
	return columns;
}

void
ollama_add_table(struct ollama *ollama, int64_t now_ms, struct text *out)
{
	if (ollama->has_table)
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
		ollama->known = COLUMNS_KNOWN;
}
