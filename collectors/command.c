#include <sys/wait.h>

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <unistd.h>

#include "collectors/command.h"
#include "collectors/tick.h"

enum {
	COMMAND_LIMIT = 64 * 1024 * 1024,
	COMMAND_CHUNK = 4096,   /* bytes of room that a read finds at least */
	COMMAND_SLICE_MS = 50,  /* longest wait between two looks at it */
	COMMAND_GRACE_MS = 500, /* to finish in after a request to stop */
	COMMAND_KILL_MS = 100   /* to die in */
};

extern char **environ;

struct run {
	pid_t pid;  /* 0: ended and waited for */
	int status; /* as waitpid() gives it */
	int fd;     /* its output; does not block; -1: at its end */
};

static int64_t
command_now_ms(void)
{
	return tick_now_ns() / 1000000;
}

/*
 * Start it in a process group of its own, so that Ctrl-C at the terminal does
 * not tear the sample, and with none of the signals that we block or ignore
 * for our own sake. Returns 0 or an errno.
 */
static int
command_spawn(const char *const *argv, int out, pid_t *pid)
{
	const short flags = POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK |
			    POSIX_SPAWN_SETSIGDEF;
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	sigset_t none, ignored;
	int error = ENOMEM;

	sigemptyset(&none);
	sigemptyset(&ignored);
	sigaddset(&ignored, SIGPIPE);
	sigaddset(&ignored, SIGXFSZ);
	if (posix_spawn_file_actions_init(&actions) != 0)
		return ENOMEM;
	if (posix_spawnattr_init(&attributes) != 0)
		goto out;
	if (posix_spawnattr_setsigmask(&attributes, &none) == 0 &&
	    posix_spawnattr_setsigdefault(&attributes, &ignored) == 0 &&
	    posix_spawnattr_setpgroup(&attributes, 0) == 0 &&
	    posix_spawnattr_setflags(&attributes, flags) == 0 &&
	    posix_spawn_file_actions_addopen(
		&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0) == 0 &&
	    posix_spawn_file_actions_adddup2(&actions, out, STDOUT_FILENO) ==
		0 &&
	    posix_spawn_file_actions_addopen(
		&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0) == 0)
		error = posix_spawnp(pid, argv[0], &actions, &attributes,
		    (char *const *)argv, environ);
	posix_spawnattr_destroy(&attributes);
out:
	posix_spawn_file_actions_destroy(&actions);
	return error;
}

/* Returns 0, or -1 with errno. */
static int
command_start(const struct command *command, struct run *run)
{
	int fd[2], error;
	pid_t pid;

	/* macOS has no pipe2. Descriptors 0 to 2 are open (record_begin). */
	if (pipe(fd) == -1)
		return -1;
	fcntl(fd[0], F_SETFD, FD_CLOEXEC);
	fcntl(fd[1], F_SETFD, FD_CLOEXEC);
	fcntl(fd[0], F_SETFL, O_NONBLOCK);
	error = command_spawn(command->argv, fd[1], &pid);
	close(fd[1]);
	run->fd = fd[0];
	if (error == 0)
		run->pid = pid;
	errno = error;
	return error == 0 ? 0 : -1;
}

/* Take what is there. Returns 1 if there was something, 0, or -1. */
static int
command_drain(struct run *run, size_t limit, struct text *out)
{
	ssize_t n;
	int got = 0;

	while (run->fd != -1 && out->len <= limit) {
		if (text_reserve(out, COMMAND_CHUNK) == -1) {
			errno = ENOMEM;
			return -1;
		}
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

static void
command_reap(struct run *run)
{
	if (run->pid != 0 && waitpid(run->pid, &run->status, WNOHANG) > 0)
		run->pid = 0;
}

/*
 * Read until the command has ended. Do not wait for the end of the pipe: a
 * process that the command left running may hold it open for ever.
 */
static enum command_end
command_collect(
    const struct command *command, struct run *run, struct text *out)
{
	size_t limit = command->limit != 0 ? command->limit : COMMAND_LIMIT;
	int64_t end_ms = command_now_ms() + command->deadline_ms, left_ms;
	struct pollfd pollfd = {.events = POLLIN};
	int slice_ms = 1, stopped = 0, ended, got;

	limit += out->len;
	for (;;) {
		/* In this order: what an ended child wrote is in the pipe. */
		command_reap(run);
		ended = run->pid == 0;
		got = command_drain(run, limit, out);
		if (got == -1)
			return COMMAND_ERROR;
		if (out->len > limit)
			return COMMAND_LATE;
		if (ended)
			break;
		if (!stopped && tick_stop_requested()) {
			stopped = 1;
			left_ms = command_now_ms() + COMMAND_GRACE_MS;
			end_ms = left_ms < end_ms ? left_ms : end_ms;
		}
		left_ms = end_ms - command_now_ms();
		if (left_ms <= 0)
			return stopped ? COMMAND_STOPPED : COMMAND_LATE;
		slice_ms = got > 0 ? 1 : slice_ms * 2;
		if (slice_ms > COMMAND_SLICE_MS)
			slice_ms = COMMAND_SLICE_MS;
		/* poll() passes over -1 and only waits then. */
		pollfd.fd = run->fd;
		poll(&pollfd, 1, left_ms < slice_ms ? (int)left_ms : slice_ms);
	}
	if (!WIFEXITED(run->status))
		return COMMAND_KILLED;
	return WEXITSTATUS(run->status) == 0 ? COMMAND_OK : COMMAND_FAILED;
}

/*
 * End what still runs. A process that hangs in the kernel, as on a machine
 * that thrashes, dies later: do not wait for it.
 */
static void
command_kill(struct run *run)
{
	int64_t end_ms = command_now_ms() + COMMAND_KILL_MS;

	if (run->pid == 0)
		return;
	kill(-run->pid, SIGKILL);
	kill(run->pid, SIGKILL);
	while (command_reap(run), run->pid != 0 && command_now_ms() < end_ms)
		poll(NULL, 0, 1);
}

enum command_end
command_run(const struct command *command, struct text *out, pid_t *pid)
{
	struct run run = {.fd = -1};
	size_t before = out->len;
	enum command_end end;
	int saved;

	while (waitpid(-1, NULL, WNOHANG) > 0)
		continue; /* left behind by command_kill() */
	if (command_start(command, &run) == -1)
		/* EACCES: a folder of PATH that may not be searched. */
		end = errno == ENOENT || errno == EACCES || errno == ENOTDIR
			  ? COMMAND_MISSING
			  : COMMAND_ERROR;
	else {
		if (pid != NULL)
			*pid = run.pid;
		end = command_collect(command, &run, out);
	}
	saved = errno;
	command_kill(&run);
	if (run.fd != -1)
		close(run.fd);
	if (end != COMMAND_OK && end != COMMAND_FAILED && end != COMMAND_KILLED)
		out->len = before;
	errno = saved;
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
