#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "collectors/expression.h"
#include "collectors/match.h"

static void match_find_words(struct match *);
static int match_has_word(const struct match *, struct span);

int
match_init(
    struct match *match, const char *ere, pid_t self, char *reason, size_t size)
{
	const char *unbounded = expression_bounded(ere);
	int error;

	*match = (struct match){.self = self};
	if (unbounded != NULL) {
		snprintf(reason, size, "%s", unbounded);
		errno = EINVAL;
		return -1;
	}
	error = regcomp(&match->regex, ere, REG_EXTENDED | REG_NOSUB);
	if (error != 0) {
		regerror(error, &match->regex, reason, size);
		errno = error == REG_ESPACE ? ENOMEM : EINVAL;
		return -1;
	}
	match->pattern = strdup(ere);
	if (match->pattern == NULL) {
		regerror(REG_ESPACE, &match->regex, reason, size);
		regfree(&match->regex);
		errno = ENOMEM;
		return -1;
	}
	match_find_words(match);
	return 0;
}

void
match_free(struct match *match)
{
	if (match->pattern != NULL)
		regfree(&match->regex);
	free(match->pattern);
	*match = (struct match){0};
}

/*
 * A word holds no blank, so it lies within one field; with a letter in it that
 * field is no number, nor one of the signs that ps puts for something else.
 */
static void
match_find_words(struct match *match)
{
	static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "abcdefghijklmnopqrstuvwxyz"
				    "0123456789-_/:,=@%~\"'";
	struct span rest = span_of(match->pattern), word;
	size_t n = 0, i;
	int letters;

	/* span_until() does not tell of an empty word at the end. */
	if (rest.n == 0 || rest.p[rest.n - 1] == '|')
		return;
	while (span_until(&rest, '|', &word)) {
		letters = 0;
		for (i = 0; i < word.n; i++) {
			if (word.p[i] == '\0' ||
			    strchr(plain, word.p[i]) == NULL)
				return;
			letters += strchr(plain, word.p[i]) < plain + 52;
		}
		if (letters == 0 || n == MATCH_WORDS)
			return;
		match->word[n++] = word;
	}
	match->words = n;
}

static int
match_has_word(const struct match *match, struct span s)
{
	size_t i;

	if (s.n == 0)
		return 0;
	for (i = 0; i < match->words; i++)
		if (memmem(s.p, s.n, match->word[i].p, match->word[i].n) !=
		    NULL)
			return 1;
	return 0;
}

int
match_line(const struct match *match, struct span line)
{
	struct span rest = line, pid;
	uint64_t number;
	regmatch_t range;

	if (span_word(&rest, &pid) && span_u64(pid, &number) == 0 &&
	    match->self > 0 && number == (uint64_t)match->self)
		return 0;
	if (match->words > 0)
		return match_has_word(match, line);
	if (line.n == 0)
		line.p = "";
	/* Not POSIX, but in glibc and every BSD; the line has no NUL. */
	range.rm_so = 0;
	range.rm_eo = (regoff_t)line.n;
	return regexec(&match->regex, line.p, 1, &range, REG_STARTEND) == 0;
}

int
match_possible(const struct match *match, uint64_t pid, struct span comm,
    struct span command)
{
	if (match->self > 0 && pid == (uint64_t)match->self)
		return 0;
	if (match->words == 0)
		return 1;
	return match_has_word(match, command) || match_has_word(match, comm);
}
