#include <errno.h>
#include <libproc.h>
#include <mach/mach.h>
#include <stdlib.h>
#include <string.h>

#include "collectors/record.h"
#include "collectors/wide.h"

/*
 * macOS: for processes of the same user, without root. These are the numbers of
 * footprint(1), and of MEM in top(1).
 */
struct wide {
	int reported_footprint, reported_gpu;
};

struct wide *
wide_new(const char *root)
{
	(void)root;
	return calloc(1, sizeof(struct wide));
}

void
wide_free(struct wide *wide)
{
	free(wide);
}

/*
 * The memory of the task that is tagged as graphics. A name port is enough to
 * ask for it (xnu-11417.121.6, osfmk/kern/task.c, task_info). Kernels before
 * macOS 10.15 fill in less of the structure.
 */
static uint64_t
wide_gpu(struct wide *wide, pid_t pid)
{
	mach_msg_type_number_t count = TASK_VM_INFO_COUNT;
	mach_port_t task = MACH_PORT_NULL;
	struct proc_taskinfo alive;
	task_vm_info_data_t info;
	kern_return_t result = task_name_for_pid(mach_task_self(), pid, &task);

	if (result == KERN_SUCCESS) {
		result =
		    task_info(task, TASK_VM_INFO, (task_info_t)&info, &count);
		(void)mach_port_deallocate(mach_task_self(), task);
	}
	if (result == KERN_SUCCESS && count >= TASK_VM_INFO_REV3_COUNT)
		return (uint64_t)(info.ledger_tag_graphics_footprint +
				  info.ledger_tag_graphics_footprint_compressed +
				  info.ledger_tag_graphics_nofootprint +
				  info.ledger_tag_graphics_nofootprint_compressed) /
		       1024;
	/* If the process has exited, there is nothing to report. */
	if (!wide->reported_gpu &&
	    proc_pidinfo((int)pid, PROC_PIDTASKINFO, 0, &alive,
		(int)sizeof alive) == (int)sizeof alive) {
		record_say("pid %ld: its GPU memory cannot be read (%s); for "
			   "such processes gpu_kb stays empty",
		    (long)pid,
		    result == KERN_SUCCESS ? "this macOS does not count it"
					   : "macOS refuses it");
		wide->reported_gpu = 1;
	}
	return PROCESS_TSV_UNKNOWN;
}

void
wide_read(struct wide *wide, struct process_row *row)
{
	const pid_t pid = (pid_t)row->pid;
	struct rusage_info_v4 usage;

	row->footprint_kib = row->footprint_max_kib = PROCESS_TSV_UNKNOWN;
	/* Not RUSAGE_INFO_CURRENT, which macOS 11 and 12 do not know. */
	if (proc_pid_rusage(
		(int)pid, RUSAGE_INFO_V4, (rusage_info_t *)&usage) == 0) {
		row->footprint_kib = usage.ri_phys_footprint / 1024;
		row->footprint_max_kib =
		    usage.ri_lifetime_max_phys_footprint / 1024;
	} else if (errno != ESRCH && !wide->reported_footprint++)
		record_say("pid %ld: its footprint cannot be read (%s); for "
			   "such processes its columns stay empty",
		    (long)pid, strerror(errno));
	row->gpu_kib = wide_gpu(wide, pid);
}
