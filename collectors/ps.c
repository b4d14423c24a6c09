#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "collectors/command.h"
#include "collectors/ps.h"
#include "collectors/record.h"
#include "collectors/wide.h"

/* ps is slow when memory is short, which is when we need it. */
enum { PS_DEADLINE_MS = 10000 };

/* A process that only a privileged ps can read. No padding, for memcmp(). */
struct stranger {
	int64_t pid;
	int64_t start_us;
	char name[24];
};

struct ps {
	enum source wanted;
	struct trust trust;
	struct match *match;
	struct ps_list *list; /* NULL: use ps only */
	struct wide *wide;    /* NULL: narrow rows */
	struct text lines;    /* the output of ps */
	enum command_end end; /* of that ps; OK: no row is missing */
	pid_t pid;            /* of that ps */
	pid_t self;
	/*
	 * struct stranger: those seen in the last pass, and those that did not
	 * match when ps was last run. While all that were seen are known, ps
	 * need not run again.
	 */
	struct text met, harmless;
	int unread;   /* a process in `met` is not in `harmless` */
	int reported; /* that rows of strangers are missing */
};

struct ps *
ps_new(enum source source, struct match *match, int wide, char *reason,
    size_t size)
{
	struct ps *ps = calloc(1, sizeof *ps);

	if (ps == NULL || (wide && (ps->wide = wide_new("")) == NULL)) {
		snprintf(reason, size, "out of memory");
		ps_free(ps);
		return NULL;
	}
	ps->wanted = source;
	ps->match = match;
	ps->self = getpid();
	if (source != SOURCE_TOOL)
		ps->list = ps_list_new(reason, size);
	trust_init(&ps->trust, ps->list != NULL ? source : SOURCE_TOOL);
	if (source == SOURCE_TOOL || (ps->list != NULL && reason[0] == '\0'))
		return ps;
	if (ps->list == NULL && source == SOURCE_NATIVE) {
		ps_free(ps);
		return NULL;
	}
	record_say("%s%s", reason, ps->list == NULL ? "; using ps" : "");
	return ps;
}

void
ps_free(struct ps *ps)
{
	if (ps == NULL)
		return;
	ps_list_free(ps->list);
	wide_free(ps->wide);
	text_free(&ps->lines);
	text_free(&ps->met);
	text_free(&ps->harmless);
	free(ps);
}

/*
 * Fill ps->lines. A ps that fails has still printed what it knows, but one that
 * was killed may have stopped anywhere, and half a row looks like a row.
 * Returns 0, or -1 with *reason.
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
	/* A wrapper may hide that ps was killed, but not an incomplete line. */
	if ((end == COMMAND_OK || (end == COMMAND_FAILED && lines->len > 0)) &&
	    (lines->len == 0 || lines->data[lines->len - 1] == '\n'))
		return 0;
	snprintf(why, sizeof why, "ps %s",
	    command_reason(end == COMMAND_OK ? COMMAND_FAILED : end));
	*reason = why;
	return -1;
}

static struct stranger *
ps_stranger(const struct text *strangers, uint64_t pid)
{
	struct stranger *s = (struct stranger *)strangers->data;
	size_t n = strangers->len / sizeof *s;

	for (; n > 0; n--, s++)
		if ((uint64_t)s->pid == pid)
			return s;
	return NULL;
}

/* If wide, add the other columns to the row at the end of `out`. */
static void
ps_widen(struct ps *ps, struct process_row *row, struct text *out)
{
	if (ps->wide == NULL)
		return;
	wide_read(ps->wide, row);
	process_tsv_widen(out, row);
}

/*
 * Append the rows that ps printed, except our own and the row of ps itself: the
 * loop's awk does not see those either. Returns how many, or -1 if out of
 * memory.
 */
