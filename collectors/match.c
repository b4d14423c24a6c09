#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "collectors/match.h"

static void
match_find_words(struct match *match)
{
	static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "abcdefghijklmnopqrstuvwxyz"
				    "0123456789-_/:,=@%~\"'";
	struct span rest = span_of(match->pattern), word;
	size_t n = 0, i;
	int letters;

	/* span_until() does not return an empty word at the end. */
	if (rest.n == 0 || rest.p[rest.n - 1] == '|')
		return;
	while (span_until(&rest, '|', &word)) {
		letters = 0;
		for (i = 0; i < word.n; i++) {
			if (strchr(plain, word.p[i]) == NULL)
				return;
			letters += strchr(plain, word.p[i]) < plain + 52;
		}
		if (letters == 0 || n == MATCH_WORDS)
			return;
		match->word[n++] = word;
	}
	match->words = n;
}

int
match_init(struct match *match, const char *ere, char *reason, size_t size)
{
	int error;

	*match = (struct match){.pattern = strdup(ere)};
	error = match->pattern == NULL
		    ? REG_ESPACE
		    : regcomp(&match->regex, ere, REG_EXTENDED | REG_NOSUB);
	if (error != 0) {
		regerror(error, &match->regex, reason, size);
		free(match->pattern);
		match->pattern = NULL;
		return error;
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
	text_free(&match->line);
	*match = (struct match){0};
}

static int
match_has_word(const struct match *match, struct span s)
{
	size_t i;

	for (i = 0; s.n > 0 && i < match->words; i++)
		if (memmem(s.p, s.n, match->word[i].p, match->word[i].n) !=
		    NULL)
			return 1;
	return 0;
}

int
match_line(struct match *match, struct span line)
{
	struct text *text = &match->line;
	struct span word;
	int error;

	if (match->words > 0)
		return match_has_word(match, line);
	text_clear(text);
	while (span_word(&line, &word)) {
		if (text->len > 0)
			text_add_char(text, ' ');
		text_add_span(text, word);
	}
	text_add_char(text, '\0');
	if (text->failed)
		return -1;
	errno = 0;
	error = regexec(&match->regex, text->data, 0, NULL, 0);
	/* glibc's returns REG_NOMATCH where it runs out of memory, too. */
	if (error != 0 && (error != REG_NOMATCH || errno == ENOMEM))
		return -1;
	return error == 0;
}

int
match_possible(const struct match *match, struct span comm, struct span command)
{
	return match->words == 0 || match_has_word(match, command) ||
	       match_has_word(match, comm);
}
