#include <sys/proc.h>
#include <sys/sysctl.h>
#include <sys/types.h>

#include <errno.h>
#include <libproc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <vis.h>

#include "collectors/procargs.h"
#include "collectors/ps.h"

/*
 * macOS: what Apple's ps does (adv_cmds-237: ps/ps.c, print.c, keyword.c,
 * tasks.c), with calls that need no privilege. ps is setuid root and we are
 * not, so we cannot read the processes of other users.
 */
enum {
	TABLE_ROOM =
	    256 * 1024, /* bytes, for 400 processes; doubled when needed */
	TABLE_MOST = 64 * 1024 * 1024, /* more than any Mac's */
	COMM_WIDTH = 16,               /* ps cuts comm after encoding it */
	/* adv_cmds-199.0.1, which came with macOS 13, prints <defunct>. */
	DARWIN_OF_MACOS_13 = 22
};

struct ps_list {
	int prints_defunct; /* this system's ps prints it for a zombie */
	uid_t self;         /* our effective user */
	/* struct kinfo_proc, and pointers to them in the order of ps. */
	struct text table, order;
	size_t count;
	size_t next;
	/* The process that ps_list_next() returned. */
	const struct kinfo_proc *process; /* NULL: it has no row */
	int named;                        /* its name replaces its arguments */
	char *area;                       /* its argument area */
	size_t area_size;
	struct span comm; /* as ps prints them */
	struct span command;
	struct text encoded_comm; /* if they differ from the area */
	struct text encoded_command;
};

struct ps_list *
ps_list_new(char *reason, size_t size)
{
	struct ps_list *list;
	int mib[] = {CTL_KERN, KERN_ARGMAX};
	int argmax = 0;
	size_t argmax_size = sizeof argmax;
	char release[32] = ""; /* "22.1.0" */
	size_t release_size = sizeof release - 1;

	if (sysctl(mib, 2, &argmax, &argmax_size, NULL, 0) == -1 ||
	    argmax <= 0) {
		snprintf(reason, size, "sysctl kern.argmax failed");
		return NULL;
	}
	if ((list = calloc(1, sizeof *list)) == NULL ||
	    (list->area = malloc((size_t)argmax)) == NULL) {
		snprintf(reason, size, "out of memory");
		ps_list_free(list);
		return NULL;
	}
	list->area_size = (size_t)argmax;
	/*
	 * Before macOS 13 ps shows a zombie like a process without arguments.
	 */
	list->prints_defunct = sysctlbyname("kern.osrelease", release,
				   &release_size, NULL, 0) == -1 ||
			       strtol(release, NULL, 10) >= DARWIN_OF_MACOS_13;
	reason[0] = '\0';
	return list;
}

void
ps_list_free(struct ps_list *list)
{
	if (list == NULL)
		return;
	text_free(&list->table);
	text_free(&list->order);
	free(list->area);
	text_free(&list->encoded_comm);
	text_free(&list->encoded_command);
	free(list);
}

/* In order of terminal device (none is -1), then of pid (ps.c, pscomp). */
static int
ps_list_compare(const void *a, const void *b)
{
	const struct kinfo_proc *p = *(const struct kinfo_proc *const *)a;
	const struct kinfo_proc *q = *(const struct kinfo_proc *const *)b;

	if (p->kp_eproc.e_tdev != q->kp_eproc.e_tdev)
		return p->kp_eproc.e_tdev < q->kp_eproc.e_tdev ? -1 : 1;
	return (p->kp_proc.p_pid > q->kp_proc.p_pid) -
	       (p->kp_proc.p_pid < q->kp_proc.p_pid);
}

int
ps_list_start(struct ps_list *list, const char **reason)
{
	int mib[] = {CTL_KERN, KERN_PROC, KERN_PROC_ALL, 0};
	struct text *table = &list->table;
	const struct kinfo_proc *process;
	size_t i, bytes;

	list->self = geteuid();
	list->process = NULL;
	list->count = list->next = 0;
	text_clear(&list->order);
	for (;;) {
		bytes = table->size;
		if (bytes > 0 &&
		    sysctl(mib, 4, table->data, &bytes, NULL, 0) == 0)
			break;
		/* ENOMEM: the table has grown. */
		if (bytes > 0 &&
		    (errno != ENOMEM || table->size > TABLE_MOST)) {
			*reason = "sysctl kern.proc.all failed";
			return -1;
		}
		text_clear(table);
		if (text_reserve(table, table->size + TABLE_ROOM) == -1)
			break;
	}
	process = (const struct kinfo_proc *)table->data;
	for (i = 0; i < bytes / sizeof *process && !table->failed;
	     i++, process++)
		text_add(&list->order, &process, sizeof process);
	if (table->failed || list->order.failed) {
		*reason = "out of memory";
		return -1;
	}
	list->count = i;
	qsort(list->order.data, i, sizeof process, ps_list_compare);
	return 0;
}

/*
 * Encode a string, followed by a NUL, as ps does: with libc's strvis(3), in the
 * user's locale. It must be libc's, because it differs between releases of
 * macOS (gen/FreeBSD/vis.c of Libc-1439, -1534 and -1583), and ps uses the one
 * of this machine. It allocates, so it is not called if there is nothing to
 * encode. If out of memory, out->failed is set.
 */
