#ifndef COLLECTORS_SECTIONS_H
#define COLLECTORS_SECTIONS_H

#include <stddef.h>
#include <stdint.h>

#include "collectors/trust.h"
#include "formats/text.h"

/*
 * The five sections of a block, and for each its two ways: the documented
 * command, and native, which needs no fork. SOURCE_AUTO asks the command until
 * native has shown the same form at the same moment; where there is no such
 * command native is trusted, and where the form differs the command stays.
 */
struct sections;

struct sections_options {
	enum source source;
	const char *url;  /* the server's, without a slash at the end */
	char point;       /* the decimal point of the user's locale */
	const char *root; /* for memory_new(); NULL is the machine itself */
};

/* Returns NULL with a reason (at most `size` bytes, NUL included) on failure.
 */
struct sections *sections_new(
    const struct sections_options *, char *reason, size_t size);
void sections_free(struct sections *);
/*
 * Append the sections of this moment, the memory's first; what fails is left
 * out. Returns how many there are.
 */
size_t sections_read(struct sections *, int64_t now_ms, struct text *out);

#endif
