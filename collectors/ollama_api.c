#include <sys/socket.h>

#include <netinet/in.h>

#include <arpa/inet.h>
#include <curl/curl.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "collectors/kept_memory.h"
#include "collectors/ollama_api.h"

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

static struct span ollama_api_unquoted(struct span);
static int ollama_api_host_port(
    struct span hostport, struct span *host, struct span *port);
static void ollama_api_add_host(struct text *url, struct span host);
static int ollama_api_is_ipv6(struct span host, struct in6_addr *address);
static void ollama_api_end(void);
static int ollama_api_set(struct ollama_api *);
static size_t ollama_api_body(char *bytes, size_t one, size_t n, void *arg);
static size_t ollama_api_head(char *bytes, size_t one, size_t n, void *arg);
static int ollama_api_socket(void *arg, curl_socket_t fd, curlsocktype type);

/*
 * The rules are those of Host() and ConnectableHost() in Ollama's
 * envconfig/config.go.
 */
void
ollama_api_base(const char *ollama_host, struct text *url)
{
	struct span rest = ollama_api_unquoted(
	    span_of(ollama_host != NULL ? ollama_host : ""));
	struct span scheme = SPAN("http"), hostport, path, host, port;
	uint64_t number = 11434, given;

	if (span_is(rest, "ollama.com"))
		rest = SPAN("https://ollama.com");
	for (size_t i = 0; i + 3 <= rest.n; i++) {
		if (memcmp(rest.p + i, "://", 3) != 0)
			continue;
		scheme = (struct span){rest.p, i};
		rest = (struct span){rest.p + i + 3, rest.n - i - 3};
		if (span_is(scheme, "http"))
			number = 80;
		else if (span_is(scheme, "https"))
			number = 443;
		break;
	}
	path = rest;
	if (!span_until(&path, '/', &hostport))
		hostport = SPAN("");
	if (ollama_api_host_port(hostport, &host, &port) == 0 &&
	    span_u64(port, &given) == 0 && given <= 65535)
		number = given;
	text_add_span(url, scheme);
	text_add_string(url, "://");
	ollama_api_add_host(url, host);
	text_add_char(url, ':');
	text_add_u64(url, number);
	while (path.n > 0 && path.p[path.n - 1] == '/')
		path.n--;
	if (path.n > 0) {
		text_add_char(url, '/');
		text_add_span(url, path);
	}
}

/* Blanks, then quotes, then blanks are taken off both ends. */
static struct span
ollama_api_unquoted(struct span s)
{
	static const char blanks[] = " \t\n\v\f\r", quotes[] = "\"'";
	const char *set[] = {blanks, quotes, blanks};

	for (int i = 0; i < 3; i++) {
		while (s.n > 0 && strchr(set[i], s.p[0]) != NULL)
			s = (struct span){s.p + 1, s.n - 1};
		while (s.n > 0 && strchr(set[i], s.p[s.n - 1]) != NULL)
			s.n--;
	}
	return s;
}

/*
 * Split as Go's net.SplitHostPort does: "host:port" or "[ipv6]:port". Returns
 * 0, or -1 when there is no such port; then all of it is the host.
 */
static int
ollama_api_host_port(struct span hostport, struct span *host, struct span *port)
{
	const char *colon = NULL, *p = hostport.p;
	size_t n = hostport.n, bracketed = 0;

	for (size_t i = n; i > 0 && colon == NULL; i--)
		if (p[i - 1] == ':')
			colon = p + i - 1;
	if (colon != NULL) {
		*host = (struct span){p, (size_t)(colon - p)};
		*port = (struct span){colon + 1, n - (size_t)(colon + 1 - p)};
		bracketed =
		    host->n >= 2 && p[0] == '[' && host->p[host->n - 1] == ']';
		if (bracketed)
			*host = (struct span){p + 1, host->n - 2};
		if (memchr(host->p, '[', host->n) == NULL &&
		    memchr(host->p, ']', host->n) == NULL &&
		    (bracketed || memchr(host->p, ':', host->n) == NULL))
			return 0;
	}
	while (n > 0 && (p[0] == '[' || p[0] == ']')) {
		p++;
		n--;
	}
	while (n > 0 && (p[n - 1] == '[' || p[n - 1] == ']'))
		n--;
	*host = (struct span){p, n};
	*port = SPAN("");
	return -1;
}

/* What is served on all addresses is asked on this machine. */
static void
ollama_api_add_host(struct text *url, struct span host)
{
	struct in6_addr address;

	if (host.n == 0 || span_is(host, "0.0.0.0"))
		host = SPAN("127.0.0.1");
	if (memchr(host.p, ':', host.n) == NULL) {
		text_add_span(url, host);
		return;
	}
	if (ollama_api_is_ipv6(host, &address) &&
	    IN6_IS_ADDR_UNSPECIFIED(&address))
		host = SPAN("::1");
	text_add_char(url, '[');
	text_add_span(url, host);
	text_add_char(url, ']');
}

static int
ollama_api_is_ipv6(struct span host, struct in6_addr *address)
{
	char name[INET6_ADDRSTRLEN];

	if (host.n >= sizeof(name))
		return 0;
	memcpy(name, host.p, host.n);
	name[host.n] = '\0';
	return inet_pton(AF_INET6, name, address) == 1;
}

int
ollama_api_is_http(const char *url)
{
	return strncmp(url, "http://", 7) == 0 ||
	       strncmp(url, "https://", 8) == 0;
}

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
	if (!ollama_api_is_http(base)) {
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
 * No body is asked to be compressed, as by `curl -s`; a proxy is used where the
 * environment names one (http_proxy, no_proxy), as by curl and by Ollama.
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
