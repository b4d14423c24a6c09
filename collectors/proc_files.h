#ifndef COLLECTORS_PROC_FILES_H
#define COLLECTORS_PROC_FILES_H

#include <sys/types.h>

#include <dirent.h>

#include "formats/text.h"

/*
 * The processes in /proc, and their files, kept open from sample to sample:
 * opening one costs several times what reading it does. For
 * ps_list_linux.c alone.
 *
 * A descriptor on /proc/PID/x keeps naming the process that it was opened for.
 * When that is gone reads fail with ESRCH, whoever has the pid by then. So if
 * a file can be read, other files of the same pid that were opened after it
 * and before that read are of the same process.
 */
enum proc_file { PROC_COMM, PROC_CMDLINE, PROC_STATUS, PROC_STAT, PROC_FILES };

enum { PROC_ROOT_MAX = 200 };

struct proc_entry {
	pid_t pid;
	int fd[PROC_FILES]; /* -1: not open */
};

struct proc_files {
	char root[PROC_ROOT_MAX];
	DIR *dir;
	struct proc_entry *entry; /* by pid, as of the last update */
	struct proc_entry *next;  /* the same, while it is made */
	size_t entries;
	size_t room;  /* of both */
	size_t open;  /* descriptors in use */
	size_t limit; /* more than that are not kept */
	int stat_fd;  /* /proc/stat, -1: none */
	struct text stat;
	uint64_t forks;    /* since boot, before the last listing; 0: unknown */
	unsigned unlisted; /* updates since the last listing */
};

/*
 * `root` is "/proc". Raises the limit of descriptors as far as the system
 * lets us without privilege. Returns 0, or -1 with errno set.
 */
int proc_files_init(struct proc_files *, const char *root);
void proc_files_free(struct proc_files *);
/*
 * Bring the entries up to date with the pids in /proc: all that are there have
 * an entry, but for one that became visible without a fork; that one has it
 * some updates later. Returns 0, or -1 with errno set.
 */
int proc_files_update(struct proc_files *);
/* Open the file unless it is open. Returns 0 or an errno. */
int proc_files_open(struct proc_files *, struct proc_entry *, enum proc_file);
/* Read the whole file, or its first 128 KiB, into text. Returns 0 or an errno.
 */
int proc_files_read(struct proc_files *, struct proc_entry *, enum proc_file,
    struct text *text);
void proc_files_close(struct proc_files *, struct proc_entry *);
/* Close what is open beyond the limit: at the end of work on this entry. */
void proc_files_keep(struct proc_files *, struct proc_entry *);
/*
 * There were no descriptors left: close all, and keep fewer from now on.
 * Returns -1 when none were kept anyway.
 */
int proc_files_shrink(struct proc_files *);

#endif
