#ifndef RENDER_FINDINGS_MODELS_H
#define RENDER_FINDINGS_MODELS_H

#include "render/findings/parts.h"

/* Listings and runners, by name and then by time. */
struct model_spans {
	struct model_span {
		uint32_t name;
		uint32_t at; /* of findings.listing or .runner */
		int64_t from_ms;
		int64_t to_ms;
		int64_t latest_ms; /* of to_ms, so far for this name */
	} * span;
	size_t count;
};
int model_spans_add(
    struct model_spans *, uint32_t name, uint32_t at, int64_t, int64_t);
void model_spans_sort(struct model_spans *);
/* The last of that name that begins by to_ms, if one ends at from_ms or later;
 * NULL: none. */
const struct model_span *model_spans_find(
    const struct model_spans *, uint32_t name, int64_t from_ms, int64_t to_ms);

/* Is a listing not the same any more, with no list between these two times? */
int findings_lists_paused(
    const struct findings *, int64_t from_ms, int64_t to_ms);
/* Findings' .listing, .several and .list_blocks; listings not yet in order. */
int findings_listings(const struct trace *, struct findings *);

/* How many lists there are while each runner ran. */
int findings_count_lists(const struct trace *, struct findings *);

#endif
