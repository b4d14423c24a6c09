#ifndef RENDER_LOAD_LOAD_H
#define RENDER_LOAD_LOAD_H

#include <stddef.h>

#include "render/load/inputs.h"
#include "render/trace/trace.h"

/* Read both logs into a trace, in one pass and bounded memory. */

enum { LOAD_PROBLEMS_KEPT = 10, LOAD_REASON_SIZE = 96 };

struct load_problem {
	const char *file; /* the path */
	size_t line;      /* the first */
	size_t lines;     /* consecutive lines with the same reason */
	char reason[LOAD_REASON_SIZE];
};

/* Lines that could not be read: the first ones, and their number. */
struct load_problems {
	struct load_problem kept[LOAD_PROBLEMS_KEPT];
	size_t runs;
	size_t count;
	const char *file; /* being read */
};

/*
 * Add the log to the trace. A line that cannot be read is a problem, and
 * reading continues. Returns 0, or -1 with errno if the file cannot be opened
 * or read, or memory ran out. Call trace_finish afterwards.
 */
int load_process_log(struct trace *, const char *file, struct load_problems *);
int load_system_log(struct trace *, const char *file, struct load_problems *);
/*
 * Likewise both logs, or the one that was given; *file is the one that failed.
 * A log that is followed may be missing.
 */
int load_logs(struct trace *, const struct inputs *, int follow,
    struct load_problems *, const char **file);

/* The kind of a file, from its first 4 KiB. */
enum load_kind { LOAD_NO_LOG, LOAD_PROCESS_LOG, LOAD_SYSTEM_LOG };
enum load_kind load_kind(const char *file);
/* The time of the first sample in these 4 KiB; INT64_MAX: none. */
int64_t load_first_ms(const char *file);

/* For both log readers: one more, of .file, in a struct load_problems. */
void load_problem(void *arg, size_t line, const char *reason);

#endif
