#ifndef RENDER_MACHINE_H
#define RENDER_MACHINE_H

#include "formats/text.h"

/*
 * What the logs do not contain about the machine, read from a file with the
 * output of common commands, such as the machine.txt of memtrace(1): sw_vers
 * and sysctl, /etc/os-release and /proc/cpuinfo, ollama --version, date +%z.
 */
struct machine {
	struct text system;    /* "macOS 26.1"; empty: not in the file */
	struct text chip;      /* "Apple M4 Max" */
	struct text ollama;    /* "0.14.2"; the server's, else the client's */
	struct text offset;    /* "+0200", of local time */
	uint64_t memory_bytes; /* 0: not in the file */
};

/*
 * Returns 0, or -1 with errno. Free it in both cases. Unknown lines are
 * ignored.
 */
int machine_read(const char *file, struct machine *);
void machine_free(struct machine *);
/*
 * Append "macOS 26.1, Apple M4 Max, 64 GiB, Ollama 0.14.2", as far as known.
 * `memory_bytes` is from the log; if 0, the file's value is used.
 */
void machine_add(
    struct text *out, const struct machine *, uint64_t memory_bytes);

#endif
