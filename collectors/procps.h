#ifndef COLLECTORS_PROCPS_H
#define COLLECTORS_PROCPS_H

#include "formats/text.h"

/*
 * What procps' ps makes of a process (src/ps/output.c, library/escape.c,
 * library/readproc.c there): widths, cuts, and what it shows for bytes that do
 * not print. That depends on its version and on the locale of the process,
 * LC_CTYPE, which the main has set.
 */
enum procps_version {
	PROCPS_4_0_0, /* and older */
	PROCPS_4_0_4, /* bad UTF-8 no longer spoils the rest of the line */
	PROCPS_4_0_5, /* stricter UTF-8; "<defunct>" in comm, too */
	PROCPS_4_0_6  /* "-" for an empty command line, where "?" was */
};

struct procps_process {
	uint64_t pid;
	uint64_t ppid;
	uint64_t rss_kib;
	uint64_t vsz_kib;
	char state;
	struct span comm; /* as in /proc/PID/stat */
	/* As proc_pid_cmdline() left it, or p NULL: the file is empty. */
	struct span command;
};

struct procps {
	enum procps_version version;
	int utf8;         /* the locale is a UTF-8 one */
	int pid_width;    /* digits of kernel.pid_max */
	struct text room; /* to work in */
};

/* Looks at the locale; version is the newest, pid_width 5. */
void procps_init(struct procps *);
void procps_free(struct procps *);
/* Will the version make a difference for this text? */
int procps_is_plain(struct span);
/*
 * Append the line that this would print for the process, with its line end:
 *	ps -axo pid=,ppid=,comm=,rss=,vsz=,command=
 */
void procps_add_line(
    struct procps *, struct text *out, const struct procps_process *);
/*
 * The first of its two passes over a text, the library's: from that byte on,
 * what does not print becomes '?' or, in a locale that is not UTF-8 and in
 * spoiled rests, '.'. For procps.c alone.
 */
void procps_clean(const struct procps *, struct text *, size_t from);
/* From "4.0.2" or "4.0.4-1"; what cannot be read is taken for the newest. */
enum procps_version procps_version_of(struct span);
/*
 * The version of the ps on PATH, found in the program itself without running
 * it; the newest if there is none. On Linux alone.
 */
enum procps_version procps_installed(void);

#endif
