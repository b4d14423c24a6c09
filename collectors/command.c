#include <sys/wait.h>

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <unistd.h>

#include "collectors/command.h"
#include "collectors/tick.h"

#define MS_NS    INT64_C(1000000)
#define GRACE_NS (500 * MS_NS) /* to finish after a request to stop */
#define KILL_NS  (100 * MS_NS) /* to die after SIGKILL */
enum {
	COMMAND_LIMIT = 64 * 1024 * 1024,
	COMMAND_CHUNK = 4096, /* bytes of room for each read */
	COMMAND_SLICE_MS = 50 /* longest wait before looking again */
};

extern char **environ;

struct run {
	pid_t pid;  /* 0: has been waited for */
	int status; /* from waitpid() */
	int fd;     /* its output, nonblocking; -1: end of file */
};

/*
 * Start the command in its own process group, so that Ctrl-C at the terminal
 * does not cut the sample off. It does not inherit our blocked and ignored
 * signals. Returns 0 or an errno.
 */
static int
command_start(const struct command *command, struct run *run)
{
	const short flags = POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK |
			    POSIX_SPAWN_SETSIGDEF;
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	sigset_t none, ignored;
	int fd[2], error;

	/* macOS has no pipe2. Descriptors 0 to 2 are open (record_begin). */
	if (pipe(fd) == -1)
		return errno;
	run->fd = fd[0];
	fcntl(fd[0], F_SETFD, FD_CLOEXEC);
	fcntl(fd[1], F_SETFD, FD_CLOEXEC);
	fcntl(fd[0], F_SETFL, O_NONBLOCK);
	sigemptyset(&none);
	sigemptyset(&ignored);
	sigaddset(&ignored, SIGPIPE);
	sigaddset(&ignored, SIGXFSZ);
	if ((error = posix_spawn_file_actions_init(&actions)) != 0)
		goto out_pipe;
	if ((error = posix_spawnattr_init(&attributes)) != 0)
		goto out_actions;
	posix_spawnattr_setsigmask(&attributes, &none);
	posix_spawnattr_setsigdefault(&attributes, &ignored);
	posix_spawnattr_setpgroup(&attributes, 0);
	posix_spawnattr_setflags(&attributes, flags);
	if ((error = posix_spawn_file_actions_addopen(
		 &actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)) == 0 &&
	    (error = posix_spawn_file_actions_adddup2(
		 &actions, fd[1], STDOUT_FILENO)) == 0 &&
	    (error = posix_spawn_file_actions_addopen(
		 &actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0)) == 0)
		error = posix_spawnp(&run->pid, command->argv[0], &actions,
		    &attributes, (char *const *)command->argv, environ);
	if (error != 0)
		run->pid = 0;
	posix_spawnattr_destroy(&attributes);
out_actions:
	posix_spawn_file_actions_destroy(&actions);
out_pipe:
	close(fd[1]);
	return error;
}

/*
 * Read what is available. Returns 1 if there was something, 0 if not, or -1 on
 * failure.
 */
static int
command_drain(struct run *run, size_t limit, struct text *out)
{
	ssize_t n;
	int got = 0;

	while (run->fd != -1 && out->len <= limit) {
		if (text_reserve(out, COMMAND_CHUNK) == -1)
			return -1;
		n = read(run->fd, out->data + out->len, out->size - out->len);
		if (n > 0) {
			out->len += (size_t)n;
			got = 1;
		} else if (n == 0) {
			close(run->fd);
			run->fd = -1;
		} else if (errno == EAGAIN || errno == EWOULDBLOCK)
			break;
		else if (errno != EINTR)
			return -1;
	}
	return got;
}

static int
command_has_ended(struct run *run)
{
	if (run->pid != 0 && waitpid(run->pid, &run->status, WNOHANG) > 0)
		run->pid = 0;
	return run->pid == 0;
}

/*
 * Read until the command has exited. Do not wait for the end of the pipe: a
 * process that the command left running may keep it open forever.
 */
static enum command_end
command_collect(
    const struct command *command, struct run *run, struct text *out)
{
	const size_t limit =
	    out->len + (command->limit != 0 ? command->limit : COMMAND_LIMIT);
	int64_t end_ns = tick_now_ns() + command->deadline_ms * MS_NS, now_ns;
	struct pollfd pollfd = {.events = POLLIN};
	int slice_ms = 1, stopped = 0, ended, got;

	for (;;) {
		/*
		 * In this order: what an exited child wrote is already in the
		 * pipe.
		 */
		ended = command_has_ended(run);
		got = command_drain(run, limit, out);
		if (got == -1)
			return COMMAND_ERROR;
		if (out->len > limit)
			return COMMAND_LATE;
		if (ended)
			break;
		now_ns = tick_now_ns();
		if (!stopped && tick_stop_requested()) {
			stopped = 1;
			if (end_ns > now_ns + GRACE_NS)
				end_ns = now_ns + GRACE_NS;
		}
		if (now_ns >= end_ns)
			return stopped ? COMMAND_STOPPED : COMMAND_LATE;
		slice_ms = got > 0 ? 1 : slice_ms * 2;
		if (slice_ms > COMMAND_SLICE_MS)
			slice_ms = COMMAND_SLICE_MS;
		/* poll() ignores a descriptor of -1 and only waits. */
		pollfd.fd = run->fd;
		poll(&pollfd, 1, slice_ms);
	}
	if (!WIFEXITED(run->status))
		return COMMAND_KILLED;
	return WEXITSTATUS(run->status) == 0 ? COMMAND_OK : COMMAND_FAILED;
}

/*
 * Kill what still runs. A process that hangs in the kernel, as on a machine
 * that thrashes, dies later; do not wait for it.
 */
static void
command_kill(struct run *run)
{
	int64_t end_ns = tick_now_ns() + KILL_NS;

	if (run->pid != 0) {
		kill(-run->pid, SIGKILL);
		kill(run->pid, SIGKILL);
	}
	while (!command_has_ended(run) && tick_now_ns() < end_ns)
		poll(NULL, 0, 1);
}

enum command_end
command_run(const struct command *command, struct text *out, pid_t *pid)
{
	struct run run = {.fd = -1};
	size_t before = out->len;
	enum command_end end;
	int error;

	while (waitpid(-1, NULL, WNOHANG) > 0)
		continue; /* reap what command_kill() left */
	error = command_start(command, &run);
	if (pid != NULL)
		*pid = run.pid;
	if (error == 0)
		end = command_collect(command, &run, out);
	/* EACCES: a folder in PATH is not accessible. */
	else if (error == ENOENT || error == EACCES || error == ENOTDIR)
		end = COMMAND_MISSING;
	else
		end = COMMAND_ERROR;
	command_kill(&run);
	if (run.fd != -1)
		close(run.fd);
	if (end != COMMAND_OK && end != COMMAND_FAILED && end != COMMAND_KILLED)
		out->len = before;
	return end;
}

const char *
command_reason(enum command_end end)
{
	static const char *const reasons[] = {[COMMAND_OK] = "succeeded",
	    [COMMAND_FAILED] = "failed",
	    [COMMAND_KILLED] = "was killed",
	    [COMMAND_LATE] = "did not end in time",
	    [COMMAND_MISSING] = "was not found on PATH",
	    [COMMAND_ERROR] = "could not be started",
	    [COMMAND_STOPPED] = "was stopped"};

	return reasons[end];
}
