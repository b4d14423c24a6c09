#ifndef COLLECTORS_PROCPS_H
#define COLLECTORS_PROCPS_H

#include "formats/text.h"

/*
 * What procps' ps makes of the files of a process (src/ps/output.c,
 * library/escape.c and library/readproc.c there). Pure, so it is built and
 * tested on every system. Without it Linux would fork a ps for every sample.
 */
struct procps_process {
	char state;    /* 'R', 'S', 'Z', ... */
	uint64_t ppid; /* this and the next two are from status; see proc(5) */
	uint64_t rss_kib; /* VmRSS and VmSize; 0 for a process without memory */
	uint64_t vsz_kib;
	/* RssAnon, RssShmem and VmSwap; UINT64_MAX: one of them is missing */
	uint64_t footprint_kib;
	struct span name;    /* procps_name() */
	struct span cmdline; /* /proc/PID/cmdline; empty: it has none */
};

enum {
	PROCPS_CMDLINE = 128 * 1024, /* bytes of cmdline that ps looks at */
	PROCPS_NEWEST = 40006        /* version 4.0.6, the newest known here */
};

/* The name in /proc/PID/comm: all but the last line end. */
struct span procps_name(struct span comm);
/* Take the numbers from /proc/PID/status. Returns 0, or -1: it is none. */
int procps_status(struct span text, struct procps_process *);
/*
 * A device that a process has open, from /proc/PID/fdinfo/FD (the kernel's
 * Documentation/gpu/drm-usage-stats.rst).
 */
struct procps_drm {
	uint64_t client; /* the same for all descriptors of one opening */
	uint64_t kib;    /* in all kinds of memory */
};
/* Returns 1, or 0: not a DRM device, or one whose memory is unknown. */
int procps_drm(struct span fdinfo, struct procps_drm *);
/* True if what ps shows of this process depends on its version. */
int procps_is_odd(const struct procps_process *);
/*
 * Set what ps prints for `comm` and `command`, in the locale of this program
 * (LC_CTYPE).
 */
void procps_show(const struct procps_process *, int version, struct text *comm,
    struct text *command);

#endif
