#ifndef RENDER_OPENMETRICS_H
#define RENDER_OPENMETRICS_H

#include "render/table.h"

/*
 * What -t tsv lists, for Prometheus: under the same names with "memtrace_"
 * before them, in base units. With `newest` the values of the last samples in
 * the text format without times, for the textfile collector of node_exporter;
 * without it all values with their times, as OpenMetrics. Series of processes
 * have the labels pid, role and model, those of listed models the label model.
 * The trace must have been read with keep_vsz. Returns 0, or -1 when the sink
 * failed or memory is short.
 */
int openmetrics_write(const struct trace *, int newest, const struct sink *);

#endif
