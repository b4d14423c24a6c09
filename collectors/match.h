#ifndef COLLECTORS_MATCH_H
#define COLLECTORS_MATCH_H

#include <sys/types.h>

#include <regex.h>

#include "formats/text.h"

/*
 * Which lines of ps are traced: those that match a POSIX extended expression
 * on the whole line, as in awk, but never the tracer's own.
 */
#define MATCH_DEFAULT "ollama|mlx|runner"

enum { MATCH_WORDS = 16 };

struct match {
	regex_t regex;
	pid_t self;
	/*
	 * The expression is nothing but words, letters joined by '|', as the
	 * default is: then it is searched for without regexec, which allocates,
	 * and can only match inside comm or inside command.
	 */
	struct span word[MATCH_WORDS];
	size_t words; /* 0: not of that kind */
	char *pattern;
	/* A line as regexec can read it; not const where the match is. */
	struct text *readable;
};

/*
 * Returns 0, or -1 with a reason, regcomp's or that of expression.h, and errno
 * ENOMEM when it is not the expression's fault. Free it after success.
 */
int match_init(
    struct match *, const char *ere, pid_t self, char *reason, size_t size);
void match_free(struct match *);
/*
 * Does this line of ps, which begins with a pid, match? Returns 1, 0, or -1
 * when that cannot be told: out of memory. A byte that is no text in the locale
 * counts as '?' where libc would not look at the line for its sake.
 */
int match_line(const struct match *, struct span line);
/*
 * Could a line with this pid, comm and command match? 0 only when it cannot:
 * then the numbers in between need not be read.
 */
int match_possible(
    const struct match *, uint64_t pid, struct span comm, struct span command);

#endif
