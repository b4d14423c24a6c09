#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "collectors/command.h"
#include "collectors/memory.h"
#include "collectors/ollama.h"
#include "collectors/record.h"
#include "collectors/sections.h"
#include "collectors/tick.h"
#include "formats/memory_pressure.h"
#include "formats/system_log.h"

enum {
	SECTIONS_DEADLINE_MS = 2000,      /* of each command */
	SECTIONS_LIMIT = 16 * 1024 * 1024 /* of each output */
};

struct section {
	struct trust trust;
	int failing; /* has been reported; reset when it works again */
};

struct sections {
	struct sections_options options;
	struct section section[SYSTEM_SECTIONS];
	struct memory *memory; /* NULL: unavailable */
	struct ollama *ollama; /* NULL: SOURCE_TOOL */
	/* What native sections are made from, except the server's answer. */
	int64_t answered_ms; /* when the server answered */
	struct memory_sample sample;
	enum vm_stat_width width; /* of vm_stat's lines; 0: see sample.wide */
	struct text native[2];    /* to compare with a command's output */
};

/* In the order of the block. Memory comes first, since a server may hang. */
static const struct {
	const char *name; /* in messages */
	const char *argv[7];
} section_commands[SYSTEM_SECTIONS] = {
    [SYSTEM_VM_STAT] = {"vm_stat", {"vm_stat"}},
    [SYSTEM_MEMORY_PRESSURE] = {"memory_pressure", {"memory_pressure"}},
    [SYSTEM_SWAPUSAGE] = {"sysctl vm.swapusage", {"sysctl", "vm.swapusage"}},
    [SYSTEM_OLLAMA_PS] = {"ollama ps", {"ollama", "ps"}},
    [SYSTEM_API_PS] = {"curl -s .../api/ps | jq .",
	{"sh", "-c", "curl -s \"$OLLAMA_HOST/api/ps\" | jq ."}},
    [SYSTEM_SYSCTL] = {"sysctl kern.memorystatus_vm_pressure_level ...",
	{"sysctl", SYSCTL_NAMES}},
};

struct sections *
sections_new(const struct sections_options *options, char *reason, size_t size)
{
	struct sections *sections = calloc(1, sizeof(*sections));

	if (sections == NULL) {
		snprintf(reason, size, "out of memory");
		return NULL;
	}
	sections->options = *options;
	/* Make the commands ask the same server. */
	setenv("OLLAMA_HOST", options->url, 1);
	for (int i = 0; i < SYSTEM_SECTIONS; i++)
		trust_init(&sections->section[i].trust, options->source);
	if (options->source == SOURCE_TOOL)
		return sections;
	sections->ollama = ollama_new(options->url, reason, size);
	if (sections->ollama == NULL)
		goto fail;
	sections->memory = memory_new(options->root, reason, size);
	if (sections->memory != NULL)
		return sections;
	if (options->source == SOURCE_NATIVE)
		goto fail;
	record_say("%s; recording only what vm_stat, memory_pressure and "
		   "sysctl print",
	    reason);
	for (int i = 0; i < SYSTEM_OLLAMA_PS; i++)
		sections->section[i].trust.source = SOURCE_TOOL;
	sections->section[SYSTEM_SYSCTL].trust.source = SOURCE_TOOL;
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
	memory_free(sections->memory);
	ollama_free(sections->ollama);
	text_free(&sections->native[0]);
	text_free(&sections->native[1]);
	free(sections);
}

/*
 * Read what the native sections from this one on are made from. Returns 0, or
 * -1 if the server does not answer, which is reported once until it does.
 */
static int
sections_look(struct sections *sections, enum system_section i)
{
	int *failing = &sections->section[SYSTEM_OLLAMA_PS].failing;
	const int of_memory = i < SYSTEM_OLLAMA_PS || i == SYSTEM_SYSCTL;
	const char *reason, *url = sections->options.url;

	if (of_memory && sections->memory != NULL) {
		memory_read(sections->memory, &sections->sample);
		if (sections->options.wide)
			memory_read_wide(sections->memory, &sections->sample);
	}
	if (of_memory || sections->ollama == NULL)
		return 0;
	if (ollama_ask(sections->ollama, &reason) == 0) {
		/*
		 * A model that is serving expires at the server's current time
		 * plus its keep-alive; the command counts from there, too.
		 */
		sections->answered_ms = tick_clock_ms();
		*failing = 0;
		return 0;
	}
	if (!*failing && !tick_stop_requested())
		record_say("no Ollama at %s (%s); recording system memory only",
		    strncmp(url, "http://", 7) == 0 ? url + 7 : url, reason);
	*failing = 1;
	return -1;
}

/* Append the native section, or nothing if its numbers are unknown. */
static void
section_native(
    struct sections *sections, enum system_section i, struct text *out)
{
	const struct memory_sample *sample = &sections->sample;
	struct memory_pressure pressure;

