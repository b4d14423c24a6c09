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
#include "collectors/process_table_darwin.h"
#include "collectors/ps_list.h"
#include "collectors/strangers.h"

/*
 * macOS: what Apple's ps does (adv_cmds-237: ps/ps.c, print.c, keyword.c,
 * tasks.c), with calls that need no privilege. ps is setuid root; this is not,
 * so the processes of other users are strangers (strangers.h) without a line.
 */
struct ps_list {
	struct process_table table;
	char *area; /* the argument area of one process */
	size_t area_size;
	struct text comm; /* of one process, encoded */
	struct text command;
	struct strangers strangers;
};

static enum ps_list_result ps_list_add(struct ps_list *,
    const struct kinfo_proc *, const struct match *, struct text *);
static struct stranger ps_list_stranger(const struct kinfo_proc *);
static int ps_list_denied(pid_t, int other, struct proc_taskinfo *);
static int ps_list_arguments(struct ps_list *, pid_t);
static void ps_list_placeholder(struct ps_list *, const struct kinfo_proc *);
static int ps_list_encode(struct text *, const char *raw, size_t n);
static void ps_list_line(const struct ps_list *, const struct kinfo_proc *,
    const struct proc_taskinfo *, const struct match *, struct text *);

struct ps_list *
ps_list_new(const char *root, char *reason, size_t size)
{
	struct ps_list *list;
	int mib[] = {CTL_KERN, KERN_ARGMAX};
	int argmax = 0;
	size_t argmax_size = sizeof(argmax);

	(void)root; /* there is no /proc here */
	if (sysctl(mib, 2, &argmax, &argmax_size, NULL, 0) != 0 ||
	    argmax <= 0) {
		snprintf(reason, size, "sysctl kern.argmax failed");
		return NULL;
	}
	if ((list = calloc(1, sizeof(*list))) == NULL ||
	    (list->area = malloc((size_t)argmax)) == NULL) {
		snprintf(reason, size, "out of memory");
		ps_list_free(list);
		return NULL;
	}
	list->area_size = (size_t)argmax;
	return list;
}

void
ps_list_free(struct ps_list *list)
{
	if (list == NULL)
		return;
	process_table_free(&list->table);
	free(list->area);
	text_free(&list->comm);
	text_free(&list->command);
	strangers_free(&list->strangers);
	free(list);
}

enum ps_list_result
ps_list_read(struct ps_list *list, const struct match *match,
    struct text *lines, const char **reason)
{
	enum ps_list_result result = PS_LIST_OK;
	const struct kinfo_proc *info;
	size_t i;

	if (process_table_read(&list->table, reason) != 0)
		return PS_LIST_FAILED;

	strangers_begin(&list->strangers);
	for (i = 0; i < list->table.count; i++) {
		info = list->table.order[i];
		/* ps leaves out pid 0, the kernel. */
		if (info->kp_proc.p_pid > 0 &&
		    ps_list_add(list, info, match, lines) == PS_LIST_UNREADABLE)
			result = PS_LIST_UNREADABLE;
	}
	strangers_end(&list->strangers);

	if (lines->failed) {
		*reason = "out of memory";
		return PS_LIST_FAILED;
	}
	return result;
}

void
ps_list_learn(struct ps_list *list, struct span matched_lines)
{
	strangers_learn(&list->strangers, matched_lines);
}

/*
 * Add the line of one process, or tell that only ps can read it. What fails
 * for any other reason fails for ps too, and then it prints the name instead
 * of the arguments, and zeros instead of the sizes.
 */
static enum ps_list_result
ps_list_add(struct ps_list *list, const struct kinfo_proc *info,
    const struct match *match, struct text *lines)
{
	struct proc_taskinfo task = {0};
	const struct stranger stranger = ps_list_stranger(info);
	const uid_t self = geteuid();
	const int other = self != 0 && info->kp_eproc.e_ucred.cr_uid != self;
	const int zombie = info->kp_proc.p_stat == SZOMB;

	if (other && strangers_harmless(&list->strangers, &stranger)) {
		/* Nothing has changed: the calls would fail as they did. */
		strangers_meet(&list->strangers, &stranger);
		return PS_LIST_OK;
	}
	text_clear(&list->comm);
	text_clear(&list->command);
	if (zombie || ps_list_arguments(list, stranger.pid) != 0) {
		/* The name is no stand-in for arguments without room. */
		if (!list->comm.failed && !list->command.failed)
			ps_list_placeholder(list, info);
	} else if (match != NULL &&
		   !match_possible(match, (uint64_t)stranger.pid,
		       text_span(&list->comm), text_span(&list->command)))
		return PS_LIST_OK;
	if (list->comm.failed || list->command.failed) {
		lines->failed = 1;
		return PS_LIST_OK;
	}

	if (!zombie && ps_list_denied(stranger.pid, other, &task))
		return strangers_meet(&list->strangers, &stranger)
			   ? PS_LIST_OK
			   : PS_LIST_UNREADABLE;
	ps_list_line(list, info, &task, match, lines);
	return PS_LIST_OK;
}

