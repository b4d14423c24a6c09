#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#include "collectors/expression.h"
#include "collectors/match.h"

static void match_find_words(struct match *);
static int match_has_word(const struct match *, struct span);
static int match_regexec(const struct match *, struct span);
static int match_is_answer(int error);
static int match_make_readable(struct span, struct text *);

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
	match->readable = calloc(1, sizeof *match->readable);
	if (match->pattern == NULL || match->readable == NULL) {
		regerror(REG_ESPACE, &match->regex, reason, size);
		regfree(&match->regex);
		free(match->pattern);
		free(match->readable);
		*match = (struct match){0};
		errno = ENOMEM;
		return -1;
	}
	match_find_words(match);
	return 0;
}

void
match_free(struct match *match)
{
	if (match->pattern != NULL) {
		regfree(&match->regex);
		text_free(match->readable);
	}
	free(match->pattern);
	free(match->readable);
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
	int error;

	if (span_word(&rest, &pid) && span_u64(pid, &number) == 0 &&
	    match->self > 0 && number == (uint64_t)match->self)
		return 0;
	if (match->words > 0)
		return match_has_word(match, line);
	error = match_regexec(match, line);
	/*
	 * It refuses the line: REG_ILLSEQ of macOS, where ps cuts comm between
	 * the bytes of a character. Other systems do not have that name.
	 */
	if (!match_is_answer(error) && error != REG_ESPACE) {
		if (match_make_readable(line, match->readable) == -1)
			return -1;
		error = match_regexec(match, text_span(match->readable));
	}
	return match_is_answer(error) ? error == 0 : -1;
}

/* 0, REG_NOMATCH, or why neither is known. */
static int
match_regexec(const struct match *match, struct span line)
{
	regmatch_t range = {.rm_so = 0, .rm_eo = (regoff_t)line.n};
	int error;

	if (line.n == 0)
		line.p = "";
	errno = 0;
	/* Not POSIX, but in glibc and every BSD; the line has no NUL. */
	error = regexec(&match->regex, line.p, 1, &range, REG_STARTEND);
	/* glibc's regexec returns REG_NOMATCH, 1, for whatever went wrong. */
	return error == REG_NOMATCH && errno == ENOMEM ? REG_ESPACE : error;
}

/* Has regexec told whether the line matches? */
static int
match_is_answer(int error)
{
	return error == 0 || error == REG_NOMATCH;
}

/*
 * Copy the line, with '?' for each byte that is no text in the locale, as the
 * ps of Linux prints it. Returns 0, or -1: out of memory.
 */
static int
match_make_readable(struct span line, struct text *out)
{
	mbstate_t state = {0};
	size_t i, n;

	text_clear(out);
	if (text_reserve(out, line.n + 1) == -1)
		return -1;
	for (i = 0; i < line.n; i += n) {
		n = mbrtowc(NULL, line.p + i, line.n - i, &state);
		if (n == (size_t)-1 || n == (size_t)-2) {
			memset(&state, 0, sizeof state);
			n = 1;
			text_add_char(out, '?');
			continue;
		}
		if (n == 0)
			n = 1; /* a NUL */
		text_add(out, line.p + i, n);
	}
	/* Some regexec look for a NUL even where the end is given. */
	out->data[out->len] = '\0';
	return 0;
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
