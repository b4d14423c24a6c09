#ifndef RENDER_COMPARE_GATE_H
#define RENDER_COMPARE_GATE_H

#include "render/compare/figures.h"

/* The conditions of --fail-if: "overlap", "wired>50G", "late>5%". */
enum { GATE_CONDITIONS = 16 };

struct condition {
	const char *text; /* as it was given */
	enum figure_id figure;
	double limit; /* of a count: 0, so that 1 is over it */
};

/* Returns what is wrong, or NULL. */
const char *gate_read(const char *text, struct condition *);
/*
 * Append a line for each condition that holds or is unknown: its figures.
 * Returns how many. If one does not hold in what was recorded, but not all was
 * recorded, it has a line, too.
 */
size_t gate_judge(const struct condition *, size_t conditions,
    const struct trace *, const struct findings *, struct text *out);

#endif
