/*
 * For tests/awk.sh: the rows that process_tsv_add_line makes of lines of ps,
 * or lines to make rows of.
 * usage: drive_process_tsv rows TS		each line of stdin is one of ps
 *	  drive_process_tsv random SEED COUNT	odd lines
 */
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "formats/process_tsv.h"

static uint64_t state;

/* xorshift64*: the same lines for the same seed on every machine. */
static unsigned
below(unsigned n)
{
	state ^= state >> 12;
	state ^= state << 25;
	state ^= state >> 27;
	return (unsigned)(state * 2685821657736338717u >> 33) % n;
}

static void
random_line(struct text *out)
{
	static const char *const words[] = {"0", "1", "4711", "1035344",
	    "/Applications/Ol", "ollama", "runner", "--model", "=", "\\t",
	    "\"a", "'b'", "$HOME", "&", "%s", "^J", "M-bM-^@", "\xc3\xa9",
	    "\xc2\xa0", "\xff\xfe", "\r", "\x01", "(ollama)", "<defunct>"};
	static const char *const blanks[] = {
	    " ", " ", " ", "  ", "       ", "\t", " \t "};
	unsigned n = below(14);

	if (below(2) == 0)
		text_add_string(out, blanks[below(7)]);
	while (n-- > 0) {
		text_add_string(
		    out, words[below(sizeof words / sizeof words[0])]);
		if (n > 0 || below(3) == 0)
			text_add_string(out, blanks[below(7)]);
	}
	text_add_char(out, '\n');
}

static void
print_rows(const char *ts)
{
	struct text in = {0}, out = {0};
	struct span rest, line;
	char buffer[8192];
	size_t n;

	while ((n = fread(buffer, 1, sizeof buffer, stdin)) > 0)
		text_add(&in, buffer, n);
	rest = text_span(&in);
	while (span_until(&rest, '\n', &line))
		process_tsv_add_line(&out, span_of(ts), line);
	if (in.failed || out.failed)
		errx(1, "out of memory");
	fwrite(out.data, 1, out.len, stdout);
	text_free(&in);
	text_free(&out);
}

int
main(int argc, char **argv)
{
	struct text out = {0};
	long count;

	if (argc == 3 && strcmp(argv[1], "rows") == 0) {
		print_rows(argv[2]);
	} else if (argc == 4 && strcmp(argv[1], "random") == 0) {
		state = strtoull(argv[2], NULL, 10) * 2 + 1;
		for (count = strtol(argv[3], NULL, 10); count > 0; count--)
			random_line(&out);
		fwrite(out.data, 1, out.len, stdout);
		text_free(&out);
	} else {
		errx(2, "usage: drive_process_tsv rows TS | "
			"random SEED COUNT");
	}
	if (fflush(stdout) != 0 || ferror(stdout))
		err(1, "stdout");
	return 0;
}
