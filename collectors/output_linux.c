#include <unistd.h>

#include "collectors/output.h"

int
output_flush_to_disk(int fd)
{
	return fdatasync(fd);
}
