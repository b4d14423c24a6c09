#ifndef RENDER_UTF8_H
#define RENDER_UTF8_H

#include "formats/text.h"

/* Make arbitrary bytes readable for people. */

/*
 * Append a copy. U+FFFD replaces bytes that are not UTF-8, characters that XML
 * does not allow, and characters that would disturb the surrounding text
 * (controls, direction overrides).
 */
void utf8_clean(struct text *out, struct span);

/*
 * For clean text, in columns, of which East Asian wide characters take two: the
 * width, and how many bytes at the front fit into a width.
 */
size_t utf8_width(struct span);
size_t utf8_cut(struct span, size_t columns);

#endif
