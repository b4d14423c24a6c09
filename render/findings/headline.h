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
/* ", recorded in 18 of 30 system samples", unless in all of them. */
void findings_add_coverage(
    struct text *out, const struct trace *, size_t blocks);
/* ", with no system sample for 1 min", unless 0. */
void findings_add_pause(struct text *out, int64_t ms);
/* The overlap with the least free memory, then the longest, or NULL. */
const struct finding_overlap *findings_worst_overlap(const struct findings *);
/* Is it known whether runners were alive together? */
int findings_knows_overlaps(const struct trace *, const struct findings *);

#endif
