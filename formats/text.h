#ifndef FORMATS_TEXT_H
#define FORMATS_TEXT_H

#include "formats/span.h"

/*
 * What every format needs: a buffer to write into, and a way to tell of what
 * cannot be read. Nothing here looks at the clock or the locale.
 */

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
