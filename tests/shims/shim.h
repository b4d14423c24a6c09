#ifndef TESTS_SHIMS_SHIM_H
#define TESTS_SHIMS_SHIM_H

/*
 * What the shims share: each is a library for LD_PRELOAD that begins its work
 * when main() does, tells in the file SHIM_REPORT what it did, and is not
 * inherited by commands that the program runs. For glibc only.
 */
#include <sys/syscall.h>

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <link.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int (*shim_real_main)(int, char **, char **);
static char shim_report_name[4096];
static uintptr_t shim_low, shim_high; /* the program's own code and data */

/* Each shim has one: read the environment, and begin. */
static void shim_begin(void);
/* At exit(): say what is to be said. */
static void shim_end(void);

__attribute__((unused)) static int
shim_is_own(const void *caller)
{
	return (uintptr_t)caller >= shim_low && (uintptr_t)caller < shim_high;
}

/* Append a line to the report, with nothing that a shim could replace. */
__attribute__((format(printf, 1, 2), unused)) static void
shim_report(const char *fmt, ...)
{
	char line[512];
	va_list ap;
	int n, saved = errno;
	long fd;

	if (shim_report_name[0] == '\0')
		return;
	va_start(ap, fmt);
	n = vsnprintf(line, sizeof line, fmt, ap);
	va_end(ap);
	fd = syscall(SYS_openat, AT_FDCWD, shim_report_name,
	    O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
	if (fd != -1 && n > 0) {
		syscall(SYS_write, fd, line, (size_t)n);
		syscall(SYS_close, fd);
	}
	errno = saved;
}

/* The file name of the library or program that this code is in. */
__attribute__((unused)) static const char *
shim_module(const void *caller)
{
	const char *slash;
	Dl_info info;

	if (dladdr(caller, &info) == 0 || info.dli_fname == NULL)
		return "?";
	slash = strrchr(info.dli_fname, '/');
	return slash != NULL ? slash + 1 : info.dli_fname;
}

static int
shim_find_program(struct dl_phdr_info *info, size_t size, void *arg)
{
	uintptr_t from, to;
	int i;

	(void)size;
	(void)arg;
	for (i = 0; i < info->dlpi_phnum; i++) {
		if (info->dlpi_phdr[i].p_type != PT_LOAD)
			continue;
		from = info->dlpi_addr + info->dlpi_phdr[i].p_vaddr;
		to = from + info->dlpi_phdr[i].p_memsz;
		if (shim_low == 0 || from < shim_low)
			shim_low = from;
		if (to > shim_high)
			shim_high = to;
	}
	return 1; /* the program is the first of them */
}

static int
shim_main(int argc, char **argv, char **envp)
{
	const char *report = getenv("SHIM_REPORT");

	if (report != NULL)
		snprintf(
		    shim_report_name, sizeof shim_report_name, "%s", report);
	dl_iterate_phdr(shim_find_program, NULL);
	atexit(shim_end);
	shim_begin();
	unsetenv("LD_PRELOAD");
	return shim_real_main(argc, argv, envp);
}

int __libc_start_main(int (*program)(int, char **, char **), int argc,
    char **argv, void (*init)(void), void (*fini)(void), void (*end)(void),
    void *stack);

int
__libc_start_main(int (*program)(int, char **, char **), int argc, char **argv,
    void (*init)(void), void (*fini)(void), void (*end)(void), void *stack)
{
	int (*real)(int (*)(int, char **, char **), int, char **,
	    void (*)(void), void (*)(void), void (*)(void), void *);

	*(void **)&real = dlsym(RTLD_NEXT, "__libc_start_main");
	shim_real_main = program;
	return real(shim_main, argc, argv, init, fini, end, stack);
}

#endif
