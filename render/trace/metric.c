#include "render/trace/metric.h"

#define ROW(id, name, unit, source, field) \
	{name, METRIC_##unit, METRIC_##source, field},

const struct metric trace_metric[TRACE_METRICS] = {TRACE_EACH_METRIC(ROW)};

_Static_assert(TRACE_METRICS <= 64, "trace_block.known has a bit for each");
