#ifndef COLLECTORS_PROGRAM_H
#define COLLECTORS_PROGRAM_H

#include "collectors/options.h"

/*
 * What both mains do alike. As a part of them it may print.
 */

/*
 * Print what is to be said instead of recording: help on standard output, and
 * what is wrong with the command line on standard error. Returns the status to
 * exit with.
 */
int program_words(enum options_result, const struct text *words);
/* As warnx(), but with nothing that a terminal would obey. */
void program_warn(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
/* For struct record_job: put bytes on standard error, as they are. */
void program_say(void *arg, struct span bytes);

#endif
