/*
 * Runs a command that appends to FILE, and kills it at a random time within
 * MOST_US, counted from its start and from its first write by turns (on a busy
 * machine the first write is late):
 *	drive_kill RUNS SEED MOST_US FILE COMMAND [ARG ...]
 * After each run what it added has to be whole lines, but for the end; the
 * next one ends that line before anything else. Prints "torn N bytes M".
 */
#include <sys/stat.h>
#include <sys/wait.h>

#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

static uint64_t seed;

/* xorshift64*: the same times on every machine. */
static uint64_t
random_below(uint64_t n)
{
	seed ^= seed >> 12;
	seed ^= seed << 25;
	seed ^= seed >> 27;
	return (seed * UINT64_C(2685821657736338717)) % n;
}

static char
byte_at(int fd, off_t at)
{
	char c = '\n';

	if (at >= 0 && pread(fd, &c, 1, at) != 1)
		err(1, "pread");
	return c;
}

static off_t
size_of(int fd)
{
	struct stat st;

	if (fstat(fd, &st) == -1)
		err(1, "fstat");
	return st.st_size;
}

/* Until what is open on fd is larger than that. */
static void
wait_for_growth(int fd, off_t size)
{
	static const struct timespec moment = {0, 100000};
	int tries;

	for (tries = 0; size_of(fd) <= size; tries++) {
		if (tries == 600000)
			errx(1, "it writes nothing");
		nanosleep(&moment, NULL);
	}
}

/* log: what the run has to write to before its time begins, or -1. */
static void
run_once(char **argv, long most_us, int log, off_t size)
{
	struct timespec wait = {
	    0, (long)random_below((uint64_t)most_us) * 1000};
	int status;
	pid_t pid = fork();

	if (pid == -1)
		err(1, "fork");
	if (pid == 0) {
		execv(argv[0], argv);
		err(126, "%s", argv[0]);
	}
	if (log != -1)
		wait_for_growth(log, size);
	nanosleep(&wait, NULL);
	kill(pid, SIGKILL);
	while (waitpid(pid, &status, 0) == -1 && errno == EINTR)
		continue;
	if (!WIFSIGNALED(status) || WTERMSIG(status) != SIGKILL)
		errx(1, "it ended by itself: %#x", (unsigned)status);
}

int
main(int argc, char *argv[])
{
	long runs, i, most_us, torn = 0;
	off_t before = 0, after;
	int fd, was_torn = 0;

	if (argc < 6)
		return 2;
	runs = strtol(argv[1], NULL, 10);
	seed = strtoull(argv[2], NULL, 10);
	most_us = strtol(argv[3], NULL, 10);
	fd = open(argv[4], O_RDONLY | O_CREAT | O_CLOEXEC, 0600);
	if (fd == -1)
		err(1, "%s", argv[4]);
	for (i = 0; i < runs; i++) {
		run_once(argv + 5, most_us, i % 2 == 0 ? -1 : fd, before);
		after = size_of(fd);
		if (after < before)
			errx(1, "run %ld made the log shorter", i);
		if (after > before && was_torn && byte_at(fd, before) != '\n')
			errx(1, "run %ld did not end the torn line", i);
		if (after > before) {
			was_torn = byte_at(fd, after - 1) != '\n';
			torn += was_torn;
		}
		before = after;
	}
	printf("torn %ld bytes %lld\n", torn, (long long)before);
	return 0;
}
