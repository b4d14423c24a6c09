#include <string.h>

#include "render/load/records.h"

enum { COUNT_STRIDE = 128 };

/*
 * Lines must be counted in every byte of a log, for the day that one of them
 * is broken. Strides of a fixed length are what compilers make wide.
 */
static size_t
count_lines(struct span text)
{
	size_t lines = 0, i = 0, k;

	for (; i + COUNT_STRIDE <= text.n; i += COUNT_STRIDE) {
		unsigned char n = 0;

		for (k = 0; k < COUNT_STRIDE; k++)
			n = (unsigned char)(n + (text.p[i + k] == '\n'));
		lines += n;
	}
	for (; i < text.n; i++)
		lines += text.p[i] == '\n';
	return lines;
}

/*
 * Where the next mark begins, at `from` or later, or text.n. A mark is five
 * equal signs at the start of a line; '=' is rare in a log, so look for that.
 */
static size_t
find_mark(struct span text, size_t from)
{
	const char *end = text.p + text.n, *p = text.p + from;

	while (p < end && (p = memchr(p, '=', (size_t)(end - p))) != NULL) {
		size_t n = (size_t)(end - p);

		if ((p == text.p || p[-1] == '\n') && n >= 5 &&
		    memcmp(p, "=====", 5) == 0)
			return (size_t)(p - text.p);
		p++;
	}
	return text.n;
}

/* Step over what is too large, to the next mark or the end. */
static int
skip_block(struct records *b)
{
	size_t from = 5; /* the block's own mark */

	for (;;) {
		struct span window = input_window(&b->in);
		size_t at = find_mark(window, from);
		/* What stays may begin a mark, behind its first byte. */
		size_t used = at < window.n ? at : window.n - 5;

		from = 1;
		b->line += count_lines((struct span){window.p, used});
		input_skip(&b->in, used);
		if (at < window.n)
			return 0;
		switch (input_fill(&b->in)) {
		case INPUT_ERROR:
			return -1;
		case INPUT_END:
			input_skip(&b->in, input_window(&b->in).n);
			return 0;
		case INPUT_MORE:
		case INPUT_FULL:
			break;
		}
	}
}

/*
 * Would the window have been full before the next mark was whole in it? Then
 * the block is left out also if it came at once: how a file is read must make
 * no difference.
 */
static int
too_large(struct span text)
{
	return text.n > RECORDS_LIMIT - 5;
}

/* What the last call gave is done with. */
static int
step_over(struct records *b)
{
	b->line += count_lines(b->text);
	input_skip(&b->in, b->text.n);
	b->text.n = 0;
	if (!b->over_full)
		return 0;
	b->over_full = b->in_block = 0;
	b->looked = 0;
	return skip_block(b);
}

int
records_open(struct records *b, const char *file)
{
	*b = (struct records){.line = 1, .text = {"", 0}};
	return input_open(&b->in, file, RECORDS_LIMIT);
}

void
records_close(struct records *b)
{
	input_close(&b->in);
}

enum records_result
records_next(struct records *b, struct span *text)
{
	enum records_result result;
	struct span window;
	size_t at;

	if (step_over(b) != 0)
		return RECORDS_ERROR;
	if (b->ended)
		return RECORDS_END;
	result = b->in_block ? RECORDS_ONE : RECORDS_STRAY;
	for (;;) {
		window = input_window(&b->in);
		at = find_mark(window, b->looked);
		if (at < window.n || b->in.at_end)
			break;
		/* A mark may be cut by the window's end. */
		b->looked = window.n > 10 ? window.n - 5 : b->in_block ? 5 : 0;
		switch (input_fill(&b->in)) {
		case INPUT_ERROR:
			return RECORDS_ERROR;
		case INPUT_FULL:
			b->over_full = 1;
			*text = b->text;
			return BLOCKS_TOO_LARGE;
		case INPUT_END:
		case INPUT_MORE:
			break;
		}
	}
	*text = b->text = (struct span){window.p, at};
	b->ended = at == window.n;
	b->in_block = 1;
	b->looked = 5;
	return too_large(*text) ? BLOCKS_TOO_LARGE : result;
}
