#ifndef RENDER_UTF8_H
#define RENDER_UTF8_H

#include "formats/text.h"

/* Text of unknown bytes, for people. */

/*
 * Append a copy in which bytes that are not UTF-8 and characters that XML
 * cannot hold or that would disturb the text around them (controls, direction
 * overrides) are U+FFFD.
 */
void utf8_clean(struct text *out, struct span);

/*
 * Of clean text, in columns, of which East Asian wide characters take two: how
 * wide it is; the length in bytes of the character at i, whose width goes to
 * *width; how many bytes at the front are at most that wide.
 */
size_t utf8_width(struct span);
size_t utf8_next(struct span, size_t i, size_t *width);
size_t utf8_cut(struct span, size_t columns);

#endif
