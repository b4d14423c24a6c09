#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "formats/api_ps.h"

/* Indentation can make an answer a thousand times as long. */
enum { API_PS_LIMIT = 16 * 1024 * 1024 };

void
api_ps_free(struct api_ps *api)
{
	json_decref(api->root);
	free(api->model);
	*api = (struct api_ps){0};
}

static struct span
api_ps_string_of(const json_t *object, const char *key)
{
	const json_t *value = json_object_get(object, key);

	if (!json_is_string(value))
		return SPAN("");
	return (struct span){
	    json_string_value(value), json_string_length(value)};
}

/*
 * Read a whole number of 0 or more. Returns 1, or 0 and leaves *number alone.
 */
static unsigned
api_ps_number_of(const json_t *object, const char *key, uint64_t *number)
{
	const json_t *value = json_object_get(object, key);

	if (!json_is_integer(value) || json_integer_value(value) < 0)
		return 0;
	*number = (uint64_t)json_integer_value(value);
	return 1;
}

static void
api_ps_read_model(const json_t *object, struct api_model *model)
{
	struct span expires = api_ps_string_of(object, "expires_at");

	model->name = api_ps_string_of(object, "name");
	if (model->name.n == 0)
		model->name = api_ps_string_of(object, "model");
	model->digest = api_ps_string_of(object, "digest");
	model->has_size = api_ps_number_of(object, "size", &model->size_bytes);
	model->has_vram =
	    api_ps_number_of(object, "size_vram", &model->vram_bytes);
	model->has_context =
	    api_ps_number_of(object, "context_length", &model->context_length);
	model->has_expires = span_time(expires, &model->expires_ms) == 0;
	model->runner = api_ps_string_of(object, "runner");
}

int
api_ps_read(struct span json, struct api_ps *api)
{
	const json_t *models, *object;
	size_t i, n;

	*api = (struct api_ps){0};
	/* jansson's errors do not tell every lack of memory. */
	errno = 0;
	/* jq accepts any value, and \u0000 inside a string. */
	api->root =
	    json_loadb(json.p, json.n, JSON_DECODE_ANY | JSON_ALLOW_NUL, NULL);
	if (errno == ENOMEM)
		goto out_of_memory;
	errno = EINVAL;
	if (api->root == NULL)
		return -1;
	models = json_object_get(api->root, "models");
	api->has_list = json_is_array(models) || json_is_null(models);
	n = json_array_size(models);
	if (n == 0)
		return 0;
	if ((api->model = calloc(n, sizeof *api->model)) == NULL)
		goto out_of_memory;
	for (i = 0; i < n; i++) {
		object = json_array_get(models, i);
		if (json_is_object(object))
			api_ps_read_model(object, &api->model[api->models++]);
	}
	return 0;

out_of_memory:
	api_ps_free(api);
	errno = ENOMEM;
	return -1;
}

static int
api_ps_add(const char *bytes, size_t n, void *arg)
{
	struct text *out = arg;

	if (out->len + n > API_PS_LIMIT)
		return -1;
	text_add(out, bytes, n);
	return out->failed ? -1 : 0;
}

int
api_ps_write(struct text *out, const json_t *value)
{
	const size_t flags = JSON_INDENT(2) | JSON_ENCODE_ANY;
	size_t before = out->len;

	if (json_dump_callback(value, api_ps_add, out, flags) != 0) {
		out->len = before;
		return -1;
	}
	text_add_char(out, '\n');
	return 0;
}

size_t
api_ps_extent(struct span text)
{
	size_t i, depth = 0;
	int in_string = 0;

	for (i = 0; i < text.n; i++) {
		char c = text.p[i];

		if (in_string) {
			/*
			 * A JSON string has no line end in it, so this one was
			 * cut off.
			 */
			if (c == '\n')
				return 0;
			if (c == '\\' && i + 1 < text.n &&
			    text.p[i + 1] != '\n')
				i++;
			else if (c == '"')
				in_string = 0;
		} else if (c == '"') {
			in_string = 1;
		} else if (c == '{') {
			depth++;
		} else if (c == '}' && (depth == 0 || --depth == 0)) {
			break;
		}
	}
	if (i >= text.n)
		return 0;
	while (i < text.n && text.p[i] != '\n')
		i++;
	return i < text.n ? i + 1 : i;
}
