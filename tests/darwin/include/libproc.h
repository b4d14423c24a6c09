/* The simulated kernel: what the macOS files use of <libproc.h>. */
#ifndef SIMULATED_LIBPROC_H
#define SIMULATED_LIBPROC_H

#include <stdint.h>

enum { PROC_PIDTASKINFO = 4 };

struct proc_taskinfo {
	uint64_t pti_virtual_size; /* bytes */
	uint64_t pti_resident_size;
	uint64_t unused_16[4];
	int32_t unused_48[12];
};

int proc_pidinfo(int pid, int flavor, uint64_t arg, void *buffer, int size);

#endif
