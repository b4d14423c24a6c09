#ifndef COLLECTORS_PS_H
#define COLLECTORS_PS_H

#include <sys/types.h>

#include "collectors/match.h"
#include "collectors/trust.h"
#include "formats/process_tsv.h"

/*
 * The rows of one sample: from ps, or from system calls once they gave the same
 * rows.
 */
struct ps;

/*
 * `match` must outlive it. If `wide`, rows also have the columns of wide.h.
 * Returns NULL with a reason (at most `size` bytes, NUL included).
 */
struct ps *ps_new(
    enum source, struct match *, int wide, char *reason, size_t size);
void ps_free(struct ps *);
/*
 * Append the rows of the matching processes, in the order of ps. Returns how
 * many, or -1 with *reason.
 */
int ps_read(struct ps *, struct span ts, struct text *out, const char **reason);

/*
 * Did ps print the rows that we would have printed? Processes come and go while
 * ps runs, so our rows are taken before and after it. A process that is the
 * same in both must also be in the output of ps, in the same order, and equal
 * except for numbers. `why` (at most `size` bytes, NUL included) says what
 * differs.
 */
enum proof ps_compare(struct span before, struct span ps, struct span after,
    char *why, size_t size);

/*
 * The process list, implemented by ps_SYSTEM.c: one process after another, in
 * the order in which this system's ps prints them. It leaves out no process
 * that it can see.
 */
struct ps_list;

struct ps_process {
	pid_t pid;
	/*
	 * As the kernel has them, with arguments separated by NULs or blanks.
	 * Every word that ps prints is in one of these.
	 */
	struct span comm;
	struct span command;
	/*
	 * Only a privileged ps can read it; comm is the kernel's short name.
	 * While pid, comm and start time are the same, it is the same process.
	 */
	int unreadable;
	int64_t start_us; /* set only if unreadable */
};

/*
 * Returns NULL with a reason. A list may have a reason, too: it works, but the
 * reason says which processes it cannot show.
 */
struct ps_list *ps_list_new(char *reason, size_t size);
void ps_list_free(struct ps_list *);
/* Start a new pass. Returns 0, or -1 with *reason if there is no list. */
int ps_list_start(struct ps_list *, const char **reason);
/*
 * Get the next process. Returns 1, 0 at the end, or -1 with *reason (out of
 * memory, or the folder cannot be read). The spans are valid until the next
 * call.
 */
int ps_list_next(struct ps_list *, struct ps_process *, const char **reason);
/*
 * Get the row of the process that ps_list_next() just returned, as ps prints
 * it: comm and command cut and escaped, RSS and VSZ in KiB. ts_ms is not set.
 * Of the wide columns only the footprint may be set, if it was read on the way.
 * The spans are valid until the next call of ps_list_next(). Returns 1, 0 if
 * the process has exited meanwhile, or -1 with *reason (out of memory).
 */
int ps_list_row(struct ps_list *, struct process_row *, const char **reason);

#endif
