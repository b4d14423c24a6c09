#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "collectors/command.h"
#include "collectors/ps.h"
#include "collectors/record.h"

/* ps is slow when memory is short; that is when it is needed. */
enum { PS_DEADLINE_MS = 10000 };

/* A process that only a privileged ps can read. */
struct stranger {
	pid_t pid;
	int64_t start_us;
	char name[24];
};

struct ps {
	enum source wanted;
	struct trust trust;
	struct match *match;
	struct ps_list *list; /* NULL: ps alone */
	struct text lines;    /* what ps printed */
	struct text row;
	enum command_end end; /* of that ps; OK: no row is missing */
	pid_t pid;            /* of that ps */
	/*
	 * struct stranger: those of the last pass, and those that did not match
	 * when ps was asked about them. As long as there are no others, ps need
	 * not be asked again.
	 */
	struct text met, harmless;
	int reported; /* that rows of strangers are missing */
};

struct ps *
ps_new(enum source source, struct match *match, char *reason, size_t size)
{
	struct ps *ps = calloc(1, sizeof *ps);

	if (ps == NULL) {
		snprintf(reason, size, "out of memory");
		return NULL;
	}
	ps->wanted = source;
	trust_init(&ps->trust, source);
	ps->match = match;
	if (source == SOURCE_TOOL)
		return ps;
	ps->list = ps_list_new(reason, size);
	if (ps->list == NULL && source == SOURCE_NATIVE) {
		ps_free(ps);
		return NULL;
	}
	if (ps->list == NULL)
		trust_init(&ps->trust, SOURCE_TOOL);
	if (reason[0] != '\0')
		record_say(
		    "%s%s", reason, ps->list == NULL ? "; using ps" : "");
	return ps;
}

void
ps_free(struct ps *ps)
{
	if (ps == NULL)
		return;
	ps_list_free(ps->list);
	text_free(&ps->lines);
	text_free(&ps->row);
	text_free(&ps->met);
	text_free(&ps->harmless);
	free(ps);
}

/*
 * Fill ps->lines. A ps that fails has still printed what it has, but one that
 * was killed may have left off anywhere, and half a row looks like a row.
 */
static int
ps_run(struct ps *ps, const char **reason)
{
	static const char *const argv[] = {
	    "ps", "-axo", "pid=,ppid=,comm=,rss=,vsz=,command=", NULL};
	static char why[64];
	const struct command command = {
	    .argv = argv, .deadline_ms = PS_DEADLINE_MS};
	const struct text *lines = &ps->lines;
	enum command_end end;

	text_clear(&ps->lines);
	ps->end = end = command_run(&command, &ps->lines, &ps->pid);
	/* A wrapper may hide that ps was killed, but not a torn line. */
	if ((end == COMMAND_OK || (end == COMMAND_FAILED && lines->len > 0)) &&
	    (lines->len == 0 || lines->data[lines->len - 1] == '\n'))
		return 0;
	snprintf(why, sizeof why, "ps %s",
	    command_reason(end == COMMAND_OK ? COMMAND_FAILED : end));
	*reason = why;
	return -1;
}

static struct stranger *
ps_stranger(const struct text *strangers, size_t i)
{
	return i < strangers->len / sizeof(struct stranger)
		   ? (struct stranger *)strangers->data + i
		   : NULL;
}

/*
 * Append the rows of what ps printed, but for our own and that ps's, which the
 * loop's awk does not see either. Returns how many, or -1: out of memory.
 */
static int
ps_tool(struct ps *ps, struct span ts, struct text *out)
{
	struct span rest = text_span(&ps->lines), line, words, word;
	struct stranger *stranger;
	uint64_t pid;
	int rows = 0, matches;
	size_t i;

	while (span_until(&rest, '\n', &line)) {
		words = line;
		if (!span_word(&words, &word) || span_u64(word, &pid) == -1)
			continue;
		if (pid == (uint64_t)ps->pid || pid == (uint64_t)getpid())
			continue;
		matches = match_line(ps->match, line);
		if (matches == -1)
			return -1;
		if (matches == 0)
			continue;
		process_tsv_add_line(out, ts, line);
		rows++;
		for (i = 0; (stranger = ps_stranger(&ps->met, i)) != NULL; i++)
			if (pid == (uint64_t)stranger->pid)
				stranger->pid = 0;
	}
	/* Those whose rows matched have lost their pid. */
	if (ps->end == COMMAND_OK) {
		text_clear(&ps->harmless);
		text_add_span(&ps->harmless, text_span(&ps->met));
	}
	return out->failed ? -1 : rows;
}

/* The row of the process at hand, if it matches. Returns 1, 0 or -1. */
static int
ps_add(struct ps *ps, struct span ts, struct match *match, struct text *out,
    const char **reason)
{
	struct process_row row;
	struct text *line = &ps->row;
	int result = ps_list_row(ps->list, &row, reason);

	if (result == 1 && match != NULL) {
		/* The line of ps is a row without its time and line end. */
		text_clear(line);
		process_tsv_write(line, SPAN(""), &row);
		line->len -= line->len > 0;
		result = line->failed ? -1 : match_line(match, text_span(line));
		*reason = "out of memory";
	}
	if (result == 1)
		process_tsv_write(out, ts, &row);
	return result;
}

