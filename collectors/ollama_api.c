#include <curl/curl.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "collectors/kept_memory.h"
#include "collectors/ollama_api.h"
#include "collectors/ollama_url.h"

struct ollama_api {
	CURL *curl; /* keeps its connection open between the requests */
	char *base;
	struct text url; /* of the request under way, with its NUL */
	/* Where the body under way goes, and where it began there. */
	struct text *out;
	size_t begin;
	size_t head; /* bytes of header lines, which nobody here reads */
	int too_long;
};

enum { OLLAMA_API_HEAD_LIMIT = 64 * 1024 };

static void ollama_api_end(void);
static int ollama_api_set(struct ollama_api *);
static size_t ollama_api_body(char *bytes, size_t one, size_t n, void *arg);
static size_t ollama_api_head(char *bytes, size_t one, size_t n, void *arg);
static int ollama_api_socket(void *arg, curl_socket_t fd, curlsocktype type);

struct ollama_api *
ollama_api_new(const char *base, char *reason, size_t size)
{
	struct ollama_api *api = NULL;
	/* TLS sets itself up when it is first needed, which is mostly never. */
	CURLcode error = curl_global_init_mem(CURL_GLOBAL_NOTHING,
	    kept_memory_malloc, kept_memory_free, kept_memory_realloc,
	    kept_memory_strdup, kept_memory_calloc);

	if (error != CURLE_OK) {
		snprintf(
		    reason, size, "libcurl: %s", curl_easy_strerror(error));
		return NULL;
	}
	if (!ollama_url_is_http(base)) {
		snprintf(reason, size, "%s: not an http or https URL", base);
		goto fail;
	}
	api = calloc(1, sizeof(*api));
	if (api == NULL || (api->base = strdup(base)) == NULL ||
	    (api->curl = curl_easy_init()) == NULL ||
	    ollama_api_set(api) == -1) {
		snprintf(reason, size, "out of memory");
		goto fail;
	}
	return api;

fail:
	if (api == NULL)
		ollama_api_end();
	ollama_api_free(api);
	return NULL;
}

static void
ollama_api_end(void)
{
	curl_global_cleanup();
	kept_memory_release();
}

void
ollama_api_free(struct ollama_api *api)
{
	if (api == NULL)
		return;
	curl_easy_cleanup(api->curl);
	ollama_api_end();
	text_free(&api->url);
	free(api->base);
	free(api);
}

/*
 * No body is asked to be compressed, as by `curl -s`. A proxy is used where the
 * environment names one (http_proxy, no_proxy), but for a server on this
 * machine: Ollama's client never asks that through a proxy, which mostly could
 * not reach it, while curl would.
 */
static int
ollama_api_set(struct ollama_api *api)
{
	CURL *curl = api->curl;

	if (curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L) != CURLE_OK ||
	    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS,
		(long)OLLAMA_API_DEADLINE_MS) != CURLE_OK ||
	    curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L) != CURLE_OK ||
	    curl_easy_setopt(curl, CURLOPT_HTTP_VERSION,
		(long)CURL_HTTP_VERSION_1_1) != CURLE_OK ||
	    curl_easy_setopt(curl, CURLOPT_USERAGENT,
		"ollama-memtrace/" VERSION) != CURLE_OK ||
	    curl_easy_setopt(
		curl, CURLOPT_SOCKOPTFUNCTION, ollama_api_socket) != CURLE_OK ||
	    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, ollama_api_body) !=
		CURLE_OK ||
	    curl_easy_setopt(curl, CURLOPT_WRITEDATA, api) != CURLE_OK ||
	    curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, ollama_api_head) !=
		CURLE_OK ||
	    curl_easy_setopt(curl, CURLOPT_HEADERDATA, api) != CURLE_OK)
		return -1;
	if (ollama_url_is_here(api->base) &&
	    curl_easy_setopt(curl, CURLOPT_NOPROXY, "*") != CURLE_OK)
		return -1;
#if LIBCURL_VERSION_NUM >= 0x075700
	/*
	 * A name is resolved in a thread, which nothing can interrupt. Without
	 * this the deadline, and the end, wait for it all the same; with it
	 * the thread is left behind, and cleans up after itself. A libcurl that
	 * is older than these headers refuses it, and waits.
	 */
	if (curl_easy_setopt(curl, CURLOPT_QUICK_EXIT, 1L) ==
	    CURLE_OUT_OF_MEMORY)
		return -1;
#endif
	return 0;
}

/* No command that is run meanwhile inherits the connection. */
static int
ollama_api_socket(void *arg, curl_socket_t fd, curlsocktype type)
{
	(void)arg;
	(void)type;
	fcntl(fd, F_SETFD, FD_CLOEXEC);
	return CURL_SOCKOPT_OK;
}

/* Returning less than was given ends the request. */
static size_t
ollama_api_body(char *bytes, size_t one, size_t n, void *arg)
{
	struct ollama_api *api = arg;

	n *= one;
	if (n > OLLAMA_API_LIMIT - (api->out->len - api->begin)) {
		api->too_long = 1;
		return 0;
	}
	text_add(api->out, bytes, n);
	return api->out->failed ? 0 : n;
}

/* libcurl keeps them all, and not every version has a limit of its own. */
static size_t
ollama_api_head(char *bytes, size_t one, size_t n, void *arg)
{
	struct ollama_api *api = arg;

	(void)bytes;
	n *= one;
	if (n > OLLAMA_API_HEAD_LIMIT - api->head) {
		api->too_long = 1;
		return 0;
	}
	api->head += n;
	return n;
}

int
ollama_api_get(struct ollama_api *api, const char *path, struct text *out,
    long *status, const char **reason)
{
	CURLcode error;

	text_clear(&api->url);
	text_add_string(&api->url, api->base);
	text_add_string(&api->url, path);
	text_add(&api->url, "", 1);
	api->out = out;
	api->begin = out->len;
	api->head = 0;
	api->too_long = 0;
	error = CURLE_OUT_OF_MEMORY;
	if (!api->url.failed)
		error = curl_easy_setopt(api->curl, CURLOPT_URL, api->url.data);
	if (error == CURLE_OK)
		error = curl_easy_perform(api->curl);
	if (error == CURLE_OK)
		error = curl_easy_getinfo(
		    api->curl, CURLINFO_RESPONSE_CODE, status);
	if (error == CURLE_OK)
		return 0;
	out->len = api->begin;
	if (api->too_long)
		*reason = "the answer is too long";
	else if (out->failed)
		*reason = "out of memory";
	else
		*reason = curl_easy_strerror(error);
	return -1;
}
