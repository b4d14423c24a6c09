#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "collectors/command.h"
#include "collectors/native.h"
#include "collectors/record.h"
#include "collectors/sections.h"
#include "collectors/shape.h"
#include "formats/system_log.h"

enum {
	SECTIONS_DEADLINE_MS = 2000,      /* of each command */
	SECTIONS_LIMIT = 16 * 1024 * 1024 /* of each output */
};

/* Which of the two ways is trusted. */
enum section_trust { TRUST_UNPROVEN, TRUST_NATIVE, TRUST_TOOL };

struct section {
	const struct section_kind *kind;
	const char *argv[6];
	enum section_trust trust;
	int told;   /* that the command fails; until it works again */
	int silent; /* neither way has heard from the server */
};

/*
 * A new section is a new line in the table of these, section_kinds, with its
 * native writer. The order is that of the block.
 */
struct section_kind {
	const char *name; /* in messages */
	const char *argv[6];
	/* Append native output; nothing when there is none. */
	void (*native)(struct native *, struct text *out);
	int (*same)(struct span tool, struct span native);
	/* The command asks the server: its silence means that that is down. */
	int asks_server;
};

struct sections {
	struct sections_options options;
	struct section section[SYSTEM_SECTIONS];
	char *api_url;
	struct native native;
	char no_memory[160];     /* why there is none, and not told yet; "" */
	int server_told;         /* that the server does not answer */
	struct text ours, again; /* outputs to compare */
};

static const struct section_kind section_kinds[SYSTEM_SECTIONS] = {
    [SYSTEM_VM_STAT] = {"vm_stat", {"vm_stat"}, native_vm_stat,
	shape_same_columns, 0},
    [SYSTEM_MEMORY_PRESSURE] = {"memory_pressure", {"memory_pressure"},
	native_memory_pressure, shape_same_text, 0},
    [SYSTEM_SWAPUSAGE] = {"sysctl vm.swapusage", {"sysctl", "vm.swapusage"},
	native_swapusage, shape_same_text, 0},
    [SYSTEM_OLLAMA_PS] = {"ollama ps", {"ollama", "ps"}, native_ollama_ps,
	shape_same_ollama_ps, 1},
    [SYSTEM_API_PS] = {"curl -s .../api/ps | jq .",
	{"/bin/sh", "-c", "curl -s \"$1\" | jq .", "sh"}, native_api_ps,
	shape_same_text, 1},
};

static void section_read(struct sections *, struct section *, struct text *);
static enum command_end section_tool(
    struct sections *, struct section *, struct text *);
static void section_prove(
    struct sections *, struct section *, struct span output, enum command_end);
static int section_same(struct sections *, struct section *, struct span tool);
static void sections_say_silent(struct sections *, const char *reason);
static void sections_say(struct sections *, const char *name, const char *what);

struct sections *
sections_new(const struct sections_options *options, char *reason, size_t size)
{
	struct sections *sections = calloc(1, sizeof(*sections));
	size_t length = strlen(options->url) + sizeof("/api/ps");
	struct section *section;

	if (sections == NULL || (sections->api_url = malloc(length)) == NULL) {
		snprintf(reason, size, "out of memory");
		goto fail;
	}
	sections->options = *options;
	sections->native.width = VM_STAT_WIDTH_10_9;
	sections->native.point = options->point;
	snprintf(sections->api_url, length, "%s/api/ps", options->url);
	for (int i = 0; i < SYSTEM_SECTIONS; i++) {
		section = &sections->section[i];
		section->kind = &section_kinds[i];
		memcpy(
		    section->argv, section->kind->argv, sizeof(section->argv));
		if (options->source != SOURCE_AUTO)
			section->trust = options->source == SOURCE_NATIVE
					     ? TRUST_NATIVE
					     : TRUST_TOOL;
	}
	sections->section[SYSTEM_API_PS].argv[4] = sections->api_url;
	if (options->source == SOURCE_TOOL)
		return sections;
	sections->native.memory = memory_new(options->root, reason, size);
	if (sections->native.memory == NULL && options->source == SOURCE_NATIVE)
		goto fail;
	if (sections->native.memory == NULL)
		snprintf(sections->no_memory, sizeof(sections->no_memory), "%s",
		    reason);
	sections->native.ollama = ollama_answer_new(options->url, reason, size);
	if (sections->native.ollama == NULL)
		goto fail;
	return sections;

fail:
	sections_free(sections);
	return NULL;
}

void
sections_free(struct sections *sections)
{
	if (sections == NULL)
		return;
	native_free(&sections->native);
	text_free(&sections->ours);
	text_free(&sections->again);
	free(sections->api_url);
	free(sections);
}

size_t
sections_read(struct sections *sections, int64_t now_ms, struct text *out)
{
	size_t before, n = 0;

	native_begin(&sections->native, now_ms);
	if (sections->no_memory[0] != '\0')
		sections_say(sections,
		    "staying with what there is of vm_stat, memory_pressure "
		    "and sysctl",
		    sections->no_memory);
	sections->no_memory[0] = '\0';
	for (int i = 0; i < SYSTEM_SECTIONS; i++) {
		before = out->len;
		section_read(sections, &sections->section[i], out);
		n += out->len > before;
		if (sections->native.asked == NATIVE_ANSWERED)
			sections->server_told = 0;
		else if (sections->native.asked == NATIVE_NO_ANSWER)
			sections_say_silent(
			    sections, sections->native.no_answer);
	}
	return n;
}

