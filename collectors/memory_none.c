#include <stdio.h>

#include "collectors/memory.h"

/* A system without its own file: use only the documented commands. */
struct memory *
memory_new(const char *root, char *reason, size_t size)
{
	(void)root;
	snprintf(reason, size, "no system calls for memory on this system");
	return NULL;
}

void
memory_free(struct memory *memory)
{
	(void)memory;
}

void
memory_read(struct memory *memory, struct memory_sample *sample)
{
	(void)memory;
	*sample = (struct memory_sample){.free_percent = -1};
}

void
memory_read_wide(struct memory *memory, struct memory_sample *sample)
{
	(void)memory;
	(void)sample;
}
