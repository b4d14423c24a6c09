#ifndef COLLECTORS_PS_H
#define COLLECTORS_PS_H

#include "collectors/match.h"
#include "collectors/options.h"
#include "collectors/ps_list.h"

/*
 * Where the lines of ps come from: ps itself, or system calls once they have
 * been seen to give the same.
 */
struct ps {
	enum source wanted;
	const struct match *match;
	struct ps_list *list; /* NULL: ps alone */
	char no_list[160];    /* why, and not told yet; "" */
	enum { PS_UNPROVEN, PS_NATIVE, PS_TOOL } now;
	int tries;        /* proofs that may still fail */
	int ps_worked;    /* ever */
	int ps_succeeded; /* just now: exit status 0, so no row is missing */
	pid_t ps_pid;     /* of that ps */
	int unread_told;  /* that rows are missing */
	struct text ps;   /* what it printed */
	/* Tell the user something, once. */
	void (*say)(void *arg, const char *what);
	void *arg;
};

/*
 * `root` is for ps_list_new(). The match must outlive the source. Without
 * a list SOURCE_AUTO stays with ps, if there is one. Returns 0, or -1 with a
 * reason (at most `size` bytes, NUL included).
 */
int ps_open(struct ps *, enum source, const struct match *, const char *root,
    char *reason, size_t size);
void ps_close(struct ps *);
/*
 * Append the lines that match, as ps prints them now. Returns 0, or -1 with
 * *reason: nobody could tell.
 */
int ps_read(struct ps *, struct text *lines, const char **reason);

#endif
