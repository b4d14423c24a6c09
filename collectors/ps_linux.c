#include <sys/resource.h>

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "collectors/command.h"
#include "collectors/procps.h"
#include "collectors/ps.h"

/*
 * Linux: /proc. The two files that every sample reads of every process stay
 * open, which halves its cost (docs/performance.md). A descriptor on
 * /proc/PID/x belongs to the process that it was opened for: once that is
 * gone, reads fail with ESRCH even if the pid is in use again. So if comm can
 * be read, what was read before from files of the same pid that were opened
 * after comm is of the same process.
 */
enum {
	PS_RESERVED = 64, /* descriptors that are left to others */
	PS_READ = 8192    /* bytes; more than most command lines have */
};

struct process {
	pid_t pid;
	int comm, cmdline; /* descriptors; -1: not open */
};

struct ps_list {
	DIR *proc;
	struct process *known; /* by pid, as of this pass */
	struct process *last;  /* the same, as of the last pass */
	size_t n, last_n, size;
	size_t next; /* of known: what ps_list_next() looks at next */
	size_t keep; /* processes whose files may stay open */
	struct text comm, cmdline, status;
	struct text shown_comm, shown_command;
	int version;   /* of ps; 0: not asked yet */
	int pid_width; /* digits of kernel.pid_max */
};

static int ps_pid_width(const struct ps_list *);
static size_t ps_keep(void);
static int ps_list_pids(struct ps_list *);
static int ps_list_add(struct ps_list *, pid_t);
static int ps_by_pid(const void *, const void *);
static void ps_merge(struct ps_list *);
static int ps_read_names(struct ps_list *, struct process *);
static int ps_is_gone(struct ps_list *, struct process *);
static int ps_open(const struct ps_list *, pid_t, const char *);
static int ps_slurp(int fd, struct text *);
static void ps_close(struct process *);
static int ps_version(void);

struct ps_list *
ps_list_new(const char *root, char *reason, size_t size)
{
	struct ps_list *list = calloc(1, sizeof *list);
	int fd;

	reason[0] = '\0';
	if (list == NULL ||
	    (list->proc = opendir(root == NULL ? "/proc" : root)) == NULL) {
		snprintf(reason, size, "%s: %s", root == NULL ? "/proc" : root,
		    strerror(errno));
		free(list);
		return NULL;
	}
	list->pid_width = ps_pid_width(list);
	list->keep = ps_keep();
	if (root != NULL)
		return list;
	if (access("/proc/self/comm", F_OK) == -1) {
		snprintf(reason, size, "/proc is not mounted");
		ps_list_free(list);
		return NULL;
	}
	if ((fd = ps_open(list, 1, "comm")) == -1)
		snprintf(reason, size,
		    "/proc hides the processes of other users (hidepid): they "
		    "have no rows");
	else
		close(fd);
	return list;
}

void
ps_list_free(struct ps_list *list)
{
	size_t i;

	if (list == NULL)
		return;
	for (i = 0; i < list->n; i++)
		ps_close(&list->known[i]);
	free(list->known);
	free(list->last);
	closedir(list->proc);
	text_free(&list->comm);
	text_free(&list->cmdline);
	text_free(&list->status);
	text_free(&list->shown_comm);
	text_free(&list->shown_command);
	free(list);
}

static int
ps_pid_width(const struct ps_list *list)
{
	char digits[24];
	int fd = openat(
	    dirfd(list->proc), "sys/kernel/pid_max", O_RDONLY | O_CLOEXEC);
	ssize_t n = fd != -1 ? read(fd, digits, sizeof digits) : -1;

	if (fd != -1)
		close(fd);
	return n > 1 ? (int)n - 1 : 5; /* without the line end */
}

/* How many processes' files may stay open; two each. */
static size_t
ps_keep(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) == -1)
		return 0;
	limit.rlim_cur = limit.rlim_max;
	if (setrlimit(RLIMIT_NOFILE, &limit) == -1 &&
	    getrlimit(RLIMIT_NOFILE, &limit) == -1)
		return 0;
	return limit.rlim_cur > PS_RESERVED
		   ? (size_t)(limit.rlim_cur - PS_RESERVED) / 2
		   : 0;
}

