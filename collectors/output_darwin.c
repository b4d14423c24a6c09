#include <fcntl.h>
#include <unistd.h>

#include "collectors/output.h"

/* fsync(2) on macOS leaves the data in the drive's own cache. */
int
output_flush_to_disk(int fd)
{
	if (fcntl(fd, F_FULLFSYNC) != -1)
		return 0;
	/* Not every file system has it. */
	return fsync(fd);
}
