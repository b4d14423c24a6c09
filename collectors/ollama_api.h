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
