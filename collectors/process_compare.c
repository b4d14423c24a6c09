#include <inttypes.h>
#include <stdio.h>

#include "collectors/process_compare.h"
#include "formats/process_tsv.h"

struct line {
	uint64_t pid;
	struct span rest; /* from the ppid on */
};

static int process_compare_next(struct span *lines, struct line *);
static int process_compare_find(
    struct span *lines, uint64_t pid, struct line *);
static int process_compare_equal(const struct line *, const struct line *);

/* Take the next line that begins with a pid. Returns 0 at the end. */
static int
process_compare_next(struct span *lines, struct line *line)
{
	struct span text, word;

	while (span_line(lines, &text)) {
		if (!span_word(&text, &word) ||
		    span_u64(word, &line->pid) == -1)
			continue;
		line->rest = text;
		return 1;
	}
	return 0;
}

/* Go on to the line of that pid; stay when there is none ahead. */
static int
process_compare_find(struct span *lines, uint64_t pid, struct line *line)
{
	struct span ahead = *lines;

	while (process_compare_next(&ahead, line)) {
		if (line->pid == pid) {
			*lines = ahead;
			return 1;
		}
	}
	return 0;
}

static int
process_compare_equal(const struct line *a, const struct line *b)
{
	struct process_row x, y;
	struct span rest_a = a->rest, rest_b = b->rest, ppid_a, ppid_b;

	if (!span_word(&rest_a, &ppid_a) || !span_word(&rest_b, &ppid_b) ||
	    !span_equal(ppid_a, ppid_b))
		return 0;
	if (process_tsv_columns(rest_a, &x) == -1 ||
	    process_tsv_columns(rest_b, &y) == -1)
		return span_equal(span_trim(rest_a), span_trim(rest_b));
	return span_equal(x.comm, y.comm) && span_equal(x.command, y.command);
}

int
process_compare(struct span before, struct span ps, struct span after,
    char *reason, size_t size)
{
	struct span ahead_before = before, ahead_after = after;
	struct line line, old, new;
	size_t both = 0, seen = 0;
	int has_old, has_new;

	while (process_compare_next(&before, &line))
		both += (size_t)process_compare_find(&after, line.pid, &new);
	while (process_compare_next(&ps, &line)) {
		has_old = process_compare_find(&ahead_before, line.pid, &old);
		has_new = process_compare_find(&ahead_after, line.pid, &new);
		if (!has_old || !has_new)
			continue;
		if (!process_compare_equal(&line, &old) &&
		    !process_compare_equal(&line, &new)) {
			snprintf(reason, size,
			    "they differ about process %" PRIu64, line.pid);
			return -1;
		}
		seen++;
	}
	if (seen != both || both == 0) {
		snprintf(reason, size,
		    "of %zu processes they share %zu in the same order", both,
		    seen);
		return -1;
	}
	return 0;
}
