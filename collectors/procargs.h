#ifndef COLLECTORS_PROCARGS_H
#define COLLECTORS_PROCARGS_H

#include "formats/text.h"

/*
 * The argument area of a process, from macOS's sysctl KERN_PROCARGS2: an int
 * argc, the path that was executed, NULs up to an aligned address, then the
 * arguments and the environment, each followed by a NUL. The process itself can
 * overwrite all of it, so argc and the NULs cannot be trusted.
 */
struct procargs {
	struct span argv0;   /* not empty */
	struct span strings; /* all arguments, separated by one NUL each */
};

/*
 * Find the arguments as ps does (adv_cmds-237, ps/print.c, getproclline). Both
 * spans point into the area, and a NUL follows each. Returns 0, or -1 if ps
 * prints the name in parentheses: argc is below 1, no string follows the path,
 * or none ends inside the area. Later strings that do not end inside it are
 * dropped. ps takes an empty argv[0] for padding and counts argc strings after
 * it, which includes a string of the environment. So does this.
 */
int procargs_read(struct span area, struct procargs *args);

#endif
