#ifndef RENDER_GRAPH_SVG_H
#define RENDER_GRAPH_SVG_H

#include "formats/text.h"

/*
 * The only user of libxml2: an SVG document as a tree of elements, and its
 * text. Whatever is handed over comes out well-formed: it is cleaned
 * (render/utf8.h).
 *
 * Memory running out at any call is remembered: the calls after it do nothing,
 * and svg_write tells. So elements may be NULL, and nobody needs to look.
 */
struct svg;
struct svg_element;

/* A document with its root element. NULL when memory is short. */
struct svg *svg_new(void);
void svg_free(struct svg *);
struct svg_element *svg_root(struct svg *);
/*
 * A new last child: svg_add(svg, parent, "rect", "x", "5", "y", "7"), that is
 * its name, and then names and values of attributes by turns. A value may be
 * NULL: then there is no such attribute. It is on a line of its own in the
 * text; svg_add_inline makes no line break before it.
 */
#define SVG_LIST(...) ((const char *const[]){__VA_ARGS__, NULL})
#define svg_add(svg, parent, ...) \
	svg_add_list(svg, parent, "\n", SVG_LIST(__VA_ARGS__))
#define svg_add_inline(svg, parent, ...) \
	svg_add_list(svg, parent, "", SVG_LIST(__VA_ARGS__))
/* Such attributes of an element that is there. */
#define svg_set(svg, element, ...) \
	svg_set_list(svg, element, SVG_LIST(__VA_ARGS__))
struct svg_element *svg_add_list(struct svg *, struct svg_element *parent,
    const char *before, const char *const list[]);
void svg_set_list(struct svg *, struct svg_element *, const char *const list[]);
void svg_set_span(
    struct svg *, struct svg_element *, const char *name, struct span value);
/*
 * An empty text, and values of attributes: each is good for the next 60 calls
 * of these three. A number has at most two decimals and no more than it needs.
 */
struct text *svg_scratch(struct svg *);
const char *svg_number(struct svg *, double);
const char *svg_f(struct svg *, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
/* Append such a number to a text. */
void svg_add_hundredths(struct text *, long hundredths);
/* Append text; markup in it is escaped. */
void svg_text(struct svg *, struct svg_element *, struct span);
/* A child that holds just text, such as title or desc. */
struct svg_element *svg_add_text(
    struct svg *, struct svg_element *parent, const char *name, struct span);
/*
 * The text of a script, which may hold '<' and '&' but no "]]>", as it is: in
 * a CDATA section that is a comment to the script, so that it also runs where
 * a page has taken the picture in.
 */
void svg_add_script(struct svg *, struct svg_element *, struct span);
/* The document's text. Returns 0, or -1 when memory was short. */
int svg_write(struct svg *, struct text *out);

#endif
