/*
 * Prints the file $PRINT_DIR/NAME, where NAME is what it was called as: the
 * commands of the system loop as compiled programs, for `make bench`.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int
main(int argc, char *argv[])
{
	const char *dir = getenv("PRINT_DIR"), *name = strrchr(argv[0], '/');
	char path[4096], bytes[65536];
	ssize_t n;
	int fd;

	(void)argc;
	snprintf(path, sizeof path, "%s/%s", dir != NULL ? dir : ".",
	    name != NULL ? name + 1 : argv[0]);
	fd = open(path, O_RDONLY);
	if (fd == -1)
		return 1;
	while ((n = read(fd, bytes, sizeof bytes)) > 0)
		if (write(STDOUT_FILENO, bytes, (size_t)n) != n)
			return 1;
	return n == 0 ? 0 : 1;
}
