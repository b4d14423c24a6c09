#include <stdio.h>
#include <stdlib.h>

#include "collectors/ollama_answer.h"
#include "collectors/ollama_api.h"
#include "formats/api_ps.h"
#include "formats/ollama_ps.h"

/* The first version of Ollama whose table has the column CONTEXT. */
static const uint64_t context_since[3] = {0, 9, 7};

/*
 * Of each of the two sections. Indents and padding can make a thousand times
 * as much of a short answer that somebody thought out.
 */
enum { SECTION_LIMIT = 16 * 1024 * 1024 };

enum context_column { CONTEXT_NO, CONTEXT_YES, CONTEXT_UNKNOWN };

struct ollama_answer {
	struct ollama_api *api;
	struct text body; /* of the last request */
	/* What the rest was made of; `read` says that there is any. */
	struct text bytes;
	long status;
	int read;
	struct api_ps ps;
	struct text json; /* as jq prints it */
	int has_table;
	/* From the server's version; asked again after it was away. */
	enum context_column context;
	int version_asked;
	char reason[160];
};

static int ollama_answer_read(struct ollama_answer *, const char **reason);
static int ollama_answer_fits(const struct ollama_answer *);
static int ollama_answer_is_table(const struct ollama_answer *);
static void ollama_answer_ask_version(struct ollama_answer *);
static enum context_column ollama_answer_context(struct span version);
static int ollama_answer_with_context(const struct ollama_answer *);

struct ollama_answer *
ollama_answer_new(const char *base, char *reason, size_t size)
{
	struct ollama_answer *answer = calloc(1, sizeof(*answer));

	if (answer == NULL) {
		snprintf(reason, size, "out of memory");
		return NULL;
	}
	answer->context = CONTEXT_UNKNOWN;
	answer->api = ollama_api_new(base, reason, size);
	if (answer->api == NULL) {
		free(answer);
		return NULL;
	}
	return answer;
}

void
ollama_answer_free(struct ollama_answer *answer)
{
	if (answer == NULL)
		return;
	/* The last one gives back what is kept. */
	api_ps_free(&answer->ps);
	ollama_api_free(answer->api);
	text_free(&answer->body);
	text_free(&answer->bytes);
	text_free(&answer->json);
	free(answer);
}

int
ollama_answer_ask(struct ollama_answer *answer, const char **reason)
{
	long status;

	text_clear(&answer->body);
	if (ollama_api_get(
		answer->api, "/api/ps", &answer->body, &status, reason) == -1)
		goto away;
	if (!answer->read || status != answer->status ||
	    !span_equal(text_span(&answer->body), text_span(&answer->bytes))) {
		answer->status = status;
		if (ollama_answer_read(answer, reason) == -1)
			goto away;
	}
	if (!answer->version_asked)
		ollama_answer_ask_version(answer);
	return 0;

away:
	/* It may come back as another version. */
	answer->version_asked = 0;
	return -1;
}

/* Make of the body all that does not depend on the clock. */
static int
ollama_answer_read(struct ollama_answer *answer, const char **reason)
{
	struct text swap = answer->bytes;

	answer->bytes = answer->body;
	answer->body = swap;
	answer->read = 0;
	api_ps_free(&answer->ps);
	text_clear(&answer->json);
	*reason = answer->reason;
	if (api_ps_read(text_span(&answer->bytes), &answer->ps, answer->reason,
		sizeof(answer->reason)) != 0)
		return -1;
	if (!ollama_answer_fits(answer)) {
		*reason = "the answer is too long";
		return -1;
	}
	if (api_ps_write(&answer->json, answer->ps.root) != 0) {
		*reason = "the answer is too long";
		return -1;
	}
	if (answer->json.failed) {
		*reason = "out of memory";
		return -1;
	}
	answer->has_table = ollama_answer_is_table(answer);
	answer->read = 1;
	return 0;
}

static int
ollama_answer_fits(const struct ollama_answer *answer)
{
	uint64_t width = 200; /* more than all the other cells together */
	uint64_t name = 0;

	for (size_t i = 0; i < answer->ps.models; i++)
		if (answer->ps.model[i].name.n > name)
			name = answer->ps.model[i].name.n;
	width += name;
	return (answer->ps.models + 1) * width <= SECTION_LIMIT;
}

/*
 * Would Ollama's client print a table? It wants no error status, and JSON that
 * fits its types; null counts as nothing.
 */
static int
ollama_answer_is_table(const struct ollama_answer *answer)
{
	const json_t *root = answer->ps.root, *models;
	size_t i;

	if (answer->status >= 300 ||
	    (!json_is_object(root) && !json_is_null(root)))
		return 0;
	models = json_object_get(root, "models");
	if (models == NULL || json_is_null(models))
		return 1;
	if (!json_is_array(models))
		return 0;
	for (i = 0; i < json_array_size(models); i++)
		if (!json_is_object(json_array_get(models, i)))
			return 0;
	return 1;
}

/* Once: a server that does not tell leaves it to the models. */
static void
ollama_answer_ask_version(struct ollama_answer *answer)
{
	const char *reason;
	json_t *root;
	const json_t *version;
	long status;

	answer->version_asked = 1;
	answer->context = CONTEXT_UNKNOWN;
	text_clear(&answer->body);
	if (ollama_api_get(answer->api, "/api/version", &answer->body, &status,
		&reason) == -1 ||
	    answer->body.len == 0)
		return;
	root = json_loadb(answer->body.data, answer->body.len, 0, NULL);
	version = json_object_get(root, "version");
	if (json_is_string(version))
		answer->context = ollama_answer_context((struct span){
		    json_string_value(version), json_string_length(version)});
	json_decref(root);
}

/* "0.9.7", "0.9.7-rc1"; 0.0.0 is what a developer's build says. */
static enum context_column
ollama_answer_context(struct span version)
{
	uint64_t part[3];
	struct span field, number;
	int known = 0;

	for (int i = 0; i < 3; i++) {
		if (!span_until(&version, '.', &field) ||
		    !span_until(&field, '-', &number) ||
		    span_u64(number, &part[i]) != 0)
			return CONTEXT_UNKNOWN;
		known |= part[i] != 0;
	}
	if (!known)
		return CONTEXT_UNKNOWN;
	for (int i = 0; i < 3; i++)
		if (part[i] != context_since[i])
			return part[i] > context_since[i] ? CONTEXT_YES
							  : CONTEXT_NO;
	return CONTEXT_YES;
}

void
ollama_answer_add_json(const struct ollama_answer *answer, struct text *out)
{
	text_add_span(out, text_span(&answer->json));
}

void
ollama_answer_add_table(
    const struct ollama_answer *answer, int64_t now_ms, struct text *out)
{
	if (answer->has_table)
		ollama_ps_write(out, answer->ps.model, answer->ps.models,
		    ollama_answer_with_context(answer) ? OLLAMA_PS_CONTEXT : 0,
		    now_ms);
}

/* The server sends the length since the version whose client shows it. */
static int
ollama_answer_with_context(const struct ollama_answer *answer)
{
	if (answer->context != CONTEXT_UNKNOWN)
		return answer->context == CONTEXT_YES;
	for (size_t i = 0; i < answer->ps.models; i++)
		if (answer->ps.model[i].has_context)
			return 1;
	return answer->ps.models == 0;
}
