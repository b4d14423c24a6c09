/*
 * For tests/jq.sh: prints JSON as api_ps_write does, or makes some up.
 * usage: drive_api_ps			each line of stdin is a JSON text
 *	  drive_api_ps random SEED COUNT	a JSON text a line
 */
#include <err.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "formats/api_ps.h"

static uint64_t state;

/* xorshift64*: the same texts for the same seed on every machine. */
static uint64_t
random_bits(void)
{
	state ^= state >> 12;
	state ^= state << 25;
	state ^= state >> 27;
	return state * 2685821657736338717u;
}

static unsigned
below(unsigned n)
{
	return (unsigned)(random_bits() >> 33) % n;
}

/* A letter, a letter of two to four bytes, or an escape. */
static void
random_letter(struct text *out)
{
	static const char *const letters[] = {"\xc2\x80", "\xc2\x85",
	    "\xc3\xa9", "\xe2\x80\xa8", "\xe2\x80\xa9", "\xef\xbf\xbd",
	    "\xef\xbf\xbf", "\xe6\x97\xa5", "\xf0\x9f\x98\x80", "\\\\", "\\\"",
	    "\\/", "\\b", "\\f", "\\n", "\\r", "\\t", "\\ud83d\\ude00",
	    "\\u003c", "\\u2028", "\\uD834\\uDD1E", "<", ">", "&", "'", "/",
	    "\\uFFFE"};

	switch (below(4)) {
	case 0:
		text_add_f(out, "\\u%04x", 0xa0 + below(0x60));
		break;
	case 1:
		text_add_string(
		    out, letters[below(sizeof letters / sizeof letters[0])]);
		break;
	default:
		text_add_char(out, (char)('a' + below(26)));
		break;
	}
}

static void
random_string(struct text *out)
{
	unsigned n = below(12);

	text_add_char(out, '"');
	while (n-- > 0)
		random_letter(out);
	text_add_char(out, '"');
}

static void
random_value(struct text *out, unsigned depth)
{
	unsigned kind = below(depth > 5 ? 5 : 8), n = below(5), i;

	if (kind == 0) {
		text_add_string(out, below(2) ? "true" : "false");
	} else if (kind == 1) {
		text_add_string(out, "null");
	} else if (kind == 2) {
		/* No "-0", and nothing that is no double of its own. */
		text_add_f(out, "%s%" PRIu64, below(2) ? "-" : "",
		    1 + (random_bits() >> (12 + below(50))));
	} else if (kind <= 4) {
		random_string(out);
	} else {
		int object = kind != 5;

		text_add_char(out, object ? '{' : '[');
		for (i = 0; i < n; i++) {
			text_add_string(out, i > 0 ? ", " : " ");
			/* Few keys, so that some come twice. */
			if (object)
				text_add_f(out, "\"k%u\": ", below(6));
			random_value(out, depth + 1);
		}
		text_add_char(out, object ? '}' : ']');
	}
}

static void
print_each(void)
{
	struct text in = {0}, out = {0};
	struct span rest, line;
	struct api_ps api;
	char buffer[8192];
	size_t n, number = 0;

	while ((n = fread(buffer, 1, sizeof buffer, stdin)) > 0)
		text_add(&in, buffer, n);
	rest = text_span(&in);
	while (span_line(&rest, &line)) {
		number++;
		if (api_ps_read(line, &api) != 0)
			errx(1, "line %zu: not JSON", number);
		if (api_ps_write(&out, api.root) != 0)
			errx(1, "line %zu: too long", number);
		fwrite(out.data, 1, out.len, stdout);
		text_clear(&out);
		api_ps_free(&api);
	}
	text_free(&in);
	text_free(&out);
}

int
main(int argc, char **argv)
{
	struct text out = {0};
	long count;

	if (argc == 1) {
		print_each();
	} else if (argc >= 4 && strcmp(argv[1], "random") == 0) {
		state = strtoull(argv[2], NULL, 10) * 2 + 1;
		for (count = strtol(argv[3], NULL, 10); count > 0; count--) {
			random_value(&out, 0);
			text_add_char(&out, '\n');
		}
		fwrite(out.data, 1, out.len, stdout);
		text_free(&out);
	} else {
		errx(2, "usage: drive_api_ps [random SEED COUNT]");
	}
	if (fflush(stdout) != 0 || ferror(stdout))
		err(1, "stdout");
	return 0;
}
