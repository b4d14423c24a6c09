#ifndef COLLECTORS_SECTIONS_H
#define COLLECTORS_SECTIONS_H

#include "collectors/trust.h"
#include "formats/text.h"

/*
 * The sections of a block: five or, with `wide`, six. Each can come from the
 * documented command, or be native: made from the system's counters or from one
 * request to the server. trust.h decides between them.
 */
struct sections;

struct sections_options {
	enum source source;
	const char *url;  /* of the server, without a final slash; kept */
	char point;       /* the decimal point of the user's locale */
	int wide;         /* also what sysctl or /proc/pressure/memory shows */
	const char *root; /* for memory_new(); NULL is this machine */
};

/*
 * Returns NULL with a reason (at most `size` bytes, NUL included). Sets
 * OLLAMA_HOST to the server's URL, for the commands.
 */
struct sections *sections_new(
    const struct sections_options *, char *reason, size_t size);
void sections_free(struct sections *);
/*
 * Append the current sections, except those that fail. Returns their number, or
 * -1 if a signal asked to stop meanwhile.
 */
int sections_read(struct sections *, struct text *out);

#endif
