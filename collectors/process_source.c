#include <limits.h>
#include <stdio.h>

#include "collectors/process_compare.h"
#include "collectors/process_source.h"
#include "collectors/tool.h"

enum {
	PROOFS = 3,
	/* ps is slow when memory is short; that is when it is needed. */
	PS_DEADLINE_MS = 10000
};

static const char *const process_source_ps[] = {
    "ps", "-axo", "pid=,ppid=,comm=,rss=,vsz=,command=", NULL};

static int process_source_run_ps(struct process_source *, const char **);
static int process_source_is_torn(struct span output);
static int process_source_is_ps(const struct process_source *, struct span);
static void process_source_add_matching(
    const struct process_source *, struct text *lines);
static void process_source_learn(
    struct process_source *, const struct text *lines, size_t start);
static int process_source_prove(
    struct process_source *, struct text *lines, const char **reason);
static int process_source_native(
    struct process_source *, struct text *lines, const char **reason);
static void process_source_say_unread(struct process_source *, const char *why);
static void process_source_say(struct process_source *, const char *what);

int
process_source_open(struct process_source *source, enum source wanted,
    const struct match *match, const char *root, char *reason, size_t size)
{
	char path[PATH_MAX];

	*source = (struct process_source){
	    .wanted = wanted, .match = match, .tries = PROOFS};
	if (wanted == SOURCE_TOOL) {
		source->now = PROCESS_SOURCE_TOOL;
		return 0;
	}
	source->list = process_list_new(root, reason, size);
	if (wanted == SOURCE_NATIVE ||
	    tool_find(process_source_ps[0], path, sizeof path) == -1)
		source->now = PROCESS_SOURCE_NATIVE;
	if (source->list != NULL)
		return 0;
	if (source->now == PROCESS_SOURCE_NATIVE)
		return -1;
	source->now = PROCESS_SOURCE_TOOL;
	snprintf(source->no_list, sizeof source->no_list, "%s", reason);
	return 0;
}

void
process_source_close(struct process_source *source)
{
	process_list_free(source->list);
	text_free(&source->ps);
	*source = (struct process_source){0};
}

int
process_source_read(
    struct process_source *source, struct text *lines, const char **reason)
{
	char what[192];

	if (source->no_list[0] != '\0') {
		snprintf(
		    what, sizeof what, "staying with ps: %s", source->no_list);
		process_source_say(source, what);
		source->no_list[0] = '\0';
	}
	switch (source->now) {
	case PROCESS_SOURCE_UNPROVEN:
		return process_source_prove(source, lines, reason);
	case PROCESS_SOURCE_NATIVE:
		return process_source_native(source, lines, reason);
	case PROCESS_SOURCE_TOOL:
		break;
	}
	if (process_source_run_ps(source, reason) == -1)
		return -1;
	process_source_add_matching(source, lines);
	return 0;
}

/*
 * Fill source->ps. A ps that complains has still printed what it has; but one
 * that was killed left off anywhere, and half a row looks like a row.
 */
static int
process_source_run_ps(struct process_source *source, const char **reason)
{
	struct tool_child child = {0};
	const struct tool tool = {.argv = process_source_ps,
	    .deadline_ms = PS_DEADLINE_MS,
	    .last = &child};
	enum tool_end end;

	text_clear(&source->ps);
	end = tool_run(&tool, &source->ps);
	source->ps_succeeded = end == TOOL_OK;
	source->ps_pid = child.pid;
	/* Some regexec look for a NUL even where the end is given. */
	if (text_reserve(&source->ps, 1) == 0)
		source->ps.data[source->ps.len] = '\0';
	if ((end == TOOL_OK ||
		(end == TOOL_FAILED && child.exited && source->ps.len > 0)) &&
	    !process_source_is_torn(text_span(&source->ps))) {
		source->ps_worked = 1;
		return 0;
	}
	switch (end) {
	case TOOL_LATE:
		*reason = "ps did not end in time";
		break;
	case TOOL_MISSING:
		*reason = "ps is not on PATH";
		break;
	default:
		*reason = end == TOOL_FAILED && !child.exited ? "ps was killed"
							      : "ps failed";
	}
	return -1;
}

/* A wrapper around ps may hide that ps was killed; this it cannot hide. */
static int
process_source_is_torn(struct span output)
{
	return output.n > 0 && output.p[output.n - 1] != '\n';
}

/* Is it the line of that ps itself? System calls would never have seen it. */
static int
process_source_is_ps(const struct process_source *source, struct span line)
{
	struct span pid;
	uint64_t number;

	return span_word(&line, &pid) && span_u64(pid, &number) == 0 &&
	       number == (uint64_t)source->ps_pid;
}

