#include <err.h>
#include <errno.h>
#include <libproc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "kernel.h"

struct kernel kernel;
vm_size_t vm_kernel_page_size;

enum { SLOP = 5, HOST_PORT = 0x1203, TASK_PORT = 0x203, REV0 = 24 };

/*
 * For a whole program the environment names the fixture, and a file that is
 * told how often the table was read, so that a stand-in for ps can keep up.
 */
static void
kernel_boot(void)
{
	const char *path;

	kernel.calls++;
	if (kernel.loaded)
		return;
	if ((path = getenv("SIMULATED_KERNEL")) == NULL)
		errx(2, "SIMULATED_KERNEL is not set");
	kernel_load(path);
}

static void
kernel_tell_reads(void)
{
	const char *path = getenv("SIMULATED_KERNEL_READS");
	FILE *file;

	if (path == NULL)
		return;
	if ((file = fopen(path, "w")) == NULL)
		err(2, "%s", path);
	fprintf(file, "%u\n", kernel.reads);
	fclose(file);
}

int
kernel_fails(const char *call)
{
	struct kernel_failure *failure;
	size_t i;

	kernel_boot();
	for (i = 0; i < kernel.failures; i++) {
		failure = &kernel.failure[i];
		if (strcmp(failure->call, call) != 0 || failure->times == 0)
			continue;
		if (failure->times > 0)
			failure->times--;
		errno = failure->error;
		return 1;
	}
	return 0;
}

static struct kernel_moment *
kernel_moment(unsigned read)
{
	static struct kernel_moment none;
	struct kernel_moment *moment = &none;
	size_t i;

	for (i = 0; i < kernel.moments; i++) {
		if (kernel.moment[i].from <= read)
			moment = &kernel.moment[i];
	}
	return moment;
}

struct kernel_moment *
kernel_now(void)
{
	return kernel_moment(kernel.reads == 0 ? 1 : kernel.reads);
}

struct kernel_process *
kernel_find(int pid)
{
	struct kernel_moment *now = kernel_now();
	size_t i;

	for (i = 0; i < now->processes; i++) {
		if (now->process[i].pid == pid)
			return &now->process[i];
	}
	return NULL;
}

int
kernel_darwin(void)
{
	return (int)strtol(kernel.release, NULL, 10);
}

int
kernel_may_read(const struct kernel_process *p)
{
	return kernel.euid == 0 || kernel.euid == p->uid;
}

uid_t
geteuid(void)
{
	kernel_boot();
	return kernel.euid;
}

static void
kernel_info(const struct kernel_process *p, struct kinfo_proc *info)
{
	memset(info, 0, sizeof(*info));
	info->kp_proc.p_starttime.tv_sec = p->start_s;
	info->kp_proc.p_starttime.tv_usec = p->start_us;
	info->kp_proc.p_stat = p->zombie ? SZOMB : SRUN;
	info->kp_proc.p_pid = p->pid;
	memcpy(info->kp_proc.p_comm, p->name, MAXCOMLEN);
	info->kp_eproc.e_ucred.cr_uid = p->uid;
	info->kp_eproc.e_ppid = p->ppid;
	info->kp_eproc.e_tdev = p->tdev;
}

/* As bsd/kern/kern_sysctl.c, sysctl_prochandle: the newest comes first. */
static int
kernel_table(void *old, size_t *old_size)
{
	struct kernel_moment *moment = kernel_moment(kernel.reads + 1);
	struct kinfo_proc *info = old;
	size_t i, n = moment->processes, hidden = 0;

	if (old == NULL) {
		if (kernel_fails("table-size"))
			return -1;
		if (kernel.size_calls < kernel.hides)
			hidden = kernel.hidden[kernel.size_calls];
		else
			n += SLOP;
		kernel.size_calls++;
		*old_size = (n - hidden) * sizeof(*info);
		return 0;
	}
	if (kernel_fails("table"))
		return -1;
	for (i = 0; i < n && (i + 1) * sizeof(*info) <= *old_size; i++)
		kernel_info(&moment->process[n - 1 - i], &info[i]);
	*old_size = i * sizeof(*info);
	if (i < n) {
		errno = ENOMEM;
		return -1;
	}
	kernel.reads++;
	kernel_tell_reads();
	return 0;
}

/*
 * As sysctl_procargsx. In a buffer that is too small argc is followed by the
 * end of the strings, and the last of them are zeros, as many as the buffer
 * lacks to whole pages.
 */
static int
kernel_arguments(int pid, char *old, size_t *old_size)
{
	struct kernel_process *p;
	size_t n, zeros;

	if (kernel_fails("arguments"))
		return -1;
	p = kernel_find(pid);
	if (p == NULL || p->gone || p->zombie || !kernel_may_read(p) ||
	    old == NULL || *old_size > (size_t)kernel.argmax + sizeof(int)) {
		errno = EINVAL;
		return -1;
	}
	if (p->args_error != 0) {
		errno = p->args_error;
		return -1;
	}
	if (p->area.len <= *old_size) {
		*old_size = p->area.len;
		if (p->area.len > 0)
			memcpy(old, p->area.data, p->area.len);
		return 0;
	}
	n = *old_size - sizeof(int);
	memcpy(old, p->area.data, sizeof(int));
	memcpy(old + sizeof(int), p->area.data + p->area.len - n, n);
	zeros = (vm_kernel_page_size - n % vm_kernel_page_size) %
		vm_kernel_page_size;
	if (zeros > n)
		zeros = n;
	memset(old + *old_size - zeros, 0, zeros);
	return 0;
}

