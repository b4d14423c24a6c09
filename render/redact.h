#ifndef RENDER_REDACT_H
#define RENDER_REDACT_H

#include "render/table.h"

/*
 * Copy a process log without what looks like a secret, to share it: the values
 * of options and variables named after tokens, keys or passwords, of all
 * variables in capitals, what follows "Bearer", passwords in URLs, well-known
 * forms of tokens, and home folders.
 *
 * `home` is the user's folder, or "". Appends what was replaced to `list`:
 * "--api-key, HF_TOKEN" or nothing. Returns 0, or -1 with errno if the log
 * cannot be read, memory ran out, or the sink failed.
 */
int redact_log(
    const char *file, struct span home, const struct sink *, struct text *list);

#endif
