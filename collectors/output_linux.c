#include <errno.h>
#include <unistd.h>

#include "collectors/output.h"

int
output_flush_to_disk(int fd)
{
	int result;

	do
		result = fdatasync(fd);
	while (result == -1 && errno == EINTR);
	return result;
}