	switch (i) {
	case SYSTEM_VM_STAT:
		if (sample->vm_stat.known != 0)
			vm_stat_write(out, &sample->vm_stat,
			    sections->width != 0 ? sections->width
			    : sample->wide       ? VM_STAT_WIDTH_26
						 : VM_STAT_WIDTH_10_9);
		break;
	case SYSTEM_MEMORY_PRESSURE:
		memory_pressure_from(&sample->vm_stat, sample->memory_bytes,
		    sample->page_size, sample->free_percent, &pressure);
		memory_pressure_write(out, &pressure);
		break;
	case SYSTEM_SWAPUSAGE:
		if (sample->has_swapusage)
			swapusage_write(
			    out, &sample->swapusage, sections->options.point);
		break;
	case SYSTEM_OLLAMA_PS:
		ollama_add_table(sections->ollama, sections->answered_ms, out);
		break;
	case SYSTEM_API_PS:
		ollama_add_json(sections->ollama, out);
		break;
	case SYSTEM_SYSCTL:
		sysctl_write(out, &sample->sysctl);
		text_add_span(out, sample->pressure);
		break;
	case SYSTEM_SECTIONS:
		break;
	}
}

/*
 * True if the two differ only in numbers. vm_stat pads its numbers, so there
 * each byte must be in its place.
 */
static int
section_alike(enum system_section i, struct span a, struct span b)
{
	static const char moves[] = " 0123456789";

	if (i != SYSTEM_VM_STAT)
		return trust_same_text(a, b);
	if (a.n != b.n)
		return 0;
	for (size_t k = 0; k < a.n; k++)
		if (a.p[k] != b.p[k] && (strchr(moves, a.p[k]) == NULL ||
					    strchr(moves, b.p[k]) == NULL))
			return 0;
	return 1;
}

/*
 * Compare the command's output with native sections made before and after it.
 * How the command ended matters only if they differ; incomplete output always
 * differs.
 */
static enum proof
section_compare(struct sections *sections, enum system_section i,
    struct span tool, enum command_end end)
{
	struct text *native = sections->native;

	for (int k = 0; k < 2; k++) {
		if (k > 0)
			(void)sections_look(sections, i);
		text_clear(&native[k]);
		section_native(sections, i, &native[k]);
		if (section_alike(i, tool, text_span(&native[k])))
			return PROOF_EQUAL;
		if (end != COMMAND_OK || tool.n == 0)
			return PROOF_NO_COMMAND;
	}
	/* A model was loaded or unloaded meanwhile. */
	if (!section_alike(i, text_span(&native[0]), text_span(&native[1])))
		return PROOF_NOTHING;
	return PROOF_DIFFERENT;
}

static void
section_prove(struct sections *sections, enum system_section i,
    struct span tool, enum command_end end)
{
	struct trust *trust = &sections->section[i].trust;
	const char *name = section_commands[i].name;
	struct span rest = tool, line;
	enum proof proof;

	/* Learn what only the command shows: its columns, or its line width. */
	if (i == SYSTEM_OLLAMA_PS)
		ollama_learn_columns(sections->ollama, tool);
	if (i == SYSTEM_VM_STAT && span_line(&rest, &line) &&
	    span_line(&rest, &line) &&
	    (line.n == VM_STAT_WIDTH_10_9 || line.n == VM_STAT_WIDTH_26))
		sections->width = (enum vm_stat_width)line.n;
	proof = section_compare(sections, i, tool, end);
	/* For sysctl alone, no line on both sides counts as equal. */
	if (sections->native[0].len == 0 && i != SYSTEM_SYSCTL)
		return;
	if (!trust_judge(trust, proof))
		return;
	if (trust->source == SOURCE_TOOL)
		record_say("%s: unknown output format; running the command for "
			   "every sample",
		    name);
	/* Linux has a sysctl, but no vm.swapusage: nothing to report. */
	else if (tool.n > 0 || (end != COMMAND_OK && end != COMMAND_FAILED))
		record_say("%s %s; making its section without comparing it "
			   "with the command",
		    name, command_reason(end));
}

/* Returns 0, or -1 if a signal asked to stop. */
static int
section_read(struct sections *sections, enum system_section i, struct text *out)
{
	const struct command command = {.argv = section_commands[i].argv,
	    .deadline_ms = SECTIONS_DEADLINE_MS,
	    .limit = SECTIONS_LIMIT};
	struct section *section = &sections->section[i];
	size_t before = out->len;
	enum command_end end;
	int failing;

	if (section->trust.source == SOURCE_NATIVE) {
		section_native(sections, i, out);
		return 0;
	}
	end = command_run(&command, out, NULL);
	if (end == COMMAND_STOPPED)
		return -1;
	if (sections->options.source == SOURCE_TOOL) {
		failing = end != COMMAND_OK || out->len == before;
		if (failing && !section->failing)
			record_say("%s %s", section_commands[i].name,
			    end == COMMAND_OK ? "printed nothing"
					      : command_reason(end));
		section->failing = failing;
		return 0;
	}
	if (end == COMMAND_MISSING)
		section->trust.source = SOURCE_NATIVE;
	else if (section->trust.source == SOURCE_AUTO)
		section_prove(sections, i,
		    (struct span){out->data + before, out->len - before}, end);
	if (out->len == before)
		section_native(sections, i, out);
	return 0;
}

int
sections_read(struct sections *sections, struct text *out)
{
	const enum system_section last =
	    sections->options.wide ? SYSTEM_SECTIONS : SYSTEM_SYSCTL;
	enum system_section i;
	size_t before;
	int n = 0;

	for (i = 0; i < last; i++) {
		if ((i == SYSTEM_VM_STAT || i == SYSTEM_OLLAMA_PS) &&
		    sections_look(sections, i) == -1) {
			if (tick_stop_requested())
				return -1;
			i = SYSTEM_API_PS;
			continue;
		}
		before = out->len;
		if (section_read(sections, i, out) == -1)
			return -1;
		n += out->len > before;
	}
	return n;
}
