#ifndef RENDER_REPORT_REPORT_H
#define RENDER_REPORT_REPORT_H

#include "render/findings/findings.h"
#include "render/machine.h"

/*
 * What a trace shows, as Markdown to paste into an issue: the findings of
 * findings.h in words, with the guide's questions answered. The machine may be
 * NULL. Returns 0, or -1 when memory is short or the trace is empty.
 */
int report_write(const struct trace *, const struct findings *,
    const struct machine *, struct text *out);

#endif
