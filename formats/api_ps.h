#ifndef FORMATS_API_PS_H
#define FORMATS_API_PS_H

#include <jansson.h>

#include "formats/text.h"

/*
 * The answer of Ollama's GET /api/ps, and how jq prints it.
 */
struct api_model {
	struct span
	    name; /* "name", or "model" if there is none; may be empty */
	struct span digest; /* may be empty */
	uint64_t size_bytes;
	uint64_t vram_bytes;
	uint64_t context_length;
	int64_t expires_ms;
	struct span runner; /* "llamacpp" or "mlx"; empty before 0.40 */
	/* Which numbers were in the answer and could be read; others are 0. */
	unsigned has_size : 1;
	unsigned has_vram : 1;
	unsigned has_context : 1;
	unsigned has_expires : 1;
};

struct api_ps {
	json_t *root;            /* owned; the spans of `model` point into it */
	struct api_model *model; /* owned; in the order of the answer */
	size_t models;
	int has_list; /* 0: another answer, such as an error */
};

void api_ps_free(struct api_ps *);
/*
 * Read one JSON text, formatted or in one line, with only blanks after it. Like
 * jq, it accepts any JSON value; only an object with an array "models" has
 * models. Returns 0, or -1 with errno: ENOMEM, or EINVAL if it is not JSON;
 * *api is empty then. Free it in both cases.
 */
int api_ps_read(struct span json, struct api_ps *api);
/*
 * Append a value as `jq .` prints it, with the line end. Control bytes and
 * numbers with a decimal point may be written differently, with the same
 * meaning. Returns 0, or -1 and appends nothing: out of memory, or `out` would
 * be longer than 16 MiB.
 */
int api_ps_write(struct text *out, const json_t *value);
/*
 * The length of the JSON text that begins with '{' at the front of `text`,
 * including the line that closes it. 0 if it is never closed.
 */
size_t api_ps_extent(struct span text);

#endif