static int
ps_tool(struct ps *ps, struct span ts, struct text *out)
{
	struct span rest = text_span(&ps->lines), line, words, word;
	struct stranger *stranger;
	uint64_t pid;
	int rows = 0, matches;

	while (span_until(&rest, '\n', &line)) {
		words = line;
		if (!span_word(&words, &word) || span_u64(word, &pid) == -1 ||
		    pid == (uint64_t)ps->pid || pid == (uint64_t)ps->self)
			continue;
		matches = match_line(ps->match, line);
		if (matches == -1)
			return -1;
		if (matches == 0)
			continue;
		process_tsv_add_line(out, ts, line);
		ps_widen(ps,
		    &(struct process_row){
			.pid = pid, .footprint_kib = PROCESS_TSV_UNKNOWN},
		    out);
		rows++;
		if ((stranger = ps_stranger(&ps->met, pid)) != NULL)
			stranger->pid = 0;
	}
	/* Strangers whose rows matched now have pid 0. */
	if (ps->end == COMMAND_OK) {
		text_clear(&ps->harmless);
		text_add_span(&ps->harmless, text_span(&ps->met));
	}
	return out->failed ? -1 : rows;
}

static void
ps_meet(struct ps *ps, const struct ps_process *process)
{
	struct stranger met = {
	    .pid = process->pid, .start_us = process->start_us};
	const struct stranger *known =
	    ps_stranger(&ps->harmless, (uint64_t)process->pid);
	size_t n = process->comm.n;

	memcpy(met.name, process->comm.p,
	    n < sizeof met.name ? n : sizeof met.name);
	text_add(&ps->met, &met, sizeof met);
	ps->unread |= known == NULL || memcmp(known, &met, sizeof met) != 0;
}

/* Append the row of the current process, if it matches. Returns 1, 0 or -1. */
static int
ps_add(struct ps *ps, struct span ts, struct match *match, struct text *out,
    const char **reason)
{
	const size_t start = out->len;
	struct process_row row;
	struct span line;
	int result = ps_list_row(ps->list, &row, reason);

	if (result != 1)
		return result;
	process_tsv_write(out, ts, &row);
	if (match == NULL || out->failed)
		return 1;
	/* The line of ps is the row without its time and line end. */
	line.p = out->data + start + ts.n;
	line.n = out->len - start - ts.n - 1;
	result = match_line(match, line);
	if (result != 1)
		out->len = start;
	else
		ps_widen(ps, &row, out);
	*reason = "out of memory";
	return result;
}

/*
 * Append the native rows, all of them if `match` is NULL, and remember the
 * strangers. Returns how many, or -1 with *reason and `out` unchanged.
 */
static int
ps_native(struct ps *ps, struct span ts, struct match *match, struct text *out,
    const char **reason)
{
	struct ps_process process;
	size_t before = out->len;
	int rows = 0, more, added;

	text_clear(&ps->met);
	ps->unread = 0;
	if (ps_list_start(ps->list, reason) == -1)
		return -1;
	while ((more = ps_list_next(ps->list, &process, reason)) == 1) {
		if (process.pid == ps->self)
			continue;
		if (process.unreadable) {
			ps_meet(ps, &process);
			continue;
		}
		if (match != NULL &&
		    !match_possible(match, process.comm, process.command))
			continue;
		added = ps_add(ps, ts, match, out, reason);
		if (added == -1)
			break;
		rows += added;
	}
	if (out->failed || ps->met.failed)
		*reason = "out of memory";
	else if (more == 0)
		return rows;
	out->len = before;
	return -1;
}

/* Use the native list and, if it cannot read everything, ps if allowed. */
static int
ps_fill(struct ps *ps, struct span ts, struct text *out, const char **reason)
{
	size_t before = out->len;
	int rows = ps_native(ps, ts, ps->match, out, reason);
	const char *no_ps = "-s native";

	if (rows != -1 && !ps->unread)
		return rows;
	if (ps->wanted != SOURCE_NATIVE && ps_run(ps, &no_ps) == 0) {
		out->len = before;
		*reason = "out of memory";
		return ps_tool(ps, ts, out);
	}
	/* Record at least what could be read. */
	if (rows != -1 && !ps->reported) {
		record_say("%s: processes of other users that only ps can read "
			   "have no rows",
		    no_ps);
		ps->reported = 1;
	}
	return rows;
}

