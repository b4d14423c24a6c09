#ifndef COLLECTORS_OLLAMA_API_H
#define COLLECTORS_OLLAMA_API_H

#include "formats/text.h"

/*
 * Asking the Ollama server, with libcurl and a deadline.
 */
enum {
	OLLAMA_API_DEADLINE_MS = 2000,
	OLLAMA_API_LIMIT = 4 * 1024 * 1024 /* bytes of one answer */
};

struct ollama_api;

/*
 * The base URL that Ollama's own client makes of OLLAMA_HOST, without a slash
 * at the end: [scheme://]host[:port][/path], default 127.0.0.1:11434, port 80
 * or 443 when a scheme stands without one, and 127.0.0.1 for 0.0.0.0. NULL or
 * "" is the default.
 */
void ollama_api_base(const char *ollama_host, struct text *url);

/* Does it begin with http:// or https://? */
int ollama_api_is_http(const char *url);

/* Returns NULL with a reason on failure. `base` has no slash at the end. */
struct ollama_api *ollama_api_new(const char *base, char *reason, size_t size);
void ollama_api_free(struct ollama_api *);
/*
 * GET base + path (such as "/api/ps") and append the body to `out`, whatever
 * the status, as `curl -s` does. Redirects are not followed. Returns 0, or -1
 * with *reason set and `out` as it was: no server, the deadline, or an answer
 * above the limit.
 */
int ollama_api_get(struct ollama_api *, const char *path, struct text *out,
    long *status, const char **reason);

#endif
