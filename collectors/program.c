#include <err.h>
#include <stdarg.h>
#include <stdio.h>

#include "collectors/printable.h"
#include "collectors/program.h"

int
program_words(enum options_result result, const struct text *words)
{
	if (words->failed) {
		warnx("out of memory");
		return EXIT_LOST;
	}
	if (result == OPTIONS_USAGE) {
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
program_warn(const char *fmt, ...)
{
	struct text line = {0};
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	if (n < 0 || text_reserve(&line, (size_t)n + 1) == -1) {
		warnx("out of memory");
		return;
	}
	va_start(ap, fmt);
	vsnprintf(line.data, (size_t)n + 1, fmt, ap);
	va_end(ap);
	printable_make(line.data, (size_t)n);
	warnx("%s", line.data);
	text_free(&line);
}

void
program_say(void *arg, struct span bytes)
{
	(void)arg;
	fwrite(bytes.p, 1, bytes.n, stderr);
}
