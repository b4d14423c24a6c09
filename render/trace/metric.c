#include "render/trace/metric.h"

enum { VM_STAT_0 }; /* the field of what is in another section */
#define ROW(id, name, kind, field) {name, METRIC_##kind, VM_STAT_##field},

const struct metric trace_metric[TRACE_METRICS] = {TRACE_EACH_METRIC(ROW)};

_Static_assert(TRACE_METRICS <= 64, "trace_block.known has a bit for each");