static void
ps_meet(struct text *met, const struct ps_process *process)
{
	struct stranger stranger = {
	    .pid = process->pid, .start_us = process->start_us};
	size_t n = process->comm.n;

	memcpy(stranger.name, process->comm.p,
	    n < sizeof stranger.name ? n : sizeof stranger.name);
	text_add(met, &stranger, sizeof stranger);
}

/*
 * Append the native rows, all of them if `match` is NULL, and note the
 * strangers. Returns how many, or -1 with *reason and `out` as it was.
 */
static int
ps_native(struct ps *ps, struct span ts, struct match *match, struct text *out,
    const char **reason)
{
	struct ps_process process;
	size_t before = out->len;
	int rows = 0, more, added;

	text_clear(&ps->met);
	more = ps_list_start(ps->list, reason);
	if (more == -1)
		return -1;
	while ((more = ps_list_next(ps->list, &process, reason)) == 1) {
		if (process.pid == getpid())
			continue;
		if (process.unreadable) {
			ps_meet(&ps->met, &process);
		} else if (match == NULL || match_possible(match, process.comm,
						process.command)) {
			added = ps_add(ps, ts, match, out, reason);
			rows += added;
			more = added < 0 ? -1 : 1;
		}
		if (more == -1)
			break;
	}
	if (more == -1 || out->failed || ps->met.failed) {
		out->len = before;
		return -1;
	}
	return rows;
}

static int
ps_is_harmless(const struct ps *ps, const struct stranger *stranger)
{
	const struct stranger *known;
	size_t i;

	for (i = 0; (known = ps_stranger(&ps->harmless, i)) != NULL; i++)
		if (known->pid == stranger->pid)
			return known->start_us == stranger->start_us &&
			       memcmp(known->name, stranger->name,
				   sizeof known->name) == 0;
	return 0;
}

/* Native, and where that cannot see everything, ps if the user allows it. */
static int
ps_fill(struct ps *ps, struct span ts, struct text *out, const char **reason)
{
	size_t before = out->len, i;
	int rows = ps_native(ps, ts, ps->match, out, reason), unread = 0;
	const char *no_ps = "-s native";
	const struct stranger *stranger;

	for (i = 0; (stranger = ps_stranger(&ps->met, i)) != NULL; i++)
		unread |= !ps_is_harmless(ps, stranger);
	if (rows != -1 && !unread)
		return rows;
	if (ps->wanted != SOURCE_NATIVE && ps_run(ps, &no_ps) == 0) {
		out->len = before;
		*reason = "out of memory";
		return ps_tool(ps, ts, out);
	}
	/* What could be read is better than nothing. */
	if (rows != -1 && !ps->reported) {
		record_say("%s: processes of other users that only ps can read "
			   "have no rows",
		    no_ps);
		ps->reported = 1;
	}
	return rows;
}

/*
 * Take the sample from ps, and our own list before and after it, to see
 * whether ours says the same.
 */
static int
ps_prove(struct ps *ps, struct span ts, struct text *out, const char **reason)
{
	struct text before = {0}, after = {0}, rows_of_ps = {0};
	struct span rest, line;
	char why[128];
	int listed, rows = -1;
	enum proof proof = PROOF_DIFFERENT;

	listed = ps_native(ps, SPAN(""), NULL, &before, reason);
	if (ps_run(ps, reason) == -1) {
		if (ps->end == COMMAND_STOPPED)
			goto out;
		if (ps->end == COMMAND_MISSING)
			trust_init(&ps->trust, SOURCE_NATIVE);
		else if (trust_judge(&ps->trust, PROOF_NO_COMMAND))
			record_say("%s; using the kernel's process list "
				   "without comparing it with ps",
			    *reason);
		rows = ps_fill(ps, ts, out, reason);
		goto out;
	}
	rows = ps_tool(ps, ts, out);
	rest = text_span(&ps->lines);
	while (span_until(&rest, '\n', &line))
		process_tsv_add_line(&rows_of_ps, SPAN(""), line);
	if (listed != -1)
		listed = ps_native(ps, SPAN(""), NULL, &after, reason);
	if (listed == -1)
		snprintf(why, sizeof why, "%s", *reason);
	else
		proof = ps_compare(text_span(&before), text_span(&rows_of_ps),
		    text_span(&after), why, sizeof why);
	*reason = "out of memory";
	if (trust_judge(&ps->trust, proof))
		record_say("using ps: %s", why);
	if (ps->trust.source == SOURCE_NATIVE)
		text_free(&ps->lines); /* most often never needed again */
out:
	text_free(&before);
	text_free(&after);
	text_free(&rows_of_ps);
	return rows;
}

int
ps_read(struct ps *ps, struct span ts, struct text *out, const char **reason)
{
	switch (ps->trust.source) {
	case SOURCE_AUTO:
		return ps_prove(ps, ts, out, reason);
	case SOURCE_NATIVE:
		return ps_fill(ps, ts, out, reason);
	case SOURCE_TOOL:
		break;
	}
	if (ps_run(ps, reason) == -1)
		return -1;
	*reason = "out of memory";
	return ps_tool(ps, ts, out);
}
