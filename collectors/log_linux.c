#include <errno.h>
#include <unistd.h>

#include "collectors/log.h"

int
log_flush_to_disk(int fd)
{
	int result;

	do
		result = fdatasync(fd);
	while (result == -1 && errno == EINTR);
	return result;
}
