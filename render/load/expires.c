#include <stdlib.h>
#include <string.h>

#include "render/array.h"
#include "render/load/expires.h"

static void
skip_blanks(struct span *s)
{
	while (s->n > 0 && (s->p[0] == ' ' || s->p[0] == '\t')) {
		s->p++;
		s->n--;
	}
}

/* Step over the key at the front and the quote that opens its value. */
static int
skip_key(struct span *s)
{
	if (!span_skip(s, "\"expires_at\""))
		return 0;
	skip_blanks(s);
	if (!span_skip(s, ":"))
		return 0;
	skip_blanks(s);
	return span_skip(s, "\"");
}

static int
add(struct expires *x, struct span value)
{
	int64_t ms;

	if (span_time(value, &ms) != 0)
		ms = INT64_MIN;
	if (array_grow((void **)&x->ms, x->count, sizeof *x->ms) != 0)
		return -1;
	x->ms[x->count++] = ms;
	return 0;
}

int
expires_take(struct expires *x, struct span block)
{
	const char *end = block.p + block.n, *from = block.p, *p = block.p;

	text_clear(&x->rest);
	x->count = 0;
	while ((p = memchr(p, '"', (size_t)(end - p))) != NULL) {
		struct span s = {p, (size_t)(end - p)}, value;
		/* Within a string a quote has a backslash before it. */
		const int key = p == block.p || p[-1] != '\\';

		p++;
		if (!key || !skip_key(&s))
			continue;
		p = s.p;
		if (!span_until(&s, '"', &value) || value.p + value.n == end ||
		    memchr(value.p, '\n', value.n) != NULL)
			continue;
		text_add(&x->rest, from, (size_t)(p - from));
		from = p = value.p + value.n;
		p++;
		if (add(x, value) != 0)
			return -1;
	}
	text_add(&x->rest, from, (size_t)(end - from));
	return x->rest.failed ? -1 : 0;
}

void
expires_free(struct expires *x)
{
	text_free(&x->rest);
	free(x->ms);
}
