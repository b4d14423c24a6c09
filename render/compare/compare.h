#ifndef RENDER_COMPARE_COMPARE_H
#define RENDER_COMPARE_COMPARE_H

#include "render/run.h"

/*
 * Two runs as Markdown: a sentence, then a table of figures before and after.
 * What a run did not record is "not recorded". Returns 0, or -1 when memory
 * is short or one has no sample.
 */
int compare_write(
    const struct run *before, const struct run *after, struct text *out);

#endif
