/*
 * For tests/hostile.sh: run a command that may take no more than so much time
 * and memory (as the system counts it, at its highest). Exits as the command
 * did, with 124 when it took too long, and with 125 when it took more memory.
 * usage: drive_bounded SECONDS MIB COMMAND [ARGUMENT ...]
 */
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/types.h>
#include <sys/utsname.h>
#include <sys/wait.h>

#include <err.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { TOO_LONG = 124, TOO_MUCH = 125 };

static volatile sig_atomic_t late;

static void
alarmed(int signal_number)
{
	(void)signal_number;
	late = 1;
}

/* ru_maxrss is in KiB, but on macOS in bytes. */
static long
peak_mib(const struct rusage *usage)
{
	struct utsname system;

	if (uname(&system) == 0 && strcmp(system.sysname, "Darwin") == 0)
		return usage->ru_maxrss / (1024 * 1024);
	return usage->ru_maxrss / 1024;
}

int
main(int argc, char *argv[])
{
	struct sigaction action;
	struct rusage usage;
	long seconds, mib;
	int status;
	pid_t child;

	if (argc < 4)
		errx(2, "usage: drive_bounded SECONDS MIB COMMAND ...");
	seconds = strtol(argv[1], NULL, 10);
	mib = strtol(argv[2], NULL, 10);
	memset(&action, 0, sizeof action);
	action.sa_handler = alarmed; /* no SA_RESTART: it ends the wait */
	sigaction(SIGALRM, &action, NULL);
	child = fork();
	if (child == -1)
		err(2, "fork");
	if (child == 0) {
		execvp(argv[3], argv + 3);
		err(127, "%s", argv[3]);
	}
	alarm((unsigned)seconds);
	while (waitpid(child, &status, 0) == -1) {
		if (errno != EINTR)
			err(2, "waitpid");
		if (!late)
			continue;
		kill(child, SIGKILL);
		waitpid(child, &status, 0);
		errx(TOO_LONG, "more than %ld s", seconds);
	}
	if (getrusage(RUSAGE_CHILDREN, &usage) != 0)
		err(2, "getrusage");
	if (peak_mib(&usage) > mib)
		errx(TOO_MUCH, "%ld MiB, more than %ld", peak_mib(&usage), mib);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
