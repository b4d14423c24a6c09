#include <inttypes.h>
#include <stdio.h>

#include "collectors/ps.h"

struct row {
	uint64_t pid;
	struct span ppid;
	struct span rest;
};

/* Take the next row that begins with a pid. Returns 0 at the end. */
static int
ps_next(struct span *rows, struct row *row)
{
	struct span word;

	while (span_until(rows, '\n', &row->rest))
		if (span_word(&row->rest, &word) &&
		    span_u64(word, &row->pid) == 0 &&
		    span_word(&row->rest, &row->ppid))
			return 1;
	return 0;
}

/* Go on to the row of that pid; stay if there is none ahead. */
static int
ps_find(struct span *rows, uint64_t pid, struct row *row)
{
	struct span ahead = *rows;

	while (ps_next(&ahead, row))
		if (row->pid == pid) {
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
	struct span ahead_before = before, ahead_after = after;
	struct row row, old, new;
	size_t both = 0, seen = 0;

	while (ps_next(&before, &row))
		both += (size_t)ps_find(&after, row.pid, &new);
	while (ps_next(&ps, &row)) {
		if (!ps_find(&ahead_before, row.pid, &old) ||
		    !ps_find(&ahead_after, row.pid, &new))
			continue;
		seen++;
		/* One that changes meanwhile proves nothing. */
		if (ps_is_same(&old, &new) && !ps_is_same(&row, &old)) {
			snprintf(why, size,
			    "our list differs from it for pid %" PRIu64,
			    row.pid);
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
