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

/*
 * Read one word like "2048.00M" to the nearest byte. Returns NULL or the
 * reason.
 */
static const char *
swapusage_value(struct span s, uint64_t *bytes)
{
	enum { MAX_DECIMALS = 6 }; /* 10^6 T still fits into 64 bits */
	static const char units[] = "KMGT";
	const char *unit = memchr(units, s.p[s.n - 1], sizeof units - 1);
	struct span whole, decimals;
	uint64_t value, part = 0, scale = 1;
	unsigned shift;
	size_t i;

	if (unit == NULL)
		return "swapusage: no unit K, M, G or T";
	shift = 10 * (unsigned)(unit - units + 1);
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

/* Read "LABEL = 2048.00M" and skip it. */
static const char *
swapusage_part(struct span *s, const char *label, uint64_t *bytes)
{
	struct span word;

	if (!span_word(s, &word) || !span_is(word, label))
		return "swapusage: total, used or free is missing";
	if (!span_word(s, &word) || !span_is(word, "="))
		return "swapusage: no = after a name";
	if (!span_word(s, &word))
		return "swapusage: a value is missing";
	return swapusage_value(word, bytes);
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
	rest = span_trim(rest);
	s.encrypted = span_is(rest, "(encrypted)");
	if (rest.n != 0 && !s.encrypted) {
		*reason = "swapusage: something else after the free bytes";
		return -1;
	}
	*swap = s;
	return 0;
}