static void
process_source_add_matching(
    const struct process_source *source, struct text *lines)
{
	struct span rest = text_span(&source->ps), line;
	int matches = 0;

	while (matches != -1 && span_until(&rest, '\n', &line)) {
		if (process_source_is_ps(source, line))
			continue;
		matches = match_line(source->match, line);
		if (matches != 1)
			continue;
		text_add_span(lines, line);
		text_add_char(lines, '\n');
	}
	if (matches == -1 || source->ps.failed)
		lines->failed = 1;
}

/*
 * Who is not among the lines from `start` on need not be asked for again: only
 * if nothing is missing there.
 */
static void
process_source_learn(
    struct process_source *source, const struct text *lines, size_t start)
{
	struct span matched = text_span(lines);

	if (!source->ps_succeeded || lines->failed)
		return;
	if (start > 0) {
		matched.p += start;
		matched.n -= start;
	}
	process_list_learn(source->list, matched);
}

/*
 * Take a sample from ps, and see whether the system calls give the same before
 * it and after it.
 */
static int
process_source_prove(
    struct process_source *source, struct text *lines, const char **reason)
{
	struct text before = {0}, after = {0};
	size_t start = lines->len;
	enum process_list_result result[2];
	char why[128];
	int ps, proven = 0;

	result[0] = process_list_read(source->list, NULL, &before, reason);
	ps = process_source_run_ps(source, reason);
	if (ps == -1) {
		text_free(&before);
		if (--source->tries == 0 && !source->ps_worked) {
			process_source_say(source,
			    "ps does not work: unproven, system calls do its "
			    "part");
			source->now = PROCESS_SOURCE_NATIVE;
		}
		return process_source_native(source, lines, reason);
	}
	process_source_add_matching(source, lines);
	/* Of those alone that were there before ps was: it saw them all. */
	if (result[0] == PROCESS_LIST_UNREADABLE)
		process_source_learn(source, lines, start);
	result[1] = process_list_read(source->list, NULL, &after, reason);
	if (result[0] == PROCESS_LIST_FAILED ||
	    result[1] == PROCESS_LIST_FAILED)
		snprintf(why, sizeof why, "%s", *reason);
	else if (before.failed || after.failed || source->ps.failed)
		snprintf(why, sizeof why, "out of memory");
	else
		proven =
		    process_compare(text_span(&before), text_span(&source->ps),
			text_span(&after), why, sizeof why) == 0;
	if (proven) {
		source->now = PROCESS_SOURCE_NATIVE;
		/* Not needed any more, most often for ever. */
		text_free(&source->ps);
	} else if (--source->tries <= 0) {
		char what[192];

		source->now = PROCESS_SOURCE_TOOL;
		snprintf(what, sizeof what,
		    "staying with ps: system calls and ps, %s", why);
		process_source_say(source, what);
	}
	text_free(&before);
	text_free(&after);
	return 0;
}

static int
process_source_native(
    struct process_source *source, struct text *lines, const char **reason)
{
	const char *no_ps;
	size_t start = lines->len;

	switch (process_list_read(source->list, source->match, lines, reason)) {
	case PROCESS_LIST_OK:
		return 0;
	case PROCESS_LIST_FAILED:
		lines->len = start;
		if (source->wanted == SOURCE_NATIVE ||
		    process_source_run_ps(source, &no_ps) == -1)
			return -1;
		process_source_add_matching(source, lines);
		return 0;
	case PROCESS_LIST_UNREADABLE:
		break;
	}
	/* What could be read is better than nothing, if ps cannot help. */
	if (source->wanted == SOURCE_NATIVE) {
		process_source_say_unread(source, "-s native");
		return 0;
	}
	if (process_source_run_ps(source, &no_ps) == -1) {
		process_source_say_unread(source, no_ps);
		return 0;
	}
	lines->len = start;
	process_source_add_matching(source, lines);
	process_source_learn(source, lines, start);
	return 0;
}

/* Rows may be missing: once, or it would be said for each sample. */
static void
process_source_say_unread(struct process_source *source, const char *why)
{
	char what[160];

	if (source->unread_told)
		return;
	source->unread_told = 1;
	snprintf(what, sizeof what,
	    "%s: processes of other users that only ps can read have no rows",
	    why);
	process_source_say(source, what);
}

static void
process_source_say(struct process_source *source, const char *what)
{
	if (source->say != NULL)
		source->say(source->arg, what);
}
