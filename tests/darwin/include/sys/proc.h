/* The simulated kernel: what the macOS files use of <sys/proc.h>. */
#ifndef SIMULATED_SYS_PROC_H
#define SIMULATED_SYS_PROC_H

#include <stdint.h>

enum { MAXCOMLEN = 16, SRUN = 2, SZOMB = 5 };

/* Named are the members in use; layout.c holds the offsets against macOS's. */
struct extern_proc {
	struct {
		int64_t tv_sec;
		int32_t tv_usec;
	} p_starttime;
	char unused_16[20];
	char p_stat;
	int32_t p_pid;
	char unused_44[199];
	char p_comm[MAXCOMLEN + 1];
	char unused_260[36];
};

#endif
