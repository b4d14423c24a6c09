#ifndef RENDER_GRAPH_SVG_H
#define RENDER_GRAPH_SVG_H

#include "formats/text.h"

/*
 * The only file that uses libxml2: an SVG document as a tree of elements, and
 * its text. Any input gives well-formed output, because it is cleaned
 * (render/utf8.h).
 * If memory runs out in any call, later calls do nothing, and svg_write fails.
 * So elements may be NULL, and no caller needs to check.
 */
struct svg;
struct svg_element;

/* A document with its root element. NULL if out of memory. */
struct svg *svg_new(void);
void svg_free(struct svg *);
struct svg_element *svg_root(struct svg *);
/*
 * Add a last child: svg_add(svg, parent, "rect", "x", "5", "y", "7"), which is
 * its name, and then names and values of attributes. An attribute with a NULL
 * value is left out. The element is on a line of its own in the text;
 * svg_add_inline adds no line break before it.
 */
#define SVG_LIST(...) ((const char *const[]){__VA_ARGS__, NULL})
#define svg_add(svg, parent, ...) \
	svg_add_list(svg, parent, "\n", SVG_LIST(__VA_ARGS__))
#define svg_add_inline(svg, parent, ...) \
	svg_add_list(svg, parent, "", SVG_LIST(__VA_ARGS__))
/* Add such attributes to an element. */
#define svg_set(svg, element, ...) \
	svg_set_list(svg, element, SVG_LIST(__VA_ARGS__))
struct svg_element *svg_add_list(struct svg *, struct svg_element *parent,
    const char *before, const char *const list[]);
void svg_set_list(struct svg *, struct svg_element *, const char *const list[]);
void svg_set_span(
    struct svg *, struct svg_element *, const char *name, struct span value);
/*
 * An empty text, and values of attributes. Each is valid for the next 60 calls
 * of these three. A number has at most two decimals, and no more than needed.
 */
struct text *svg_scratch(struct svg *);
const char *svg_number(struct svg *, double);
const char *svg_f(struct svg *, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
/* Append such a number to a text. */
void svg_add_hundredths(struct text *, long hundredths);
/* Append text, with markup escaped. */
void svg_text(struct svg *, struct svg_element *, struct span);
/* Add a child with text only, such as title or desc. */
struct svg_element *svg_add_text(
    struct svg *, struct svg_element *parent, const char *name, struct span);
/*
 * Add the text of a script, which may contain '<' and '&' but not "]]>". It
 * goes unchanged into a CDATA section that is a comment to the script, so that
 * it also runs where the picture is part of an HTML page.
 */
void svg_add_script(struct svg *, struct svg_element *, struct span);
/* The document's text. Returns 0, or -1 if memory ran out. */
int svg_write(struct svg *, struct text *out);

#endif
