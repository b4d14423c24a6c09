/* The line of sysctl vm.swapusage: the reader and its inverse. */
#include <string.h>

#include "formats/swapusage.h"
#include "tests/fuzz/property.h"

/* What two decimals of MiB leave out, and where a double has no more bits. */
#define ROUNDING    5243
#define DOUBLE_BITS ((uint64_t)1 << 53)

static void
check_value(uint64_t written, uint64_t got)
{
	uint64_t apart = written > got ? written - got : got - written;

	PROPERTY(apart <= ROUNDING + (written >= DOUBLE_BITS ? 4096 : 0));
}

/* Beyond this the rounding may carry over 64 bits, and cannot be read. */
static int
is_small(uint64_t bytes)
{
	return bytes < UINT64_MAX - 8192;
}

static void
check_inverse(const struct swapusage *s, char point)
{
	struct text out = {0}, twice = {0};
	struct swapusage again;
	struct span line, rest;

	swapusage_write(&out, s, point);
	PROPERTY(out.len < 160 && property_lines(text_span(&out)) == 1);
	rest = text_span(&out);
	PROPERTY(span_line(&rest, &line) && swapusage_starts(line));
	PROPERTY(swapusage_read(line, &again) == NULL);
	check_value(s->total_bytes, again.total_bytes);
	check_value(s->used_bytes, again.used_bytes);
	check_value(s->free_bytes, again.free_bytes);
	PROPERTY(again.encrypted == s->encrypted);
	if (again.total_bytes < DOUBLE_BITS && again.used_bytes < DOUBLE_BITS &&
	    again.free_bytes < DOUBLE_BITS) {
		swapusage_write(&twice, &again, point);
		PROPERTY(span_equal(text_span(&out), text_span(&twice)));
	}
	text_free(&out);
	text_free(&twice);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span line = property_input(data, size);
	struct swapusage s = {.total_bytes = 77};

	swapusage_starts(line);
	if (swapusage_read(line, &s) != NULL) {
		PROPERTY(s.total_bytes == 77);
	} else if (is_small(s.total_bytes) && is_small(s.used_bytes) &&
		   is_small(s.free_bytes)) {
		check_inverse(&s, '.');
		check_inverse(&s, ',');
	}
	/* Any three numbers can be written. */
	if (size >= 25) {
		memcpy(&s.total_bytes, data, 8);
		memcpy(&s.used_bytes, data + 8, 8);
		memcpy(&s.free_bytes, data + 16, 8);
		s.encrypted = data[24] & 1;
		if (is_small(s.total_bytes) && is_small(s.used_bytes) &&
		    is_small(s.free_bytes))
			check_inverse(&s, '.');
	}
	return 0;
}
