#include <ctype.h>

#include "collectors/procps.h"

static void procps_clean_all(const struct procps *, char *, size_t);
static size_t procps_length_4_0_0(const char *, size_t);
static size_t procps_length_4_0_4(const char *, size_t);
static size_t procps_length_4_0_5(const char *, size_t);

void
procps_clean(const struct procps *ps, struct text *text, size_t from)
{
	size_t i, n, length;
	char *s;

	if (text->failed || text->len == from)
		return;
	s = text->data + from;
	length = text->len - from;
	if (!ps->utf8) {
		procps_clean_all(ps, s, length);
		return;
	}
	for (i = 0; i < length; i += n) {
		if (ps->version == PROCPS_4_0_0) {
			n = procps_length_4_0_0(s + i, length - i);
			if (n == 0) {
				procps_clean_all(ps, s + i, length - i);
				return;
			}
		} else if (ps->version == PROCPS_4_0_4) {
			n = procps_length_4_0_4(s + i, length - i);
		} else {
			n = procps_length_4_0_5(s + i, length - i);
		}
		if (n == 0 || (unsigned char)s[i] < 0x20 || s[i] == 0x7f) {
			s[i] = '?';
			n += n == 0;
		}
	}
}

static void
procps_clean_all(const struct procps *ps, char *s, size_t length)
{
	size_t i;

	for (i = 0; i < length; i++) {
		unsigned char c = (unsigned char)s[i];

		if (ps->version >= PROCPS_4_0_5)
			s[i] = isprint(c) ? s[i] : '?';
		else if (c >= 0x80)
			s[i] = '?';
		else if (c < 0x20 || c == 0x7f)
			s[i] = '.';
	}
}

/* The length of a character by its first byte; 0: no first byte, or cut. */
static size_t
procps_length_4_0_0(const char *s, size_t left)
{
	unsigned char c = (unsigned char)s[0];
	size_t n;

	if (c < 0x80)
		n = 1;
	else if (c >= 0xc2 && c <= 0xdf)
		n = 2;
	else if (c >= 0xe0 && c <= 0xef)
		n = 3;
	else if (c >= 0xf0 && c <= 0xf4)
		n = 4;
	else
		return 0;
	return n <= left ? n : 0;
}

/* The same, with a look at the other bytes and at U+0080 to U+009F. */
static size_t
procps_length_4_0_4(const char *s, size_t left)
{
	size_t n = procps_length_4_0_0(s, left), i;

	for (i = 1; i < n; i++)
		if (((unsigned char)s[i] & 0xc0) != 0x80)
			return 0;
	if (n == 2 && (unsigned char)s[0] == 0xc2 &&
	    (unsigned char)s[1] <= 0x9f)
		return 0;
	return n;
}

/* The same, as RFC 3629 has it and without the private use areas. */
static size_t
procps_length_4_0_5(const char *s, size_t left)
{
	size_t n = procps_length_4_0_4(s, left), i;
	uint32_t c;

	if (n < 3)
		return n;
	c = (unsigned char)s[0] & (n == 3 ? 0x0f : 0x07);
	for (i = 1; i < n; i++)
		c = c << 6 | ((unsigned char)s[i] & 0x3f);
	if (n == 3 && (c < 0x800 || (c >= 0xd800 && c <= 0xdfff) ||
			  (c >= 0xe000 && c <= 0xf8ff)))
		return 0;
	if (n == 4 &&
	    (c < 0x10000 || c > 0x10ffff || (c >= 0xf0000 && c <= 0xffffd) ||
		(c >= 0x100000 && c <= 0x10fffd)))
		return 0;
	return n;
}
