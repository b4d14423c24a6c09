#ifndef RENDER_REDACT_H
#define RENDER_REDACT_H

#include "render/table.h"

/*
 * Copy a process log without what looks like a secret, to share it: the values
 * of options and variables named after tokens, keys or passwords, of all
 * variables in capitals, what follows "Bearer", passwords in URLs, well-known
 * forms of tokens, and home folders.
 */
struct redact {
	struct span home;          /* of the user; may be empty */
	struct trace_strings what; /* replaced names: "--api-key", "HF_TOKEN" */
	int failed;                /* out of memory */
};

/*
 * Write the log without secrets. Returns 0, or -1 with errno if it cannot be
 * read, memory ran out, or the sink failed.
 */
int redact_log(struct redact *, const char *file, const struct sink *);
/* Append "--api-key, HF_TOKEN" or "nothing". */
void redact_list(const struct redact *, struct text *out);
void redact_free(struct redact *);

#endif