static void
section_read(
    struct sections *sections, struct section *section, struct text *out)
{
	const struct section_kind *kind = section->kind;
	size_t before = out->len;
	enum command_end end;

	if (section->trust == TRUST_NATIVE) {
		kind->native(&sections->native, out);
		return;
	}
	/* One request tells whether it is worth it to start commands again. */
	if (section->silent && !native_ask(&sections->native))
		return;
	end = section_tool(sections, section, out);
	if (sections->options.source == SOURCE_TOOL)
		return;
	if (end == COMMAND_MISSING)
		section->trust = TRUST_NATIVE;
	if (out->len == before) {
		/* Better unproven than lost; but do not wait for it twice. */
		if (end != COMMAND_LATE || !kind->asks_server ||
		    sections->native.asked == NATIVE_ANSWERED)
			kind->native(&sections->native, out);
		else
			sections_say_silent(sections, "no answer in time");
		/* Linux's sysctl is there, and knows no vm.swapusage. */
		if (!kind->asks_server && section->trust == TRUST_UNPROVEN &&
		    (end == COMMAND_OK || end == COMMAND_FAILED) &&
		    out->len > before)
			section->trust = TRUST_NATIVE;
		section->silent = kind->asks_server && out->len == before;
	} else if (section->trust == TRUST_UNPROVEN)
		section_prove(sections, section,
		    (struct span){out->data + before, out->len - before}, end);
}

/* Run the command, and say so when it begins to fail. */
static enum command_end
section_tool(
    struct sections *sections, struct section *section, struct text *out)
{
	const struct section_kind *kind = section->kind;
	struct command tool = {.argv = section->argv,
	    .deadline_ms = SECTIONS_DEADLINE_MS,
	    .limit = SECTIONS_LIMIT};
	enum command_end end = command_run(&tool, out, NULL);

	if (end == COMMAND_OK)
		section->told = 0;
	else if (!section->told && sections->options.source == SOURCE_TOOL) {
		section->told = 1;
		sections_say(sections, kind->name,
		    end == COMMAND_MISSING  ? "not found on PATH"
		    : end == COMMAND_FAILED ? "fails"
		    : end == COMMAND_LATE   ? "gives no answer in time"
					    : "cannot be started");
	}
	return end;
}

/*
 * Compare the command's output with ours. What differs is compared a second
 * time: a model may have been loaded between the two. How the command ended is
 * no matter where the form is the same, since a text that was cut off has
 * another one; but where it differs, a command that fails may do better later.
 */
static void
section_prove(struct sections *sections, struct section *section,
    struct span output, enum command_end end)
{
	const struct section_kind *kind = section->kind;
	int same = section_same(sections, section, output);

	if (!same && end == COMMAND_OK && sections->ours.len > 0) {
		text_clear(&sections->again);
		sections->native.asked = NATIVE_NOT_ASKED;
		end = section_tool(sections, section, &sections->again);
		if (sections->again.len == 0)
			return;
		same = section_same(
		    sections, section, text_span(&sections->again));
	}
	if (same) {
		section->trust = TRUST_NATIVE;
	} else if (sections->ours.len == 0) {
		return;
	} else if (end == COMMAND_OK) {
		section->trust = TRUST_TOOL;
		sections_say(sections, kind->name,
		    "its output has a form that is not known here, so it is "
		    "run for each sample");
	} else if (!section->told) {
		section->told = 1;
		sections_say(sections, kind->name,
		    "exits with an error, so it is run for each sample");
	}
}

/* Leaves what it compared with in sections->ours: maybe nothing. */
static int
section_same(
    struct sections *sections, struct section *section, struct span tool)
{
	int same = 0, tries = 2;

	/* Of vm_stat's layouts the other one, too. */
	while (!same && tries-- > 0) {
		text_clear(&sections->ours);
		section->kind->native(&sections->native, &sections->ours);
		same = !sections->ours.failed &&
		       section->kind->same(tool, text_span(&sections->ours));
		if (section->kind != &section_kinds[SYSTEM_VM_STAT])
			break;
		if (!same)
			sections->native.width = VM_STAT_WIDTH_10_9 +
						 VM_STAT_WIDTH_26 -
						 sections->native.width;
	}
	return same;
}

/* Said once, until it answers again. */
static void
sections_say_silent(struct sections *sections, const char *reason)
{
	char line[256];

	if (sections->server_told)
		return;
	sections->server_told = 1;
	snprintf(
	    line, sizeof(line), "%s; what Ollama says is left out", reason);
	sections_say(sections, sections->api_url, line);
}

static void
sections_say(struct sections *sections, const char *name, const char *what)
{
	char line[512];

	(void)sections;

	snprintf(line, sizeof(line), "%s: %s", name, what);
	record_say("%s", line);
}
