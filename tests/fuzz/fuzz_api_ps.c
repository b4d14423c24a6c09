/*
 * An answer of /api/ps: read, written as jq does, its extent found in a log,
 * and made a table of, which is read again. Byte 0: where to cut the text.
 */
#include <stdlib.h>
#include <string.h>

#include "formats/api_ps.h"
#include "formats/ollama_ps.h"
#include "tests/fuzz/property.h"

static void
check_extent(struct span json, const json_t *root, uint8_t cut)
{
	struct text longer = {0};
	size_t n;

	if (!json_is_object(root))
		return;
	PROPERTY(api_ps_extent(json) == json.n);
	/* What follows is not part of it; what is cut has no end. */
	text_add_span(&longer, json);
	text_add_string(&longer, "\n===== 2026-05-14T09:25:00Z =====\n{\n}\n");
	PROPERTY(api_ps_extent(text_span(&longer)) == json.n);
	n = json.n * cut / 256;
	if (n < json.n - 1)
		PROPERTY(api_ps_extent((struct span){longer.data, n}) == 0);
	text_free(&longer);
}

static void
check_inverse(const struct api_ps *api, uint8_t cut)
{
	struct text out = {0}, twice = {0};
	struct api_ps again;

	if (api_ps_write(&out, api->root) != 0) {
		PROPERTY(out.len == 0);
		return;
	}
	PROPERTY(out.data[out.len - 1] == '\n');
	PROPERTY(api_ps_read(text_span(&out), &again) == 0);
	PROPERTY(again.models == api->models);
	PROPERTY(api_ps_write(&twice, again.root) == 0);
	PROPERTY(span_equal(text_span(&out), text_span(&twice)));
	check_extent(text_span(&out), api->root, cut);
	api_ps_free(&again);
	text_free(&out);
	text_free(&twice);
}

/* A name that a table holds as it is. */
static int
is_plain(struct span s)
{
	size_t i;

	for (i = 0; i < s.n; i++)
		if (s.p[i] <= ' ' || s.p[i] > '~')
			return 0;
	return s.n > 0;
}

static void
check_table(const struct api_ps *api, unsigned columns)
{
	static struct ollama_ps table; /* as in the reader of blocks */
	struct text out = {0};
	unsigned header;
	size_t i;

	ollama_ps_write(&out, api->model, api->models, columns, 1778750700000);
	PROPERTY(property_lines(text_span(&out)) == api->models + 1);
	PROPERTY(ollama_ps_columns(text_span(&out), &header) == 0);
	PROPERTY(header == columns);
	for (i = 0; i < api->models; i++)
		if (!is_plain(api->model[i].name) ||
		    !is_plain(api->model[i].digest))
			break;
	if (i == api->models) {
		PROPERTY(ollama_ps_read(text_span(&out), &table, NULL) == 0);
		PROPERTY(table.rows == api->models);
		for (i = 0; i < table.rows; i++)
			PROPERTY(
			    span_equal(table.row[i].name, api->model[i].name));
	}
	text_free(&out);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span json = property_input(data, size);
	struct api_ps api;
	uint8_t cut;
	size_t n;

	if (json.n == 0)
		return 0;
	cut = (uint8_t)json.p[0];
	json.p++;
	json.n--;
	n = api_ps_extent(json);
	PROPERTY(n <= json.n && (n == 0 || memchr(json.p, '}', n) != NULL));
	PROPERTY(n == 0 || n == json.n || json.p[n - 1] == '\n');
	if (api_ps_read(json, &api) != 0) {
		PROPERTY(api.root == NULL && api.models == 0);
		return 0;
	}
	PROPERTY(api.models <= json.n);
	check_inverse(&api, cut);
	check_table(&api, 0);
	check_table(&api, OLLAMA_PS_CONTEXT);
	check_table(&api, OLLAMA_PS_CONTEXT | OLLAMA_PS_RUNNER);
	api_ps_free(&api);
	return 0;
}
