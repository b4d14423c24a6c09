#include <string.h>

#include "formats/swapusage.h"

#define NAME "vm.swapusage:"

static void swapusage_add(struct text *, const char *, uint64_t, char);
static void swapusage_blanks(struct span *);
static unsigned swapusage_unit(char);
static const char *swapusage_value(struct span, uint64_t *);
static const char *swapusage_part(struct span *, const char *, uint64_t *);

/*
 * Append " LABEL = 12.34M ". sysctl prints %.2f of (double)bytes / 2^20; this
 * is the same number, rounded half to even as printf does, but with a decimal
 * point that does not depend on our own locale. All steps in double are exact.
 */
static void
swapusage_add(struct text *out, const char *label, uint64_t bytes, char point)
{
	const double mib = 1048576.0, exact = (double)bytes;
	uint64_t whole = (uint64_t)(exact / mib);
	uint64_t scaled = (uint64_t)(exact - (double)whole * mib) * 100;
	uint64_t hundredths = scaled >> 20, left = scaled & 0xfffff;

	if (left > 0x80000 || (left == 0x80000 && (hundredths & 1) != 0))
		hundredths++;
	whole += hundredths / 100;
	hundredths %= 100;
	text_add_char(out, ' ');
	text_add_string(out, label);
	text_add_string(out, " = ");
	text_add_u64(out, whole);
	text_add_char(out, point);
	text_add_char(out, (char)('0' + hundredths / 10));
	text_add_char(out, (char)('0' + hundredths % 10));
	text_add_string(out, "M ");
}

void
swapusage_write(struct text *out, const struct swapusage *s, char point)
{
	text_add_string(out, NAME);
	swapusage_add(out, "total", s->total_bytes, point);
	swapusage_add(out, "used", s->used_bytes, point);
	swapusage_add(out, "free", s->free_bytes, point);
	text_add_string(out, s->encrypted ? " (encrypted)\n" : " \n");
}

int
swapusage_starts(struct span line)
{
	return span_starts(line, NAME " ") || span_starts(line, "total = ");
}

static void
swapusage_blanks(struct span *s)
{
	while (span_skip(s, " "))
		continue;
}

/* The binary logarithm of a unit in bytes, or 0. */
static unsigned
swapusage_unit(char c)
{
	switch (c) {
	case 'K':
		return 10;
	case 'M':
		return 20;
	case 'G':
		return 30;
	case 'T':
		return 40;
	default:
		return 0;
	}
}

/* Read "2048.00M", to the nearest byte. Returns NULL or the reason. */
static const char *
swapusage_value(struct span s, uint64_t *bytes)
{
	enum { MAX_DECIMALS = 6 }; /* 10^6 T still fit into 64 bits */
	struct span whole, decimals;
	unsigned shift = s.n > 0 ? swapusage_unit(s.p[s.n - 1]) : 0;
	uint64_t value, part = 0, scale = 1;
	size_t i;

	if (shift == 0)
		return "swapusage: no unit K, M, G or T";
	s.n--;
	for (i = 0; i < s.n && s.p[i] != '.' && s.p[i] != ','; i++)
		continue;
	whole = (struct span){s.p, i};
	if (span_u64(whole, &value) != 0)
		return "swapusage: not a number";
	if (i < s.n) {
		decimals = (struct span){s.p + i + 1, s.n - i - 1};
		if (decimals.n > MAX_DECIMALS || span_u64(decimals, &part) != 0)
			return "swapusage: decimals cannot be read";
		for (i = 0; i < decimals.n; i++)
			scale *= 10;
	}
	part = ((part << shift) + scale / 2) / scale;
	if (value > (UINT64_MAX - part) >> shift)
		return "swapusage: more than 64 bits";
	*bytes = (value << shift) + part;
	return NULL;
}

/* Step over "LABEL = 2048.00M" and the blanks before it. */
static const char *
swapusage_part(struct span *s, const char *label, uint64_t *bytes)
{
	struct span value;

	swapusage_blanks(s);
	if (!span_skip(s, label))
		return "swapusage: total, used or free is missing";
	swapusage_blanks(s);
	if (!span_skip(s, "="))
		return "swapusage: no = after a name";
	if (!span_word(s, &value))
		return "swapusage: a value is missing";
	return swapusage_value(value, bytes);
}

int
swapusage_read(struct span line, struct swapusage *swap, const char **reason)
{
	struct swapusage s = {0};
	struct span rest = span_trim_end(line);
	const char *why;

	span_skip(&rest, NAME);
	if ((why = swapusage_part(&rest, "total", &s.total_bytes)) != NULL ||
	    (why = swapusage_part(&rest, "used", &s.used_bytes)) != NULL ||
	    (why = swapusage_part(&rest, "free", &s.free_bytes)) != NULL) {
		*reason = why;
		return -1;
	}
	swapusage_blanks(&rest);
	s.encrypted = span_is(rest, "(encrypted)");
	if (rest.n != 0 && !s.encrypted) {
		*reason = "swapusage: something else after the free bytes";
		return -1;
	}
	*swap = s;
	return 0;
}
