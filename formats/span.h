#ifndef FORMATS_SPAN_H
#define FORMATS_SPAN_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

/*
 * For all readers: walk over bytes, and read numbers and times strictly.
 * Nothing here depends on the clock or the locale.
 */

/* Bytes that belong to something else; no NUL at the end. */
struct span {
	const char *p;
	size_t n;
};
#define SPAN(literal) ((struct span){(literal), sizeof(literal) - 1})

struct span span_of(const char *);
int span_equal(struct span, struct span);
int span_is(struct span, const char *);
/*
 * If the span starts with the prefix, skip it and return 1; else return 0.
 * Inline, so that a literal is compared without a call.
 */
static inline int
span_skip(struct span *s, const char *prefix)
{
	const size_t n = strlen(prefix);

	/* memcmp() takes no NULL, not even for nothing. */
	if (s->n < n ||
	    (n > 0 && (s->p == NULL || memcmp(s->p, prefix, n) != 0)))
		return 0;
	s->p += n;
	s->n -= n;
	return 1;
}
static inline int
span_starts(struct span s, const char *prefix)
{
	return span_skip(&s, prefix);
}
/* Remove blanks, tabs and carriage returns at the end, or at both ends. */
struct span span_trim_end(struct span);
struct span span_trim(struct span);
/*
 * Take the next line, without its LF or CRLF, from the front of *rest. Returns
 * 0 if there is none. The last line needs no LF.
 */
int span_line(struct span *rest, struct span *line);
/*
 * Take the next field as awk does, separated by runs of blanks and tabs.
 * Returns 0 if there is none.
 */
int span_word(struct span *rest, struct span *word);
/* Take everything before the next `c`, and skip that; returns 0 at the end. */
int span_until(struct span *rest, char c, struct span *field);

/*
 * Convert the whole span, a decimal number: digits only, no sign, no blanks, at
 * most 64 bits. Returns 0, or -1 and leaves *value alone.
 */
int span_u64(struct span, uint64_t *value);
#define SPAN_TIME_LAST INT64_C(253402300799999) /* the end of 9999 */
/*
 * Convert the whole span, a time. Between date and clock is a T or a blank.
 * Decimals are cut to milliseconds. The zone is Z, an offset like +02:00 or
 * +0200, or missing, which means UTC. Years 0 to 9999. Returns 0, or -1 and
 * leaves *ms alone.
 */
int span_time(struct span, int64_t *ms);

#endif
