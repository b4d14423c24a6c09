#include <errno.h>
#include <libproc.h>
#include <mach/mach.h>
#include <string.h>

#include "kernel.h"

/* What a process holds: its footprint and the ledgers of its task. */
enum { TASK_NAME = 0x100000 };

static const struct kernel_process *
kernel_readable(int pid)
{
	const struct kernel_process *p = kernel_find(pid);

	errno = p == NULL || p->gone ? ESRCH : EPERM;
	return p != NULL && !p->gone && kernel_may_read(p) ? p : NULL;
}

/* As bsd/kern/proc_info.c, proc_pid_rusage: zombies answer, too. */
int
proc_pid_rusage(int pid, int flavor, rusage_info_t *buffer)
{
	const struct kernel_process *p;
	struct rusage_info_v4 usage = {0};

	if (kernel_fails("rusage") || (p = kernel_readable(pid)) == NULL)
		return -1;
	if (flavor != RUSAGE_INFO_V4) {
		errno = EINVAL;
		return -1;
	}
	usage.ri_phys_footprint = p->footprint_bytes;
	usage.ri_lifetime_max_phys_footprint = p->footprint_max_bytes;
	memcpy(buffer, &usage, sizeof(usage));
	return 0;
}

/* As bsd/kern/kern_proc.c, task_name_for_pid: no task, or not for us. */
kern_return_t
task_name_for_pid(mach_port_t self, int pid, mach_port_t *task)
{
	const struct kernel_process *p;

	*task = MACH_PORT_NULL;
	if (kernel_fails("task-name") || self != mach_task_self() ||
	    (p = kernel_readable(pid)) == NULL || p->zombie)
		return KERN_FAILURE;
	kernel.task_ports++;
	*task = kernel.task_port = TASK_NAME + (mach_port_t)pid;
	return KERN_SUCCESS;
}

/*
 * As osfmk/kern/task.c: the revisions that both sides know are filled in, and
 * none of them in part.
 */
kern_return_t
task_info(mach_port_t task, natural_t flavor, task_info_t info,
    mach_msg_type_number_t *count)
{
	const struct kernel_process *p = kernel_find((int)task - TASK_NAME);
	struct task_vm_info vm;

	if (kernel_fails("task-info") || flavor != TASK_VM_INFO || p == NULL ||
	    kernel.task_ports == 0 || task != kernel.task_port)
		return KERN_INVALID_ARGUMENT;
	/* Whoever takes more than was filled in finds this. */
	memset(&vm, 0x55, sizeof(vm));
	vm.ledger_tag_graphics_footprint = p->graphics_bytes[0];
	vm.ledger_tag_graphics_footprint_compressed = p->graphics_bytes[1];
	vm.ledger_tag_graphics_nofootprint = p->graphics_bytes[2];
	vm.ledger_tag_graphics_nofootprint_compressed = p->graphics_bytes[3];
	if (*count > kernel.task_vm_count)
		*count = kernel.task_vm_count;
	memcpy(info, &vm, *count * sizeof(*info));
	return KERN_SUCCESS;
}
