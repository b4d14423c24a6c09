#ifndef FORMATS_API_PS_H
#define FORMATS_API_PS_H

#include <jansson.h>

#include "formats/text.h"

/*
 * The answer of Ollama's GET /api/ps, and how jq prints it.
 */
struct api_model {
	struct span name;   /* "name", or else "model"; may be empty */
	struct span digest; /* may be empty */
	uint64_t size_bytes;
	uint64_t vram_bytes;
	uint64_t context_length;
	int64_t expires_ms;
	struct span runner; /* "llamacpp" or "mlx"; empty before 0.40 */
	/* Which numbers the answer had and could be read; others are 0. */
	unsigned has_size : 1;
	unsigned has_vram : 1;
	unsigned has_context : 1;
	unsigned has_expires : 1;
};

struct api_ps {
	json_t *root;            /* owned; the spans of `model` point into it */
	struct api_model *model; /* owned; in the order of the answer */
	size_t models;
};

void api_ps_free(struct api_ps *);
/*
 * Read one JSON text, pretty or in one line, with nothing but blanks after it.
 * Any JSON value is taken, as jq takes it; only an object with an array
 * "models" has models. Returns 0, or -1 with a reason in `reason` (at most
 * `size` bytes, NUL included) and errno, ENOMEM when that says nothing of the
 * text; then *api is empty. Free it either way.
 */
int api_ps_read(
    struct span json, struct api_ps *api, char *reason, size_t size);
/*
 * Append a value as `jq .` prints it, with the line end; control bytes and
 * numbers with a point only mean the same as jq's. Returns 0, or -1 and adds
 * nothing: out of memory, or `out` would be longer than 16 MiB.
 */
int api_ps_write(struct text *out, const json_t *value);
/*
 * The length of the JSON text at the front of `text` that began with '{': up
 * to and with the line that closes it. 0 when it is never closed.
 */
size_t api_ps_extent(struct span text);

#endif
