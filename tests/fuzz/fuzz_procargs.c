/* The argument area of a macOS process, which that process can write. */
#include <string.h>

#include "collectors/procargs.h"
#include "tests/fuzz/property.h"

/* What ps does, byte by byte: where the arguments begin and end, or -1. */
static int
by_bytes(struct span area, size_t *begin, size_t *first_end, size_t *end)
{
	int argc, count = 0;
	size_t i = sizeof argc;

	if (area.n < sizeof argc)
		return -1;
	memcpy(&argc, area.p, sizeof argc);
	while (i < area.n && area.p[i] != '\0')
		i++;
	while (i < area.n && area.p[i] == '\0')
		i++;
	*begin = i;
	for (; i < area.n && count < argc; i++) {
		if (area.p[i] != '\0')
			continue;
		if (count++ == 0)
			*first_end = i;
		*end = i;
	}
	return count == 0 ? -1 : 0;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span area = property_input(data, size);
	struct procargs args = {.argv0 = {"x", 1}};
	size_t begin = 0, first_end = 0, end = 0;
	int rc = procargs_read(area, &args);

	PROPERTY(rc == by_bytes(area, &begin, &first_end, &end));
	if (rc != 0)
		return 0;
	PROPERTY(args.argv0.n > 0);
	PROPERTY(property_within(args.argv0, area));
	PROPERTY(property_within(args.strings, area));
	PROPERTY(args.strings.p == area.p + begin);
	PROPERTY(args.strings.n == end - begin);
	PROPERTY(args.argv0.p == area.p + begin);
	PROPERTY(args.argv0.n == first_end - begin);
	PROPERTY(args.strings.p[args.strings.n] == '\0');
	PROPERTY(args.argv0.p[args.argv0.n] == '\0');
	return 0;
}