static void
ps_list_encode(struct text *out, struct span raw, struct span *shown)
{
	size_t i;
	int length;

	*shown = raw;
	for (i = 0; i < raw.n && raw.p[i] >= ' ' && raw.p[i] <= '~'; i++)
		;
	if (i == raw.n || text_reserve(out, 4 * raw.n + 1) == -1)
		return;
	length = strvis(out->data, raw.p, VIS_TAB | VIS_NL | VIS_NOSLASH);
	if (length < 0) {
		out->failed = 1;
		return;
	}
	out->len = (size_t)length;
	*shown = text_span(out);
}

/*
 * Set comm and command from the argument area. Returns -1 if ps prints the name
 * instead.
 */
static int
ps_list_arguments(struct ps_list *list, pid_t pid)
{
	int mib[] = {CTL_KERN, KERN_PROCARGS2, pid};
	size_t i, size = list->area_size;
	struct procargs args;
	char *strings;

	if (sysctl(mib, 3, list->area, &size, NULL, 0) == -1 ||
	    procargs_read((struct span){list->area, size}, &args) == -1)
		return -1;
	ps_list_encode(&list->encoded_comm, args.argv0, &list->comm);
	/* Replace the NULs by blanks in place. */
	strings = list->area + (args.strings.p - list->area);
	for (i = 0; i < args.strings.n; i++)
		if (strings[i] == '\0')
			strings[i] = ' ';
	ps_list_encode(&list->encoded_command, args.strings, &list->command);
	return 0;
}

/* Set comm and command of a process whose arguments cannot be read. */
static void
ps_list_name(struct ps_list *list, int zombie)
{
	struct span name = SPAN("<defunct>");

	if (!zombie || !list->prints_defunct) {
		snprintf(list->area, list->area_size, "(%.*s)", MAXCOMLEN,
		    list->process->kp_proc.p_comm);
		name = span_of(list->area);
	}
	ps_list_encode(&list->encoded_command, name, &list->command);
	list->comm = list->command;
}

/*
 * Only ps may read another user's process: KERN_PROCARGS2 compares the
 * effective users (xnu-11417.121.6, bsd/kern/kern_sysctl.c, sysctl_procargsx),
 * and so does proc_pidinfo(). For a zombie, the process table has all that ps
 * prints.
 */
int
ps_list_next(
    struct ps_list *list, struct ps_process *process, const char **reason)
{
	const struct kinfo_proc *info;
	int zombie;

	list->process = NULL;
	do {
		if (list->next == list->count)
			return 0;
		info = ((
		    const struct kinfo_proc **)list->order.data)[list->next++];
	} while (info->kp_proc.p_pid <= 0); /* ps leaves out the kernel */

	zombie = info->kp_proc.p_stat == SZOMB;
	if (!zombie && list->self != 0 &&
	    info->kp_eproc.e_ucred.cr_uid != list->self) {
		*process = (struct ps_process){
		    .pid = info->kp_proc.p_pid,
		    .comm = {info->kp_proc.p_comm,
			strnlen(info->kp_proc.p_comm, MAXCOMLEN)},
		    .unreadable = 1,
		    .start_us =
			info->kp_proc.p_starttime.tv_sec * INT64_C(1000000) +
			info->kp_proc.p_starttime.tv_usec,
		};
		return 1;
	}

	list->process = info;
	text_clear(&list->encoded_comm);
	text_clear(&list->encoded_command);
	list->named =
	    zombie || ps_list_arguments(list, info->kp_proc.p_pid) == -1;
	if (list->named)
		ps_list_name(list, zombie);
	if (list->encoded_comm.failed || list->encoded_command.failed) {
		*reason = "out of memory";
		return -1;
	}
	if (list->comm.n > COMM_WIDTH)
		list->comm.n = COMM_WIDTH;
	*process = (struct ps_process){
	    .pid = info->kp_proc.p_pid,
	    .comm = list->comm,
	    .command = list->command,
	};
	return 1;
}

/*
 * ps shows a process whose task cannot be read with sizes of 0. But if its
 * arguments were read a moment ago, it has exited since.
 */
int
ps_list_row(struct ps_list *list, struct process_row *row, const char **reason)
{
	const struct kinfo_proc *info = list->process;
	struct proc_taskinfo task = {0};

	(void)reason; /* nothing is allocated */
	if (info == NULL)
		return 0;
	if (info->kp_proc.p_stat != SZOMB &&
	    proc_pidinfo(info->kp_proc.p_pid, PROC_PIDTASKINFO, 0, &task,
		(int)sizeof task) != (int)sizeof task) {
		if (errno == ESRCH && !list->named)
			return 0;
		task = (struct proc_taskinfo){0};
	}
	*row = (struct process_row){
	    .pid = (uint64_t)info->kp_proc.p_pid,
	    .ppid = (uint64_t)info->kp_eproc.e_ppid,
	    .comm = list->comm,
	    .rss_kib = task.pti_resident_size / 1024,
	    .vsz_kib = task.pti_virtual_size / 1024,
	    .command = list->command,
	    .footprint_kib = PROCESS_TSV_UNKNOWN,
	};
	return 1;
}
