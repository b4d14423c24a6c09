#include <sys/stat.h>

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "collectors/log.h"

enum { LOG_LOOK = 4096 }; /* bytes in which the first line has to be */

static int log_look(struct log *, const struct log_format *, char *, size_t);
static int log_open_file(const char *path, int flags);
static int log_above_standard(int fd);
static enum log_result log_write_file(struct log *, struct span, size_t *torn);
static enum log_result log_write_pipe(struct log *, struct span, size_t *torn);
static void log_mend(struct log *, size_t pending, size_t torn);
static int log_take_back(struct log *, size_t done);

void
log_default_name(
    struct text *name, const struct log_format *format, int64_t now_ms)
{
	time_t now = (time_t)(now_ms / 1000);
	struct tm tm;
	char date[32];

	if (localtime_r(&now, &tm) == NULL ||
	    strftime(date, sizeof date, "%Y%m%d-%H%M%S", &tm) == 0) {
		name->failed = 1;
		return;
	}
	text_add_string(name, format->prefix);
	text_add_char(name, '-');
	text_add_string(name, date);
	text_add_string(name, format->suffix);
}

int
log_open(struct log *output, const char *path, const struct log_format *format,
    char *reason, size_t size)
{
	int standard = strcmp(path, "-") == 0;
	struct stat st;

	signal(SIGPIPE, SIG_IGN);
	signal(SIGXFSZ, SIG_IGN);
	*output = (struct log){.fd = STDOUT_FILENO};
	if (!standard)
		output->fd = log_above_standard(log_open_file(path,
		    O_WRONLY | O_APPEND | O_CREAT | O_NOCTTY | O_CLOEXEC));
	if (output->fd == -1 || fstat(output->fd, &st) == -1) {
		snprintf(reason, size, "%s", strerror(errno));
		goto fail;
	}
	output->regular = S_ISREG(st.st_mode);
	text_add_string(&output->name, standard ? "standard output" : path);
	text_add_char(&output->name, '\0');
	if (output->name.failed) {
		snprintf(reason, size, "%s", strerror(ENOMEM));
		goto fail;
	}
	if (!standard && output->regular && st.st_size > 0) {
		if (log_look(output, format, reason, size) == -1)
			goto fail;
	} else {
		text_add_span(&output->pending, format->header);
	}
	/* A line end must have room later, however short memory is then. */
	if (text_reserve(&output->pending, 1) == -1) {
		snprintf(reason, size, "%s", strerror(ENOMEM));
		goto fail;
	}
	/* On a full disk it waits for the first sample. */
	(void)log_write(output, (struct span){NULL, 0});
	return 0;

fail:
	if (!standard && output->fd != -1)
		close(output->fd);
	text_free(&output->name);
	text_free(&output->pending);
	output->fd = -1;
	return -1;
}

static int
log_open_file(const char *path, int flags)
{
	int fd;

	do
		fd = open(path, flags, 0666);
	while (fd == -1 && errno == EINTR);
	return fd;
}

