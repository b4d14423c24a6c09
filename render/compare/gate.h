#ifndef RENDER_COMPARE_GATE_H
#define RENDER_COMPARE_GATE_H

#include "render/compare/figures.h"

/* The conditions of --fail-if: "overlap", "wired>50G", "late>5%". */
enum { GATE_CONDITIONS = 16 };

struct condition {
	const char *text; /* as it was given */
	enum figure_id figure;
	double limit; /* of a count: none, so that 1 is over it */
};

/* Returns what is wrong, or NULL. */
const char *gate_read(const char *text, struct condition *);
/*
 * Append a line that says why, if the condition holds or if it is unknown.
 * Returns whether it did.
 */
int gate_judge(
    const struct condition *, const double value[FIGURES], struct text *out);

#endif
