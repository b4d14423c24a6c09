#ifndef FORMATS_TEXT_H
#define FORMATS_TEXT_H

#include <stddef.h>
#include <stdint.h>

/*
 * What every format needs: a buffer to write into, spans to read from, strict
 * numbers and the timestamp. Nothing here looks at the clock or the locale.
 */

/* Bytes that somebody else owns; not terminated by a NUL. */
struct span {
	const char *p;
	size_t n;
};
#define SPAN(literal) ((struct span){(literal), sizeof(literal) - 1})

/*
 * A growable buffer; {0} is an empty one. It grows by doubling and never
 * shrinks, so that one that is reused soon stops allocating. When memory is
 * short `failed` is set, and what is added after that is dropped: look once,
 * at the end. data is NULL as long as nothing was added.
 */
struct text {
	char *data;
	size_t len;
	size_t size;
	int failed;
};

void text_free(struct text *);
/* Empty it and forget a failure; the memory stays for the next use. */
void text_clear(struct text *);
/* Empty it and keep a failure: for a loop that looks once, behind its end. */
void text_rewind(struct text *);
/* Make room for n more bytes. Returns 0, or -1 with `failed` set. */
int text_reserve(struct text *, size_t n);
void text_add(struct text *, const void *bytes, size_t n);
void text_add_char(struct text *, char);
void text_add_string(struct text *, const char *);
void text_add_span(struct text *, struct span);
void text_add_u64(struct text *, uint64_t);
/* Right-aligned with blanks to at least `width` bytes, as %*llu would. */
void text_add_u64_right(struct text *, uint64_t, int width);
void text_add_f(struct text *, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
struct span text_span(const struct text *);

/*
 * Times are milliseconds since 1970 in UTC. Written as 2026-05-14T09:25:00Z,
 * with `millis` as 2026-05-14T09:25:00.250Z.
 */
void text_add_time(struct text *, int64_t ms, int millis);

struct span span_of(const char *);
int span_equal(struct span, struct span);
int span_is(struct span, const char *);
int span_starts(struct span, const char *prefix);
/* If the span starts with the prefix, step over it and return 1; else 0. */
int span_skip(struct span *, const char *prefix);
/* Without the blanks, tabs and carriage returns at the end, or both ends. */
struct span span_trim_end(struct span);
struct span span_trim(struct span);
/*
 * Take the next line, without its LF or CRLF, from the front of *rest.
 * Returns 0 when there is none. A last line needs no LF.
 */
int span_line(struct span *rest, struct span *line);
/*
 * Take the next field as awk splits them, at runs of blanks and tabs.
 * Returns 0 when there is none.
 */
int span_word(struct span *rest, struct span *word);
/* Take what stands before the next `c`, and step over it; 0 at the end. */
int span_until(struct span *rest, char c, struct span *field);

/*
 * The whole span as a decimal number: digits only, no sign, no blanks, at most
 * 64 bits. Returns 0, or -1 and leaves *value alone.
 */
int span_u64(struct span, uint64_t *value);
/*
 * The whole span as a time, with T or a blank between date and clock, up to
 * nine decimals (cut to milliseconds), and Z or an offset like +02:00 or none,
 * which is UTC. Years 0 to 9999. Returns 0, or -1 and leaves *ms alone.
 */
int span_time(struct span, int64_t *ms);

/*
 * How a reader tells of lines that it could not read. `line` is the number of
 * the first line of the text that it was given; a reader adds its own offset.
 * fn may be NULL: then nobody wants to know.
 */
struct problems {
	void (*fn)(void *arg, size_t line, const char *reason);
	void *arg;
	size_t line;
};
void problem(const struct problems *, size_t line_offset, const char *reason);

#endif
