#ifndef COLLECTORS_PROCESS_TABLE_DARWIN_H
#define COLLECTORS_PROCESS_TABLE_DARWIN_H

#include <sys/types.h>

#include <sys/sysctl.h>

/*
 * macOS: the kernel's process table, in the order of ps. For
 * ps_list_darwin.c alone. {0} is empty.
 */
struct process_table {
	const struct kinfo_proc **order; /* as ps prints them */
	size_t count;
	size_t order_size; /* elements there is room for */
	struct kinfo_proc *info;
	size_t info_size; /* bytes */
};

/*
 * Read it anew; `order` is valid until the next time. Returns 0, or -1 with
 * *reason.
 */
int process_table_read(struct process_table *, const char **reason);
void process_table_free(struct process_table *);

#endif