int
sysctl(int *name, unsigned names, void *old, size_t *old_size, void *new,
    size_t new_size)
{
	if (new != NULL || new_size != 0 || names < 2 || name[0] != CTL_KERN) {
		errno = ENOTSUP;
		return -1;
	}
	if (names == 2 && name[1] == KERN_ARGMAX) {
		if (kernel_fails("argmax"))
			return -1;
		memcpy(old, &kernel.argmax, sizeof(kernel.argmax));
		*old_size = sizeof(kernel.argmax);
		return 0;
	}
	if (names == 4 && name[1] == KERN_PROC && name[2] == KERN_PROC_ALL) {
		kernel_boot();
		return kernel_table(old, old_size);
	}
	if (names == 3 && name[1] == KERN_PROCARGS2)
		return kernel_arguments(name[2], old, old_size);
	errno = ENOENT;
	return -1;
}

static int
kernel_give(const void *value, size_t bytes, void *old, size_t *old_size)
{
	if (*old_size < bytes) {
		errno = ENOMEM;
		return -1;
	}
	memcpy(old, value, bytes);
	*old_size = bytes;
	return 0;
}

int
sysctlbyname(
    const char *name, void *old, size_t *old_size, void *new, size_t new_size)
{
	size_t i;

	(void)new;
	(void)new_size;
	if (kernel_fails(name))
		return -1;
	if (strcmp(name, "kern.osrelease") == 0)
		return kernel_give(
		    kernel.release, strlen(kernel.release) + 1, old, old_size);
	if (kernel.has_swap && strcmp(name, "vm.swapusage") == 0)
		return kernel_give(
		    &kernel.swap, sizeof(kernel.swap), old, old_size);
	for (i = 0; i < kernel.numbers; i++) {
		if (strcmp(kernel.number[i].name, name) != 0)
			continue;
		/* The lower half is the first, as on all that macOS runs on. */
		return kernel_give(&kernel.number[i].value,
		    (size_t)kernel.number[i].bytes, old, old_size);
	}
	errno = ENOENT;
	return -1;
}

/* libproc: the bytes that were filled in, or 0 and errno. */
int
proc_pidinfo(int pid, int flavor, uint64_t arg, void *buffer, int size)
{
	const struct kernel_process *p;
	struct proc_taskinfo task = {0};

	(void)arg;
	if (kernel_fails("task"))
		return 0;
	p = kernel_find(pid);
	if (flavor != PROC_PIDTASKINFO || size < (int)sizeof(task))
		errno = flavor == PROC_PIDTASKINFO ? ENOMEM : EINVAL;
	else if (p == NULL || p->gone || p->zombie)
		errno = ESRCH;
	else if (!kernel_may_read(p) && p->task_error == 0)
		errno = EPERM;
	else if (p->task_error != 0)
		errno = p->task_error;
	else {
		task.pti_resident_size = p->rss_bytes;
		task.pti_virtual_size = p->vsz_bytes;
		memcpy(buffer, &task, sizeof(task));
		return (int)sizeof(task);
	}
	return 0;
}

mach_port_t
mach_host_self(void)
{
	if (kernel_fails("host-port"))
		return MACH_PORT_NULL;
	kernel.host_ports++;
	return HOST_PORT;
}

mach_port_t
mach_task_self(void)
{
	return TASK_PORT;
}

kern_return_t
mach_port_deallocate(mach_port_t task, mach_port_t name)
{
	int *ports =
	    name == HOST_PORT ? &kernel.host_ports : &kernel.task_ports;

	if (task != TASK_PORT || *ports == 0 ||
	    (name != HOST_PORT && name != kernel.task_port))
		errx(2, "a port is given back that was not taken");
	--*ports;
	return KERN_SUCCESS;
}

/*
 * As osfmk/kern/host.c: filled in up to what both sides know. A program that is
 * not Apple's gets `vm_live` true answers a second, and then a copy of one.
 */
kern_return_t
host_statistics64(mach_port_t host, int flavor, host_info64_t info,
    mach_msg_type_number_t *count)
{
	if (kernel_fails("host-statistics"))
		return KERN_FAILURE;
	if (host != HOST_PORT || flavor != HOST_VM_INFO64 || *count < REV0)
		return KERN_FAILURE;
	if (*count > kernel.vm_count) {
		*count = kernel.vm_count;
		kernel.vm_logged++;
	}
	if (kernel.vm_live == 0 || kernel.vm_asked++ < kernel.vm_live)
		memcpy(kernel.vm_copy, kernel.vm, sizeof(kernel.vm_copy));
	memcpy(info, kernel.vm_copy, *count * sizeof(*info));
	return KERN_SUCCESS;
}
