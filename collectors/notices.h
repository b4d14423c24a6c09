#ifndef COLLECTORS_NOTICES_H
#define COLLECTORS_NOTICES_H

#include <stdint.h>

#include "formats/span.h"

/*
 * Lines that wait for a terminal which is held up (Ctrl-S), in the order in
 * which they came. Without allocation: that there is no memory can be what is
 * to be said. {0} is empty.
 */
enum { NOTICES_SIZE = 4096 };

struct notices {
	char held[NOTICES_SIZE];
	size_t from, to; /* of what is held */
	uint64_t missed; /* lines for which there was no room */
};

/* Hold a line, which ends in LF, or count it as missed. */
void notices_hold(struct notices *, struct span line);
/* The first line, with its LF, valid until the next call; 0: there is none. */
int notices_first(const struct notices *, struct span *line);
/* It has been said. */
void notices_drop_first(struct notices *);

#endif
