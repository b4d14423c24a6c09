#include <sys/proc.h>
#include <sys/sysctl.h>
#include <sys/types.h>

#include <errno.h>
#include <libproc.h>
#include <mach/mach.h>
#include <stddef.h>
#include <vis.h>

/*
 * What the simulated kernel and macOS must agree on. This file is compiled
 * with the headers in tests/darwin/include and with those of the macOS SDK, on
 * both architectures; it holds nothing but what is checked there.
 */
#define AT(type, member, offset, bytes)                                        \
	_Static_assert(                                                        \
	    offsetof(type, member) == (offset), #type "." #member ": offset"); \
	_Static_assert(sizeof(((type *)0)->member) == (bytes),                 \
	    #type "." #member ": size")
#define SIZE(type, bytes) \
	_Static_assert(sizeof(type) == (bytes), #type ": size")
#define IS(constant, value) _Static_assert((constant) == (value), #constant)

/* The process table. */
SIZE(struct kinfo_proc, 648);
AT(struct kinfo_proc, kp_proc, 0, 296);
AT(struct kinfo_proc, kp_proc.p_starttime, 0, 16);
AT(struct kinfo_proc, kp_proc.p_starttime.tv_sec, 0, 8);
AT(struct kinfo_proc, kp_proc.p_starttime.tv_usec, 8, 4);
AT(struct kinfo_proc, kp_proc.p_stat, 36, 1);
AT(struct kinfo_proc, kp_proc.p_pid, 40, 4);
AT(struct kinfo_proc, kp_proc.p_comm, 243, 17);
AT(struct kinfo_proc, kp_eproc, 296, 352);
AT(struct kinfo_proc, kp_eproc.e_ucred.cr_uid, 420, 4);
AT(struct kinfo_proc, kp_eproc.e_ppid, 560, 4);
AT(struct kinfo_proc, kp_eproc.e_tdev, 572, 4);
_Static_assert((__typeof__(((struct kinfo_proc *)0)->kp_eproc.e_tdev))-1 < 0,
    "a terminal device is signed: none sorts first");
IS(MAXCOMLEN, 16);
IS(SRUN, 2);
IS(SZOMB, 5);
IS(CTL_KERN, 1);
IS(KERN_ARGMAX, 8);
IS(KERN_PROC, 14);
IS(KERN_PROC_ALL, 0);
IS(KERN_PROCARGS2, 49);
IS(ENOMEM, 12);
IS(EPERM, 1);
IS(EINVAL, 22);
IS(ESRCH, 3);

/* The sizes of a process. */
SIZE(struct proc_taskinfo, 96);
AT(struct proc_taskinfo, pti_virtual_size, 0, 8);
AT(struct proc_taskinfo, pti_resident_size, 8, 8);
IS(PROC_PIDTASKINFO, 4);

/* What it holds. */
SIZE(struct rusage_info_v4, 296);
AT(struct rusage_info_v4, ri_phys_footprint, 72, 8);
AT(struct rusage_info_v4, ri_lifetime_max_phys_footprint, 240, 8);
IS(RUSAGE_INFO_V4, 4);
AT(task_vm_info_data_t, ledger_tag_graphics_footprint, 272, 8);
AT(task_vm_info_data_t, ledger_tag_graphics_footprint_compressed, 280, 8);
AT(task_vm_info_data_t, ledger_tag_graphics_nofootprint, 288, 8);
AT(task_vm_info_data_t, ledger_tag_graphics_nofootprint_compressed, 296, 8);
_Static_assert(TASK_VM_INFO_COUNT >= 87, "revision 5");
IS(TASK_VM_INFO_REV2_COUNT, 42);
IS(TASK_VM_INFO_REV3_COUNT, 84);
IS(TASK_VM_INFO, 22);

/* The memory counters. */
_Static_assert(sizeof(vm_statistics64_data_t) == 38 * 4 ||
		   sizeof(vm_statistics64_data_t) == 40 * 4 ||
		   sizeof(vm_statistics64_data_t) == 62 * 4,
    "the words of the kernels that there are");
AT(vm_statistics64_data_t, free_count, 0, 4);
AT(vm_statistics64_data_t, active_count, 4, 4);
AT(vm_statistics64_data_t, inactive_count, 8, 4);
AT(vm_statistics64_data_t, wire_count, 12, 4);
AT(vm_statistics64_data_t, zero_fill_count, 16, 8);
AT(vm_statistics64_data_t, reactivations, 24, 8);
AT(vm_statistics64_data_t, pageins, 32, 8);
AT(vm_statistics64_data_t, pageouts, 40, 8);
AT(vm_statistics64_data_t, faults, 48, 8);
AT(vm_statistics64_data_t, cow_faults, 56, 8);
AT(vm_statistics64_data_t, purges, 80, 8);
AT(vm_statistics64_data_t, purgeable_count, 88, 4);
AT(vm_statistics64_data_t, speculative_count, 92, 4);
AT(vm_statistics64_data_t, decompressions, 96, 8);
AT(vm_statistics64_data_t, compressions, 104, 8);
AT(vm_statistics64_data_t, swapins, 112, 8);
AT(vm_statistics64_data_t, swapouts, 120, 8);
AT(vm_statistics64_data_t, compressor_page_count, 128, 4);
AT(vm_statistics64_data_t, throttled_count, 132, 4);
AT(vm_statistics64_data_t, external_page_count, 136, 4);
AT(vm_statistics64_data_t, internal_page_count, 140, 4);
AT(vm_statistics64_data_t, total_uncompressed_pages_in_compressor, 144, 8);
IS(HOST_VM_INFO64, 4);
IS(KERN_SUCCESS, 0);
IS(MACH_PORT_NULL, 0);
SIZE(mach_port_t, 4);
SIZE(integer_t, 4);
SIZE(natural_t, 4);
SIZE(kern_return_t, 4);
SIZE(vm_kernel_page_size, 8);

/* Swap. */
SIZE(struct xsw_usage, 32);
AT(struct xsw_usage, xsu_total, 0, 8);
AT(struct xsw_usage, xsu_avail, 8, 8);
AT(struct xsw_usage, xsu_used, 16, 8);
AT(struct xsw_usage, xsu_encrypted, 28, 4);

IS(VIS_TAB, 0x0008);
IS(VIS_NL, 0x0010);
IS(VIS_NOSLASH, 0x0040);

/* And the calls: a declaration that differs does not compile. */
int (*const layout_sysctl)(
    int *, unsigned, void *, size_t *, void *, size_t) = sysctl;
int (*const layout_sysctlbyname)(
    const char *, void *, size_t *, void *, size_t) = sysctlbyname;
int (*const layout_pidinfo)(int, int, uint64_t, void *, int) = proc_pidinfo;
mach_port_t (*const layout_host)(void) = mach_host_self;
kern_return_t (*const layout_deallocate)(
    mach_port_t, mach_port_t) = mach_port_deallocate;
kern_return_t (*const layout_statistics)(mach_port_t, int, host_info64_t,
    mach_msg_type_number_t *) = host_statistics64;
int (*const layout_rusage)(int, int, rusage_info_t *) = proc_pid_rusage;
kern_return_t (*const layout_name)(
    mach_port_t, int, mach_port_t *) = task_name_for_pid;
kern_return_t (*const layout_task)(
    mach_port_t, natural_t, task_info_t, mach_msg_type_number_t *) = task_info;
int (*const layout_strvis)(char *, const char *, int) = strvis;