int
ps_list_start(struct ps_list *list, const char **reason)
{
	struct process *swap = list->last;

	list->last = list->known;
	list->last_n = list->n;
	list->known = swap;
	list->n = 0;
	list->next = 0;
	if (ps_list_pids(list) == 0) {
		ps_merge(list);
		return 0;
	}
	*reason = strerror(errno);
	/* Nobody will ask for the rest of this pass. */
	swap = list->known;
	list->known = list->last;
	list->last = swap;
	list->n = list->next = list->last_n;
	return -1;
}

static int
ps_list_pids(struct ps_list *list)
{
	const struct dirent *found;
	int sorted = 1;
	long pid;
	char *end;

	rewinddir(list->proc);
	while (errno = 0, (found = readdir(list->proc)) != NULL) {
		if (found->d_name[0] < '0' || found->d_name[0] > '9')
			continue;
		pid = strtol(found->d_name, &end, 10);
		if (pid <= 0 || pid > INT32_MAX || *end != '\0')
			continue;
		if (ps_list_add(list, (pid_t)pid) == -1)
			return -1;
		if (list->n > 1 && list->known[list->n - 2].pid > (pid_t)pid)
			sorted = 0;
	}
	/* The kernel lists them in order; a folder in a test may not. */
	if (!sorted)
		qsort(list->known, list->n, sizeof *list->known, ps_by_pid);
	return errno == 0 ? 0 : -1;
}

static int
ps_list_add(struct ps_list *list, pid_t pid)
{
	size_t size = list->size == 0 ? 256 : list->size * 2;
	struct process *grown;

	if (list->n == list->size) {
		grown = realloc(list->known, size * sizeof *grown);
		if (grown == NULL)
			return -1;
		list->known = grown;
		grown = realloc(list->last, size * sizeof *grown);
		if (grown == NULL)
			return -1;
		list->last = grown;
		list->size = size;
	}
	list->known[list->n++] = (struct process){pid, -1, -1};
	return 0;
}

static int
ps_by_pid(const void *a, const void *b)
{
	pid_t x = ((const struct process *)a)->pid;
	pid_t y = ((const struct process *)b)->pid;

	return (x > y) - (x < y);
}

/* Hand the open files on from the last pass; close the rest of them. */
static void
ps_merge(struct ps_list *list)
{
	struct process *old = list->last, *end = old + list->last_n;
	size_t i;

	for (i = 0; i < list->n; i++) {
		for (; old < end && old->pid < list->known[i].pid; old++)
			ps_close(old);
		if (old < end && old->pid == list->known[i].pid)
			list->known[i] = *old++;
	}
	for (; old < end; old++)
		ps_close(old);
	list->last_n = 0;
}

int
ps_list_next(
    struct ps_list *list, struct ps_process *found, const char **reason)
{
	struct process *process;
	int result;

	/* What ps_list_next() returned last is done with. */
	if (list->next > list->keep)
		ps_close(&list->known[list->next - 1]);
	while (list->next < list->n) {
		process = &list->known[list->next++];
		result = ps_read_names(list, process);
		if (result == 1) {
			*found = (struct ps_process){.pid = process->pid,
			    .comm = procps_name(text_span(&list->comm)),
			    .command = text_span(&list->cmdline)};
			return 1;
		}
		ps_close(process);
		if (result == -1) {
			*reason = strerror(errno);
			return -1;
		}
	}
	return 0;
}

/*
 * Read the command line, then the name. Twice, because the pid may have been
 * used again. Returns 1, 0 if it is gone, or -1 with errno: no memory, no
 * descriptors.
 */
static int
ps_read_names(struct ps_list *list, struct process *process)
{
	int tries;

	for (tries = 0; tries < 2; tries++) {
		if (process->comm == -1)
			process->comm = ps_open(list, process->pid, "comm");
		if (process->comm != -1 && process->cmdline == -1)
			process->cmdline =
			    ps_open(list, process->pid, "cmdline");
		if (process->cmdline == -1)
			return ps_is_gone(list, process);
		/* One that cannot be read is empty for ps. */
		if (ps_slurp(process->cmdline, &list->cmdline) == -1 &&
		    !list->cmdline.failed)
			text_clear(&list->cmdline);
		if (list->cmdline.failed ||
		    (ps_slurp(process->comm, &list->comm) == -1 &&
			list->comm.failed))
			return -1;
		if (list->comm.len > 0)
			return 1;
		ps_close(process);
	}
	return 0;
}

