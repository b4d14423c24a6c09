#ifndef COLLECTORS_PROC_PID_H
#define COLLECTORS_PROC_PID_H

#include "formats/text.h"

/*
 * What the files of a /proc/PID say. Pure: no file is opened here, so it is
 * built and tested on every system. See proc(5).
 */
struct proc_status {
	char state; /* 'R', 'S', 'Z', ... */
	uint64_t ppid;
	uint64_t rss_kib; /* VmRSS and VmSize; 0 for who has no memory: */
	uint64_t vsz_kib; /* kernel threads and zombies */
};

/*
 * Read /proc/PID/status. Returns 0, or -1 when the state or the parent is
 * missing, as in a text that was cut; then *status is left alone.
 */
int proc_pid_status(struct span text, struct proc_status *status);

/* The name in /proc/PID/comm: all but the line end. It may hold line ends. */
struct span proc_pid_comm(struct span text);
/*
 * The name in /proc/PID/stat, between the first '(' and the last ')'. Some
 * kernels write line ends and backslashes in it as "\n" and "\\". Empty when
 * there is none.
 */
struct span proc_pid_stat_comm(struct span text);

/* Bytes of /proc/PID/cmdline that procps looks at. */
enum { PROC_PID_CMDLINE = 128 * 1024 };
/*
 * Make one line of the n > 0 bytes of /proc/PID/cmdline, in place, as procps'
 * read_unvectored() does: blanks between the arguments and for line ends, the
 * empty arguments at the end dropped.
 */
struct span proc_pid_cmdline(char *bytes, size_t n);

#endif
