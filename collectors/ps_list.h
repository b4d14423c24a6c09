#ifndef COLLECTORS_PS_LIST_H
#define COLLECTORS_PS_LIST_H

#include "collectors/match.h"
#include "formats/text.h"

/*
 * The seam to the system: the processes of this machine, not machine
 * dependent. One file per system implements it; what it hands over are lines
 * of text, so that everything behind it is the same for ps and for us:
 *	ps -axo pid=,ppid=,comm=,rss=,vsz=,command=
 * with ps's order, padding, cutting and escaping, each with its line end.
 */
struct ps_list;

/*
 * `root` stands in for "/proc" in tests; NULL is the machine itself. Returns
 * NULL with a reason (at most `size` bytes, NUL included) on failure.
 */
struct ps_list *ps_list_new(const char *root, char *reason, size_t size);
void ps_list_free(struct ps_list *);

enum ps_list_result {
	PS_LIST_FAILED = -1, /* no list at all; *reason is set */
	PS_LIST_OK = 0,
	/*
	 * There is a process that only a privileged ps can read, so it has no
	 * line here, and ps has not yet shown that it does not match: ask ps
	 * for this sample.
	 */
	PS_LIST_UNREADABLE = 1
};
/*
 * Append the lines of all processes that match, or of all there are when
 * `match` is NULL. A process that vanishes or fails while it is read has no
 * line, or unknown numbers as ps would print them; it never costs the sample.
 */
enum ps_list_result ps_list_read(struct ps_list *, const struct match *match,
    struct text *lines, const char **reason);
/*
 * After PS_LIST_UNREADABLE: these are the lines of ps that matched. An
 * unreadable process that is not among them need not be asked for again as
 * long as its pid, start time and name stay the same.
 */
void ps_list_learn(struct ps_list *, struct span matched_lines);

#endif
