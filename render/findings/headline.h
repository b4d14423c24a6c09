#ifndef RENDER_FINDINGS_HEADLINE_H
#define RENDER_FINDINGS_HEADLINE_H

#include "render/findings/findings.h"

/*
 * What happened, in one sentence without a full stop: the headline of the
 * picture and the first sentence of the report. It has one "; ", between what
 * the runners did and what happened to memory.
 */
void findings_headline(
    struct text *out, const struct trace *, const struct findings *);
/* The overlap with the least free memory, then the longest, or NULL. */
const struct finding_overlap *findings_worst_overlap(const struct findings *);
/* The number of Ollama's runners. */
size_t findings_ollamas(const struct findings *);
/* Did one runner exit and another start during a pause of the sampling? */
int findings_paused_over_change(const struct findings *);

#endif
