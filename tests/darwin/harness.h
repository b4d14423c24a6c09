#ifndef TESTS_DARWIN_HARNESS_H
#define TESTS_DARWIN_HARNESS_H

#include <check.h>

#include "kernel.h"

/*
 * What the tests of the macOS files share. They run in the repository's top
 * folder, and are linked with --wrap, so that the allocations of the project's
 * own files pass through here: they are counted, and can be made to fail.
 */
#define FIXTURES "tests/darwin/fixtures/"

extern unsigned allocations;
extern unsigned fail_at; /* 0: none fails; N: the N-th does */
extern int fail_on;      /* and all later ones */
extern char reason[128];
extern struct text out; /* what was written */

void setup(void);
void teardown(void);
/* `out` against a file, and against its lines. */
void same_as(const char *path);
void same_lines(const char *expected);
/* Run one case with these tests; the exit status of the program. */
int run_case(const char *name, void (*add)(TCase *));

#endif
