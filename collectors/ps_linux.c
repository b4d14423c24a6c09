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
 * open, which halves the cost (docs/performance.md). A descriptor on a file in
 * /proc/PID belongs to the process that it was opened for: once that has
 * exited, reads fail with ESRCH, even if the pid is in use again. So if comm
 * can be read, files of this pid that were opened after comm, and read before
 * it, belong to the same process.
 */
enum {
	PS_READ = 8192,     /* bytes; longer than most command lines */
	PS_PROCESSES = 4096 /* more than most machines have */
};

struct process {
	pid_t pid;
	int comm, cmdline; /* descriptors; -1: not open */
};

struct ps_list {
	DIR *proc;
	struct text all; /* struct process, by pid */
	size_t next;     /* index of the next process to return */
	int keep;        /* descriptors to keep open between passes */
	struct text comm, cmdline, status;
	struct text shown_comm, shown_command;
	int version; /* of ps; 0: not known yet */
};

static struct process *
ps_at(const struct ps_list *list, size_t i)
{
	return (struct process *)list->all.data + i;
}

static size_t
ps_count(const struct ps_list *list)
{
	return list->all.len / sizeof(struct process);
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
	for (i = 0; i < ps_count(list); i++)
		ps_close(ps_at(list, i));
	if (list->proc != NULL)
		closedir(list->proc);
	text_free(&list->all);
	text_free(&list->comm);
	text_free(&list->cmdline);
	text_free(&list->status);
	text_free(&list->shown_comm);
	text_free(&list->shown_command);
	free(list);
}

/* No more descriptors: stop keeping any. Returns 0 if none was kept. */
static int
ps_release(struct ps_list *list)
{
	const int kept = list->keep;
	size_t i;

	for (i = 0; kept && i < ps_count(list); i++)
		if (i != list->next - 1)
			ps_close(ps_at(list, i));
	list->keep = 0;
	return kept;
}

/*
 * Open a file of the current process. Returns its descriptor, or -1 with errno.
 */
static int
ps_open(struct ps_list *list, const char *name)
{
	const pid_t pid = ps_at(list, list->next - 1)->pid;
	char path[64];
	int fd;

	snprintf(path, sizeof path, "%ld/%s", (long)pid, name);
	do
		fd = openat(dirfd(list->proc), path, O_RDONLY | O_CLOEXEC);
	while (fd == -1 &&
	       (errno == EINTR ||
		   ((errno == EMFILE || errno == ENFILE) && ps_release(list))));
	return fd;
}

struct ps_list *
ps_list_new(char *reason, size_t size)
{
	struct ps_list *list = calloc(1, sizeof *list);
	struct rlimit limit;

	reason[0] = '\0';
	if (list == NULL || (list->proc = opendir("/proc")) == NULL ||
	    access("/proc/self/comm", F_OK) == -1) {
		snprintf(reason, size, "/proc: %s", strerror(errno));
		ps_list_free(list);
		return NULL;
	}
	list->keep = 1;
	/*
	 * Allocate now, so that new processes and long lines need no memory
	 * later.
	 */
	text_reserve(&list->all, PS_PROCESSES * sizeof(struct process));
	text_reserve(&list->cmdline, PROCPS_CMDLINE);
	if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
		limit.rlim_cur = limit.rlim_max;
		(void)setrlimit(RLIMIT_NOFILE, &limit);
	}
	if (access("/proc/1/comm", R_OK) == -1)
		snprintf(reason, size,
		    "/proc hides the processes of other users (hidepid): they "
		    "have no rows");
	return list;
}

/*
 * The kernel lists /proc in order of pid, so the new list is merged with the
 * previous one, and grows after it.
 */
int
ps_list_start(struct ps_list *list, const char **reason)
{
	const size_t last = ps_count(list), last_len = list->all.len;
	struct process process;
	const struct dirent *entry;
	size_t i = 0;
	int error;

	list->all.failed = 0;
	rewinddir(list->proc);
	while (errno = 0, (entry = readdir(list->proc)) != NULL) {
		process = (struct process){
		    (pid_t)strtol(entry->d_name, NULL, 10), -1, -1};
		if (process.pid <= 0)
			continue;
		for (; i < last && ps_at(list, i)->pid <= process.pid; i++)
			if (ps_at(list, i)->pid == process.pid)
				process = *ps_at(list, i);
			else
				ps_close(ps_at(list, i));
		text_add(&list->all, &process, sizeof process);
		if (list->all.failed)
			ps_close(&process);
	}
	for (error = errno; i < last; i++)
		ps_close(ps_at(list, i));
	list->next = 0;
	list->all.len -= last_len;
	if (last_len > 0)
		memmove(
		    list->all.data, list->all.data + last_len, list->all.len);
	if (error == 0 && !list->all.failed)
		return 0;
	*reason = list->all.failed ? "out of memory" : strerror(error);
	return -1;
}

