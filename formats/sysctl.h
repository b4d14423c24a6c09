#ifndef FORMATS_SYSCTL_H
#define FORMATS_SYSCTL_H

#include "formats/text.h"

/*
 * What a wide system trace adds: the kernel's own view of memory. On macOS,
 * these lines of sysctl, each of which may be missing:
 *	kern.memorystatus_vm_pressure_level: 1
 *	iogpu.wired_limit_mb: 0
 *	vm.compressor_pool_size: 133498077184
 *	vm.compressor_input_bytes: 14495514624
 *	hw.memsize_usable: 68036902912
 * On Linux, /proc/pressure/memory (since 4.20, if not switched off):
 *	some avg10=0.00 avg60=0.00 avg300=0.00 total=1060889
 *	full avg10=0.00 avg60=0.00 avg300=0.00 total=802792
 */
#define SYSCTL_NAMES                                                   \
	"kern.memorystatus_vm_pressure_level", "iogpu.wired_limit_mb", \
	    "vm.compressor_pool_size", "vm.compressor_input_bytes",    \
	    "hw.memsize_usable"

enum sysctl_value {
	SYSCTL_PRESSURE_LEVEL, /* 1 normal, 2 warning, 4 critical */
	SYSCTL_WIRED_LIMIT_MB, /* MiB; 0: the default share of memory */
	/* Bytes (xnu, vm_compressor.c): */
	SYSCTL_COMPRESSOR_POOL,  /* the most it may hold, fixed at boot */
	SYSCTL_COMPRESSOR_INPUT, /* total compressed since boot */
	SYSCTL_MEMORY_USABLE,    /* free percentages are parts of this */
	SYSCTL_NAMED,            /* the number of names above */
	/* Microseconds in which some tasks, or all tasks, waited for memory. */
	SYSCTL_SOME_STALL_US = SYSCTL_NAMED,
	SYSCTL_FULL_STALL_US,
	SYSCTL_VALUES
};

struct sysctl_values {
	unsigned known; /* 1 << enum sysctl_value */
	uint64_t value[SYSCTL_VALUES];
};

/* Append the lines of the known values, in the order of SYSCTL_NAMES. */
void sysctl_write(struct text *out, const struct sysctl_values *);
/*
 * Read one line (no LF). Returns 1 if it is one of these, 0 if not, or -1 with
 * a reason if it is one without a number.
 */
int sysctl_read(
    struct span line, struct sysctl_values *values, const char **reason);

#endif
