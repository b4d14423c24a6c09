/*
 * Runs a command with every signal as it is for a command typed at a terminal,
 * in a process group of its own, for at most SECONDS (0: no limit):
 *	drive_signals SECONDS COMMAND [ARG ...]
 * A shell cannot do that: what was ignored when it started stays ignored, as
 * SIGHUP under nohup, or SIGINT in what a script has started with "&"; and
 * macOS has no timeout. Exit status: the command's, 128 and the signal's number
 * if one ended it, 124 if it ran out of time. SIGHUP, SIGINT and SIGTERM end
 * the group and then this program. After them, or out of time, what is left of
 * the group is killed.
 */
#include <sys/wait.h>

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { GRACE_S = 10 }; /* between SIGTERM and SIGKILL */

static volatile sig_atomic_t group, alarms, passed_on;

static void
on_signal(int signal)
{
	int saved = errno;

	if (signal != SIGALRM) {
		passed_on = signal;
		kill(-(pid_t)group, signal);
	} else if (alarms++ == 0) {
		kill(-(pid_t)group, SIGTERM);
		alarm(GRACE_S);
	} else
		kill(-(pid_t)group, SIGKILL);
	errno = saved;
}

static void
run(char **argv)
{
	static const int usual[] = {
	    SIGHUP, SIGINT, SIGQUIT, SIGPIPE, SIGALRM, SIGTERM, SIGCHLD};
	sigset_t none;
	size_t i;

	setpgid(0, 0);
	for (i = 0; i < sizeof usual / sizeof usual[0]; i++)
		signal(usual[i], SIG_DFL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	execvp(argv[0], argv);
	perror(argv[0]);
	_exit(127);
}

int
main(int argc, char *argv[])
{
	static const int stops[] = {SIGHUP, SIGINT, SIGTERM};
	struct sigaction action = {.sa_handler = on_signal};
	sigset_t none;
	int status;
	pid_t pid;
	size_t i;

	if (argc < 3) {
		fprintf(stderr, "usage: drive_signals SECONDS COMMAND ...\n");
		return 2;
	}
	signal(SIGCHLD, SIG_DFL);
	pid = fork();
	if (pid == -1) {
		perror("fork");
		return 127;
	}
	if (pid == 0)
		run(argv + 2);
	setpgid(pid, pid);
	group = (sig_atomic_t)pid;
	for (i = 0; i < sizeof stops / sizeof stops[0]; i++)
		if (signal(stops[i], SIG_IGN) != SIG_IGN)
			sigaction(stops[i], &action, NULL);
	sigaction(SIGALRM, &action, NULL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	alarm((unsigned)strtoul(argv[1], NULL, 10));
	while (waitpid(pid, &status, 0) == -1 && errno == EINTR)
		continue;
	if (passed_on != 0 || alarms > 0)
		kill(-pid, SIGKILL);
	if (passed_on != 0) {
		signal(passed_on, SIG_DFL);
		raise(passed_on);
	}
	if (alarms > 0) {
		fprintf(stderr, "ended after %s s\n", argv[1]);
		return 124;
	}
	return WIFSIGNALED(status) ? 128 + WTERMSIG(status)
				   : WEXITSTATUS(status);
}
