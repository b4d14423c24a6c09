#ifndef TESTS_LOADING_H
#define TESTS_LOADING_H

/* What the tests of the readers of both logs share: a file, and its trace. */
#include "render/load/load.h"

#define HEADER "ts\tpid\tppid\tcomm\trss_kb\tvsz_kb\tcommand\n"
#define TS     "2026-05-14T09:25:00Z"
#define CHUNK  (256 * 1024) /* what is read at once */

struct loading {
	char file[40];
	struct trace trace;
	struct load_problems problems;
};

extern struct loading loading;

/* Around each test. */
void loading_begin(void);
void loading_end(void);
/* Forget what was read. */
void loading_anew(void);
/* Make this the file. */
void loading_put(struct span bytes);
/* The i-th problem is of this line, and says that. */
void loading_problem_is(size_t i, size_t line, const char *wanted);

#endif
