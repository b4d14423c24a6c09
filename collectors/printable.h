#ifndef COLLECTORS_PRINTABLE_H
#define COLLECTORS_PRINTABLE_H

#include <stddef.h>

/*
 * Put '?' in place of each of these bytes that a terminal might obey: control
 * characters, those of C1 too, and what is not UTF-8. Messages repeat what may
 * come from anywhere; other text stays as it is. Without allocation: that
 * there is no memory can be what is to be said.
 */
void printable_make(char *bytes, size_t n);

#endif
