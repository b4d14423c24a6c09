#ifndef RENDER_LOAD_PROBLEMS_H
#define RENDER_LOAD_PROBLEMS_H

#include "render/load/load.h"

/* What both readers of logs say when something is wrong. */

void load_problem(
    struct load_problems *, const char *file, size_t line, const char *reason);
/* Make a reason of errno; returns -1. */
int load_failed(const char *file, char *reason, size_t size);

#endif
