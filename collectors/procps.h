#ifndef COLLECTORS_PROCPS_H
#define COLLECTORS_PROCPS_H

#include "formats/text.h"

/*
 * What procps' ps prints for the files of a process (its src/ps/output.c,
 * library/escape.c and library/readproc.c). Pure, so it is built and tested on
 * every system. Without it Linux would need a ps for every sample.
 */
struct procps_process {
	char state;       /* 'R', 'S', 'Z', ... */
	uint64_t ppid;    /* from status, like the next two; see proc(5) */
	uint64_t rss_kib; /* VmRSS and VmSize; 0 for a process without memory */
	uint64_t vsz_kib;
	/* RssAnon + RssShmem + VmSwap; UINT64_MAX: one of them is missing */
	uint64_t footprint_kib;
	struct span name;    /* procps_name() */
	struct span cmdline; /* /proc/PID/cmdline; may be empty */
};

enum {
	PROCPS_CMDLINE = 128 * 1024, /* bytes of cmdline that ps reads */
	PROCPS_NEWEST = 40006        /* 4.0.6, the newest version known here */
};

/* The name in /proc/PID/comm: everything before the last line end. */
struct span procps_name(struct span comm);
/* Read the numbers of /proc/PID/status. Returns 0, or -1 if it is malformed. */
int procps_status(struct span text, struct procps_process *);
/*
 * An open device of a process, from /proc/PID/fdinfo/FD (the kernel's
 * Documentation/gpu/drm-usage-stats.rst).
 */
struct procps_drm {
	uint64_t
	    client;   /* identifies the open file; descriptors may share it */
	uint64_t kib; /* all kinds of memory together */
};
/* Returns 1, or 0 if it is not a DRM device, or its memory is unknown. */
int procps_drm(struct span fdinfo, struct procps_drm *);
/* True if the output for this process depends on the version of ps. */
int procps_is_odd(const struct procps_process *);
/*
 * Set `comm` and `command` to what ps prints, in the current locale (LC_CTYPE).
 */
void procps_show(const struct procps_process *, int version, struct text *comm,
    struct text *command);

#endif
