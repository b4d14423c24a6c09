#include <inttypes.h>
#include <stdio.h>

#include "collectors/ps.h"

struct line {
	uint64_t pid;
	struct span rest; /* from the ppid on */
};

static int ps_compare_next(struct span *lines, struct line *);
static int ps_compare_find(struct span *lines, uint64_t pid, struct line *);
static int ps_compare_words(struct span, struct span);
static int ps_compare_equal(const struct line *, const struct line *);

/* Take the next line that begins with a pid. Returns 0 at the end. */
static int
ps_compare_next(struct span *lines, struct line *line)
{
	struct span word;

	while (span_until(lines, '\n', &line->rest))
		if (span_word(&line->rest, &word) &&
		    span_u64(word, &line->pid) == 0)
			return 1;
	return 0;
}

/* Go on to the line of that pid; stay if there is none ahead. */
static int
ps_compare_find(struct span *lines, uint64_t pid, struct line *line)
{
	struct span ahead = *lines;

	while (ps_compare_next(&ahead, line))
		if (line->pid == pid) {
			*lines = ahead;
			return 1;
		}
	return 0;
}

/* Equal words, as awk splits them. */
static int
ps_compare_words(struct span a, struct span b)
{
	struct span word_a, word_b;
	int more;

	while ((more = span_word(&a, &word_a)) == span_word(&b, &word_b))
		if (!more)
			return 1;
		else if (!span_equal(word_a, word_b))
			return 0;
	return 0;
}

/* Equal but for RSS and VSZ. */
static int
ps_compare_equal(const struct line *a, const struct line *b)
{
	struct span rest_a = a->rest, rest_b = b->rest, ppid_a, ppid_b;
	struct process_row x, y;

	if (!span_word(&rest_a, &ppid_a) || !span_word(&rest_b, &ppid_b) ||
	    !span_equal(ppid_a, ppid_b))
		return 0;
	if (process_tsv_columns(rest_a, &x) == -1 ||
	    process_tsv_columns(rest_b, &y) == -1)
		return ps_compare_words(rest_a, rest_b);
	return ps_compare_words(x.comm, y.comm) &&
	       ps_compare_words(x.command, y.command);
}

enum proof
ps_compare(struct span before, struct span ps, struct span after, char *why,
    size_t size)
{
	struct span ahead_before = before, ahead_after = after;
	struct line line, old, new;
	size_t both = 0, seen = 0;

	while (ps_compare_next(&before, &line))
		both += (size_t)ps_compare_find(&after, line.pid, &new);
	while (ps_compare_next(&ps, &line)) {
		if (!ps_compare_find(&ahead_before, line.pid, &old) ||
		    !ps_compare_find(&ahead_after, line.pid, &new))
			continue;
		seen++;
		/* One that changes meanwhile proves nothing. */
		if (ps_compare_equal(&old, &new) &&
		    !ps_compare_equal(&line, &old)) {
			snprintf(why, size,
			    "our list differs from it for pid %" PRIu64,
			    line.pid);
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
