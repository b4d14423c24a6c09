/*
 * memgraph as a whole. Bytes 0 and 1: options. Then the process log, a byte
 * 0x1e, and the system log. Or, since so many samples that a picture has to
 * leave some out are too long an input, logs with values made of the bytes.
 */
#include <err.h>
#include <stdlib.h>

#include "tests/fuzz/property.h"
#include "tests/fuzz/rendering.h"

static struct rendering rendering;
static struct text made[LOGS];

enum { LONG_RUN = 2500 }; /* samples: some for each pixel column */

/* Sample i of a long run has its values from some of the bytes. */
static uint32_t
value_at(struct span bytes, size_t i)
{
	uint32_t value = 0;
	size_t k;

	for (k = 0; k < 4; k++)
		value =
		    value << 8 | (unsigned char)bytes.p[(i * 4 + k) % bytes.n];
	return value;
}

static void
make_long_run(
    struct span bytes, struct text *process_log, struct text *system_log)
{
	/* Of 2026-05-14; byte 0 says how far apart, byte 1 where a gap is. */
	int64_t ms = 1778750700000, step = 1 + 40 * (unsigned char)bytes.p[0];
	size_t gap = (unsigned char)bytes.p[bytes.n / 2] * 10, i;

	text_clear(process_log);
	text_clear(system_log);
	for (i = 0; i < LONG_RUN; i++, ms += i == gap ? 1000 * step : step) {
		uint32_t value = value_at(bytes, i);

		if (value % 16 > 0) {
			text_add_time(process_log, ms, 1);
			text_add_f(process_log,
			    "\t%u\t1\tollama\t%u\t5\tollama runner --model %u\n",
			    value % 3, value, value % 3);
		}
		text_add_string(system_log, "===== ");
		text_add_time(system_log, ms, 1);
		text_add_string(system_log, " =====\n");
		if (value % 32 > 0)
			text_add_f(system_log,
			    "Mach Virtual Memory Statistics: (page size of "
			    "16384 bytes)\nPages free: %u.\n"
			    "Pages wired down: %u.\n",
			    value, value >> 16);
		if (value % 64 > 0)
			text_add_f(system_log,
			    "System-wide memory free percentage: %u%%\n",
			    value % 101);
	}
}

static void
finish(void)
{
	rendering_close(&rendering);
	text_free(&made[PROCESS_LOG]);
	text_free(&made[SYSTEM_LOG]);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const int widths[] = {
	    GRAPH_WIDTH_LEAST, GRAPH_WIDTH, 1601, GRAPH_WIDTH_MOST};
	struct span rest, process_log = SPAN("");
	int is_long = size > 8 && (data[0] & 16) != 0;

	if (rendering.options.width == 0) {
		if (rendering_open(&rendering) != 0)
			err(1, "temporary files");
		atexit(finish);
	}
	if (size < 2)
		return 0;
	rest = property_input(data + 2, size - 2);
	rendering.options.width = widths[data[0] & 3];
	rendering.options.theme = data[0] & 4 ? GRAPH_DARK : GRAPH_LIGHT;
	rendering.options.without_script = (data[0] & 8) != 0;
	rendering.options.low_percent = 1 + data[1] % 100;
	span_until(&rest, '\x1e', &process_log);
	rendering.options.title =
	    process_log.n > 40 ? SPAN("A <title> & more") : process_log;
	if (is_long) {
		make_long_run(property_input(data + 2, size - 2),
		    &made[PROCESS_LOG], &made[SYSTEM_LOG]);
		process_log = text_span(&made[PROCESS_LOG]);
		rest = text_span(&made[SYSTEM_LOG]);
		size += process_log.n + rest.n;
	}
	if (rendering_put(&rendering, PROCESS_LOG, process_log) != 0 ||
	    rendering_put(&rendering, SYSTEM_LOG, rest) != 0)
		err(1, "temporary files");
	switch (rendering_make(&rendering)) {
	case 0:
		break;
	case 1:
		rendering_check(&rendering);
		PROPERTY(rendering.svg.len <= 300000 + 200 * size);
		/* A long run has no larger picture than a short one. */
		if (is_long && rendering.options.width <= GRAPH_WIDTH)
			PROPERTY(rendering.svg.len <= 400000);
		PROPERTY(rendering.report.len <= 300000 + 200 * size);
		PROPERTY(rendering.table.len <= 300000 + 500 * size);
		break;
	default:
		PROPERTY(!"could not be rendered");
	}
	return 0;
}
