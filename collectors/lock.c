#include <sys/mman.h>
#include <sys/resource.h>

#include <stdint.h>
#include <unistd.h>

#include "collectors/lock.h"

static void lock_raise_limit(void);
static int lock_buffer(const struct text *);

int
lock_memory(const struct text *const buffers[], size_t n)
{
	lock_raise_limit();
#ifdef MCL_ONFAULT
	/*
	 * Not MCL_FUTURE: beyond the limit allocations would fail then. The
	 * limit is compared with the address space, not with what is in use.
	 */
	if (mlockall(MCL_CURRENT | MCL_ONFAULT) == 0)
		return 0;
#endif
	for (size_t i = 0; i < n; i++)
		if (lock_buffer(buffers[i]) == -1)
			return -1;
	return 0;
}

/* As far as the system lets us without privilege. */
static void
lock_raise_limit(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_MEMLOCK, &limit) == -1 ||
	    limit.rlim_cur == limit.rlim_max)
		return;
	limit.rlim_cur = limit.rlim_max;
	(void)setrlimit(RLIMIT_MEMLOCK, &limit);
}

/* Whole pages, as POSIX allows mlock() to demand. */
static int
lock_buffer(const struct text *buffer)
{
	long page = sysconf(_SC_PAGESIZE);
	uintptr_t from, to;

	if (buffer->size == 0 || page <= 0)
		return 0;
	from = (uintptr_t)buffer->data;
	to = from + buffer->size;
	from -= from % (uintptr_t)page;
	return mlock((const void *)from, to - from);
}
