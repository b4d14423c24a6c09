#ifndef RENDER_COMPARE_COMPARE_H
#define RENDER_COMPARE_COMPARE_H

#include "render/findings/findings.h"
#include "render/machine.h"

struct compare_run {
	const struct trace *trace;
	const struct findings *findings;
	const struct machine *machine; /* {0}: not recorded */
};

/*
 * Two runs as Markdown: a sentence, then a table of figures before and after.
 * What one of them did not record is called so. Returns 0, or -1 when memory
 * is short or one has no sample.
 */
int compare_write(const struct compare_run *before,
    const struct compare_run *after, struct text *out);

#endif
