#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "collectors/log.h"

/* fsync(2) on macOS leaves the data in the drive's own cache. */
int
log_flush_to_disk(int fd)
{
	int result;

	do
		result = fcntl(fd, F_FULLFSYNC);
	while (result == -1 && errno == EINTR);
	/* Not every file system has it. */
	if (result == -1)
		do
			result = fsync(fd);
		while (result == -1 && errno == EINTR);
	return result == -1 ? -1 : 0;
}
