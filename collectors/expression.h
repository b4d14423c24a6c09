#ifndef COLLECTORS_EXPRESSION_H
#define COLLECTORS_EXPRESSION_H

/*
 * How large an extended regular expression is before libc compiles it. libc
 * writes repetitions out, so that twenty signs can take all memory (each `+`
 * of glibc's doubles what it stands behind), walks again and again through
 * repetitions of repetitions that may be empty, and calls itself for each
 * group. So a character or a set is one part, and a repetition multiplies the
 * parts of what it repeats by how often it writes them out, thrice: with that,
 * nothing of this size took glibc 2.36 longer than 0.1 s.
 */
enum {
	EXPRESSION_PARTS = 1000,
	EXPRESSION_DEPTH = 32 /* groups within groups */
};

/*
 * Returns NULL, or a sentence why this one is too much, or is none: a back
 * reference, which takes any amount of time, is in no extended expression.
 * What else is wrong with it regcomp tells.
 */
const char *expression_bounded(const char *ere);

#endif
