#ifndef COLLECTORS_MATCH_H
#define COLLECTORS_MATCH_H

#include <sys/types.h>

#include <regex.h>

#include "formats/text.h"

/*
 * Which processes are traced: those whose line of ps, with single blanks
 * between its words, matches a POSIX extended expression:
 *	PID PPID COMM RSS VSZ COMMAND
 */
#define MATCH_DEFAULT "ollama|mlx|runner"

enum { MATCH_WORDS = 16 };

struct match {
	regex_t regex;
	/*
	 * If the expression consists only of words joined by '|', as the
	 * default does, they are searched for without regexec, at half the
	 * cost. Such a word is not a number and has no blank, so it lies within
	 * comm or command.
	 */
	struct span word[MATCH_WORDS];
	size_t words;     /* 0: use regexec */
	struct text line; /* what regexec reads */
};

/*
 * Compile the expression. Call it before setlocale(): an expression compiled in
 * the C locale accepts any bytes. `ere` must outlive the match. Returns 0, or
 * the error of regcomp() with its reason (at most `size` bytes, NUL included).
 */
int match_init(struct match *, const char *ere, char *reason, size_t size);
void match_free(struct match *);
/* Does this line of ps match? Returns 1, 0, or -1 if out of memory. */
int match_line(struct match *, struct span line);
/*
 * Could a line with this comm and command match? If 0, no more of the process
 * need be read.
 */
int match_possible(const struct match *, struct span comm, struct span command);

#endif
