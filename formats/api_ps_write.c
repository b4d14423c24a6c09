#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "formats/api_ps.h"

/* jq 1.6 reads no deeper; nothing of Ollama's is deeper than five. */
#define API_PS_DEPTH 256

static int api_ps_write_value(struct text *, const json_t *, size_t depth);

/* jq escapes control bytes and DEL, and leaves all else as it is. */
static void
api_ps_write_string(struct text *out, const char *s, size_t n)
{
	static const char letters[] = "btn\0fr"; /* from 8 on; no \v */
	size_t i, plain = 0;

	text_add_char(out, '"');
	for (i = 0; i < n; i++) {
		unsigned char c = (unsigned char)s[i];

		if (c >= 0x20 && c != 0x7f && c != '"' && c != '\\')
			continue;
		text_add(out, s + plain, i - plain);
		plain = i + 1;
		text_add_char(out, '\\');
		if (c == '"' || c == '\\')
			text_add_char(out, (char)c);
		else if (c >= 8 && c <= 13 && c != 11)
			text_add_char(out, letters[c - 8]);
		else
			text_add_f(out, "u%04x", c);
	}
	text_add(out, s + plain, n - plain);
	text_add_char(out, '"');
}

/* The next decimal up in size, of as many digits; "9.9e+00" has none. */
static void
api_ps_next_decimal(char *e)
{
	char *p = strchr(e, 'e');

	while (--p >= e)
		if (*p == '9')
			*p = '0';
		else if (*p >= '0' && *p < '9') {
			++*p;
			return;
		}
}

/*
 * The shortest digits that read back as this double, as jq 1.6 lays them out.
 * Later versions keep a literal as it was sent ("1.50"), which no parsed tree
 * can tell; no number of /api/ps has a point or an exponent.
 */
static void
api_ps_write_real(struct text *out, double real)
{
	char e[40], digits[20] = "";
	int precision, n = 0, point, i;

	for (precision = 0; precision < 17; precision++) {
		snprintf(e, sizeof e, "%.*e", precision, real);
		if (strtod(e, NULL) == real)
			break;
		/* Below a power of two the doubles are denser than above. */
		api_ps_next_decimal(e);
		if (strtod(e, NULL) == real)
			break;
	}
	for (i = 0; e[i] != 'e'; i++)
		if (e[i] >= '0' && e[i] <= '9')
			digits[n++] = e[i];
	/* The value is 0.DIGITS times ten to the power of `point`. */
	point = real == 0 ? 1 : (int)strtol(e + i + 1, NULL, 10) + 1;
	if (e[0] == '-')
		text_add_char(out, '-');
	if (point <= -4 || point > n + 15) {
		text_add_char(out, digits[0]);
		if (n > 1)
			text_add_char(out, '.');
		text_add(out, digits + 1, (size_t)n - 1);
		text_add_f(out, "e%+03d", point - 1);
		return;
	}
	if (point <= 0)
		text_add_string(out, "0.");
	for (i = point; i < 0; i++)
		text_add_char(out, '0');
	for (i = 0; i < n; i++) {
		if (i == point && i > 0)
			text_add_char(out, '.');
		text_add_char(out, digits[i]);
	}
	for (; i < point; i++)
		text_add_char(out, '0');
}

static void
api_ps_write_indent(struct text *out, size_t depth)
{
	text_add_char(out, '\n');
	while (depth-- > 0)
		text_add_string(out, "  ");
}

static int
api_ps_write_array(struct text *out, const json_t *array, size_t depth)
{
	size_t i, n = json_array_size(array);

	text_add_char(out, '[');
	for (i = 0; i < n; i++) {
		if (i > 0)
			text_add_char(out, ',');
		api_ps_write_indent(out, depth + 1);
		if (api_ps_write_value(
			out, json_array_get(array, i), depth + 1) != 0)
			return -1;
	}
	if (n > 0)
		api_ps_write_indent(out, depth);
	text_add_char(out, ']');
	return 0;
}

static int
api_ps_write_object(struct text *out, const json_t *object, size_t depth)
{
	/* jansson's iterators want a pointer that is not const. */
	json_t *o = (json_t *)(uintptr_t)object;
	void *member;
	const char *key;

	text_add_char(out, '{');
	for (member = json_object_iter(o); member != NULL;
	     member = json_object_iter_next(o, member)) {
		if (member != json_object_iter(o))
			text_add_char(out, ',');
		api_ps_write_indent(out, depth + 1);
		key = json_object_iter_key(member);
		api_ps_write_string(out, key, strlen(key));
		text_add_string(out, ": ");
		if (api_ps_write_value(
			out, json_object_iter_value(member), depth + 1) != 0)
			return -1;
	}
	if (json_object_size(o) > 0)
		api_ps_write_indent(out, depth);
	text_add_char(out, '}');
	return 0;
}

static int
api_ps_write_value(struct text *out, const json_t *value, size_t depth)
{
	switch (json_typeof(value)) {
	case JSON_OBJECT:
	case JSON_ARRAY:
		if (depth >= API_PS_DEPTH)
			return -1;
		return json_is_object(value)
			   ? api_ps_write_object(out, value, depth)
			   : api_ps_write_array(out, value, depth);
	case JSON_STRING:
		api_ps_write_string(
		    out, json_string_value(value), json_string_length(value));
		break;
	case JSON_INTEGER:
		/* jq 1.6 rounds beyond 2^53, later ones do as is done here. */
		text_add_f(
		    out, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
		break;
	case JSON_REAL:
		api_ps_write_real(out, json_real_value(value));
		break;
	case JSON_TRUE:
		text_add_string(out, "true");
		break;
	case JSON_FALSE:
		text_add_string(out, "false");
		break;
	case JSON_NULL:
		text_add_string(out, "null");
		break;
	}
	return 0;
}

int
api_ps_write(struct text *out, const json_t *value)
{
	size_t before = out->len;

	if (api_ps_write_value(out, value, 0) != 0) {
		out->len = before;
		return -1;
	}
	text_add_char(out, '\n');
	return 0;
}
