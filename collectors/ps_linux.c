#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "collectors/proc_files.h"
#include "collectors/proc_pid.h"
#include "collectors/procps.h"
#include "collectors/ps_list.h"

struct ps_list {
	struct proc_files files;
	struct procps procps;
	int knows_version; /* procps.version is that of this machine's ps */
	int pid_max_fd;
	int knows_width; /* since this sample began */
	struct text file[PROC_FILES];
};

static void ps_list_pid_width(struct ps_list *);
static int ps_list_out_of_files(int error);
static int ps_list_entry(struct ps_list *, struct proc_entry *,
    const struct match *, struct text *lines);
static int ps_list_names(struct ps_list *, struct proc_entry *);
static int ps_list_is_possible(
    const struct ps_list *, pid_t, const struct match *);
static int ps_list_status(
    struct ps_list *, struct proc_entry *, struct proc_status *);
static int ps_list_is_odd(struct span comm);
static int ps_list_comm(
    struct ps_list *, struct proc_entry *, struct span *comm);
static void ps_list_version(struct ps_list *, const struct procps_process *);

struct ps_list *
ps_list_new(const char *root, char *reason, size_t size)
{
	struct ps_list *list = calloc(1, sizeof *list);
	char path[PROC_ROOT_MAX + 40];

	if (root == NULL)
		root = "/proc";
	if (list == NULL || proc_files_init(&list->files, root) == -1) {
		snprintf(reason, size, "%s: %s", root, strerror(errno));
		free(list);
		return NULL;
	}
	procps_init(&list->procps);
	snprintf(path, sizeof path, "%s/sys/kernel/pid_max", root);
	list->pid_max_fd = open(path, O_RDONLY | O_CLOEXEC);
	return list;
}

void
ps_list_free(struct ps_list *list)
{
	int i;

	if (list == NULL)
		return;
	proc_files_free(&list->files);
	procps_free(&list->procps);
	if (list->pid_max_fd != -1)
		close(list->pid_max_fd);
	for (i = 0; i < PROC_FILES; i++)
		text_free(&list->file[i]);
	free(list);
}

enum ps_list_result
ps_list_read(struct ps_list *list, const struct match *match,
    struct text *lines, const char **reason)
{
	struct proc_files *files = &list->files;
	int error;
	size_t i;

	list->knows_width = 0;
	if (proc_files_update(files) == -1) {
		*reason = strerror(errno);
		return PS_LIST_FAILED;
	}
	for (i = 0; i < files->entries; i++) {
		while ((error = ps_list_entry(
			    list, &files->entry[i], match, lines)) != 0) {
			*reason = strerror(error);
			if (proc_files_shrink(files) == -1)
				return PS_LIST_FAILED;
		}
		/* A look at all of them is for once. */
		if (match == NULL)
			proc_files_close(files, &files->entry[i]);
		proc_files_keep(files, &files->entry[i]);
	}
	return PS_LIST_OK;
}

void
ps_list_learn(struct ps_list *list, struct span matched_lines)
{
	/* Whoever sees a process here may read its names. */
	(void)list;
	(void)matched_lines;
}

/* kernel.pid_max may be changed at any time, and with it the columns. */
static void
ps_list_pid_width(struct ps_list *list)
{
	char digits[24];
	ssize_t n;

	if (list->knows_width || list->pid_max_fd == -1)
		return;
	list->knows_width = 1;
	n = pread(list->pid_max_fd, digits, sizeof digits, 0);
	if (n > 0 && digits[n - 1] == '\n')
		n--;
	if (n > 0)
		list->procps.pid_width = (int)n;
}

static int
ps_list_out_of_files(int error)
{
	return error == EMFILE || error == ENFILE;
}

/*
 * Append the line of this process, if it is still there and matches. Returns 0,
 * or the errno when there were no descriptors; then nothing was appended.
 */