/*
 * What it means that a file cannot be opened. Without descriptors, keep none
 * open from now on and try again. Returns as ps_read_names() does.
 */
static int
ps_is_gone(struct ps_list *list, struct process *process)
{
	size_t i;

	if (errno == ENOMEM)
		return -1;
	if (errno != EMFILE && errno != ENFILE)
		return 0;
	if (list->keep == 0)
		return -1;
	list->keep = 0;
	for (i = 0; i < list->n; i++)
		ps_close(&list->known[i]);
	return ps_read_names(list, process);
}

static int
ps_open(const struct ps_list *list, pid_t pid, const char *name)
{
	char path[64];
	int fd;

	snprintf(path, sizeof path, "%ld/%s", (long)pid, name);
	do
		fd = openat(dirfd(list->proc), path, O_RDONLY | O_CLOEXEC);
	while (fd == -1 && errno == EINTR);
	return fd;
}

/* The whole file, or as much as ps looks at. Returns 0, or -1 with errno. */
static int
ps_slurp(int fd, struct text *text)
{
	ssize_t n;

	text_clear(text);
	for (;;) {
		if (text_reserve(text, PS_READ) == -1) {
			errno = ENOMEM;
			return -1;
		}
		n = pread(fd, text->data + text->len, text->size - text->len,
		    (off_t)text->len);
		if (n == -1 && errno == EINTR)
			continue;
		if (n == -1)
			return -1;
		text->len += (size_t)n;
		/* These files give all that fits: no need to see the end. */
		if (text->len < text->size || text->len >= PROCPS_CMDLINE)
			return 0;
	}
}

static void
ps_close(struct process *process)
{
	if (process->comm != -1)
		close(process->comm);
	if (process->cmdline != -1)
		close(process->cmdline);
	process->comm = process->cmdline = -1;
}

int
ps_list_row(struct ps_list *list, struct process_row *row, const char **reason)
{
	const struct process *process = &list->known[list->next - 1];
	struct procps_process shown = {.pid = (uint64_t)process->pid,
	    .name = procps_name(text_span(&list->comm)),
	    .cmdline = text_span(&list->cmdline)};
	int fd = ps_open(list, process->pid, "status"), result;
	char c;

	if (fd == -1)
		return 0;
	result = ps_slurp(fd, &list->status);
	close(fd);
	*reason = "out of memory";
	if (list->status.failed)
		return -1;
	/* It is of the same process if that is still there now. */
	if (result == -1 || pread(process->comm, &c, 1, 0) != 1 ||
	    procps_status(text_span(&list->status), &shown.status) == -1)
		return 0;
	if (list->version == 0 && procps_is_odd(&shown))
		list->version = ps_version();
	procps_show(&shown, list->version, list->pid_width, &list->shown_comm,
	    &list->shown_command);
	if (list->shown_comm.failed || list->shown_command.failed)
		return -1;
	*row = (struct process_row){.pid = shown.pid,
	    .ppid = shown.status.ppid,
	    .comm = text_span(&list->shown_comm),
	    .rss_kib = shown.status.rss_kib,
	    .vsz_kib = shown.status.vsz_kib,
	    .command = text_span(&list->shown_command)};
	return 1;
}

/* "ps from procps-ng 4.0.2" */
static int
ps_version(void)
{
	static const char *const argv[] = {"ps", "--version", NULL};
	const struct command command = {.argv = argv, .deadline_ms = 2000};
	int major = 0, minor = 0, patch = 0;
	struct text out = {0};

	if (command_run(&command, &out, NULL) == COMMAND_OK) {
		text_add_char(&out, '\0');
		if (!out.failed)
			(void)sscanf(out.data, "%*[^0-9]%d.%d.%d", &major,
			    &minor, &patch);
	}
	text_free(&out);
	return major == 0 ? PROCPS_NEWEST : major * 10000 + minor * 100 + patch;
}
