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
/* A new last child; on a line of its own in the text. */
struct svg_element *svg_add(
    struct svg *, struct svg_element *parent, const char *name);
/* Within a line of text: no line break before it. */
struct svg_element *svg_add_inline(
    struct svg *, struct svg_element *parent, const char *name);
void svg_set(
    struct svg *, struct svg_element *, const char *name, const char *value);
void svg_set_span(
    struct svg *, struct svg_element *, const char *name, struct span value);
void svg_set_f(struct svg *, struct svg_element *, const char *name,
    const char *fmt, ...) __attribute__((format(printf, 4, 5)));
/* A number with at most two decimals and no more than it needs. */
void svg_set_number(
    struct svg *, struct svg_element *, const char *name, double);
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
/* Append such a number to a text, as svg_set_number writes it. */
void svg_add_number(struct text *, double);
/* The document's text. Returns 0, or -1 when memory was short. */
int svg_write(struct svg *, struct text *out);

#endif
