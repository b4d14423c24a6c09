#include <err.h>
#include <stdio.h>

#include "collectors/program.h"

int
program_words(enum command_line_result result, const struct text *words)
{
	if (words->failed) {
		warnx("out of memory");
		return EXIT_LOST;
	}
	if (result == COMMAND_LINE_USAGE) {
		program_say(NULL, text_span(words));
		return EXIT_USAGE;
	}
	if (fwrite(words->data, 1, words->len, stdout) != words->len ||
	    fflush(stdout) != 0) {
		warn("standard output");
		return EXIT_LOST;
	}
	return EXIT_RECORDED;
}

void
program_say(void *arg, struct span bytes)
{
	(void)arg;
	fwrite(bytes.p, 1, bytes.n, stderr);
}
