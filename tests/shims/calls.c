/*
 * Makes system calls of the program itself fail.
 *	CALLS=NAME:N:WHAT[:TIMES][,...]
 * The N-th call of NAME (open, read, pread, write, ftruncate, fsync, close,
 * rename, lseek, mlockall) and those after it, TIMES in all (1; 0: for ever)
 * end with the errno WHAT; "short" does half of it, "kill" too, and then kills
 * the program. Reports "failed NAME" at the first, and at the end how often
 * each that has a rule was called. With CALLS_FILE=TEXT those calls of
 * open, read, pread and close alone count whose file has TEXT in its name.
 */
#include "shim.h"

#include <sys/types.h>

#include <signal.h>
#include <sys/mman.h>
#include <sys/stat.h>

enum { RULES = 8, SHORT = -1, KILL = -2 };

struct rule {
	char name[16];
	unsigned long nth, times;
	int what;
};

static const struct {
	const char *name;
	int number;
} errors[] = {{"EACCES", EACCES}, {"EBADF", EBADF}, {"EDQUOT", EDQUOT},
    {"EFBIG", EFBIG}, {"EINTR", EINTR}, {"EINVAL", EINVAL}, {"EIO", EIO},
    {"EMFILE", EMFILE}, {"EPERM", EPERM}, {"ENFILE", ENFILE},
    {"ENOENT", ENOENT}, {"ENOMEM", ENOMEM}, {"ENOSPC", ENOSPC},
    {"EROFS", EROFS}, {"ESTALE", ESTALE}, {"short", SHORT}, {"kill", KILL}};

static struct rule rules[RULES];
static unsigned long calls[RULES]; /* by the first rule with this name */
static size_t rule_count;
static int begun;

static void
shim_begin(void)
{
	const char *spec = getenv("CALLS"), *next;
	char what[16];
	struct rule *r;
	size_t i;
	int n;

	for (; spec != NULL && *spec != '\0' && rule_count < RULES;
	     spec = *next == ',' ? next + 1 : next) {
		r = &rules[rule_count++];
		next = spec + strcspn(spec, ",");
		r->times = 1;
		n = sscanf(spec, "%15[a-z]:%lu:%15[A-Za-z]:%lu", r->name,
		    &r->nth, what, &r->times);
		for (i = 0; i < sizeof errors / sizeof *errors; i++)
			if (n >= 3 && strcmp(errors[i].name, what) == 0)
				r->what = errors[i].number;
		if (r->what == 0) {
			fprintf(stderr, "CALLS: %s: not a rule\n", spec);
			_exit(99);
		}
	}
	begun = 1;
}

static void
shim_end(void)
{
	size_t i;

	begun = 0;
	for (i = 0; i < rule_count; i++)
		if (calls[i] > 0)
			shim_report("%s %lu\n", rules[i].name, calls[i]);
}

/* 0, an errno, SHORT or KILL for this call. */
static int
verdict(const char *name, const void *caller)
{
	unsigned long n = 0;
	size_t i;

	if (!begun || !shim_is_own(caller))
		return 0;
	for (i = 0; i < rule_count; i++) {
		if (strcmp(rules[i].name, name) != 0)
			continue;
		if (n == 0)
			n = __atomic_add_fetch(&calls[i], 1, __ATOMIC_SEQ_CST);
		if (n < rules[i].nth ||
		    (rules[i].times != 0 && n - rules[i].nth >= rules[i].times))
			continue;
		if (n == rules[i].nth)
			shim_report("failed %s\n", name);
		return rules[i].what;
	}
	return 0;
}

/* The same for a call on PATH, or on the file that FD is open on. */
static int
verdict_on(const char *name, const void *caller, const char *path, int fd)
{
	const char *wanted = getenv("CALLS_FILE");
	char link[32], file[4096];
	ssize_t n;

	if (wanted != NULL && path == NULL) {
		snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
		n = readlink(link, file, sizeof file - 1);
		file[n > 0 ? n : 0] = '\0';
		path = file;
	}
	if (wanted != NULL && strstr(path, wanted) == NULL)
		return 0;
	return verdict(name, caller);
}

/* The errno that a call ends with, or 0 when it is to be done. */
static int
refused(int what)
{
	if (what > 0)
		errno = what;
	return what > 0;
}

#define REAL(name) (*(void **)&real = dlsym(RTLD_NEXT, name))
#define HERE       __builtin_return_address(0)

static int
open_as(const char *name, const void *caller, const char *path, int flags,
    mode_t mode)
{
	int (*real)(const char *, int, ...);

	if (refused(verdict_on("open", caller, path, -1)))
		return -1;
	REAL(name);
	return real(path, flags, mode);
}

int
open(const char *path, int flags, ...)
{
	va_list ap;
	mode_t mode;

	va_start(ap, flags);
	mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(ap, mode_t) : 0;
	va_end(ap);
	return open_as("open", HERE, path, flags, mode);
}

int
open64(const char *path, int flags, ...)
{
	va_list ap;
	mode_t mode;

	va_start(ap, flags);
	mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(ap, mode_t) : 0;
	va_end(ap);
	return open_as("open64", HERE, path, flags, mode);
}

ssize_t
read(int fd, void *to, size_t n)
{
	ssize_t (*real)(int, void *, size_t);
	int what = verdict_on("read", HERE, NULL, fd);

	if (refused(what))
		return -1;
	REAL("read");
	return real(fd, to, what == SHORT && n > 1 ? n / 2 : n);
}

ssize_t
pread(int fd, void *to, size_t n, off_t at)
{
	ssize_t (*real)(int, void *, size_t, off_t);
	int what = verdict_on("pread", HERE, NULL, fd);

	if (refused(what))
		return -1;
	REAL("pread");
	return real(fd, to, what == SHORT && n > 1 ? n / 2 : n, at);
}

ssize_t
write(int fd, const void *from, size_t n)
{
	ssize_t (*real)(int, const void *, size_t), done;
	/* Messages are not what is tested. */
	int what = fd == STDERR_FILENO ? 0 : verdict("write", HERE);

	if (refused(what))
		return -1;
	REAL("write");
	done = real(fd, from, what < 0 && n > 1 ? n / 2 : n);
	if (what == KILL)
		raise(SIGKILL);
	return done;
}

int
ftruncate(int fd, off_t size)
{
	int (*real)(int, off_t);

	if (refused(verdict("ftruncate", HERE)))
		return -1;
	REAL("ftruncate");
	return real(fd, size);
}

off_t
lseek(int fd, off_t to, int whence)
{
	off_t (*real)(int, off_t, int);

	if (refused(verdict("lseek", HERE)))
		return -1;
	REAL("lseek");
	return real(fd, to, whence);
}

int
fsync(int fd)
{
	int (*real)(int);

	if (refused(verdict("fsync", HERE)))
		return -1;
	REAL("fsync");
	return real(fd);
}

/* A close that fails has closed all the same. */
int
close(int fd)
{
	int (*real)(int), what = verdict_on("close", HERE, NULL, fd), result;

	REAL("close");
	result = real(fd);
	return refused(what) ? -1 : result;
}

int
rename(const char *from, const char *to)
{
	int (*real)(const char *, const char *);

	if (refused(verdict("rename", HERE)))
		return -1;
	REAL("rename");
	return real(from, to);
}

int
mlockall(int flags)
{
	int (*real)(int);

	if (refused(verdict("mlockall", HERE)))
		return -1;
	REAL("mlockall");
	return real(flags);
}
