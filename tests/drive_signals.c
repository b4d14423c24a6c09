/*
 * Runs a command with every signal as it is for a command typed at a terminal:
 *	drive_signals COMMAND [ARG ...]
 * A shell cannot do that: what was ignored when it started stays ignored, as
 * SIGHUP under nohup, or SIGINT in what a script has put behind an "&".
 */
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

int
main(int argc, char *argv[])
{
	static const int usual[] = {
	    SIGHUP, SIGINT, SIGQUIT, SIGPIPE, SIGALRM, SIGTERM, SIGCHLD};
	sigset_t none;
	size_t i;

	if (argc < 2) {
		fprintf(stderr, "usage: drive_signals COMMAND [ARG ...]\n");
		return 2;
	}
	for (i = 0; i < sizeof usual / sizeof usual[0]; i++)
		signal(usual[i], SIG_DFL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	execvp(argv[1], argv + 1);
	perror(argv[1]);
	return 127;
}
