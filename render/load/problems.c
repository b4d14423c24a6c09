#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "render/load/problems.h"

void
load_problem(struct load_problems *problems, const char *file, size_t line,
    const char *reason)
{
	struct load_problem *p;

	if (problems->count < LOAD_PROBLEMS_KEPT) {
		p = &problems->kept[problems->count];
		p->file = file;
		p->line = line;
		snprintf(p->reason, sizeof p->reason, "%s", reason);
	}
	problems->count++;
}

int
load_failed(const char *file, char *reason, size_t size)
{
	snprintf(reason, size, "%s: %s", file, strerror(errno));
	return -1;
}
