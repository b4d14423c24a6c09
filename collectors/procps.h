#ifndef COLLECTORS_PROCPS_H
#define COLLECTORS_PROCPS_H

#include "formats/text.h"

/*
 * What procps' ps makes of the files of a process (src/ps/output.c,
 * library/escape.c and library/readproc.c there). Pure, so it is built and
 * tested on every system. Without it Linux would fork a ps for every sample.
 */

/* The fields of /proc/PID/status that a row needs; see proc(5). */
struct procps_status {
	char state; /* 'R', 'S', 'Z', ... */
	uint64_t ppid;
	uint64_t rss_kib; /* VmRSS and VmSize; 0 for a process without memory */
	uint64_t vsz_kib;
};
/*
 * Returns 0, or -1 if the state or the parent is missing, as in a text that
 * was cut; then *status is left alone.
 */
int procps_status(struct span text, struct procps_status *status);

/* The name in /proc/PID/comm: all but the last line end. */
struct span procps_name(struct span comm);

/* Bytes of /proc/PID/cmdline that procps looks at. */
enum { PROCPS_CMDLINE = 128 * 1024 };

struct procps_process {
	uint64_t pid;
	struct procps_status status;
	struct span name;    /* procps_name() */
	struct span cmdline; /* /proc/PID/cmdline; empty: it has none */
};

/* A version like 4.0.5 as 40005; the newest that is known here. */
enum { PROCPS_NEWEST = 40006 };
/* True if what ps shows of this process depends on its version. */
int procps_is_odd(const struct procps_process *);
/*
 * Set what ps prints for `comm` and `command`, in the locale of this program
 * (LC_CTYPE). pid_width is the number of digits of kernel.pid_max.
 */
void procps_show(const struct procps_process *, int version, int pid_width,
    struct text *comm, struct text *command);

#endif
