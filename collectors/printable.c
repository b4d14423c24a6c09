#include <stdint.h>

#include "collectors/printable.h"

static size_t printable_length(const unsigned char *, size_t n);

/*
 * How long is the character that these bytes begin with? 0: it is none, or not
 * to be printed.
 */
static size_t
printable_length(const unsigned char *p, size_t n)
{
	static const uint32_t least[] = {0, 0, 0xa0, 0x800, 0x10000};
	uint32_t c;
	size_t want, i;

	if (p[0] < 0x80)
		return p[0] >= ' ' && p[0] != 0x7f;
	want = p[0] >= 0xf0 ? 4 : p[0] >= 0xe0 ? 3 : 2;
	if (p[0] < 0xc2 || p[0] > 0xf4 || want > n)
		return 0;
	c = p[0] & (0xffU >> (want + 1));
	for (i = 1; i < want; i++) {
		if ((p[i] & 0xc0) != 0x80)
			return 0;
		c = c << 6 | (p[i] & 0x3fU);
	}
	if (c < least[want] || c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff))
		return 0;
	return want;
}

void
printable_make(char *bytes, size_t n)
{
	size_t i = 0, length;

	while (i < n) {
		length =
		    printable_length((const unsigned char *)bytes + i, n - i);
		if (length == 0)
			bytes[i++] = '?';
		i += length;
	}
}
