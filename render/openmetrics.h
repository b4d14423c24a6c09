#ifndef RENDER_OPENMETRICS_H
#define RENDER_OPENMETRICS_H

#include "render/table.h"

/*
 * The numbers of -t tsv for Prometheus, with "memtrace_" before their names and
 * in base units. With `newest`: only the last values, without times, in the
 * text format of node_exporter's textfile collector. Without it: all values
 * with their times, as OpenMetrics. A process has the labels pid, role and
 * model, a listed model the label model. The trace must have been read with
 * keep_vsz. Returns 0, or -1 when the sink failed or memory is short.
 */
int openmetrics_write(const struct trace *, int newest, const struct sink *);

#endif
