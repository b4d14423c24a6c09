#include <string.h>

#include "collectors/notices.h"

void
notices_hold(struct notices *notices, struct span line)
{
	/* Behind a line that is missed none is kept: the order is told. */
	if (notices->missed > 0 || line.n > NOTICES_SIZE - notices->to) {
		notices->missed++;
		return;
	}
	memcpy(notices->held + notices->to, line.p, line.n);
	notices->to += line.n;
}

int
notices_first(const struct notices *notices, struct span *line)
{
	const char *first = notices->held + notices->from, *end;

	if (notices->from == notices->to)
		return 0;
	end = memchr(first, '\n', notices->to - notices->from);
	*line = (struct span){first, end != NULL ? (size_t)(end - first) + 1
						 : notices->to - notices->from};
	return 1;
}

void
notices_drop_first(struct notices *notices)
{
	struct span line;

	if (notices_first(notices, &line))
		notices->from += line.n;
	if (notices->from == notices->to)
		notices->from = notices->to = 0;
}
