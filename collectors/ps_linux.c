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
	struct text all;  /* struct process, by pid, as the kernel lists them */
	struct text last; /* the same, of the last pass */
	size_t n;         /* of all */
	size_t next;      /* what ps_list_next() looks at next */
	size_t keep;      /* processes whose files may stay open */
	struct text comm, cmdline, status;
	struct text shown_comm, shown_command;
	int version; /* of ps; 0: not asked yet */
};

static int ps_read_names(struct ps_list *, struct process *);

/* The processes whose files may stay open: two each. */
static size_t
ps_keep(void)
{
	struct rlimit limit = {.rlim_cur = 0};

	if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
		limit.rlim_cur = limit.rlim_max;
		(void)setrlimit(RLIMIT_NOFILE, &limit);
		(void)getrlimit(RLIMIT_NOFILE, &limit);
	}
	return limit.rlim_cur > PS_RESERVED
		   ? (size_t)(limit.rlim_cur - PS_RESERVED) / 2
		   : 0;
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

struct ps_list *
ps_list_new(char *reason, size_t size)
{
	struct ps_list *list = calloc(1, sizeof *list);
	int fd;

	reason[0] = '\0';
	if (list == NULL || (list->proc = opendir("/proc")) == NULL) {
		snprintf(reason, size, "/proc: %s", strerror(errno));
		free(list);
		return NULL;
	}
	list->keep = ps_keep();
	if (access("/proc/self/comm", F_OK) == -1) {
		snprintf(reason, size, "/proc is not mounted");
		ps_list_free(list);
		return NULL;
	}
	if ((fd = ps_open(list, 1, "comm")) != -1)
		close(fd);
	else
		snprintf(reason, size,
		    "/proc hides the processes of other users (hidepid): they "
		    "have no rows");
	return list;
}

static struct process *
ps_at(const struct text *processes, size_t i)
{
	return (struct process *)processes->data + i;
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

void
ps_list_free(struct ps_list *list)
{
	size_t i;

	if (list == NULL)
		return;
	for (i = 0; i < list->n; i++)
		ps_close(ps_at(&list->all, i));
	text_free(&list->all);
	text_free(&list->last);
	closedir(list->proc);
	text_free(&list->comm);
	text_free(&list->cmdline);
	text_free(&list->status);
	text_free(&list->shown_comm);
	text_free(&list->shown_command);
	free(list);
}

/* The kernel lists /proc by pid, so this list and the last one are merged. */
int
ps_list_start(struct ps_list *list, const char **reason)
{
	struct text swap = list->last;
	struct process process, *old;
	const struct dirent *found;
	size_t last_n = list->n, i = 0;

	list->last = list->all;
	list->all = swap;
	list->n = list->next = 0;
	text_clear(&list->all);
	rewinddir(list->proc);
	while (errno = 0, (found = readdir(list->proc)) != NULL) {
		process = (struct process){
		    (pid_t)strtol(found->d_name, NULL, 10), -1, -1};
		if (process.pid <= 0)
			continue;
		for (; i < last_n; i++) {
			old = ps_at(&list->last, i);
			if (old->pid > process.pid)
				break;
			if (old->pid == process.pid)
				process = *old;
			else
				ps_close(old);
		}
		text_add(&list->all, &process, sizeof process);
		list->n += !list->all.failed;
	}
	*reason = list->all.failed ? "out of memory" : strerror(errno);
	for (; i < last_n; i++)
		ps_close(ps_at(&list->last, i));
	return list->all.failed || errno != 0 ? -1 : 0;
}

/*
 * A file could not be opened. If there are no descriptors left, keep none open
 * from now on and try again. Returns as ps_read_names() does.
 */
static int
ps_without_file(struct ps_list *list, struct process *process)
{
	size_t i;

	if (errno != EMFILE && errno != ENFILE && errno != ENOMEM)
		return 0;
	if (list->keep == 0 || errno == ENOMEM)
		return -1;
	list->keep = 0;
	for (i = 0; i < list->n; i++)
		ps_close(ps_at(&list->all, i));
	return ps_read_names(list, process);
}

/*
 * The whole file, or as much as ps looks at. Returns 0, or -1 with errno and
 * an empty text.
 */
static int
ps_slurp(int fd, struct text *text)
{
	ssize_t n;

	text_clear(text);
	do {
		if (text_reserve(text, PS_READ) == -1) {
			errno = ENOMEM;
			return -1;
		}
		do
			n = pread(fd, text->data + text->len,
			    text->size - text->len, (off_t)text->len);
		while (n == -1 && errno == EINTR);
		if (n == -1) {
			text_clear(text);
			return -1;
		}
		text->len += (size_t)n;
		/* These files give all that fits: no need to see the end. */
	} while (text->len == text->size && text->len < PROCPS_CMDLINE);
	errno = 0;
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
			return ps_without_file(list, process);
		/* A command line that cannot be read is empty for ps. */
		if (ps_slurp(process->cmdline, &list->cmdline) == -1 &&
		    errno == ENOMEM)
			return -1;
		if (ps_slurp(process->comm, &list->comm) == 0 &&
		    list->comm.len > 0)
			return 1;
		if (errno == ENOMEM)
			return -1;
		ps_close(process);
	}
	return 0;
}

int
ps_list_next(
    struct ps_list *list, struct ps_process *found, const char **reason)
{
	struct process *process;
	int result;

	/* The process that was returned last is done with. */
	if (list->next > list->keep)
		ps_close(ps_at(&list->all, list->next - 1));
	while (list->next < list->n) {
		process = ps_at(&list->all, list->next++);
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

int
ps_list_row(struct ps_list *list, struct process_row *row, const char **reason)
{
	const struct process *process = ps_at(&list->all, list->next - 1);
	struct procps_process shown = {
	    .name = procps_name(text_span(&list->comm)),
	    .cmdline = text_span(&list->cmdline)};
	int fd = ps_open(list, process->pid, "status"), result;
	ssize_t n;
	char c;

	if (fd == -1)
		return 0;
	result = ps_slurp(fd, &list->status);
	close(fd);
	*reason = "out of memory";
	if (list->status.failed)
		return -1;
	/* It is of the same process if that is still there now. */
	do
		n = pread(process->comm, &c, 1, 0);
	while (n == -1 && errno == EINTR);
	if (result == -1 || n != 1 ||
	    procps_status(text_span(&list->status), &shown) == -1)
		return 0;
	if (list->version == 0 && procps_is_odd(&shown))
		list->version = ps_version();
	procps_show(
	    &shown, list->version, &list->shown_comm, &list->shown_command);
	if (list->shown_comm.failed || list->shown_command.failed)
		return -1;
	*row = (struct process_row){.pid = (uint64_t)process->pid,
	    .ppid = shown.ppid,
	    .comm = text_span(&list->shown_comm),
	    .rss_kib = shown.rss_kib,
	    .vsz_kib = shown.vsz_kib,
	    .command = text_span(&list->shown_command)};
	return 1;
}
