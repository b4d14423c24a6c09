/*
 * A clock that a test sets.
 *	CLOCK_FAST=1	  waits are over at once: pselect() without descriptors
 *			  puts the monotonic clock forward instead
 *	CLOCK_STEPS=S,... before its k-th look at the wall clock (on its way to
 *			  a sample) the program finds it put by so many seconds;
 *			  after the last of them the first comes again
 *	CLOCK_WALL=MS	  where the wall clock begins, ms since 1970
 * With CLOCK_FAST the wall clock goes with the monotonic one.
 */
#include "shim.h"

#include <sys/select.h>

#include <signal.h>
#include <sys/time.h>
#include <time.h>

#define SECOND_NS INT64_C(1000000000)

static int begun, fast;
static const char *steps, *step;
static int64_t wall_ms = -1, put_ns, ahead_ns, start_ns;

static int64_t
real_ns(clockid_t id)
{
	struct timespec t;

	syscall(SYS_clock_gettime, id, &t);
	return t.tv_sec * SECOND_NS + t.tv_nsec;
}

static void
shim_begin(void)
{
	const char *wall = getenv("CLOCK_WALL");

	fast = getenv("CLOCK_FAST") != NULL;
	steps = step = getenv("CLOCK_STEPS");
	if (wall != NULL)
		wall_ms = strtoll(wall, NULL, 10);
	start_ns = real_ns(CLOCK_MONOTONIC);
	begun = 1;
}

static void
shim_end(void)
{
}

static int64_t
monotonic_ns(void)
{
	return fast ? start_ns + ahead_ns : real_ns(CLOCK_MONOTONIC);
}

int
clock_gettime(clockid_t id, struct timespec *t)
{
	int64_t ns;
	char *end;

	if (!begun || (id != CLOCK_MONOTONIC && id != CLOCK_REALTIME))
		return (int)syscall(SYS_clock_gettime, id, t);
	ns = monotonic_ns();
	if (id == CLOCK_REALTIME) {
		if (steps != NULL && shim_is_own(__builtin_return_address(0))) {
			put_ns += strtoll(step, &end, 10) * SECOND_NS;
			step = *end == ',' ? end + 1 : steps;
		}
		ns = wall_ms >= 0 ? wall_ms * 1000000 + ns - start_ns
				  : real_ns(CLOCK_REALTIME) + ahead_ns;
		ns += put_ns;
	}
	t->tv_sec = (time_t)(ns / SECOND_NS);
	t->tv_nsec = (long)(ns % SECOND_NS);
	return 0;
}

int
pselect(int n, fd_set *in, fd_set *out, fd_set *bad,
    const struct timespec *wait, const sigset_t *mask)
{
	int (*real)(int, fd_set *, fd_set *, fd_set *, const struct timespec *,
	    const sigset_t *);
	const struct timespec none = {0, 0};
	int result;

	*(void **)&real = dlsym(RTLD_NEXT, "pselect");
	if (!begun || !fast || n != 0 || wait == NULL)
		return real(n, in, out, bad, wait, mask);
	/* Signals are let through all the same. */
	result = real(0, NULL, NULL, NULL, &none, mask);
	if (result == 0)
		ahead_ns += wait->tv_sec * SECOND_NS + wait->tv_nsec;
	return result;
}
