#ifndef COLLECTORS_PS_H
#define COLLECTORS_PS_H

#include <sys/types.h>

#include "collectors/match.h"
#include "collectors/trust.h"
#include "formats/process_tsv.h"

/*
 * The rows of one sample: from ps, or from system calls once these were seen
 * to give the same rows.
 */
struct ps;

/*
 * The match must outlive it. `wide`: the rows have all columns, those of ps
 * and the others (wide.h). Returns NULL with a reason (at most `size` bytes,
 * NUL included).
 */
struct ps *ps_new(
    enum source, struct match *, int wide, char *reason, size_t size);
void ps_free(struct ps *);
/*
 * Append the rows of the processes that match, in the order of ps. Returns
 * how many, or -1 with *reason.
 */
int ps_read(struct ps *, struct span ts, struct text *out, const char **reason);

/*
 * Did ps print the rows that we would have printed? Processes come and go
 * while ps runs, so our rows are taken before it and after it. A process that
 * is the same in both must be in ps's too, in the same order and equal but for
 * numbers. `why` (at most `size` bytes, NUL included) says what differs.
 */
enum proof ps_compare(struct span before, struct span ps, struct span after,
    char *why, size_t size);

/*
 * The seam to the system: ps_SYSTEM.c implements what follows. It hands over
 * one process after another, in the order in which ps of that system prints
 * them, and leaves out none that it can see.
 */
struct ps_list;

struct ps_process {
	pid_t pid;
	/*
	 * As the kernel has them, arguments separated by NULs or blanks: a
	 * word that ps will print is in one of these.
	 */
	struct span comm;
	struct span command;
	/*
	 * Only a ps with privileges can read it; comm is the kernel's short
	 * name. It is the same process as before while pid, comm and start
	 * time are the same.
	 */
	int unreadable;
	int64_t start_us; /* only set when unreadable */
};

/*
 * Returns NULL with a reason. If there is a reason with a list, it says what
 * this list cannot show.
 */
struct ps_list *ps_list_new(char *reason, size_t size);
void ps_list_free(struct ps_list *);
/* Begin a new pass. Returns 0, or -1 with *reason: there is no list. */
int ps_list_start(struct ps_list *, const char **reason);
/*
 * The next process. Returns 1, or 0 at the end, or -1 with *reason (out of
 * memory, the folder cannot be read). The spans hold until the next call.
 */
int ps_list_next(struct ps_list *, struct ps_process *, const char **reason);
/*
 * The row of the process that ps_list_next() just returned, as ps prints it:
 * comm and command cut and escaped, RSS and VSZ in KiB; ts_ms is not set. It is
 * narrow, but for a footprint if that was read on the way. The spans hold until
 * the next call of ps_list_next(). Returns 1, or 0 when the process is gone
 * meanwhile, or -1 with *reason (out of memory).
 */
int ps_list_row(struct ps_list *, struct process_row *, const char **reason);

#endif
