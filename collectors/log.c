#include <sys/stat.h>

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "collectors/log.h"
#include "collectors/tick.h"

enum {
	LOG_LOOK = 4096,  /* the first line must end within these bytes */
	LOG_TRY_MS = 100, /* between two checks for a reader */
	LOG_TRIES = 9     /* checks after a request to stop */
};

/* Open for reading, too, for log_look(), but not a FIFO: it needs a reader. */
static int
log_open_file(const char *path)
{
	struct stat st;
	int access =
	    stat(path, &st) == -1 || S_ISREG(st.st_mode) ? O_RDWR : O_WRONLY;
	int fd;

	do
		fd = open(path,
		    access | O_APPEND | O_CREAT | O_NOCTTY | O_CLOEXEC, 0666);
	while (fd == -1 && errno == EINTR);
	return fd;
}

/*
 * Refuse a file that is not such a log; see whether its last line is cut off.
 */
static int
log_look(struct log *log, off_t length, char *reason, size_t size)
{
	char head[LOG_LOOK], last;
	struct span rest = {head, 0}, line;
	const char *with;
	ssize_t n = pread(log->fd, head, sizeof head, 0);

	if (n <= 0 || pread(log->fd, &last, 1, length - 1) != 1) {
		snprintf(reason, size, "cannot be read: %s",
		    n < 0 ? strerror(errno) : "the file has shrunk");
		return -1;
	}
	rest.n = (size_t)n;
	span_line(&rest, &line);
	if (!log->format->is_log(line)) {
		snprintf(reason, size,
		    "not a log of this kind; not appending to it");
		return -1;
	}
	if (log->format->is_wide != NULL &&
	    log->format->is_wide(line) != log->format->wide) {
		with = log->format->wide ? "without" : "with";
		snprintf(reason, size,
		    "was begun %s -w; record %s -w, or to another log", with,
		    with);
		return -1;
	}
	log->first = last == '\n' ? SPAN("") : SPAN("\n");
	return 0;
}

/* On macOS fsync(2) leaves the data in the drive's cache. */
static int
log_flush(int fd)
{
	int result;

#ifdef F_FULLFSYNC
	/* Not every file system supports it. */
	if (fcntl(fd, F_FULLFSYNC) != -1)
		return 0;
#endif
	do
		result = fsync(fd);
	while (result == -1 && errno == EINTR);
	return result;
}

/* Flush the folder: after a crash a new file may be missing in it. */
static void
log_flush_folder(const char *path)
{
	char folder[PATH_MAX];
	int fd;

	snprintf(folder, sizeof folder, "%s", path);
	fd = open(dirname(folder), O_RDONLY | O_CLOEXEC);
	if (fd != -1) {
		(void)log_flush(fd);
		close(fd);
	}
}

int
log_open(struct log *log, const char *path, const struct log_format *format,
    int sync, char *reason, size_t size)
{
	int standard = strcmp(path, "-") == 0;
	struct stat st;

	signal(SIGPIPE, SIG_IGN);
	signal(SIGXFSZ, SIG_IGN);
	*log = (struct log){.format = format,
	    .fd = standard ? dup(STDOUT_FILENO) : log_open_file(path),
	    .name = standard ? "standard output" : path,
	    .sync = sync,
	    .first = format->header};
	if (log->fd == -1 || fstat(log->fd, &st) == -1) {
		snprintf(reason, size, "%s", strerror(errno));
		goto fail;
	}
	fcntl(log->fd, F_SETFD, FD_CLOEXEC);
	log->regular = S_ISREG(st.st_mode);
	if (!log->regular || standard)
		return 0;
	log->followed = 1;
	if (st.st_size > 0 && log_look(log, st.st_size, reason, size) == -1)
		goto fail;
	if (st.st_size == 0 && sync)
		log_flush_folder(path);
	return 0;

fail:
	(void)log_close(log);
	return -1;
}

int
log_follow(struct log *log, char *reason, size_t size)
{
	struct stat named, open;
	struct log new;

	if (!log->followed || fstat(log->fd, &open) == -1 ||
	    (stat(log->name, &named) == 0 && named.st_dev == open.st_dev &&
		named.st_ino == open.st_ino))
		return 0;
	if (log_open(&new, log->name, log->format, log->sync, reason, size) ==
	    -1)
		return -1;
	new.bytes = log->bytes;
	(void)log_close(log);
	*log = new;
	return 1;
}

/*
 * Remove the last `done` bytes. Fails for a pipe or a device. After a write the
 * file's offset is where our bytes end, with O_APPEND too. If that is not the
 * end of the file, another program has written after us.
 */
static int
log_take_back(struct log *log, size_t done)
{
	off_t end = lseek(log->fd, 0, SEEK_CUR);
	struct stat st;

	if (end < (off_t)done || fstat(log->fd, &st) == -1 || st.st_size != end)
		return -1;
	end -= (off_t)done;
	if (ftruncate(log->fd, end) == -1)
		return -1;
	return lseek(log->fd, end, SEEK_SET) == -1 ? -1 : 0;
}

/* Wait until fd takes PIPE_BUF bytes. Returns 0, or -1 with ETIMEDOUT. */
static int
log_wait(int fd)
{
	struct pollfd pollfd = {.fd = fd, .events = POLLOUT};
	int tries = LOG_TRIES;

	while (poll(&pollfd, 1, LOG_TRY_MS) == 0)
		if (tick_stop_requested() && tries-- == 0) {
			errno = ETIMEDOUT;
			return -1;
		}
	return 0;
}

int
log_write(struct log *log, struct span sample)
{
	size_t done = 0, piece;
	ssize_t n;
	int saved;

	while (done < sample.n) {
		piece = sample.n - done;
		if (!log->regular && piece > PIPE_BUF)
			piece = PIPE_BUF;
		n = -1;
		if (log->regular || log_wait(log->fd) == 0)
			n = write(log->fd, sample.p + done, piece);
		if (n > 0) {
			done += (size_t)n;
		} else if (n == 0 || (errno != EINTR && errno != EAGAIN)) {
			saved = n == 0 ? ENOSPC : errno;
			if (done > 0 && log_take_back(log, done) == -1)
				log->first = SPAN("\n");
			errno = saved;
			return -1;
		}
	}
	log->first = SPAN("");
	log->bytes += sample.n;
	return log->sync && log->regular && done > 0 ? log_flush(log->fd) : 0;
}

int
log_close(struct log *log)
{
	int result = log->fd != -1 ? close(log->fd) : 0;

	/* The descriptor is closed nevertheless. */
	if (result == -1 && errno == EINTR)
		result = 0;
	log->fd = -1;
	return result;
}
