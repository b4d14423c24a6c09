#include <limits.h>
#include <stdio.h>

#include "collectors/command.h"
#include "collectors/process_compare.h"
#include "collectors/ps.h"

enum {
	PROOFS = 3,
	/* ps is slow when memory is short; that is when it is needed. */
	PS_DEADLINE_MS = 10000
};

static const char *const ps_ps[] = {
    "ps", "-axo", "pid=,ppid=,comm=,rss=,vsz=,command=", NULL};

static int ps_run_ps(struct ps *, const char **);
static int ps_is_torn(struct span output);
static int ps_is_ps(const struct ps *, struct span);
static void ps_add_matching(const struct ps *, struct text *lines);
static void ps_learn(struct ps *, const struct text *lines, size_t start);
static int ps_prove(struct ps *, struct text *lines, const char **reason);
static int ps_native(struct ps *, struct text *lines, const char **reason);
static void ps_say_unread(struct ps *, const char *why);
static void ps_say(struct ps *, const char *what);

int
ps_open(struct ps *source, enum source wanted, const struct match *match,
    const char *root, char *reason, size_t size)
{
	char path[PATH_MAX];

	*source =
	    (struct ps){.wanted = wanted, .match = match, .tries = PROOFS};
	if (wanted == SOURCE_TOOL) {
		source->now = PS_TOOL;
		return 0;
	}
	source->list = ps_list_new(root, reason, size);
	if (wanted == SOURCE_NATIVE ||
	    command_find(ps_ps[0], path, sizeof path) == -1)
		source->now = PS_NATIVE;
	if (source->list != NULL)
		return 0;
	if (source->now == PS_NATIVE)
		return -1;
	source->now = PS_TOOL;
	snprintf(source->no_list, sizeof source->no_list, "%s", reason);
	return 0;
}

void
ps_close(struct ps *source)
{
	ps_list_free(source->list);
	text_free(&source->ps);
	*source = (struct ps){0};
}

int
ps_read(struct ps *source, struct text *lines, const char **reason)
{
	char what[192];

	if (source->no_list[0] != '\0') {
		snprintf(
		    what, sizeof what, "staying with ps: %s", source->no_list);
		ps_say(source, what);
		source->no_list[0] = '\0';
	}
	switch (source->now) {
	case PS_UNPROVEN:
		return ps_prove(source, lines, reason);
	case PS_NATIVE:
		return ps_native(source, lines, reason);
	case PS_TOOL:
		break;
	}
	if (ps_run_ps(source, reason) == -1)
		return -1;
	ps_add_matching(source, lines);
	return 0;
}

/*
 * Fill source->ps. A ps that complains has still printed what it has; but one
 * that was killed left off anywhere, and half a row looks like a row.
 */
static int
ps_run_ps(struct ps *source, const char **reason)
{
	struct command_child child = {0};
	const struct command tool = {
	    .argv = ps_ps, .deadline_ms = PS_DEADLINE_MS, .last = &child};
	enum command_end end;

	text_clear(&source->ps);
	end = command_run(&tool, &source->ps);
	source->ps_succeeded = end == COMMAND_OK;
	source->ps_pid = child.pid;
	/* Some regexec look for a NUL even where the end is given. */
	if (text_reserve(&source->ps, 1) == 0)
		source->ps.data[source->ps.len] = '\0';
	if ((end == COMMAND_OK || (end == COMMAND_FAILED && child.exited &&
				      source->ps.len > 0)) &&
	    !ps_is_torn(text_span(&source->ps))) {
		source->ps_worked = 1;
		return 0;
	}
	switch (end) {
	case COMMAND_LATE:
		*reason = "ps did not end in time";
		break;
	case COMMAND_MISSING:
		*reason = "ps is not on PATH";
		break;
	default:
		*reason = end == COMMAND_FAILED && !child.exited
			      ? "ps was killed"
			      : "ps failed";
	}
	return -1;
}

/* A wrapper around ps may hide that ps was killed; this it cannot hide. */
static int
ps_is_torn(struct span output)
{
	return output.n > 0 && output.p[output.n - 1] != '\n';
}

