#ifndef FORMATS_TEXT_H
#define FORMATS_TEXT_H

#include "formats/span.h"

/*
 * For all formats: a buffer to write into, and a way to report what cannot be
 * read. Nothing here depends on the clock or the locale.
 */

/*
 * A growable buffer; {0} is an empty one. It doubles its size and never
 * shrinks, so a buffer that is reused soon stops allocating. If memory runs
 * out, `failed` is set, and later additions are dropped: check once, at the
 * end. data is NULL until something is added.
 */
struct text {
	char *data;
	size_t len;
	size_t size;
	int failed;
};

void text_free(struct text *);
/* Empty it and reset `failed`; keep the memory for the next use. */
void text_clear(struct text *);
/* Empty it but keep `failed`: for a loop after which it is checked once. */
void text_rewind(struct text *);
/* Make room for n more bytes. Returns 0, or -1 with `failed` set. */
int text_reserve(struct text *, size_t n);
void text_add(struct text *, const void *bytes, size_t n);
void text_add_char(struct text *, char);
void text_add_string(struct text *, const char *);
void text_add_span(struct text *, struct span);
void text_add_u64(struct text *, uint64_t);
void text_add_f(struct text *, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
struct span text_span(const struct text *);

/*
 * Append a time (milliseconds since 1970, UTC) as 2026-05-14T09:25:00Z or, with
 * `millis`, as 2026-05-14T09:25:00.250Z.
 */
void text_add_time(struct text *, int64_t ms, int millis);

/*
 * How a reader reports lines that it could not read. `line` is the number of
 * the first line of the text that it was given; the reader adds its own offset.
 * If fn is NULL, nothing is reported.
 */
struct problems {
	void (*fn)(void *arg, size_t line, const char *reason);
	void *arg;
	size_t line;
};
void problem(const struct problems *, size_t line_offset, const char *reason);

#endif
