#include <stdlib.h>
#include <string.h>

#include "render/array.h"
#include "render/load/expires.h"

/*
 * Step to the end of the next string and take it, if it is the value of such a
 * key; within a string a quote has a backslash before it.
 */
static int
take_value(struct span *rest, struct span *value)
{
	const char *end = rest->p + rest->n;
	struct span before;

	if (!span_until(rest, '"', &before) ||
	    (before.n > 0 && before.p[before.n - 1] == '\\') ||
	    !span_skip(rest, "expires_at\""))
		return 0;
	while (rest->n > 0 && memchr(" \t:", rest->p[0], 3) != NULL)
		*rest = (struct span){rest->p + 1, rest->n - 1};
	return span_skip(rest, "\"") && span_until(rest, '"', value) &&
	       value->p + value->n < end &&
	       memchr(value->p, '\n', value->n) == NULL;
}

int
expires_take(struct expires *x, struct span block)
{
	struct span rest = block, value;

	text_clear(&x->rest);
	x->count = 0;
	while (rest.n > 0) {
		if (!take_value(&rest, &value))
			continue;
		if (array_grow((void **)&x->ms, x->count, sizeof *x->ms) != 0)
			return -1;
		if (span_time(value, &x->ms[x->count]) != 0)
			x->ms[x->count] = INT64_MIN;
		x->count++;
		text_add(&x->rest, block.p, (size_t)(value.p - block.p));
		block.n -= (size_t)(value.p - block.p) + value.n;
		block.p = value.p + value.n;
	}
	text_add_span(&x->rest, block);
	return x->rest.failed ? -1 : 0;
}

void
expires_free(struct expires *x)
{
	text_free(&x->rest);
	free(x->ms);
}
