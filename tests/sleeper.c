#include <sys/wait.h>

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/*
 * A stand-in for a process to be traced: it has whatever arguments it is
 * given, and then sleeps. By the environment:
 *	SLEEPER_COMM=NAME	takes that name (Linux)
 *	SLEEPER_MIB=N		touches N MiB of memory
 *	SLEEPER_EMPTY=1		wipes its arguments
 *	SLEEPER_TITLE=TEXT	writes that over its arguments, without a NUL
 *	SLEEPER_ZOMBIE=1	has a child that is a zombie
 *	SLEEPER_READY=FILE	where it puts its pid, and its child's, when
 *ready
 */
static void
sleeper_rename(void)
{
	const char *name = getenv("SLEEPER_COMM");
	int fd = open("/proc/self/comm", O_WRONLY);

	if (fd == -1)
		return;
	if (name != NULL && write(fd, name, strlen(name)) == -1)
		perror("comm");
	close(fd);
}

static void
sleeper_retitle(int argc, char *argv[])
{
	const char *title = getenv("SLEEPER_TITLE");
	size_t n = 0, i;

	for (i = 0; i < (size_t)argc; i++)
		n = (size_t)(argv[i] - argv[0]) + strlen(argv[i]) + 1;
	if (getenv("SLEEPER_EMPTY") != NULL)
		memset(argv[0], 0, n);
	if (title == NULL || *title == '\0')
		return;
	title = strdup(title);
	for (i = 0; i < n && title != NULL; i++)
		argv[0][i] = title[i % strlen(title)];
}

int
main(int argc, char *argv[])
{
	const char *mib = getenv("SLEEPER_MIB"),
		   *path = getenv("SLEEPER_READY");
	char *ready = path != NULL ? strdup(path) : NULL;
	char part[4096];
	pid_t child = 0;
	FILE *file;

	/* Nothing is left behind when the test is killed. */
	alarm(300);
	sleeper_rename();
	if (mib != NULL && *mib != '\0') {
		size_t n = strtoul(mib, NULL, 10) << 20;
		char *memory = malloc(n);

		if (memory == NULL)
			return 1;
		memset(memory, 1, n);
	}
	if (getenv("SLEEPER_ZOMBIE") != NULL) {
		siginfo_t info;

		child = fork();
		if (child == 0)
			_exit(0);
		if (child == -1 ||
		    waitid(P_PID, (id_t)child, &info, WEXITED | WNOWAIT) == -1)
			return 1;
	}
	sleeper_retitle(argc, argv);
	if (ready != NULL) {
		snprintf(part, sizeof part, "%s.part", ready);
		file = fopen(part, "w");
		if (file == NULL)
			return 1;
		fprintf(file, "%ld\n", (long)getpid());
		if (child != 0)
			fprintf(file, "%ld\n", (long)child);
		if (fclose(file) != 0 || rename(part, ready) == -1)
			return 1;
	}
	for (;;)
		pause();
}
