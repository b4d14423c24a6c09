#include <string.h>

#include "collectors/shape.h"

static int shape_digit(char);
static size_t shape_find(struct span, const char *word);
static size_t shape_blanks_at_end(struct span line);

int
shape_same_text(struct span a, struct span b)
{
	while (a.n > 0 && b.n > 0) {
		if (shape_digit(*a.p) && shape_digit(*b.p)) {
			while (a.n > 0 && shape_digit(*a.p))
				a = (struct span){a.p + 1, a.n - 1};
			while (b.n > 0 && shape_digit(*b.p))
				b = (struct span){b.p + 1, b.n - 1};
			continue;
		}
		if (*a.p != *b.p)
			return 0;
		a = (struct span){a.p + 1, a.n - 1};
		b = (struct span){b.p + 1, b.n - 1};
	}
	return a.n == 0 && b.n == 0;
}

int
shape_same_columns(struct span a, struct span b)
{
	if (a.n != b.n)
		return 0;
	for (size_t i = 0; i < a.n; i++)
		if (a.p[i] != b.p[i] &&
		    !((shape_digit(a.p[i]) || a.p[i] == ' ') &&
			(shape_digit(b.p[i]) || b.p[i] == ' ')))
			return 0;
	return 1;
}

/*
 * The width of UNTIL only shows in the blanks at the line ends: a row ends in
 * four behind its widest cell, the header in one.
 */
int
shape_same_ollama_ps(struct span a, struct span b)
{
	struct span line_a, line_b, head_a, head_b;
	size_t until = shape_find(a, "UNTIL");
	int more;

	more = span_line(&a, &line_a);
	if (more != span_line(&b, &line_b) || !more ||
	    !span_equal(span_trim_end(line_a), span_trim_end(line_b)))
		return 0;
	while ((more = span_line(&a, &line_a)) == span_line(&b, &line_b)) {
		if (!more)
			return 1;
		if (line_a.n < until || line_b.n < until)
			return 0;
		head_a = (struct span){line_a.p, until};
		head_b = (struct span){line_b.p, until};
		if (!shape_same_text(head_a, head_b) ||
		    (shape_blanks_at_end(line_a) >= 4) !=
			(shape_blanks_at_end(line_b) >= 4))
			return 0;
	}
	return 0;
}

static int
shape_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Where in its first line the word stands; that line's length if nowhere. */
static size_t
shape_find(struct span text, const char *word)
{
	size_t n = strlen(word), i;
	struct span line = {text.p, 0};

	span_line(&text, &line);
	for (i = 0; i + n <= line.n; i++)
		if (memcmp(line.p + i, word, n) == 0)
			return i;
	return line.n;
}

static size_t
shape_blanks_at_end(struct span line)
{
	size_t n = 0;

	while (n < line.n && line.p[line.n - 1 - n] == ' ')
		n++;
	return n;
}