static int
ps_list_entry(struct ps_list *list, struct proc_entry *entry,
    const struct match *match, struct text *lines)
{
	struct text *cmdline = &list->file[PROC_CMDLINE];
	struct procps_process row = {.pid = (uint64_t)entry->pid};
	size_t start = lines->len;
	struct proc_status status;
	struct span line;
	int error, matches;

	error = ps_list_names(list, entry);
	if (error == 0 && !ps_list_is_possible(list, entry->pid, match))
		return 0;
	if (error == 0)
		error = ps_list_status(list, entry, &status);
	if (error == 0)
		error = ps_list_comm(list, entry, &row.comm);
	if (error == ENOMEM)
		lines->failed = 1;
	if (error != 0)
		return ps_list_out_of_files(error) ? error : 0;

	row.ppid = status.ppid;
	row.rss_kib = status.rss_kib;
	row.vsz_kib = status.vsz_kib;
	row.state = status.state;
	if (cmdline->len > 0)
		row.command = proc_pid_cmdline(cmdline->data, cmdline->len);
	ps_list_pid_width(list);
	ps_list_version(list, &row);
	procps_add_line(&list->procps, lines, &row);
	if (match == NULL || lines->failed)
		return 0;
	line = (struct span){lines->data + start, lines->len - start - 1};
	matches = match_line(match, line);
	if (matches != 1)
		lines->len = start;
	if (matches == -1)
		lines->failed = 1;
	return 0;
}

/*
 * Read the command line and the name. Returns 0 or an errno; most often that
 * is because the process is gone.
 */
static int
ps_list_names(struct ps_list *list, struct proc_entry *entry)
{
	struct proc_files *files = &list->files;
	struct text *cmdline = &list->file[PROC_CMDLINE];
	struct text *comm = &list->file[PROC_COMM];
	int kept = entry->fd[PROC_COMM] != -1;
	int error;

	for (;;) {
		error = proc_files_open(files, entry, PROC_COMM);
		if (error == 0)
			error = proc_files_read(
			    files, entry, PROC_CMDLINE, cmdline);
		if (ps_list_out_of_files(error) || error == ENOMEM)
			return error;
		/*
		 * The name last: when it can be read, the command line was his.
		 * One that could not be read is empty, as ps has it.
		 */
		error = proc_files_read(files, entry, PROC_COMM, comm);
		if (error == 0 && comm->len > 0)
			return 0;
		proc_files_close(files, entry);
		if (!kept)
			return error != 0 ? error : ESRCH;
		/* The pid is in /proc: somebody else has it now. */
		kept = 0;
	}
}

/* Look at the raw bytes: is it worth it to read the status? */
static int
ps_list_is_possible(
    const struct ps_list *list, pid_t pid, const struct match *match)
{
	struct span comm = text_span(&list->file[PROC_COMM]);
	struct span command = text_span(&list->file[PROC_CMDLINE]);

	if (match == NULL)
		return 1;
	comm = proc_pid_comm(comm);
	/* Not what ps gets to see, perhaps. */
	if (ps_list_is_odd(comm))
		return pid != match->self;
	/* All else that ps adds to the name of who has no command line. */
	if (command.n == 0)
		command = SPAN("<defunct>");
	return match_possible(match, (uint64_t)pid, comm, command);
}

static int
ps_list_status(
    struct ps_list *list, struct proc_entry *entry, struct proc_status *status)
{
	int kept = entry->fd[PROC_STATUS] != -1;
	int error;

	error = proc_files_read(
	    &list->files, entry, PROC_STATUS, &list->file[PROC_STATUS]);
	/* Opened just now, so it may be another's: ask for the name again. */
	if (error == 0 && !kept)
		error = proc_files_read(
		    &list->files, entry, PROC_COMM, &list->file[PROC_COMM]);
	if (error != 0)
		return error;
	return proc_pid_status(text_span(&list->file[PROC_STATUS]), status) == 0
		   ? 0
		   : ESRCH;
}

/* Do kernels differ in how they write this name into /proc/PID/stat? */
static int
ps_list_is_odd(struct span comm)
{
	return memchr(comm.p, '\n', comm.n) != NULL ||
	       memchr(comm.p, '\\', comm.n) != NULL;
}

/* The name as ps reads it. */
static int
ps_list_comm(struct ps_list *list, struct proc_entry *entry, struct span *comm)
{
	int error;

	*comm = proc_pid_comm(text_span(&list->file[PROC_COMM]));
	if (!ps_list_is_odd(*comm))
		return 0;
	error = proc_files_read(
	    &list->files, entry, PROC_STAT, &list->file[PROC_STAT]);
	*comm = proc_pid_stat_comm(text_span(&list->file[PROC_STAT]));
	return error;
}

/* Versions of ps differ in odd cases alone; find out at the first of them. */
static void
ps_list_version(struct ps_list *list, const struct procps_process *row)
{
	if (list->knows_version ||
	    (row->state != 'Z' && procps_is_plain(row->comm) &&
		(row->command.p == NULL || row->command.n > 0) &&
		procps_is_plain(row->command)))
		return;
	list->procps.version = procps_installed();
	list->knows_version = 1;
}
