#ifndef COLLECTORS_STRANGERS_H
#define COLLECTORS_STRANGERS_H

#include <sys/types.h>

#include "formats/text.h"

/*
 * The processes that a list cannot read and a privileged ps can, and what ps
 * has shown of them. One is the same as before as long as its pid, start time
 * and name are. {0} is the empty set.
 */
struct stranger {
	pid_t pid;
	int64_t start_s;
	int64_t start_us;
	char name[24]; /* filled with NULs to its end */
	int harmless;  /* ps has shown that it does not match */
};

struct strangers {
	struct stranger *known; /* of the last list, by pid */
	struct stranger *seen;  /* of the list being made */
	size_t known_n, known_size;
	size_t seen_n, seen_size;
};

void strangers_free(struct strangers *);
/* A new list begins and ends; who was not met in between is forgotten. */
void strangers_begin(struct strangers *);
void strangers_end(struct strangers *);
/*
 * This one is on the list. Returns whether ps has shown that it does not
 * match. Short of memory it is not remembered, so ps will be asked again.
 */
int strangers_meet(struct strangers *, const struct stranger *);
/* Has ps shown that this one does not match? */
int strangers_harmless(const struct strangers *, const struct stranger *);
/*
 * These lines are all that matched in ps: those of the last list who are not
 * among them do not match.
 */
void strangers_learn(struct strangers *, struct span matched_lines);

#endif
