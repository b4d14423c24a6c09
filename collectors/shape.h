#ifndef COLLECTORS_SHAPE_H
#define COLLECTORS_SHAPE_H

#include "formats/text.h"

/*
 * Have two outputs of the same moment, a command's and ours, the same form?
 * The numbers in them move on between the two.
 */

/* Equal but for the numbers, which may have more or fewer digits. */
int shape_same_text(struct span, struct span);
/*
 * Equal but for the numbers, which are padded: every byte in its place, and
 * digits and blanks stand for each other.
 */
int shape_same_columns(struct span, struct span);
/*
 * Two tables of `ollama ps`: equal but for the numbers, and for what stands in
 * the last column, UNTIL, which the clock moves on.
 */
int shape_same_ollama_ps(struct span, struct span);

#endif
