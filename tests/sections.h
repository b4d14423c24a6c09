#ifndef TESTS_SECTIONS_H
#define TESTS_SECTIONS_H

#include "formats/memory_pressure.h"

/* A whole output line by line, as the reader of the system log has it. */
static inline void
vm_stat_read(
    struct span output, struct vm_stat *v, const struct problems *problems)
{
	const struct vm_stat_label *next = NULL;
	const char *reason;
	struct span line;
	size_t number;

	*v = (struct vm_stat){0};
	for (number = 0; span_line(&output, &line); number++)
		if ((reason = vm_stat_line(line, &next, v)) != NULL)
			problem(problems, number, reason);
}

static inline void
memory_pressure_read(struct span output, struct memory_pressure *m,
    const struct problems *problems)
{
	const struct vm_stat_label *next = NULL;
	const char *reason;
	struct span line;
	size_t number;

	*m = (struct memory_pressure){.free_percent = -1};
	for (number = 0; span_line(&output, &line); number++)
		if ((reason = memory_pressure_line(line, &next, m)) != NULL)
			problem(problems, number, reason);
}

#endif