static struct stranger
ps_list_stranger(const struct kinfo_proc *info)
{
	struct stranger stranger = {
	    .pid = info->kp_proc.p_pid,
	    .start_s = info->kp_proc.p_starttime.tv_sec,
	    .start_us = info->kp_proc.p_starttime.tv_usec,
	};

	_Static_assert(sizeof(stranger.name) > MAXCOMLEN, "a name fits");
	memcpy(stranger.name, info->kp_proc.p_comm, MAXCOMLEN);
	return stranger;
}

/*
 * Read the sizes. Returns 1 when that takes the privilege that ps has. To such
 * a process KERN_PROCARGS2 says EINVAL, as to one that is gone; proc_info says
 * EPERM, and ESRCH to one that is gone (xnu-11417.121.6, bsd/kern:
 * kern_sysctl.c, proc_info.c). Unknown sizes stay 0, which is what ps prints.
 */
static int
ps_list_denied(pid_t pid, int other, struct proc_taskinfo *task)
{
	const int size = (int)sizeof(*task);

	errno = 0;
	if (proc_pidinfo(pid, PROC_PIDTASKINFO, 0, task, size) == size)
		return 0;
	memset(task, 0, sizeof(*task));
	return errno == EPERM || (other && errno != ESRCH);
}

/*
 * comm and command as ps prints them; -1 where it prints the name instead, or
 * with one of them failed: out of memory.
 */
static int
ps_list_arguments(struct ps_list *list, pid_t pid)
{
	int mib[] = {CTL_KERN, KERN_PROCARGS2, pid};
	size_t i, size = list->area_size;
	struct procargs args;
	char *strings;

	if (sysctl(mib, 3, list->area, &size, NULL, 0) != 0 ||
	    size > list->area_size ||
	    procargs_read((struct span){list->area, size}, &args) != 0 ||
	    ps_list_encode(&list->comm, args.argv0.p, args.argv0.n) != 0)
		return -1;
	/* Joined with blanks where they lie. */
	strings = list->area + (args.strings.p - list->area);
	for (i = 0; i < args.strings.n; i++) {
		if (strings[i] == '\0')
			strings[i] = ' ';
	}
	return ps_list_encode(&list->command, strings, args.strings.n);
}

/* comm and command of a process whose arguments are not to be had. */
static void
ps_list_placeholder(struct ps_list *list, const struct kinfo_proc *info)
{
	char name[MAXCOMLEN + sizeof("()")] = "<defunct>";
	int n = (int)strlen(name);

	if (info->kp_proc.p_stat != SZOMB)
		n = snprintf(name, sizeof(name), "(%.*s)", MAXCOMLEN,
		    info->kp_proc.p_comm);
	ps_list_encode(&list->comm, name, (size_t)n);
	ps_list_encode(&list->command, name, (size_t)n);
}

/*
 * Encode n bytes, which a NUL follows, as ps does: by libc's strvis(3), in the
 * user's locale. Libc's own, because it is not the same on every macOS
 * (Libc-1439, 1534 and 1583 differ in gen/FreeBSD/vis.c), and this machine's
 * ps uses this machine's. But it allocates, so it is left out where nothing
 * is to be encoded. Returns 0, or -1 with `failed` set: out of memory.
 */
static int
ps_list_encode(struct text *out, const char *raw, size_t n)
{
	size_t i;
	int length;

	text_clear(out);
	for (i = 0; i < n && raw[i] >= ' ' && raw[i] <= '~'; i++)
		;
	if (i == n) {
		text_add(out, raw, n);
		return out->failed ? -1 : 0;
	}
	if (text_reserve(out, 4 * n + 1) != 0)
		return -1;
	length = strvis(out->data, raw, VIS_TAB | VIS_NL | VIS_NOSLASH);
	if (length < 0) {
		out->failed = 1;
		return -1;
	}
	out->len = (size_t)length;
	return 0;
}

/*
 * Append the line, if it matches. The widths are keyword.c's. That of comm is
 * the longest of all processes but at most 16, which some daemon always has.
 */
static void
ps_list_line(const struct ps_list *list, const struct kinfo_proc *info,
    const struct proc_taskinfo *task, const struct match *match,
    struct text *lines)
{
	static const char blanks[] = "                ";
	const size_t width = sizeof(blanks) - 1, start = lines->len;
	const size_t n = list->comm.len < width ? list->comm.len : width;
	int matches = 1;

	text_add_u64_right(lines, (uint64_t)info->kp_proc.p_pid, 5);
	text_add_char(lines, ' ');
	text_add_u64_right(lines, (uint64_t)info->kp_eproc.e_ppid, 5);
	text_add_char(lines, ' ');
	text_add(lines, list->comm.data, n);
	text_add(lines, blanks, width - n);
	text_add_char(lines, ' ');
	text_add_u64_right(lines, task->pti_resident_size / 1024, 6);
	text_add_char(lines, ' ');
	text_add_u64_right(lines, task->pti_virtual_size / 1024, 8);
	text_add_char(lines, ' ');
	text_add_span(lines, text_span(&list->command));
	/* regexec is told where the line ends; some look for a NUL even so. */
	text_add_char(lines, '\0');
	if (lines->failed)
		return;
	lines->len--;
	if (match != NULL)
		matches = match_line(match,
		    (struct span){lines->data + start, lines->len - start});
	if (matches == 1)
		text_add_char(lines, '\n');
	else
		lines->len = start;
	if (matches == -1)
		lines->failed = 1;
}
