#ifndef COLLECTORS_OLLAMA_H
#define COLLECTORS_OLLAMA_H

#include "formats/text.h"

/*
 * Ollama's server: its address, one request per sample with a deadline, and the
 * two sections made from the answer. Without it, `ollama ps` and curl would run
 * for every sample, and a server that hangs would stop the recording.
 */
struct ollama;

enum { OLLAMA_URL_SIZE = 1024 }; /* bytes of the base URL, NUL included */

/*
 * The server's base URL, without a final slash, as Ollama's own client derives
 * it from OLLAMA_HOST: [scheme://]host[:port][/path], by default
 * 127.0.0.1:11434; 0.0.0.0 means this machine. NULL or "" is the default.
 * Returns 0, or -1 if it is not an http or https URL.
 */
int ollama_url(const char *ollama_host, char url[OLLAMA_URL_SIZE]);

/*
 * Keeps `url`. Returns NULL with a reason (at most `size` bytes, NUL included).
 */
struct ollama *ollama_new(const char *url, char *reason, size_t size);
void ollama_free(struct ollama *);
/*
 * GET /api/ps. Returns 0, or -1 with *reason, which is valid until the next
 * call: no server, no answer within two seconds, a stop was requested, more
 * than 4 MiB, not JSON.
 */
int ollama_ask(struct ollama *, const char **reason);
/*
 * From the last answer, append what `ollama ps` prints at now_ms (UTC), or what
 * `curl -s URL/api/ps | jq .` prints. If these print nothing, append nothing.
 */
void ollama_add_table(struct ollama *, int64_t now_ms, struct text *out);
void ollama_add_json(const struct ollama *, struct text *out);
/*
 * Use the columns of a table that `ollama ps` printed. Before that, and after
 * the server was down, the server's version decides.
 */
void ollama_learn_columns(struct ollama *, struct span table);

#endif
