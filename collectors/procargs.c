#include <string.h>

#include "collectors/procargs.h"

int
procargs_read(struct span area, struct procargs *args)
{
	const char *end, *first, *p, *nul, *last = NULL;
	int argc;

	if (area.n < sizeof(argc))
		return -1;
	memcpy(&argc, area.p, sizeof(argc));
	end = area.p + area.n;
	p = area.p + sizeof(argc);
	if ((p = memchr(p, '\0', (size_t)(end - p))) == NULL)
		return -1;
	while (p < end && *p == '\0')
		p++;

	for (first = p; argc > 0 && p < end; argc--, p = nul + 1) {
		if ((nul = memchr(p, '\0', (size_t)(end - p))) == NULL)
			break;
		if (last == NULL)
			args->argv0 = (struct span){p, (size_t)(nul - p)};
		last = nul;
	}
	if (last == NULL)
		return -1;
	args->strings = (struct span){first, (size_t)(last - first)};
	return 0;
}
