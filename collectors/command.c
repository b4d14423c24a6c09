#include <sys/stat.h>
#include <sys/wait.h>

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "collectors/command.h"
#include "collectors/command_spawn.h"

enum {
	COMMAND_LIMIT = 64 * 1024 * 1024,
	COMMAND_CHUNK = 4096,     /* room that a read finds at least */
	COMMAND_SLICE_MIN_MS = 1, /* between looks at a child that is silent */
	COMMAND_SLICE_MAX_MS = 50
};

/* A child, and how it ended once it was waited for. */
struct child {
	pid_t pid; /* 0: none, or waited for */
	int status;
};

struct run {
	struct child child[2]; /* in the order of the pipeline */
	int fd;                /* what the last one prints; does not block */
	int eof;
};

static int64_t command_now_ms(void);
static enum command_end command_start(const struct command *, struct run *);
static enum command_end command_collect(const struct command *, struct run *,
    int64_t deadline_ms, struct text *out);
static int command_drain(struct run *, size_t limit, struct text *out);
static int command_reap(struct run *);
static void command_kill(struct run *);
static enum command_end command_refusal(const char *name, int error);
static int command_executable(const char *path);
static void command_close(int *fd);

enum command_end
command_run(const struct command *tool, struct text *out)
{
	struct run run = {.fd = -1};
	struct command_child last = {0};
	int64_t deadline_ms = command_now_ms() + tool->deadline_ms;
	size_t before = out->len;
	enum command_end end;
	int saved;

	end = command_start(tool, &run);
	last.pid = run.child[1].pid;
	if (end == COMMAND_OK)
		end = command_collect(tool, &run, deadline_ms, out);
	saved = errno;
	if (end == COMMAND_OK || end == COMMAND_FAILED)
		last.exited = WIFEXITED(run.child[1].status);
	if (tool->last != NULL)
		*tool->last = last;
	command_kill(&run);
	command_close(&run.fd);
	if (end != COMMAND_OK && end != COMMAND_FAILED)
		out->len = before;
	errno = saved;
	return end;
}

static int64_t
command_now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

/* Start one command or both; on failure errno says why. */
static enum command_end
command_start(const struct command *tool, struct run *run)
{
	const char *const *last = tool->into ? tool->into : tool->argv;
	const char *name = tool->argv[0];
	int between[2] = {-1, -1}, pipe_out[2] = {-1, -1};
	int saved;

	if (command_spawn_pipe(pipe_out) == -1)
		goto fail;
	if (tool->into != NULL) {
		if (command_spawn_pipe(between) == -1 ||
		    command_spawn(
			tool->argv, -1, between[1], &run->child[0].pid) == -1)
			goto fail;
		command_close(&between[1]);
	}
	name = last[0];
	if (command_spawn(last, between[0], pipe_out[1], &run->child[1].pid) ==
	    -1)
		goto fail;
	command_close(&between[0]);
	command_close(&pipe_out[1]);
	run->fd = pipe_out[0];
	if (fcntl(run->fd, F_SETFL, O_NONBLOCK) == -1)
		return COMMAND_ERROR;
	return COMMAND_OK;

fail:
	saved = errno;
	command_close(&between[0]);
	command_close(&between[1]);
	command_close(&pipe_out[0]);
	command_close(&pipe_out[1]);
	return command_refusal(name, saved);
}

/*
 * Read until all children have ended. The end of the pipe alone is not waited
 * for: something that a command left running may hold it open for ever, and
 * the loop's shell would not wait for that either.
 */
