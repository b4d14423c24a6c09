#ifndef COLLECTORS_PROCARGS_H
#define COLLECTORS_PROCARGS_H

#include "formats/text.h"

/*
 * The argument area that macOS's sysctl KERN_PROCARGS2 gives for a process: an
 * int argc, the path that was executed, NULs up to an aligned address, then
 * the arguments and the environment, each with its NUL. All of it can be
 * written by the process itself, so argc and the NULs are not to be trusted.
 */
struct procargs {
	struct span argv0;   /* not empty */
	struct span strings; /* all arguments, one NUL between two of them */
};

/*
 * Find the arguments as ps does (adv_cmds-237, ps/print.c, getproclline); both
 * spans point into the area, and a NUL follows each. Returns 0, or -1 where ps
 * prints the name in parentheses: no argc above 0, no string behind the path,
 * or none that ends inside the area. Later strings that do not end inside it
 * are dropped. ps takes an empty argv[0] for padding and counts argc strings
 * from the next one, so that the environment is reached: so does this.
 */
int procargs_read(struct span area, struct procargs *args);

#endif
