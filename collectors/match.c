#include <errno.h>
#include <string.h>

#include "collectors/match.h"

/* A word of digits alone could match one of the numbers of a line. */
static void
match_find_words(struct match *match, const char *p)
{
	static const char plain[] = "0123456789-_/:,=@%~\"'"
				    "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "abcdefghijklmnopqrstuvwxyz";
	size_t i, n;

	for (i = 0; i < MATCH_WORDS; i++, p += n + 1) {
		n = strcspn(p, "|");
		if (strspn(p, plain) != n || strspn(p, "0123456789") == n)
			return;
		match->word[i] = (struct span){p, n};
		if (p[n] == '\0') {
			match->words = i + 1;
			return;
		}
	}
}

int
match_init(struct match *match, const char *ere, char *reason, size_t size)
{
	int error;

	*match = (struct match){0};
	error = regcomp(&match->regex, ere, REG_EXTENDED | REG_NOSUB);
	if (error != 0)
		regerror(error, &match->regex, reason, size);
	else
		match_find_words(match, ere);
	return error;
}

void
match_free(struct match *match)
{
	regfree(&match->regex);
	text_free(&match->line);
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
	/* glibc returns REG_NOMATCH when out of memory, too. */
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
