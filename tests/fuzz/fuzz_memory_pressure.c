/* The output of memory_pressure: the reader and its inverse. */
#include <string.h>

#include "formats/memory_pressure.h"
#include "tests/fuzz/property.h"
#include "tests/sections.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span section = property_input(data, size);
	struct property_problems count;
	struct problems problems = property_problems(&count, section);
	struct memory_pressure m, again;
	struct text out = {0}, twice = {0};
	struct span rest, line;

	memory_pressure_read(section, &m, &problems);
	PROPERTY(m.free_percent >= -1 && m.free_percent <= 100);
	PROPERTY((m.memory_bytes == 0) == (m.counters.page_size == 0));

	memory_pressure_write(&out, &m);
	PROPERTY(out.len < 2048);
	if (m.memory_bytes == 0) {
		PROPERTY(out.len == 0);
		return 0;
	}
	problems = property_problems(&count, text_span(&out));
	memory_pressure_read(text_span(&out), &again, &problems);
	PROPERTY(count.count == 0);
	PROPERTY(again.free_percent == m.free_percent);
	PROPERTY(again.memory_bytes == m.memory_bytes);
	PROPERTY(memcmp(&again.counters, &m.counters, sizeof m.counters) == 0);
	memory_pressure_write(&twice, &again);
	PROPERTY(span_equal(text_span(&out), text_span(&twice)));
	/* What stands at the front of a section is known to begin it. */
	rest = text_span(&out);
	PROPERTY(span_line(&rest, &line) && memory_pressure_starts(line));
	text_free(&out);
	text_free(&twice);
	return 0;
}
