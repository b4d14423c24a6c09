#ifndef RENDER_FINDINGS_PARTS_H
#define RENDER_FINDINGS_PARTS_H

#include "render/array.h"
#include "render/findings/findings.h"

/* What the files of the findings share. Each part: 0, or -1 for memory. */

enum { FINDINGS_MINUTE = 60 * 1000 };

/* In this order: a part builds on those before it. */
int findings_runners(const struct trace *, struct findings *);
int findings_overlaps(const struct trace *, struct findings *);
int findings_gaps(const struct trace *, struct findings *);
int findings_models(const struct trace *, struct findings *);
int findings_listed(const struct trace *, struct findings *);
int findings_memory(const struct trace *, struct findings *);
int findings_restarts(const struct trace *, struct findings *);
int findings_pressure(const struct trace *, struct findings *);
int findings_lows(const struct trace *, struct findings *);
void findings_paging(const struct trace *, struct findings *);
int findings_loads(const struct trace *, struct findings *);

/* As far as this apart, samples still belong together. */
int64_t findings_near(int64_t pause);

#endif
