#include <stdlib.h>
#include <string.h>
#include <vis.h>
#include <wchar.h>
#include <wctype.h>

#include "kernel.h"

enum { DARWIN_OF_MACOS_14 = 23 };

/*
 * The simulated macOS: what its strvis(3) makes of a string with the flags
 * that ps gives it, in this machine's locale. The real one is in libSystem;
 * its rules here are those of Libc-1725.40.4, gen/FreeBSD/vis.c:
 * - visible characters and blanks stay; since Libc-1583, which came with
 *   macOS 14, white space above 0x7f too;
 * - VIS_TAB and VIS_NL make tab and newline octal, \011 and \012, and
 *   VIS_NOSLASH does not touch that form;
 * - of other characters each byte of the code becomes ^X, M-x, M^X, or octal
 *   where it would be a blank;
 * - from the first byte that is not text in the locale on, bytes are taken
 *   for characters, and then all characters are put out as bytes.
 */
enum { PS = VIS_TAB | VIS_NL | VIS_NOSLASH };

static size_t
vis_decode(const char *from, size_t n, mbstate_t *state, int *bytes, wchar_t *c)
{
	size_t length = (size_t)-1;

	if (!*bytes)
		length = mbrtowc(c, from, n, state);
	if (length == (size_t)-1 || length == (size_t)-2) {
		*bytes = 1;
		*c = (unsigned char)*from;
		length = 1;
	}
	return length;
}

/* White space above 0x7f (adv_cmds-119, usr-share-locale.tproj, UTF-8.src). */
static int
vis_white(wchar_t c)
{
	return MB_CUR_MAX > 1 &&
	       (c == 0x85 || c == 0xa0 || c == 0x1680 ||
		   (c >= 0x2000 && c <= 0x200b) || c == 0x2028 || c == 0x2029 ||
		   c == 0x202f || c == 0x205f || c == 0x3000);
}

static int
vis_stays(wchar_t c)
{
	if (c == L'\t' || c == L'\n')
		return 0;
	if (vis_white(c))
		return kernel_darwin() >= DARWIN_OF_MACOS_14;
	return c == L' ' || iswgraph((wint_t)c);
}

static char *
vis_byte(char *to, unsigned char c, int octal)
{
	if (octal || (c & 0x7f) == ' ') {
		*to++ = '\\';
		*to++ = (char)('0' + (c >> 6));
		*to++ = (char)('0' + (c >> 3 & 7));
		*to++ = (char)('0' + (c & 7));
		return to;
	}
	if (c >= 0x80)
		*to++ = 'M';
	c &= 0x7f;
	if (c < ' ' || c == 0x7f) {
		*to++ = '^';
		c ^= 0x40;
	} else
		*to++ = '-';
	*to++ = (char)c;
	return to;
}

int
strvis(char *to, const char *from, int flags)
{
	const char *start = to;
	size_t i, n, left = strlen(from);
	mbstate_t state = {0};
	int bytes = 0, any_bytes = 0, shift, extra;
	wchar_t c;

	if (flags != PS)
		abort();
	/* The real one allocates room for its characters. */
	if (kernel_fails("strvis"))
		return -1;
	for (i = 0; i < left; i += n)
		n = vis_decode(from + i, left - i, &state, &any_bytes, &c);
	memset(&state, 0, sizeof(state));
	for (; left > 0; from += n, left -= n) {
		n = vis_decode(from, left, &state, &bytes, &c);
		extra = c == L'\t' || c == L'\n';
		if (vis_stays(c) && !any_bytes) {
			memcpy(to, from, n);
			to += n;
			continue;
		}
		for (shift = 24; shift >= 0; shift -= 8) {
			if (c >> shift == 0 && shift > 0)
				continue;
			if (vis_stays(c))
				*to++ = (char)(c >> shift);
			else
				to = vis_byte(
				    to, (unsigned char)(c >> shift), extra);
		}
	}
	*to = '\0';
	return (int)(to - start);
}
