/* The simulated kernel: what the macOS files use of <libproc.h>. */
#ifndef SIMULATED_LIBPROC_H
#define SIMULATED_LIBPROC_H

#include <stdint.h>

enum { PROC_PIDTASKINFO = 4, RUSAGE_INFO_V4 = 4 };

struct proc_taskinfo {
	uint64_t pti_virtual_size; /* bytes */
	uint64_t pti_resident_size;
	uint64_t unused_16[4];
	int32_t unused_48[12];
};

/* It includes <sys/resource.h>. */
typedef void *rusage_info_t;
struct rusage_info_v4 {
	uint64_t unused_0[9];
	uint64_t ri_phys_footprint; /* bytes */
	uint64_t unused_80[20];
	uint64_t ri_lifetime_max_phys_footprint;
	uint64_t unused_248[6];
};

int proc_pidinfo(int pid, int flavor, uint64_t arg, void *buffer, int size);
int proc_pid_rusage(int pid, int flavor, rusage_info_t *buffer);

#endif
