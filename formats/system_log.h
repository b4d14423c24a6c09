#ifndef FORMATS_SYSTEM_LOG_H
#define FORMATS_SYSTEM_LOG_H

#include "formats/api_ps.h"
#include "formats/memory_pressure.h"
#include "formats/ollama_ps.h"
#include "formats/swapusage.h"
#include "formats/sysctl.h"
#include "formats/text.h"
#include "formats/vm_stat.h"

/*
 * The system trace: system-memtrace-YYYYMMDD-HHMMSS.log. Each sample is a
 * block:
 *	===== 2026-05-14T09:25:00Z =====
 * Then come the five sections one after another, in a wide trace the lines of
 * sysctl, and an empty line. A command that failed printed nothing, so any
 * section may be missing. Readers must not rely on the order. The lines of
 * sysctl may be anywhere, even within another section.
 */
enum system_section {
	SYSTEM_VM_STAT,
	SYSTEM_MEMORY_PRESSURE,
	SYSTEM_SWAPUSAGE,
	SYSTEM_OLLAMA_PS,
	SYSTEM_API_PS,
	SYSTEM_SYSCTL,
	SYSTEM_SECTIONS
};

/* One block as read. A section is valid if its bit is set in `have`. */
struct system_block {
	int64_t ts_ms; /* UTC */
	unsigned have; /* 1 << enum system_section */
	struct vm_stat vm_stat;
	struct memory_pressure memory_pressure;
	struct swapusage swapusage;
	struct sysctl_values sysctl; /* {0}: none */
	/* These belong to the reader, and are valid until its next block. */
	const struct ollama_ps *ollama_ps; /* NULL: none was read */
	const struct api_ps *api_ps;       /* NULL: none */
};

/*
 * Remembers the last /api/ps section, so that one with the same bytes is not
 * parsed again; starts as {0}.
 */
struct system_reader {
	struct ollama_ps table;
	struct text json; /* its bytes; empty: it could not be parsed */
	struct api_ps api;
};

/* Append the mark: "===== TS =====\n". */
void system_log_add_mark(struct text *out, struct span ts);
/* Is this line (without its end) a mark with a valid time? */
int system_log_is_mark(struct span line);
/*
 * Read one block: from a line that begins with "=====" to the next such line,
 * or the end. If it has a JSON text that can be read, the table is skipped.
 * problems->line is the number of the first line. Returns 0, or -1 with errno:
 * ENOMEM, or EINVAL if the first line is not a mark with a valid time, which is
 * a problem.
 */
int system_log_read(struct system_reader *, struct span block,
    struct system_block *, const struct problems *);
void system_reader_free(struct system_reader *);

#endif
