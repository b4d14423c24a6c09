#include <sys/resource.h>

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "collectors/proc_files.h"
#include "collectors/proc_pid.h"

static const char *const proc_file_name[PROC_FILES] = {
    "comm", "cmdline", "status", "stat"};

enum {
	RESERVED = 64,        /* descriptors that are left to others */
	LIST_EVERY = 30,      /* updates, at the latest */
	FIRST_ROOM = 256,     /* entries */
	FIRST_READ = 8 * 1024 /* more than most command lines have */
};

static size_t proc_files_limit(void);
static uint64_t proc_files_forks(struct proc_files *);
static int proc_files_list(struct proc_files *);
static int proc_files_add(struct proc_files *, size_t at, pid_t);
static int proc_files_compare(const void *, const void *);
static void proc_files_merge(struct proc_files *, size_t n);

int
proc_files_init(struct proc_files *files, const char *root)
{
	char path[PROC_ROOT_MAX + 40];

	*files =
	    (struct proc_files){.limit = proc_files_limit(), .stat_fd = -1};
	if (strlen(root) >= sizeof files->root) {
		errno = ENAMETOOLONG;
		return -1;
	}
	memcpy(files->root, root, strlen(root) + 1);
	files->dir = opendir(root);
	if (files->dir == NULL)
		return -1;
	snprintf(path, sizeof path, "%s/stat", root);
	files->stat_fd = open(path, O_RDONLY | O_CLOEXEC);
	return 0;
}

void
proc_files_free(struct proc_files *files)
{
	size_t i;

	for (i = 0; i < files->entries; i++)
		proc_files_close(files, &files->entry[i]);
	if (files->dir != NULL)
		closedir(files->dir);
	if (files->stat_fd != -1)
		close(files->stat_fd);
	text_free(&files->stat);
	free(files->entry);
	free(files->next);
	*files = (struct proc_files){.stat_fd = -1};
}

static size_t
proc_files_limit(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) == -1)
		return 0;
	if (limit.rlim_cur != limit.rlim_max) {
		limit.rlim_cur = limit.rlim_max;
		if (setrlimit(RLIMIT_NOFILE, &limit) == -1 &&
		    getrlimit(RLIMIT_NOFILE, &limit) == -1)
			return 0;
	}
	return limit.rlim_cur > RESERVED ? limit.rlim_cur - RESERVED : 0;
}

/*
 * How many tasks were ever made, from /proc/stat; 0 when that cannot be told.
 * The kernel counts one before it lets go of the lock under which it appears
 * in /proc, so an equal number means that no pid is new.
 */
static uint64_t
proc_files_forks(struct proc_files *files)
{
	struct text *text = &files->stat;
	struct span rest, line;
	uint64_t forks;
	ssize_t n;

	if (files->stat_fd == -1)
		return 0;
	text_clear(text);
	do {
		if (text_reserve(text, FIRST_READ) == -1)
			return 0;
		n = pread(files->stat_fd, text->data + text->len,
		    text->size - text->len, (off_t)text->len);
		if (n > 0)
			text->len += (size_t)n;
	} while (n > 0 && text->len == text->size);
	rest = text_span(text);
	while (span_until(&rest, '\n', &line))
		if (span_skip(&line, "processes "))
			return span_u64(line, &forks) == 0 ? forks : 0;
	return 0;
}

int
proc_files_update(struct proc_files *files)
{
	uint64_t forks = proc_files_forks(files);

	/*
	 * Who is gone shows when it is read. But who is hidden from us
	 * (hidepid) may appear without a fork: by setuid.
	 */
	if (forks != 0 && forks == files->forks &&
	    ++files->unlisted < LIST_EVERY)
		return 0;
	files->unlisted = 0;
	files->forks = 0;
	if (proc_files_list(files) == -1)
		return -1;
	files->forks = forks;
	return 0;
}

