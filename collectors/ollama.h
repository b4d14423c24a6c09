#ifndef COLLECTORS_OLLAMA_H
#define COLLECTORS_OLLAMA_H

#include "formats/text.h"

/*
 * Ollama's server: where it is, one request for each sample with a deadline,
 * and the two sections that are made of its answer. Without it `ollama ps` and
 * curl would be started for every sample, and a server that hangs would stop
 * the recording.
 */
struct ollama;

enum { OLLAMA_URL_SIZE = 1024 }; /* bytes of the base URL, NUL included */

/*
 * The server's base URL, without a slash at the end, as Ollama's own client
 * makes it of OLLAMA_HOST: [scheme://]host[:port][/path], default
 * 127.0.0.1:11434, this machine for 0.0.0.0. NULL or "" is the default.
 * Returns 0, or -1 when that is no http or https URL.
 */
int ollama_url(const char *ollama_host, char url[OLLAMA_URL_SIZE]);

/* Keeps url. Returns NULL with a reason (at most `size` bytes, NUL included).
 */
struct ollama *ollama_new(const char *url, char *reason, size_t size);
void ollama_free(struct ollama *);
/*
 * GET /api/ps. Returns 0, or -1 with *reason, which holds until the next call:
 * no server, no answer within two seconds, a stop was requested, more than
 * 4 MiB, not JSON.
 */
int ollama_ask(struct ollama *, const char **reason);
/*
 * Append what `ollama ps` prints at now_ms (UTC), and what
 * `curl -s URL/api/ps | jq .` prints, made of the last answer. Nothing is
 * appended where these print nothing.
 */
void ollama_add_table(struct ollama *, int64_t now_ms, struct text *out);
void ollama_add_json(const struct ollama *, struct text *out);
/*
 * Take over the columns of a table that `ollama ps` printed. Until then, and
 * after the server was away, they are those of the server's version.
 */
void ollama_learn_columns(struct ollama *, struct span table);

#endif
