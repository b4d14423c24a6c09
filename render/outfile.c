#include <sys/stat.h>

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "render/outfile.h"

/* The file that outfile_interrupted removes, or NULL. */
static _Atomic(char *) unfinished;

/* Like mkdir -p for all but the last part of the path. */
static int
make_folders(char *path)
{
	char *p;
	int rc;

	for (p = path + 1; p[0] != '\0' && (p = strchr(p, '/')) != NULL; p++) {
		*p = '\0';
		rc = mkdir(path, 0777);
		*p = '/';
		if (rc != 0 && errno != EEXIST)
			return -1;
	}
	return 0;
}

static mode_t
default_mode(void)
{
	mode_t mask = umask(0);

	umask(mask);
	return 0666 & ~mask;
}

/*
 * mkstemp makes it private; give it the mode that open would have given. A
 * signal may come at any time, so the name is remembered first.
 */
static int
open_temporary(struct outfile *out, mode_t mode)
{
	static const char suffix[] = ".XXXXXX";
	const size_t n = strlen(out->path);

	out->temporary = malloc(n + sizeof suffix);
	if (out->temporary == NULL)
		return -1;
	memcpy(out->temporary, out->path, n);
	memcpy(out->temporary + n, suffix, sizeof suffix);
	unfinished = out->temporary;
	out->fd = mkstemp(out->temporary);
	return out->fd == -1 ? -1 : fchmod(out->fd, mode);
}

/*
 * The path of a file to create. If a link leads to no file yet, create an empty
 * one, so that realpath can follow it. NULL with errno.
 */
static char *
where_to(const char *path)
{
	struct stat st;
	int fd;

	if (lstat(path, &st) == -1)
		return strdup(path);
	fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0666);
	if (fd == -1)
		return NULL;
	close(fd);
	return realpath(path, NULL);
}

int
outfile_open(struct outfile *out, const char *path)
{
	mode_t mode = default_mode();
	struct stat st;

	memset(out, 0, sizeof *out);
	out->fd = STDOUT_FILENO;
	if (strcmp(path, "-") == 0)
		return 0;
	out->fd = -1;
	if (stat(path, &st) == 0) {
		if (!S_ISREG(st.st_mode)) {
			out->fd = open(path, O_WRONLY | O_CLOEXEC);
			return out->fd == -1 ? -1 : 0;
		}
		mode = st.st_mode & 0777;
		out->path = realpath(path, NULL);
	} else if (path[0] != '\0')
		out->path = where_to(path);
	if (out->path == NULL)
		return -1;
	if (make_folders(out->path) != 0 || open_temporary(out, mode) != 0) {
		outfile_discard(out);
		return -1;
	}
	return 0;
}

int
outfile_put(struct outfile *out, struct span s)
{
	while (s.n > 0) {
		ssize_t n = write(out->fd, s.p, s.n);

		if (n == -1 && errno == EINTR)
			continue;
		if (n == -1)
			return -1;
		s.p += n;
		s.n -= (size_t)n;
	}
	return 0;
}

int
outfile_close(struct outfile *out)
{
	int rc = close(out->fd);

	out->fd = -1;
	/* It is closed nevertheless. */
	if (rc == -1 && errno == EINTR)
		rc = 0;
	if (rc == 0 && out->path != NULL)
		rc = rename(out->temporary, out->path);
	outfile_discard(out);
	return rc;
}

void
outfile_discard(struct outfile *out)
{
	const int error = errno;

	if (out->fd != -1 && out->fd != STDOUT_FILENO)
		close(out->fd);
	if (out->temporary != NULL) {
		unlink(out->temporary);
		unfinished = NULL;
	}
	free(out->temporary);
	free(out->path);
	*out = (struct outfile){.fd = -1};
	errno = error;
}

void
outfile_interrupted(void)
{
	const char *name = unfinished;

	if (name != NULL)
		unlink(name);
}
