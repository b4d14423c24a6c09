#ifndef RENDER_MACHINE_H
#define RENDER_MACHINE_H

#include "formats/text.h"

/*
 * What the logs cannot say of the machine, read from a file with the outputs
 * of the usual commands, as memtrace(1) writes machine.txt: sw_vers and sysctl,
 * /etc/os-release and /proc/cpuinfo, ollama --version, date +%z.
 */
struct machine {
	struct text system; /* "macOS 26.1"; empty: not in the file */
	struct text chip;   /* "Apple M4 Max" */
	struct text ollama; /* "0.14.2"; the server's, or else the client's */
	struct text offset; /* "+0200", of local time */
	uint64_t memory_bytes; /* 0: not in the file */
};

/* Returns 0, or -1 with errno; free it either way. Other lines are ignored. */
int machine_read(const char *file, struct machine *);
void machine_free(struct machine *);
/*
 * Append "macOS 26.1, Apple M4 Max, 64 GiB, Ollama 0.14.2", as far as it is
 * known. `memory_bytes` is what the log says; 0: what the file says.
 */
void machine_add(
    struct text *out, const struct machine *, uint64_t memory_bytes);

#endif