/* With stderr closed, open() would hand out 2, and messages land in the log. */
static int
log_above_standard(int fd)
{
	int above, saved;

	if (fd == -1 || fd > STDERR_FILENO)
		return fd;
	above = fcntl(fd, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
	saved = errno;
	close(fd);
	errno = saved;
	return above;
}

/* What has to stand in this file before the next sample? */
static int
log_look(struct log *output, const struct log_format *format, char *reason,
    size_t size)
{
	struct stat ours, st;
	char head[LOG_LOOK], last;
	struct span rest = {head, 0}, line;
	ssize_t n;
	int fd, result = -1;

	fd = log_open_file(output->name.data, O_RDONLY | O_NOCTTY | O_CLOEXEC);
	if (fd == -1 || fstat(fd, &st) == -1 ||
	    fstat(output->fd, &ours) == -1) {
		snprintf(reason, size, "cannot be read: %s", strerror(errno));
		goto out;
	}
	if (st.st_dev != ours.st_dev || st.st_ino != ours.st_ino) {
		snprintf(reason, size, "was replaced while it was opened");
		goto out;
	}
	n = pread(fd, head, sizeof head, 0);
	if (n <= 0 || pread(fd, &last, 1, st.st_size - 1) != 1) {
		snprintf(reason, size, "cannot be read: %s",
		    n < 0 ? strerror(errno) : "it has shrunk");
		goto out;
	}
	rest.n = (size_t)n;
	if (st.st_size == n && rest.n < format->header.n &&
	    memcmp(head, format->header.p, rest.n) == 0) {
		/* Nothing but the front of a header: complete it. */
		text_add(&output->pending, format->header.p + rest.n,
		    format->header.n - rest.n);
		result = 0;
		goto out;
	}
	span_line(&rest, &line);
	if (!format->is_log(line)) {
		snprintf(reason, size,
		    "is not such a log, so nothing is appended to it");
		goto out;
	}
	if (last != '\n')
		text_add_char(&output->pending, '\n');
	result = 0;
out:
	if (fd != -1)
		close(fd);
	return result;
}

enum log_result
log_write(struct log *output, struct span sample)
{
	size_t pending = output->pending.len;
	enum log_result result;
	struct span all = sample;
	size_t torn = 0; /* bytes of it that stay written */

	if (pending > 0) {
		text_add_span(&output->pending, sample);
		if (output->pending.failed) {
			output->pending.failed = 0;
			output->pending.len = pending;
			errno = ENOMEM;
			return LOG_LOST;
		}
		all = text_span(&output->pending);
	}
	if (all.n == 0)
		return LOG_OK;
	result = output->regular ? log_write_file(output, all, &torn)
				 : log_write_pipe(output, all, &torn);
	if (result == LOG_OK) {
		output->bytes += all.n;
		text_clear(&output->pending);
		if (output->sync && output->regular &&
		    log_flush_to_disk(output->fd) == -1)
			return LOG_LOST;
	} else {
		log_mend(output, pending, torn);
	}
	return result;
}

/* What has to come next when that much was written of what was pending. */
static void
log_mend(struct log *output, size_t pending, size_t torn)
{
	struct text *text = &output->pending;

	text->len = pending;
	if (torn == 0)
		return;
	if (torn < pending) {
		text->len -= torn;
		memmove(text->data, text->data + torn, text->len);
		return;
	}
	text_clear(text);
	if (torn > pending)
		text_add_char(text, '\n');
}

static enum log_result
log_write_file(struct log *output, struct span all, size_t *torn)
{
	size_t done = 0;
	ssize_t n;
	int saved;

	while (done < all.n) {
		n = write(output->fd, all.p + done, all.n - done);
		if (n > 0) {
			done += (size_t)n;
		} else if (n == 0 || errno != EINTR) {
			saved = n == 0 ? ENOSPC : errno;
			if (done > 0 && log_take_back(output, done) == -1)
				*torn = done;
			errno = saved;
			return LOG_LOST;
		}
	}
	return LOG_OK;
}

/*
 * After a write the file's offset is where our bytes end, also with O_APPEND.
 * If that is not the end of the file, somebody else has written behind us.
 */
static int
log_take_back(struct log *output, size_t done)
{
	off_t end = lseek(output->fd, 0, SEEK_CUR);
	struct stat st;

	if (end < (off_t)done || fstat(output->fd, &st) == -1 ||
	    st.st_size != end)
		return -1;
	end -= (off_t)done;
	if (ftruncate(output->fd, end) == -1 ||
	    lseek(output->fd, end, SEEK_SET) == -1)
		return -1;
	return 0;
}

/*
 * A pipe, a terminal, a device: what is written is gone. In pieces that fit,
 * so that a reader who is not reading cannot keep us from ending.
 */
static enum log_result
log_write_pipe(struct log *output, struct span all, size_t *torn)
{
	size_t done = 0, piece;
	ssize_t n = 0;

	while (done < all.n) {
		piece = all.n - done;
		if (output->ready != NULL) {
			if (piece > PIPE_BUF)
				piece = PIPE_BUF;
			if (output->ready(output->arg, output->fd) == -1) {
				errno = ETIMEDOUT;
				break;
			}
		}
		n = write(output->fd, all.p + done, piece);
		if (n >= 0)
			done += (size_t)n;
		else if (errno == EPIPE)
			return LOG_CLOSED;
		else if (errno != EINTR &&
			 (output->ready == NULL ||
			     (errno != EAGAIN && errno != EWOULDBLOCK)))
			break;
	}
	*torn = done;
	return done == all.n ? LOG_OK : LOG_LOST;
}

int
log_close(struct log *output)
{
	int result = 0;

	if (output->fd != -1)
		result = close(output->fd);
	/* It is closed all the same; a second time would be somebody else's. */
	if (result == -1 && errno == EINTR)
		result = 0;
	text_free(&output->name);
	text_free(&output->pending);
	*output = (struct log){.fd = -1};
	return result;
}
