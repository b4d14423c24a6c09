#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <unistd.h>

#include "collectors/command.h"
#include "collectors/procps.h"

/* What `ps --version` prints, as it stands in the program. */
#define MARK         "procps-ng "
#define MARK_VERSION 16

static int procps_scan(const char *, size_t, enum procps_version *);

/* Is there a whole version somewhere in these bytes? */
static int
procps_scan(const char *bytes, size_t n, enum procps_version *version)
{
	const char *end = bytes + n, *mark = bytes;

	while ((mark = memmem(mark, (size_t)(end - mark), MARK,
		    sizeof MARK - 1)) != NULL) {
		mark += sizeof MARK - 1;
		/* The name alone stands in texts, too. */
		if (end - mark >= MARK_VERSION && *mark >= '0' &&
		    *mark <= '9') {
			*version = procps_version_of(
			    (struct span){mark, MARK_VERSION});
			return 1;
		}
	}
	return 0;
}

enum procps_version
procps_installed(void)
{
	enum { KEEP = sizeof MARK + MARK_VERSION };
	char path[PATH_MAX], piece[4096];
	enum procps_version version = PROCPS_4_0_6;
	size_t have = 0;
	ssize_t n;
	int fd;

	if (command_find("ps", path, sizeof path) == -1)
		return version;
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd == -1)
		return version;
	while ((n = read(fd, piece + have, sizeof piece - have)) > 0) {
		have += (size_t)n;
		if (procps_scan(piece, have, &version))
			break;
		/* It may lie across the border of two pieces. */
		if (have > KEEP) {
			memmove(piece, piece + have - KEEP, KEEP);
			have = KEEP;
		}
	}
	close(fd);
	return version;
}
