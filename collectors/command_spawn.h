#ifndef COLLECTORS_COMMAND_SPAWN_H
#define COLLECTORS_COMMAND_SPAWN_H

#include <sys/types.h>

/*
 * Starting one command of a tool: the descriptors and the signals that a child
 * begins with.
 */

/*
 * A pipe for command_spawn, read end first, that no other child inherits.
 * Returns 0, or -1 with errno set and both ends -1.
 */
int command_spawn_pipe(int fd[2]);
/*
 * Start argv[0], found on PATH, as the leader of a process group of its own.
 * It reads from `in`, -1 for /dev/null, and writes to `out`; its standard error
 * is dropped. Returns 0, or -1 with errno set and *pid as it was.
 */
int command_spawn(const char *const *argv, int in, int out, pid_t *pid);

#endif
