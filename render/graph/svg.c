#include <sys/types.h>

#include <libxml/parser.h>
#include <libxml/tree.h>
#include <libxml/xmlerror.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "render/graph/svg.h"
#include "render/utf8.h"

/*
 * What libxml2 2.9 does, and how this file handles it: xmlNewChild parses its
 * content as markup and drops text with a bare '&', so text is added with
 * xmlNewDocText. Calling xmlNewProp twice writes an attribute twice, so we use
 * xmlSetProp. Control bytes and invalid UTF-8 are not changed, so text is
 * cleaned first. We indent ourselves, because versions differ. If memory runs
 * out, it may omit an attribute or a text and continue, so we check each
 * allocation.
 */
enum { SCRATCHES = 64 };
struct svg {
	xmlDocPtr doc;
	struct text clean;
	struct text scratch[SCRATCHES];
	unsigned turn;
	int failed;
};

static int starved; /* an allocation of libxml2 failed */

static void *
note_malloc(size_t n)
{
	void *p = malloc(n);

	starved |= p == NULL;
	return p;
}

static void *
note_realloc(void *old, size_t n)
{
	void *p = realloc(old, n);

	starved |= p == NULL;
	return p;
}

static char *
note_strdup(const char *s)
{
	char *p = strdup(s);

	starved |= p == NULL;
	return p;
}

/* The caller reports errors. */
static void
keep_quiet(void *arg, const char *fmt, ...)
{
	(void)arg;
	(void)fmt;
}

struct svg *
svg_new(void)
{
	struct svg *svg = calloc(1, sizeof *svg);
	xmlNodePtr root = NULL;

	xmlMemSetup(free, note_malloc, note_realloc, note_strdup);
	xmlSetGenericErrorFunc(NULL, keep_quiet);
	starved = 0;
	if (svg == NULL)
		return NULL;
	svg->doc = xmlNewDoc((const xmlChar *)"1.0");
	if (svg->doc != NULL)
		root =
		    xmlNewDocNode(svg->doc, NULL, (const xmlChar *)"svg", NULL);
	if (root == NULL) {
		svg_free(svg);
		return NULL;
	}
	xmlDocSetRootElement(svg->doc, root);
	svg_set(svg, svg_root(svg), "xmlns", "http://www.w3.org/2000/svg");
	return svg;
}

void
svg_free(struct svg *svg)
{
	int i;

	if (svg == NULL)
		return;
	xmlFreeDoc(svg->doc);
	text_free(&svg->clean);
	for (i = 0; i < SCRATCHES; i++)
		text_free(&svg->scratch[i]);
	free(svg);
	xmlResetLastError();
}

struct svg_element *
svg_root(struct svg *svg)
{
	return (struct svg_element *)xmlDocGetRootElement(svg->doc);
}

/* A cleaned copy with a NUL, valid until the next call; NULL on failure. */
static const xmlChar *
cleaned(struct svg *svg, struct span s)
{
	text_clear(&svg->clean);
	utf8_clean(&svg->clean, s);
	text_add_char(&svg->clean, '\0');
	svg->failed |= svg->clean.failed;
	return svg->failed ? NULL : (const xmlChar *)svg->clean.data;
}

/* Make the node, which may be NULL, the last child. */
static struct svg_element *
add_node(struct svg *svg, struct svg_element *parent, xmlNodePtr node)
{
	if (node != NULL && xmlAddChild((xmlNodePtr)parent, node) != NULL)
		return (struct svg_element *)node;
	xmlFreeNode(node);
	svg->failed = 1;
	return NULL;
}

struct svg_element *
svg_add_list(struct svg *svg, struct svg_element *parent, const char *before,
    const char *const list[])
{
	struct svg_element *element;
	xmlNodePtr node;

	if (before[0] != '\0')
		svg_text(svg, parent, span_of(before));
	if (svg->failed || parent == NULL)
		return NULL;
	node = xmlNewDocNode(svg->doc, NULL, (const xmlChar *)list[0], NULL);
	element = add_node(svg, parent, node);
	svg_set_list(svg, element, list + 1);
	return element;
}