/*
 * Read the whole file, or as much as ps does. Returns 0, or -1 with errno and
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
		n = pread(fd, text->data + text->len, text->size - text->len,
		    (off_t)text->len);
		if (n == -1 && errno != EINTR) {
			text_clear(text);
			return -1;
		}
		text->len += n > 0 ? (size_t)n : 0;
		/*
		 * These files return all that fits: no need to look for the
		 * end.
		 */
	} while (
	    n == -1 || (text->len == text->size && text->len < PROCPS_CMDLINE));
	return 0;
}

/* Was the failure a lack of memory or descriptors, not the process itself? */
static int
ps_is_short(void)
{
	return errno == ENOMEM || errno == EMFILE || errno == ENFILE;
}

/*
 * Read the command line, then the name. Try twice, because the pid may have
 * been reused. Returns 1, 0 if the process has exited, or -1 with errno: no
 * memory, or no descriptors.
 */
static int
ps_read_names(struct ps_list *list, struct process *process)
{
	int tries;

	for (tries = 0; tries < 2; tries++) {
		if (process->comm == -1)
			process->comm = ps_open(list, "comm");
		if (process->comm != -1 && process->cmdline == -1)
			process->cmdline = ps_open(list, "cmdline");
		/* ps shows a command line that it cannot read as empty. */
		if (process->cmdline == -1 ||
		    (ps_slurp(process->cmdline, &list->cmdline) == -1 &&
			ps_is_short()))
			break;
		if (ps_slurp(process->comm, &list->comm) == 0)
			return 1;
		if (ps_is_short())
			break;
		ps_close(process);
	}
	return ps_is_short() ? -1 : 0;
}

int
ps_list_next(
    struct ps_list *list, struct ps_process *found, const char **reason)
{
	struct process *process;
	int result = 0;

	/* Close the files of the process that was returned last. */
	if (!list->keep && list->next > 0)
		ps_close(ps_at(list, list->next - 1));
	while (result == 0 && list->next < ps_count(list)) {
		process = ps_at(list, list->next++);
		result = ps_read_names(list, process);
		if (result != 1)
			ps_close(process);
	}
	if (result == 1)
		*found = (struct ps_process){.pid = process->pid,
		    .comm = procps_name(text_span(&list->comm)),
		    .command = text_span(&list->cmdline)};
	if (result == -1)
		*reason = strerror(errno);
	return result;
}

/* "ps from procps-ng 4.0.2" is 40002. */
static int
ps_version(void)
{
	static const char *const argv[] = {"ps", "--version", NULL};
	const struct command command = {.argv = argv, .deadline_ms = 2000};
	struct span rest, line = SPAN(""), word = SPAN(""), part;
	struct text out = {0};
	uint64_t number, version = 0;
	int parts;

	(void)command_run(&command, &out, NULL);
	rest = text_span(&out);
	(void)span_line(&rest, &line);
	while (span_word(&line, &part))
		word = part;
	for (parts = 0; parts < 3; parts++)
		version =
		    version * 100 + (span_until(&word, '.', &part) &&
						span_u64(part, &number) == 0
					    ? number % 100
					    : 0);
	text_free(&out);
	return version == 0 ? PROCPS_NEWEST : (int)version;
}

int
ps_list_row(struct ps_list *list, struct process_row *row, const char **reason)
{
	const struct process *process = ps_at(list, list->next - 1);
	struct procps_process shown = {
	    .name = procps_name(text_span(&list->comm)),
	    .cmdline = text_span(&list->cmdline)};
	int fd = ps_open(list, "status");
	int result = fd == -1 ? -1 : ps_slurp(fd, &list->status);

	if (fd != -1)
		close(fd);
	if (result == 0 &&
	    procps_status(text_span(&list->status), &shown) == -1)
		return 0;
	/* If its name can still be read, it was the same process. */
	if (result == -1 || ps_slurp(process->comm, &list->status) == -1) {
		*reason = strerror(errno);
		return ps_is_short() ? -1 : 0;
	}
	*reason = "out of memory";
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
	    .command = text_span(&list->shown_command),
	    .footprint_kib = shown.footprint_kib};
	return 1;
}
