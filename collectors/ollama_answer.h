#ifndef COLLECTORS_OLLAMA_ANSWER_H
#define COLLECTORS_OLLAMA_ANSWER_H

#include <stddef.h>
#include <stdint.h>

#include "formats/text.h"

/*
 * The two sections that are made of one answer to GET /api/ps. An answer with
 * the same bytes as the last one is not read again.
 */
struct ollama_answer;

/*
 * `base` is the server's URL without a slash at the end. Returns NULL with a
 * reason (at most `size` bytes, NUL included) on failure.
 */
struct ollama_answer *ollama_answer_new(
    const char *base, char *reason, size_t size);
void ollama_answer_free(struct ollama_answer *);
/*
 * Ask the server. Returns 0, or -1 with *reason set, which holds until the
 * next call: no server, the deadline, too long, not JSON.
 */
int ollama_answer_ask(struct ollama_answer *, const char **reason);
/*
 * After a successful ask: append what `curl -s .../api/ps | jq .` prints, and
 * what `ollama ps` prints at now_ms (UTC). Nothing is appended where these
 * print nothing.
 */
void ollama_answer_add_json(const struct ollama_answer *, struct text *out);
void ollama_answer_add_table(
    const struct ollama_answer *, int64_t now_ms, struct text *out);

#endif
