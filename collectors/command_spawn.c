#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <unistd.h>

#include "collectors/command_spawn.h"

extern char **environ;

static int command_spawn_attributes(posix_spawnattr_t *);
static int command_spawn_actions(posix_spawn_file_actions_t *, int in, int out);

/*
 * A pipe that no child inherits by accident. Its ends lie above the standard
 * descriptors even when those are closed here, so that the child's dup2 never
 * has to copy a descriptor onto itself. macOS has no pipe2.
 */
int
command_spawn_pipe(int fd[2])
{
	int low[2];
	int saved;

	if (pipe(low) == -1)
		return -1;
	fd[0] = fcntl(low[0], F_DUPFD_CLOEXEC, 3);
	fd[1] = fcntl(low[1], F_DUPFD_CLOEXEC, 3);
	saved = errno;
	close(low[0]);
	close(low[1]);
	if (fd[0] != -1 && fd[1] != -1)
		return 0;
	if (fd[0] != -1)
		close(fd[0]);
	if (fd[1] != -1)
		close(fd[1]);
	fd[0] = fd[1] = -1;
	errno = saved;
	return -1;
}

int
command_spawn(const char *const *argv, int in, int out, pid_t *pid)
{
	posix_spawnattr_t attributes;
	posix_spawn_file_actions_t actions;
	union {
		const char *const *in;
		char *const *out;
	} cast = {.in = argv}; /* spawn does not write to argv */
	pid_t child;           /* on failure its value is unspecified */
	int error;

	error = posix_spawnattr_init(&attributes);
	if (error != 0)
		goto out;
	error = posix_spawn_file_actions_init(&actions);
	if (error != 0)
		goto attributes;
	error = command_spawn_attributes(&attributes);
	if (error == 0)
		error = command_spawn_actions(&actions, in, out);
	if (error == 0)
		error = posix_spawnp(
		    &child, argv[0], &actions, &attributes, cast.out, environ);
	if (error == 0)
		*pid = child;
	posix_spawn_file_actions_destroy(&actions);
attributes:
	posix_spawnattr_destroy(&attributes);
out:
	errno = error;
	return error == 0 ? 0 : -1;
}

/*
 * A group of its own: it can be killed with all that it started, and Ctrl-C at
 * the terminal does not tear the sample under way. The signals that the tracer
 * ignores or blocks for its own sake are no business of the command's.
 */
static int
command_spawn_attributes(posix_spawnattr_t *attributes)
{
	sigset_t set;
	int error;

	sigemptyset(&set);
	error = posix_spawnattr_setsigmask(attributes, &set);
	if (error != 0)
		return error;
	sigaddset(&set, SIGPIPE);
	sigaddset(&set, SIGXFSZ);
	error = posix_spawnattr_setsigdefault(attributes, &set);
	if (error != 0)
		return error;
	error = posix_spawnattr_setpgroup(attributes, 0);
	if (error != 0)
		return error;
	return posix_spawnattr_setflags(attributes, POSIX_SPAWN_SETPGROUP |
							POSIX_SPAWN_SETSIGMASK |
							POSIX_SPAWN_SETSIGDEF);
}

static int
command_spawn_actions(posix_spawn_file_actions_t *actions, int in, int out)
{
	int error;

	if (in == -1)
		error = posix_spawn_file_actions_addopen(
		    actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
	else
		error =
		    posix_spawn_file_actions_adddup2(actions, in, STDIN_FILENO);
	if (error == 0)
		error = posix_spawn_file_actions_adddup2(
		    actions, out, STDOUT_FILENO);
	if (error == 0)
		error = posix_spawn_file_actions_addopen(
		    actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
	return error;
}
