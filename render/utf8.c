#include "render/utf8.h"

/*
 * Decode one character. Returns its number of bytes; a byte that is not UTF-8
 * counts as one character, U+FFFD.
 */
static size_t
take_char(const unsigned char *p, size_t n, uint32_t *c)
{
	static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
	size_t want, i;

	*c = p[0];
	if (p[0] < 0x80)
		return 1;
	want = p[0] >= 0xf0 ? 4 : p[0] >= 0xe0 ? 3 : 2;
	if (p[0] >= 0xc2 && p[0] <= 0xf4 && want <= n) {
		*c = p[0] & (0xffU >> (want + 1));
		for (i = 1; i < want && (p[i] & 0xc0) == 0x80; i++)
			*c = *c << 6 | (p[i] & 0x3fU);
		if (i == want && *c >= least[want] && *c <= 0x10ffff &&
		    (*c < 0xd800 || *c > 0xdfff))
			return want;
	}
	*c = 0xfffd;
	return 1;
}

static int
is_clean(uint32_t c)
{
	if (c < 0x20 || (c >= 0x7f && c < 0xa0))
		return c == '\n';
	if (c == 0x200e || c == 0x200f || (c >= 0x2028 && c <= 0x202e) ||
	    (c >= 0x2066 && c <= 0x2069))
		return 0;
	return c != 0xfeff && (c & 0xfffe) != 0xfffe;
}

void
utf8_clean(struct text *out, struct span s)
{
	const unsigned char *p = (const unsigned char *)s.p;
	size_t i = 0, n;
	uint32_t c;

	for (; i < s.n; i += n) {
		n = take_char(p + i, s.n - i, &c);
		if (c == 0xfffd || !is_clean(c))
			text_add_string(out, "\xef\xbf\xbd");
		else
			text_add(out, p + i, n);
	}
}

/* The length in bytes of the character at i; its width in *width. */
static size_t
next(struct span s, size_t i, size_t *width)
{
	unsigned char c = (unsigned char)s.p[i];
	size_t n = c < 0x80 ? 1 : c >= 0xf0 ? 4 : c >= 0xe0 ? 3 : 2;

	/* From U+1100 on, roughly, scripts are wide; good enough for labels. */
	*width = n >= 3 && (c > 0xe2 || (c == 0xe1 && i + 1 < s.n &&
					    (unsigned char)s.p[i + 1] >= 0x84))
		     ? 2
		     : 1;
	return i + n <= s.n ? n : s.n - i;
}

size_t
utf8_width(struct span s)
{
	size_t i = 0, width, sum = 0;

	while (i < s.n) {
		i += next(s, i, &width);
		sum += width;
	}
	return sum;
}

size_t
utf8_cut(struct span s, size_t columns)
{
	size_t i = 0, n, width, sum = 0;

	while (i < s.n) {
		n = next(s, i, &width);
		if (sum + width > columns)
			break;
		sum += width;
		i += n;
	}
	return i;
}