static enum command_end
command_collect(const struct command *tool, struct run *run,
    int64_t deadline_ms, struct text *out)
{
	size_t limit = tool->limit != 0 ? tool->limit : COMMAND_LIMIT;
	int slice_ms = COMMAND_SLICE_MIN_MS;
	struct pollfd pollfd = {.events = POLLIN};
	int64_t left_ms;
	int ended, got;

	limit = limit < SIZE_MAX - out->len ? limit + out->len : SIZE_MAX;
	for (;;) {
		/* In this order: what an ended child wrote is in the pipe. */
		ended = command_reap(run);
		got = command_drain(run, limit, out);
		if (got == -1)
			return COMMAND_ERROR;
		if (out->len > limit)
			return COMMAND_LATE;
		if (ended)
			break;
		left_ms = deadline_ms - command_now_ms();
		if (left_ms <= 0)
			return COMMAND_LATE;
		if (got > 0)
			slice_ms = COMMAND_SLICE_MIN_MS;
		/* A negative descriptor is passed over: then this only waits */
		pollfd.fd = run->eof ? -1 : run->fd;
		poll(&pollfd, 1, left_ms < slice_ms ? (int)left_ms : slice_ms);
		if (slice_ms < COMMAND_SLICE_MAX_MS)
			slice_ms *= 2;
	}
	if (WIFEXITED(run->child[1].status) &&
	    WEXITSTATUS(run->child[1].status) == 0)
		return COMMAND_OK;
	return COMMAND_FAILED;
}

/* Take what is there. Returns 1 when there was something, 0, or -1. */
static int
command_drain(struct run *run, size_t limit, struct text *out)
{
	ssize_t n;
	int got = 0;

	while (!run->eof && out->len <= limit) {
		if (text_reserve(out, COMMAND_CHUNK) == -1) {
			errno = ENOMEM;
			return -1;
		}
		n = read(run->fd, out->data + out->len, out->size - out->len);
		if (n > 0) {
			out->len += (size_t)n;
			got = 1;
		} else if (n == 0)
			run->eof = 1;
		else if (errno == EAGAIN || errno == EWOULDBLOCK)
			break;
		else if (errno != EINTR)
			return -1;
	}
	return got;
}

/* Returns 1 when no child is left. */
static int
command_reap(struct run *run)
{
	struct child *child;
	pid_t pid;
	int left = 0;

	for (size_t i = 0; i < 2; i++) {
		child = &run->child[i];
		if (child->pid == 0)
			continue;
		pid = waitpid(child->pid, &child->status, WNOHANG);
		if (pid == 0 || (pid == -1 && errno == EINTR)) {
			left = 1;
			continue;
		}
		/* Where SIGCHLD is ignored the status is lost: a failure. */
		if (pid == -1)
			child->status = -1;
		child->pid = 0;
	}
	return !left;
}

/*
 * End what still runs. A group is only signalled while its leader has not been
 * waited for: after that the number may be another's.
 */
static void
command_kill(struct run *run)
{
	struct child *child;

	for (size_t i = 0; i < 2; i++) {
		child = &run->child[i];
		if (child->pid == 0)
			continue;
		kill(-child->pid, SIGKILL);
		kill(child->pid, SIGKILL);
		while (waitpid(child->pid, &child->status, 0) == -1 &&
		       errno == EINTR)
			;
		child->pid = 0;
	}
}

/* Why a command could not be started, when spawning it failed with `error`. */
static enum command_end
command_refusal(const char *name, int error)
{
	char path[PATH_MAX];
	/* A folder of PATH that may not be searched gives EACCES. */
	int missing = error == ENOENT ||
		      ((error == EACCES || error == ENOTDIR) &&
			  command_find(name, path, sizeof(path)) == -1);

	errno = error;
	return missing ? COMMAND_MISSING : COMMAND_ERROR;
}

int
command_find(const char *name, char *path, size_t size)
{
	const char *search = getenv("PATH");
	struct span rest, folder;
	int n;

	if (strchr(name, '/') != NULL) {
		n = snprintf(path, size, "%s", name);
		return (size_t)n < size && command_executable(path) ? 0 : -1;
	}
	if (search == NULL || *search == '\0')
		search = "/usr/bin:/bin";
	rest = span_of(search);
	while (span_until(&rest, ':', &folder)) {
		if (folder.n == 0)
			folder = SPAN(".");
		if (folder.n >= size)
			continue;
		n = snprintf(
		    path, size, "%.*s/%s", (int)folder.n, folder.p, name);
		if ((size_t)n < size && command_executable(path))
			return 0;
	}
	return -1;
}

static int
command_executable(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISREG(st.st_mode) &&
	       access(path, X_OK) == 0;
}

static void
command_close(int *fd)
{
	if (*fd != -1)
		close(*fd);
	*fd = -1;
}
