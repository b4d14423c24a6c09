#ifndef COLLECTORS_SECTIONS_H
#define COLLECTORS_SECTIONS_H

#include "collectors/trust.h"
#include "formats/text.h"

/*
 * The sections of a block, five or, with `wide`, six, each with its two ways:
 * the documented command, and native, made of the system's counters or of one
 * request to the server. trust.h decides between them.
 */
struct sections;

struct sections_options {
	enum source source;
	const char *url;  /* the server's, without a slash at the end; kept */
	char point;       /* the decimal point of the user's locale */
	int wide;         /* with what sysctl or the kernel of Linux adds */
	const char *root; /* for memory_new(); NULL is the machine itself */
};

/*
 * Returns NULL with a reason (at most `size` bytes, NUL included). Puts the
 * server's URL into OLLAMA_HOST, where the commands look for it.
 */
struct sections *sections_new(
    const struct sections_options *, char *reason, size_t size);
void sections_free(struct sections *);
/*
 * Append the sections of this moment; what fails is left out.
 * Returns how many there are, or -1 when a signal asked to stop meanwhile.
 */
int sections_read(struct sections *, struct text *out);

#endif
