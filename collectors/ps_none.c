#include <stdio.h>

#include "collectors/ps.h"

/* A system without its own file: use only ps. */

struct ps_list *
ps_list_new(char *reason, size_t size)
{
	snprintf(reason, size, "no system calls for processes on this system");
	return NULL;
}

void
ps_list_free(struct ps_list *list)
{
	(void)list;
}

int
ps_list_start(struct ps_list *list, const char **reason)
{
	(void)list;
	*reason = "";
	return -1;
}

int
ps_list_next(
    struct ps_list *list, struct ps_process *process, const char **reason)
{
	(void)list;
	(void)process;
	*reason = "";
	return -1;
}

int
ps_list_row(struct ps_list *list, struct process_row *row, const char **reason)
{
	(void)list;
	(void)row;
	*reason = "";
	return -1;
}