static int
proc_files_list(struct proc_files *files)
{
	const struct dirent *found;
	size_t n = 0;
	int sorted = 1;

	rewinddir(files->dir);
	while (errno = 0, (found = readdir(files->dir)) != NULL) {
		const char *p = found->d_name;
		long pid = 0;

		for (; *p >= '0' && *p <= '9' && pid < 100000000; p++)
			pid = pid * 10 + (*p - '0');
		if (*p != '\0' || pid == 0)
			continue;
		if (proc_files_add(files, n, (pid_t)pid) == -1)
			return -1;
		if (n > 0 && files->next[n - 1].pid >= (pid_t)pid)
			sorted = 0;
		n++;
	}
	if (errno != 0)
		return -1;
	/* The kernel lists them in order; a directory in a test may not. */
	if (!sorted)
		qsort(files->next, n, sizeof *files->next, proc_files_compare);
	proc_files_merge(files, n);
	return 0;
}

static int
proc_files_add(struct proc_files *files, size_t at, pid_t pid)
{
	size_t room = files->room != 0 ? files->room * 2 : FIRST_ROOM;
	struct proc_entry *grown;

	if (at == files->room) {
		grown = realloc(files->next, room * sizeof *grown);
		if (grown == NULL)
			return -1;
		files->next = grown;
		grown = realloc(files->entry, room * sizeof *grown);
		if (grown == NULL)
			return -1;
		files->entry = grown;
		files->room = room;
	}
	files->next[at] =
	    (struct proc_entry){.pid = pid, .fd = {-1, -1, -1, -1}};
	return 0;
}

static int
proc_files_compare(const void *a, const void *b)
{
	pid_t x = ((const struct proc_entry *)a)->pid;
	pid_t y = ((const struct proc_entry *)b)->pid;

	return (x > y) - (x < y);
}

/* Hand the open files on to the new list; close those of who is gone. */
static void
proc_files_merge(struct proc_files *files, size_t n)
{
	struct proc_entry *old = files->entry, *end = old + files->entries;
	struct proc_entry *next;

	for (next = files->next; next < files->next + n; next++) {
		for (; old < end && old->pid < next->pid; old++)
			proc_files_close(files, old);
		if (old < end && old->pid == next->pid)
			*next = *old++;
	}
	for (; old < end; old++)
		proc_files_close(files, old);
	next = files->next;
	files->next = files->entry;
	files->entry = next;
	files->entries = n;
}

int
proc_files_open(
    struct proc_files *files, struct proc_entry *entry, enum proc_file which)
{
	char path[PROC_ROOT_MAX + 40];

	if (entry->fd[which] != -1)
		return 0;
	snprintf(path, sizeof path, "%s/%ld/%s", files->root, (long)entry->pid,
	    proc_file_name[which]);
	do
		entry->fd[which] = open(path, O_RDONLY | O_CLOEXEC);
	while (entry->fd[which] == -1 && errno == EINTR);
	if (entry->fd[which] == -1)
		return errno;
	files->open++;
	return 0;
}

int
proc_files_read(struct proc_files *files, struct proc_entry *entry,
    enum proc_file which, struct text *text)
{
	int error = proc_files_open(files, entry, which);
	ssize_t n;

	text_clear(text);
	if (error != 0)
		return error;
	do {
		if (text_reserve(text, FIRST_READ) == -1)
			return ENOMEM;
		do
			n = pread(entry->fd[which], text->data + text->len,
			    text->size - text->len, (off_t)text->len);
		while (n == -1 && errno == EINTR);
		if (n == -1)
			return errno;
		text->len += (size_t)n;
		/* These files give all that fits: no need to see the end. */
	} while (text->len == text->size && text->len < PROC_PID_CMDLINE);
	return 0;
}

void
proc_files_close(struct proc_files *files, struct proc_entry *entry)
{
	int i;

	for (i = 0; i < PROC_FILES; i++) {
		if (entry->fd[i] == -1)
			continue;
		close(entry->fd[i]);
		entry->fd[i] = -1;
		files->open--;
	}
}

void
proc_files_keep(struct proc_files *files, struct proc_entry *entry)
{
	if (files->open > files->limit)
		proc_files_close(files, entry);
}

int
proc_files_shrink(struct proc_files *files)
{
	size_t i;

	if (files->limit == 0)
		return -1;
	if (files->limit > files->open)
		files->limit = files->open;
	files->limit /= 2;
	for (i = 0; i < files->entries; i++)
		proc_files_close(files, &files->entry[i]);
	return 0;
}
