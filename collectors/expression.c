#include <string.h>

#include "collectors/expression.h"

/* A group whose end has not come yet, or the whole. */
struct group {
	unsigned parts; /* of what stands before the last item */
	unsigned last;  /* of the last item, which a repetition repeats */
};

struct expression {
	struct group group[EXPRESSION_DEPTH + 1];
	int depth;
};

static const char *expression_set_end(const char *);
static unsigned expression_number(const char **);
static int expression_interval(const char **, unsigned *times);
static int expression_item(struct group *, unsigned parts);
static int expression_repeat(struct group *, unsigned times);
static int expression_close(struct expression *);

static const char too_much[] = "too large, repetitions written out";

const char *
expression_bounded(const char *ere)
{
	struct expression e = {0};
	const char *p = ere;
	unsigned times;
	int fits = 1;

	while (*p != '\0' && fits) {
		if (*p == '(') {
			if (e.depth == EXPRESSION_DEPTH)
				return "too many groups within groups";
			e.group[++e.depth] = (struct group){0};
			p++;
		} else if (*p == ')') {
			fits = expression_close(&e);
			p++;
		} else if (*p == '+') {
			fits = expression_repeat(&e.group[e.depth], 2);
			p++;
		} else if (*p == '{' && expression_interval(&p, &times)) {
			fits = expression_repeat(&e.group[e.depth], times);
		} else if (*p == '[') {
			fits = expression_item(&e.group[e.depth], 1);
			p = expression_set_end(p);
		} else if (*p == '\\' && p[1] != '\0') {
			if (p[1] >= '1' && p[1] <= '9')
				return "a back reference is in no extended expression";
			fits = expression_item(&e.group[e.depth], 1);
			p += 2;
		} else if (*p == '*' || *p == '?') {
			fits = expression_repeat(&e.group[e.depth], 1);
			p++;
		} else {
			fits = expression_item(&e.group[e.depth], 1);
			p++;
		}
	}
	return fits ? NULL : too_much;
}

/* Behind the ']' of the set that begins here, or at the end of the string. */
static const char *
expression_set_end(const char *p)
{
	char kind;

	p++;
	if (*p == '^')
		p++;
	if (*p == ']')
		p++;
	while (*p != '\0' && *p != ']') {
		kind = p[1];
		if (*p++ != '[' || kind == '\0' || strchr(":.=", kind) == NULL)
			continue;
		/* As in [[:alpha:]]. */
		for (p++; *p != '\0'; p++)
			if (*p == kind && p[1] == ']') {
				p += 2;
				break;
			}
	}
	return *p == ']' ? p + 1 : p;
}

static unsigned
expression_number(const char **p)
{
	unsigned n = 0;

	for (; **p >= '0' && **p <= '9'; ++*p)
		if (n <= EXPRESSION_PARTS)
			n = n * 10 + (unsigned)(**p - '0');
	return n;
}

/* {m}, {m,}, {m,n} or {,n}: how often its item is written out. */
static int
expression_interval(const char **where, unsigned *times)
{
	const char *p = *where + 1;
	unsigned least, most;

	least = most = expression_number(&p);
	if (*p == ',') {
		p++;
		/* Without an end it is the least number, and a '*' more. */
		most = *p == '}' ? least + 1 : expression_number(&p);
	}
	if (*p != '}')
		return 0;
	*where = p + 1;
	*times = most > least ? most : least;
	return 1;
}

static int
expression_item(struct group *group, unsigned parts)
{
	group->parts += group->last;
	group->last = parts;
	return group->parts + group->last <= EXPRESSION_PARTS;
}

static int
expression_repeat(struct group *group, unsigned times)
{
	/* Neither is much more than EXPRESSION_PARTS. */
	group->last *= 3 * (times > 0 ? times : 1);
	return group->parts + group->last <= EXPRESSION_PARTS;
}

/* The group is an item of the one around it. */
static int
expression_close(struct expression *e)
{
	struct group *group = &e->group[e->depth];

	if (e->depth == 0)
		return expression_item(group, 1);
	e->depth--;
	return expression_item(
	    &e->group[e->depth], group->parts + group->last + 1);
}
