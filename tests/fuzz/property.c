#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/fuzz/property.h"

_Noreturn void
property_broken(const char *file, int line, const char *what)
{
	fprintf(stderr, "%s:%d: does not hold: %s\n", file, line, what);
	abort();
}

struct span
property_input(const uint8_t *data, size_t size)
{
	return (struct span){data != NULL ? (const char *)data : "", size};
}

int
property_within(struct span part, struct span whole)
{
	return part.n == 0 ||
	       ((uintptr_t)part.p >= (uintptr_t)whole.p &&
		   (uintptr_t)part.p + part.n <= (uintptr_t)whole.p + whole.n);
}

int
property_same_words(struct span a, struct span b)
{
	struct span x, y;
	int more;

	while ((more = span_word(&a, &x)) == span_word(&b, &y))
		if (!more)
			return 1;
		else if (!span_equal(x, y))
			return 0;
	return 0;
}

size_t
property_lines(struct span s)
{
	size_t n = 0, i;

	for (i = 0; i < s.n; i++)
		n += s.p[i] == '\n';
	return n;
}

void
property_problem(void *problems, size_t line, const char *reason)
{
	struct property_problems *p = problems;

	p->count++;
	PROPERTY(line >= p->first && line < p->first + p->lines);
	PROPERTY(reason[0] != '\0' && strlen(reason) < 200);
}

struct problems
property_problems(struct property_problems *p, struct span text)
{
	*p = (struct property_problems){.first = 1};
	p->lines =
	    property_lines(text) + (text.n > 0 && text.p[text.n - 1] != '\n');
	return (struct problems){property_problem, p, p->first};
}
