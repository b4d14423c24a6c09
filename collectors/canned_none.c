#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "collectors/canned.h"

int
canned_wanted(char *reason, size_t size)
{
	const char *wanted = getenv("MEMTRACE_NONE");

	if (wanted != NULL && strcmp(wanted, "canned") == 0)
		return 0;
	snprintf(reason, size,
	    "built without this system's calls (the backend is none)");
	return -1;
}
