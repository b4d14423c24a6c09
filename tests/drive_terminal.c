/*
 * Run a command on a terminal of its own, so many columns wide: its input,
 * output and errors, which come out as they are. What is read from standard
 * input is typed there, so that \003 is Ctrl-C. Exits with its status, or 128
 * and the signal's number.
 * usage: drive_terminal COLUMNS COMMAND [ARG ...]
 */
#include <sys/ioctl.h>
#include <sys/wait.h>

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void
begin(const char *name, const char *columns, char *argv[])
{
	struct winsize size = {.ws_row = 24};
	int fd;

	size.ws_col = (unsigned short)atoi(columns);
	setsid();
	fd = open(name, O_RDWR);
	ioctl(fd, TIOCSCTTY, 0);
	ioctl(fd, TIOCSWINSZ, &size);
	dup2(fd, STDIN_FILENO);
	dup2(fd, STDOUT_FILENO);
	dup2(fd, STDERR_FILENO);
	if (fd > STDERR_FILENO)
		close(fd);
	execvp(argv[0], argv);
	_exit(127);
}

/* From one to the other. Returns 0 at the end, which on Linux is EIO. */
static int
pass(int from, int to)
{
	char bytes[4096];
	ssize_t n = read(from, bytes, sizeof bytes);

	return n > 0 && write(to, bytes, (size_t)n) == n;
}

int
main(int argc, char *argv[])
{
	struct pollfd fd[2] = {{.events = POLLIN}, {.events = POLLIN}};
	int terminal = posix_openpt(O_RDWR | O_NOCTTY), status;
	pid_t pid;

	if (argc < 3 || terminal == -1 || grantpt(terminal) != 0 ||
	    unlockpt(terminal) != 0) {
		perror("drive_terminal");
		return 126;
	}
	pid = fork();
	if (pid == 0)
		begin(ptsname(terminal), argv[1], argv + 2);
	fd[0].fd = terminal;
	fd[1].fd = STDIN_FILENO;
	for (;;) {
		if (poll(fd, 2, -1) == -1 && errno != EINTR)
			break;
		if (fd[0].revents != 0 && !pass(terminal, STDOUT_FILENO))
			break;
		/* The end of what is typed is not the end of the terminal. */
		if (fd[1].revents != 0 && !pass(STDIN_FILENO, terminal))
			fd[1].fd = -1;
	}
	if (waitpid(pid, &status, 0) == -1)
		return 126;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