struct row {
	uint64_t pid;
	struct span ppid;
	struct span rest;
};

/* Advance to the row of this pid (0: the next row); stay if there is none. */
static int
ps_find(struct span *rows, uint64_t pid, struct row *row)
{
	struct span ahead = *rows, word;

	while (span_until(&ahead, '\n', &row->rest))
		if (span_word(&row->rest, &word) &&
		    span_u64(word, &row->pid) == 0 &&
		    span_word(&row->rest, &row->ppid) &&
		    (pid == 0 || row->pid == pid)) {
			*rows = ahead;
			return 1;
		}
	return 0;
}

static int
ps_is_same(const struct row *a, const struct row *b)
{
	return span_equal(a->ppid, b->ppid) &&
	       trust_same_text(a->rest, b->rest);
}

enum proof
ps_compare(struct span before, struct span ps, struct span after, char *why,
    size_t size)
{
	struct row old, shown, new;
	size_t both = 0, seen = 0;

	while (ps_find(&before, 0, &old)) {
		if (!ps_find(&after, old.pid, &new))
			continue;
		both++;
		if (!ps_find(&ps, old.pid, &shown))
			continue;
		seen++;
		/* A process that changed meanwhile proves nothing. */
		if (ps_is_same(&old, &new) && !ps_is_same(&shown, &old)) {
			snprintf(why, size,
			    "our list differs from it for pid %" PRIu64,
			    old.pid);
			return PROOF_DIFFERENT;
		}
	}
	snprintf(why, size,
	    "of %zu processes in our list it has %zu in the same order", both,
	    seen);
	if (both == 0)
		return PROOF_NOTHING;
	return seen == both ? PROOF_EQUAL : PROOF_DIFFERENT;
}

/*
 * Compare ps with our list, which was read before ps ran and is read again now.
 * `listed` is -1 if the first list could not be read, for `reason`.
 */
static void
ps_prove(
    struct ps *ps, int listed, const struct text *before, const char *reason)
{
	struct text after = {0}, rows_of_ps = {0};
	struct span rest = text_span(&ps->lines), line;
	enum proof proof = PROOF_DIFFERENT;
	char why[128];

	while (span_until(&rest, '\n', &line))
		process_tsv_add_line(&rows_of_ps, SPAN(""), line);
	if (listed != -1)
		listed = ps_native(ps, SPAN(""), NULL, &after, &reason);
	snprintf(why, sizeof why, "%s", listed == -1 ? reason : "");
	if (listed != -1)
		proof = ps_compare(text_span(before), text_span(&rows_of_ps),
		    text_span(&after), why, sizeof why);
	if (trust_judge(&ps->trust, proof))
		record_say("using ps: %s", why);
	if (ps->trust.source == SOURCE_NATIVE)
		text_free(&ps->lines); /* rarely needed again */
	text_free(&after);
	text_free(&rows_of_ps);
}

int
ps_read(struct ps *ps, struct span ts, struct text *out, const char **reason)
{
	const int proving = ps->trust.source == SOURCE_AUTO;
	struct text before = {0};
	const char *no_list = "";
	int listed = -1, rows = -1;

	if (ps->trust.source == SOURCE_NATIVE)
		return ps_fill(ps, ts, out, reason);
	if (proving)
		listed = ps_native(ps, SPAN(""), NULL, &before, &no_list);
	if (ps_run(ps, reason) == 0) {
		*reason = "out of memory";
		rows = ps_tool(ps, ts, out);
		if (proving)
			ps_prove(ps, listed, &before, no_list);
	} else if (proving && ps->end != COMMAND_STOPPED) {
		if (ps->end == COMMAND_MISSING)
			trust_init(&ps->trust, SOURCE_NATIVE);
		else if (trust_judge(&ps->trust, PROOF_NO_COMMAND))
			record_say("%s; using the kernel's process list "
				   "without comparing it with ps",
			    *reason);
		rows = ps_fill(ps, ts, out, reason);
	}
	text_free(&before);
	return rows;
}
