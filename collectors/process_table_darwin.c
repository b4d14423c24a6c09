#include <errno.h>
#include <stdlib.h>

#include "collectors/process_table_darwin.h"

enum {
	GROW_TRIES = 16,    /* processes may appear faster than we make room */
	GROW_PROCESSES = 64 /* room for those that appear while we ask */
};

static int process_table_ask(struct process_table *, const char **reason);
static int process_table_grow(struct process_table *, const char **reason);
static int process_table_compare(const void *, const void *);

int
process_table_read(struct process_table *table, const char **reason)
{
	const struct kinfo_proc **order;
	size_t i, size;

	if (process_table_ask(table, reason) != 0)
		return -1;
	size = table->info_size / sizeof(*table->info);
	if (size > table->order_size) {
		order = realloc(table->order, size * sizeof(*order));
		if (order == NULL) {
			*reason = "out of memory";
			return -1;
		}
		table->order = order;
		table->order_size = size;
	}
	for (i = 0; i < table->count; i++)
		table->order[i] = &table->info[i];
	qsort(table->order, table->count, sizeof(*table->order),
	    process_table_compare);
	return 0;
}

void
process_table_free(struct process_table *table)
{
	free(table->order);
	free(table->info);
	*table = (struct process_table){0};
}

/* ENOMEM says that the table has grown: make room, ask again. */
static int
process_table_ask(struct process_table *table, const char **reason)
{
	int mib[] = {CTL_KERN, KERN_PROC, KERN_PROC_ALL, 0};
	size_t size;
	int tries;

	for (tries = 0; tries < GROW_TRIES; tries++) {
		if (table->info == NULL &&
		    process_table_grow(table, reason) != 0)
			return -1;
		size = table->info_size;
		if (sysctl(mib, 4, table->info, &size, NULL, 0) == 0) {
			table->count = size / sizeof(*table->info);
			return 0;
		}
		if (errno != ENOMEM)
			break;
		if (process_table_grow(table, reason) != 0)
			return -1;
	}
	*reason = "sysctl kern.proc.all failed";
	return -1;
}

/* More room than there was, and for all processes that there are now. */
static int
process_table_grow(struct process_table *table, const char **reason)
{
	int mib[] = {CTL_KERN, KERN_PROC, KERN_PROC_ALL, 0};
	struct kinfo_proc *info;
	size_t size = 0;

	if (sysctl(mib, 4, NULL, &size, NULL, 0) != 0) {
		*reason = "sysctl kern.proc.all failed";
		return -1;
	}
	if (size < table->info_size)
		size = table->info_size;
	size += GROW_PROCESSES * sizeof(*info);
	if ((info = realloc(table->info, size)) == NULL) {
		*reason = "out of memory";
		return -1;
	}
	table->info = info;
	table->info_size = size;
	return 0;
}

/* By terminal device, where none is -1, then by pid (ps.c, pscomp). */
static int
process_table_compare(const void *a, const void *b)
{
	const struct kinfo_proc *p = *(const struct kinfo_proc *const *)a;
	const struct kinfo_proc *q = *(const struct kinfo_proc *const *)b;

	if (p->kp_eproc.e_tdev != q->kp_eproc.e_tdev)
		return p->kp_eproc.e_tdev < q->kp_eproc.e_tdev ? -1 : 1;
	return (p->kp_proc.p_pid > q->kp_proc.p_pid) -
	       (p->kp_proc.p_pid < q->kp_proc.p_pid);
}
