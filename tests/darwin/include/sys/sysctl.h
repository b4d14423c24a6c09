/* The simulated kernel: what the macOS files use of <sys/sysctl.h>. */
#ifndef SIMULATED_SYS_SYSCTL_H
#define SIMULATED_SYS_SYSCTL_H

#include <sys/proc.h>

#include <stddef.h>
#include <stdint.h>

enum { CTL_KERN = 1, KERN_ARGMAX = 8, KERN_PROC = 14, KERN_PROCARGS2 = 49 };
enum { KERN_PROC_ALL = 0 };

struct eproc {
	char unused_0[120];
	struct {
		int32_t cr_ref;
		uint32_t cr_uid;
		char unused_8[68];
	} e_ucred;
	char unused_196[68];
	int32_t e_ppid;
	char unused_268[8];
	int32_t e_tdev;
	char unused_280[72];
};

struct kinfo_proc {
	struct extern_proc kp_proc;
	struct eproc kp_eproc;
};

struct xsw_usage {
	uint64_t xsu_total;
	uint64_t xsu_avail;
	uint64_t xsu_used;
	uint32_t xsu_pagesize;
	int32_t xsu_encrypted;
};

int sysctl(int *name, unsigned names, void *old, size_t *old_size, void *new,
    size_t new_size);
int sysctlbyname(
    const char *name, void *old, size_t *old_size, void *new, size_t new_size);

#endif