void
svg_set_list(
    struct svg *svg, struct svg_element *element, const char *const list[])
{
	for (; list[0] != NULL; list += 2)
		if (list[1] != NULL)
			svg_set_span(svg, element, list[0], span_of(list[1]));
}

void
svg_set_span(struct svg *svg, struct svg_element *element, const char *name,
    struct span value)
{
	const xmlChar *clean;

	if (svg->failed || element == NULL)
		return;
	clean = cleaned(svg, value);
	if (clean == NULL || xmlSetProp((xmlNodePtr)element,
				 (const xmlChar *)name, clean) == NULL)
		svg->failed = 1;
}

struct text *
svg_scratch(struct svg *svg)
{
	struct text *t = &svg->scratch[svg->turn++ % SCRATCHES];

	text_rewind(t);
	return t;
}

static const char *
ended(struct text *t)
{
	text_add_char(t, '\0');
	return t->failed ? "" : t->data;
}

const char *
svg_f(struct svg *svg, const char *fmt, ...)
{
	struct text *t = svg_scratch(svg);
	char value[512];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(value, sizeof value, fmt, ap);
	va_end(ap);
	text_add_string(t, value);
	return ended(t);
}

void
svg_add_hundredths(struct text *t, long hundredths)
{
	const unsigned long n =
	    (unsigned long)(hundredths < 0 ? -hundredths : hundredths);

	if (hundredths < 0)
		text_add_char(t, '-');
	if (n >= 100 || n == 0)
		text_add_u64(t, n / 100);
	if (n % 100 != 0) {
		text_add_char(t, '.');
		text_add_char(t, (char)('0' + n / 10 % 10));
	}
	if (n % 10 != 0)
		text_add_char(t, (char)('0' + n % 10));
}

const char *
svg_number(struct svg *svg, double value)
{
	struct text *t = svg_scratch(svg);

	svg_add_hundredths(t, (long)(value * 100 + (value < 0 ? -0.5 : 0.5)));
	return ended(t);
}

void
svg_text(struct svg *svg, struct svg_element *element, struct span s)
{
	const xmlChar *clean;

	if (svg->failed || element == NULL)
		return;
	clean = cleaned(svg, s);
	add_node(svg, element,
	    clean == NULL ? NULL : xmlNewDocText(svg->doc, clean));
}

struct svg_element *
svg_add_text(struct svg *svg, struct svg_element *parent, const char *name,
    struct span s)
{
	struct svg_element *element = svg_add_inline(svg, parent, name);

	svg_text(svg, element, s);
	return element;
}

void
svg_add_script(struct svg *svg, struct svg_element *element, struct span s)
{
	struct text *t = svg_scratch(svg);
	xmlNodePtr node = NULL;

	svg_text(svg, element, SPAN("/*"));
	text_add_string(t, "*/\n");
	text_add_span(t, s);
	text_add_string(t, "/*");
	if (!t->failed && t->len < INT32_MAX && element != NULL && !svg->failed)
		node = xmlNewCDataBlock(
		    svg->doc, (const xmlChar *)t->data, (int)t->len);
	add_node(svg, element, node);
	svg_text(svg, element, SPAN("*/"));
}

int
svg_write(struct svg *svg, struct text *out)
{
	xmlChar *bytes = NULL;
	int i, n = 0;

	for (i = 0; i < SCRATCHES; i++)
		svg->failed |= svg->scratch[i].failed;
	if (!svg->failed)
		xmlDocDumpMemoryEnc(svg->doc, &bytes, &n, "UTF-8");
	if (starved || bytes == NULL || n <= 0) {
		xmlFree(bytes);
		return -1;
	}
	text_add(out, bytes, (size_t)n);
	xmlFree(bytes);
	return out->failed ? -1 : 0;
}
