/*
 * memgraph as a whole. Bytes 0 and 1: options. Then the process log, a byte
 * 0x1e, and the system log.
 */
#include <err.h>
#include <stdlib.h>

#include "tests/fuzz/property.h"
#include "tests/fuzz/rendering.h"

static struct rendering rendering;

static void
finish(void)
{
	rendering_close(&rendering);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const int widths[] = {
	    GRAPH_WIDTH_LEAST, GRAPH_WIDTH, 1601, GRAPH_WIDTH_MOST};
	struct span rest, process_log = SPAN("");

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
	if (rendering_put(&rendering, PROCESS_LOG, process_log) != 0 ||
	    rendering_put(&rendering, SYSTEM_LOG, rest) != 0)
		err(1, "temporary files");
	switch (rendering_make(&rendering)) {
	case 0:
		break;
	case 1:
		rendering_check(&rendering);
		PROPERTY(rendering.svg.len <= 300000 + 200 * size);
		PROPERTY(rendering.report.len <= 300000 + 200 * size);
		PROPERTY(rendering.table.len <= 300000 + 500 * size);
		break;
	default:
		PROPERTY(!"could not be rendered");
	}
	return 0;
}
