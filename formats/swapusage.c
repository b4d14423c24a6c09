#include <string.h>

#include "formats/swapusage.h"

#define NAME "vm.swapusage:"

void
swapusage_write(struct text *out, const struct swapusage *s, char point)
{
	const double mib = 1048576;
	size_t i;

	text_add_string(out, NAME);
	i = out->len;
	text_add_f(out, " total = %.2fM  used = %.2fM  free = %.2fM  %s\n",
	    (double)s->total_bytes / mib, (double)s->used_bytes / mib,
	    (double)s->free_bytes / mib, s->encrypted ? "(encrypted)" : "");
	for (; i < out->len; i++)
		if (out->data[i] == '.')
			out->data[i] = point;
}

int
swapusage_starts(struct span line)
{
	return span_starts(line, NAME " ") || span_starts(line, "total = ");
}

/* Read "LABEL = 2048.00M", to the nearest byte, and skip it. */
static int
swapusage_part(struct span *line, const char *label, uint64_t *bytes)
{
	enum { MAX_DECIMALS = 6 }; /* 10^6 T still fits into 64 bits */
	static const char units[] = "KMGT";
	struct span word, equals, s;
	uint64_t value, part = 0, scale = 1;
	const char *unit;
	unsigned shift;
	size_t i;

	if (!span_word(line, &word) || !span_is(word, label) ||
	    !span_word(line, &equals) || !span_is(equals, "=") ||
	    !span_word(line, &s) ||
	    (unit = memchr(units, s.p[--s.n], sizeof units - 1)) == NULL)
		return -1;
	shift = 10 * (unsigned)(unit - units + 1);
	for (i = 0; i < s.n && s.p[i] != '.' && s.p[i] != ','; i++)
		continue;
	if (span_u64((struct span){s.p, i}, &value) != 0)
		return -1;
	if (i < s.n) {
		s.p += i + 1;
		s.n -= i + 1;
		if (s.n > MAX_DECIMALS || span_u64(s, &part) != 0)
			return -1;
		for (i = 0; i < s.n; i++)
			scale *= 10;
	}
	part = ((part << shift) + scale / 2) / scale;
	if (value > (UINT64_MAX - part) >> shift)
		return -1;
	*bytes = (value << shift) + part;
	return 0;
}

const char *
swapusage_read(struct span line, struct swapusage *swap)
{
	struct swapusage s = {0};
	struct span rest = span_trim_end(line);

	span_skip(&rest, NAME);
	if (swapusage_part(&rest, "total", &s.total_bytes) != 0 ||
	    swapusage_part(&rest, "used", &s.used_bytes) != 0 ||
	    swapusage_part(&rest, "free", &s.free_bytes) != 0)
		return "vm.swapusage: expected "
		       "total = 2048.00M  used = 1184.50M  free = 863.50M";
	rest = span_trim(rest);
	s.encrypted = span_is(rest, "(encrypted)");
	if (rest.n != 0 && !s.encrypted)
		return "vm.swapusage: expected (encrypted) or nothing after "
		       "the free bytes";
	*swap = s;
	return NULL;
}
