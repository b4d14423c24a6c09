/*
 * Keeps N processes with command lines of usual length, until its standard
 * input ends:
 *	crowd N
 * Prints "ready" when all are there.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

int
main(int argc, char *argv[])
{
	int n = argc > 1 ? atoi(argv[1]) : 0, i, report[2];
	pid_t *pid = calloc((size_t)n + 1, sizeof *pid);
	char c;

	if (argc == 3 && strcmp(argv[1], "member") == 0) {
		if (write(3, "", 1) != 1)
			return 1;
		close(3);
		pause();
		return 0;
	}
	if (n < 1 || pid == NULL || pipe(report) == -1)
		return 2;
	for (i = 0; i < n; i++) {
		pid[i] = fork();
		if (pid[i] == -1)
			break;
		if (pid[i] == 0) {
			dup2(report[1], 3);
			execl(argv[0], argv[0], "member",
			    "--type=renderer --lang=en --field-trial-handle="
			    "1718379636,r,1234567890 --enable-features=One,Two",
			    (char *)NULL);
			_exit(127);
		}
	}
	close(report[1]);
	for (i = 0; i < n; i++)
		if (pid[i] <= 0 || read(report[0], &c, 1) != 1)
			break;
	puts(i == n ? "ready" : "failed");
	fflush(stdout);
	while (read(STDIN_FILENO, &c, 1) > 0)
		continue;
	for (i = 0; i < n; i++)
		if (pid[i] > 0)
			kill(pid[i], SIGKILL);
	for (i = 0; i < n; i++)
		if (pid[i] > 0)
			waitpid(pid[i], NULL, 0);
	return 0;
}
