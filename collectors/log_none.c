#include <errno.h>
#include <unistd.h>

#include "collectors/log.h"

/* The one that every POSIX system has. */
int
log_flush_to_disk(int fd)
{
	int result;

	do
		result = fsync(fd);
	while (result == -1 && errno == EINTR);
	return result;
}