/* Is it the line of that ps itself? System calls would never have seen it. */
static int
ps_is_ps(const struct ps *source, struct span line)
{
	struct span pid;
	uint64_t number;

	return span_word(&line, &pid) && span_u64(pid, &number) == 0 &&
	       number == (uint64_t)source->ps_pid;
}

static void
ps_add_matching(const struct ps *source, struct text *lines)
{
	struct span rest = text_span(&source->ps), line;
	int matches = 0;

	while (matches != -1 && span_until(&rest, '\n', &line)) {
		if (ps_is_ps(source, line))
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
ps_learn(struct ps *source, const struct text *lines, size_t start)
{
	struct span matched = text_span(lines);

	if (!source->ps_succeeded || lines->failed)
		return;
	if (start > 0) {
		matched.p += start;
		matched.n -= start;
	}
	ps_list_learn(source->list, matched);
}

/*
 * Take a sample from ps, and see whether the system calls give the same before
 * it and after it.
 */
static int
ps_prove(struct ps *source, struct text *lines, const char **reason)
{
	struct text before = {0}, after = {0};
	size_t start = lines->len;
	enum ps_list_result result[2];
	char why[128];
	int ps, proven = 0;

	result[0] = ps_list_read(source->list, NULL, &before, reason);
	ps = ps_run_ps(source, reason);
	if (ps == -1) {
		text_free(&before);
		if (--source->tries == 0 && !source->ps_worked) {
			ps_say(source,
			    "ps does not work: unproven, system calls do its "
			    "part");
			source->now = PS_NATIVE;
		}
		return ps_native(source, lines, reason);
	}
	ps_add_matching(source, lines);
	/* Of those alone that were there before ps was: it saw them all. */
	if (result[0] == PS_LIST_UNREADABLE)
		ps_learn(source, lines, start);
	result[1] = ps_list_read(source->list, NULL, &after, reason);
	if (result[0] == PS_LIST_FAILED || result[1] == PS_LIST_FAILED)
		snprintf(why, sizeof why, "%s", *reason);
	else if (before.failed || after.failed || source->ps.failed)
		snprintf(why, sizeof why, "out of memory");
	else
		proven =
		    process_compare(text_span(&before), text_span(&source->ps),
			text_span(&after), why, sizeof why) == 0;
	if (proven) {
		source->now = PS_NATIVE;
		/* Not needed any more, most often for ever. */
		text_free(&source->ps);
	} else if (--source->tries <= 0) {
		char what[192];

		source->now = PS_TOOL;
		snprintf(what, sizeof what,
		    "staying with ps: system calls and ps, %s", why);
		ps_say(source, what);
	}
	text_free(&before);
	text_free(&after);
	return 0;
}

static int
ps_native(struct ps *source, struct text *lines, const char **reason)
{
	const char *no_ps;
	size_t start = lines->len;

	switch (ps_list_read(source->list, source->match, lines, reason)) {
	case PS_LIST_OK:
		return 0;
	case PS_LIST_FAILED:
		lines->len = start;
		if (source->wanted == SOURCE_NATIVE ||
		    ps_run_ps(source, &no_ps) == -1)
			return -1;
		ps_add_matching(source, lines);
		return 0;
	case PS_LIST_UNREADABLE:
		break;
	}
	/* What could be read is better than nothing, if ps cannot help. */
	if (source->wanted == SOURCE_NATIVE) {
		ps_say_unread(source, "-s native");
		return 0;
	}
	if (ps_run_ps(source, &no_ps) == -1) {
		ps_say_unread(source, no_ps);
		return 0;
	}
	lines->len = start;
	ps_add_matching(source, lines);
	ps_learn(source, lines, start);
	return 0;
}

/* Rows may be missing: once, or it would be said for each sample. */
static void
ps_say_unread(struct ps *source, const char *why)
{
	char what[160];

	if (source->unread_told)
		return;
	source->unread_told = 1;
	snprintf(what, sizeof what,
	    "%s: processes of other users that only ps can read have no rows",
	    why);
	ps_say(source, what);
}

static void
ps_say(struct ps *source, const char *what)
{
	if (source->say != NULL)
		source->say(source->arg, what);
}
