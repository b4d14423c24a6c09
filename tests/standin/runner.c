/*
 * A stand-in for a model runner: takes memory as a model that loads would, and
 * holds it. It is started under another name (exec -a), so its arguments are
 * only for others to see; what it does stands in the environment:
 *	STANDIN_MIB		how much (100)
 *	STANDIN_RAMP_SECONDS	how long that takes (0)
 *	STANDIN_HOLD_SECONDS	how long it is held then (until SIGTERM)
 * Once all is there it prints "loaded".
 */
#include <err.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#define LIFETIME 600 /* seconds, so that a killed test leaves none behind */
#define STEP_NS  20000000

static double
setting(const char *name, double otherwise)
{
	const char *value = getenv(name);
	char *end;
	double number;

	if (value == NULL || *value == '\0')
		return otherwise;
	number = strtod(value, &end);
	if (*end != '\0' || !(number >= 0 && number <= 1e6))
		errx(2, "%s: not a number: %s", name, value);
	return number;
}

static double
seconds_since(const struct timespec *start)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)(now.tv_sec - start->tv_sec) +
	       (double)(now.tv_nsec - start->tv_nsec) / 1e9;
}

/* Bytes that no kernel compresses or merges to nothing. */
static void
fill(uint64_t *words, size_t from, size_t to)
{
	static uint64_t state = 88172645463325252u;

	for (; from < to; from++) {
		state ^= state << 13;
		state ^= state >> 7;
		state ^= state << 17;
		words[from] = state;
	}
}

int
main(void)
{
	const struct timespec pause_time = {0, STEP_NS};
	double ramp = setting("STANDIN_RAMP_SECONDS", 0);
	double hold = setting("STANDIN_HOLD_SECONDS", LIFETIME);
	double done;
	size_t words = (size_t)setting("STANDIN_MIB", 100) << 17, have = 0;
	struct timespec start;
	uint64_t *memory;

	alarm(LIFETIME);
	memory = malloc(words * sizeof *memory + 1);
	if (memory == NULL)
		err(1, NULL);
	clock_gettime(CLOCK_MONOTONIC, &start);
	while (have < words) {
		size_t until = words;

		done = seconds_since(&start);
		if (done < ramp)
			until = (size_t)(done / ramp * (double)words);
		fill(memory, have, until);
		have = until;
		if (have < words)
			nanosleep(&pause_time, NULL);
	}
	puts("loaded");
	fflush(stdout);
	clock_gettime(CLOCK_MONOTONIC, &start);
	while (seconds_since(&start) < hold)
		nanosleep(&pause_time, NULL);
	free(memory);
	return 0;
}
