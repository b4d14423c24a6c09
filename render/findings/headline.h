#ifndef RENDER_FINDINGS_HEADLINE_H
#define RENDER_FINDINGS_HEADLINE_H

#include "render/findings/findings.h"

/*
 * What happened, in one sentence without its full stop: the headline of the
 * picture, and what the report says first. It has one "; ", between what the
 * runners did and what became of the memory.
 */
void findings_headline(
    struct text *out, const struct trace *, const struct findings *);
/* The overlap with the least free memory, then the longest, or NULL. */
const struct finding_overlap *findings_worst_overlap(const struct findings *);
/* How many runners are Ollama's. */
size_t findings_ollamas(const struct findings *);
/* Did one runner end and another start where nothing was sampled? */
int findings_paused_over_change(const struct findings *);

#endif
