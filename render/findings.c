#include "render/findings.h"

static int is_low(const struct trace_block *, int);

static int
is_low(const struct trace_block *b, int percent)
{
	return (b->known >> TRACE_FREE_PERCENT & 1) != 0 &&
	       b->value[TRACE_FREE_PERCENT] < (uint64_t)percent;
}

int
findings_low_memory(const struct trace *t, int percent, int64_t pause_ms,
    size_t *at, struct low_memory *low)
{
	size_t i = *at;

	while (i < t->blocks && !is_low(&t->block[i], percent))
		i++;
	if (i == t->blocks) {
		*at = i;
		return 0;
	}
	low->first_block = i;
	low->from_ms = t->block[i].ts_ms;
	low->lowest_percent = 100;
	low->highest_percent = 0;
	for (; i < t->blocks && is_low(&t->block[i], percent); i++) {
		int value = (int)t->block[i].value[TRACE_FREE_PERCENT];

		if (i > low->first_block &&
		    t->block[i].ts_ms - t->block[i - 1].ts_ms > pause_ms)
			break;
		low->last_block = i;
		low->to_ms = t->block[i].ts_ms;
		if (value < low->lowest_percent)
			low->lowest_percent = value;
		if (value > low->highest_percent)
			low->highest_percent = value;
	}
	*at = i;
	return 1;
}
