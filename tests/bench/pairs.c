/*
 * Runs two commands in turn, A B A B ..., and prints the median of the ratios
 * A/B pair by pair, so that a machine whose speed drifts does little harm:
 *	pairs [-n PAIRS] [-f wall|cpu] [-p A_PER_B] 'COMMAND A' 'COMMAND B'
 * -p: what one run of A does as often as one of B, for a cost per sample.
 * Standard output of the commands is dropped. One line: ratio, its least and
 * greatest, and both medians in milliseconds; then A's peak memory in KiB.
 */
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/wait.h>

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { PAIRS_MOST = 100 };

struct cost {
	double wall_ms;
	double cpu_ms;
	long peak;
	int status;
};

static double
now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static double
ms_of(struct timeval t)
{
	return (double)t.tv_sec * 1e3 + (double)t.tv_usec / 1e3;
}

static struct cost
run(const char *command)
{
	struct cost c = {0, 0, 0, 0};
	struct rusage usage;
	double start = now_ms();
	pid_t pid = fork();

	if (pid == 0) {
		dup2(open("/dev/null", O_WRONLY), STDOUT_FILENO);
		execl("/bin/sh", "sh", "-c", command, (char *)NULL);
		_exit(127);
	}
	if (pid == -1 || wait4(pid, &c.status, 0, &usage) != pid) {
		perror("pairs");
		exit(1);
	}
	c.wall_ms = now_ms() - start;
	c.cpu_ms = ms_of(usage.ru_utime) + ms_of(usage.ru_stime);
	c.peak = usage.ru_maxrss;
	return c;
}

static int
compare(const void *a, const void *b)
{
	const double *x = a, *y = b;

	return *x < *y ? -1 : *x > *y;
}

int
main(int argc, char *argv[])
{
	double a[PAIRS_MOST], b[PAIRS_MOST], ratio[PAIRS_MOST], per = 1;
	int pairs = 7, cpu = 0, option, i;
	long peak = 0;

	while ((option = getopt(argc, argv, "n:f:p:")) != -1) {
		if (option == 'n')
			pairs = atoi(optarg);
		else if (option == 'f')
			cpu = strcmp(optarg, "cpu") == 0;
		else if (option == 'p')
			per = atof(optarg);
		else
			return 2;
	}
	if (argc - optind != 2 || pairs < 1 || pairs > PAIRS_MOST || per <= 0)
		return 2;
	run(argv[optind]); /* both warm */
	run(argv[optind + 1]);
	for (i = 0; i < pairs; i++) {
		struct cost x = run(argv[optind]), y = run(argv[optind + 1]);

		if (x.status != 0 || y.status != 0) {
			fprintf(stderr, "pairs: exit %d and %d\n",
			    WEXITSTATUS(x.status), WEXITSTATUS(y.status));
			return 1;
		}
		a[i] = (cpu ? x.cpu_ms : x.wall_ms) / per;
		b[i] = cpu ? y.cpu_ms : y.wall_ms;
		ratio[i] = b[i] > 0 ? a[i] / b[i] : 0;
		if (x.peak > peak)
			peak = x.peak;
	}
	qsort(a, (size_t)pairs, sizeof a[0], compare);
	qsort(b, (size_t)pairs, sizeof b[0], compare);
	qsort(ratio, (size_t)pairs, sizeof ratio[0], compare);
	printf("%.4f %.4f %.4f %.3f %.3f %ld\n", ratio[pairs / 2], ratio[0],
	    ratio[pairs - 1], a[pairs / 2], b[pairs / 2], peak);
	return 0;
}
