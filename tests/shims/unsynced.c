/*
 * A disk that forgets: what the program writes to a file is kept in memory
 * until fdatasync() or fsync(), and lost when it is killed. exit() does not
 * save it either: that is what a crash of the machine looks like.
 *	UNSYNCED_KILL=N	 SIGKILL in the middle of the N-th write to a file
 */
#include "shim.h"

#include <sys/stat.h>

#include <signal.h>

static int begun;
static unsigned long kill_at, writes;
static char *kept;
static size_t kept_n, kept_size;

static void
shim_begin(void)
{
	const char *at = getenv("UNSYNCED_KILL");

	if (at != NULL)
		kill_at = strtoul(at, NULL, 10);
	begun = 1;
}

static void
shim_end(void)
{
}

static int
is_log(int fd)
{
	struct stat st;

	return begun && fstat(fd, &st) == 0 && S_ISREG(st.st_mode);
}

ssize_t
write(int fd, const void *from, size_t n)
{
	if (!is_log(fd))
		return syscall(SYS_write, fd, from, n);
	if (++writes == kill_at)
		raise(SIGKILL);
	if (kept_n + n > kept_size) {
		kept_size = (kept_n + n) * 2;
		kept = realloc(kept, kept_size);
		if (kept == NULL)
			abort();
	}
	memcpy(kept + kept_n, from, n);
	kept_n += n;
	return (ssize_t)n;
}

int
fdatasync(int fd)
{
	size_t done = 0;
	long n;

	while (done < kept_n) {
		n = syscall(SYS_write, fd, kept + done, kept_n - done);
		if (n <= 0)
			return -1;
		done += (size_t)n;
	}
	kept_n = 0;
	return (int)syscall(SYS_fdatasync, fd);
}

int
fsync(int fd)
{
	return fdatasync(fd);
}
