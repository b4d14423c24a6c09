#ifndef FORMATS_PROCESS_TSV_H
#define FORMATS_PROCESS_TSV_H

#include "formats/text.h"

/*
 * The process trace: ollama-process-memtrace-YYYYMMDD-HHMMSS.tsv. It has a
 * header, then for every sample one row per matching process. The guide's awk
 * filter defines the rows. It reads the output of
 *	ps -axo pid=,ppid=,comm=,rss=,vsz=,command=
 * and splits it at blanks. So a blank inside comm shifts the columns:
 *	501 1 /Users/jo doe/.v 500000 435299680 /Users/jo doe/.venv/bin/python3
 * has comm "/Users/jo", rss "doe/.v", vsz "500000", and a command that begins
 * with the vsz. A drop-in must write that; the reader here undoes it.
 */
#define PROCESS_TSV_COLUMNS "ts\tpid\tppid\tcomm\trss_kb\tvsz_kb\tcommand"
#define PROCESS_TSV_HEADER  PROCESS_TSV_COLUMNS "\n"
/*
 * A wide log has three more columns after the command. An unknown number is an
 * empty field.
 */
#define PROCESS_TSV_WIDE_COLUMNS \
	PROCESS_TSV_COLUMNS "\tfootprint_kb\tfootprint_max_kb\tgpu_kb"
#define PROCESS_TSV_WIDE_HEADER PROCESS_TSV_WIDE_COLUMNS "\n"
#define PROCESS_TSV_UNKNOWN     UINT64_MAX

struct process_row {
	int64_t ts_ms; /* UTC */
	uint64_t pid;  /* in a log, below 2^32 */
	uint64_t ppid;
	struct span comm; /* a tab replaces a blank at which it was split */
	uint64_t rss_kib; /* below 2^54, like all KiB here */
	uint64_t vsz_kib;
	struct span command; /* likewise, if comm is empty */
	int wide;            /* has the following columns */
	/* Memory of the process: in RAM, swapped or compressed. */
	uint64_t footprint_kib;
	uint64_t footprint_max_kib; /* since it began, by the kernel's count */
	uint64_t gpu_kib;
};

/*
 * What awk does: append to `out` the row that the filter prints for one line of
 * ps (without its line end). Each run of blanks in the command becomes one.
 */
void process_tsv_add_line(
    struct text *out, struct span ts, struct span ps_line);

/*
 * Read the fields of a ps line or of a row after the ppid, and undo the shift:
 * two adjacent numbers are rss and vsz. They are sought after a comm of one
 * word, then of none (a comm can be empty), then of more, up to the longest
 * possible comm. Returns 0, or -1 if there are none.
 */
int process_tsv_columns(struct span fields, struct process_row *row);

enum process_tsv_line {
	PROCESS_TSV_BAD = -1, /* *reason says why */
	PROCESS_TSV_NONE = 0, /* empty, or a header, also after "-e " */
	PROCESS_TSV_ROW = 1,
};
/*
 * Read one line without its line end. The spans of *row point into it. *row is
 * set only on PROCESS_TSV_ROW. A row is wide if exactly three fields, each
 * empty or all digits, follow the command. In a narrow row these three are
 * unknown. A line without any tab is read as a narrow one that has blanks
 * instead.
 */
enum process_tsv_line process_tsv_read(
    struct span line, struct process_row *row, const char **reason);

/*
 * Append the row that the loop would have written for these values, with the
 * wide columns if row->wide. ts_ms is ignored.
 */
void process_tsv_write(
    struct text *out, struct span ts, const struct process_row *row);
/* Add the wide columns of *row to the narrow row at the end of `out`. */
void process_tsv_widen(struct text *out, const struct process_row *row);

#endif
