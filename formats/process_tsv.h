#ifndef FORMATS_PROCESS_TSV_H
#define FORMATS_PROCESS_TSV_H

#include "formats/text.h"

/*
 * The process trace: ollama-process-memtrace-YYYYMMDD-HHMMSS.tsv. A header,
 * then for every sample one row per matching process. What a row holds was
 * decided by the guide's awk filter over the output of
 *	ps -axo pid=,ppid=,comm=,rss=,vsz=,command=
 * and awk splits at blanks. So a blank inside comm shifts the columns:
 *	501 1 /Users/jo doe/.v 500000 435299680 /Users/jo doe/.venv/bin/python3
 * has comm "/Users/jo", rss "doe/.v", vsz "500000", and a command that begins
 * with the vsz. A drop-in must write that; the reader here undoes it.
 */
#define PROCESS_TSV_COLUMNS "ts\tpid\tppid\tcomm\trss_kb\tvsz_kb\tcommand"
#define PROCESS_TSV_HEADER  PROCESS_TSV_COLUMNS "\n"
/*
 * A wide log has three columns more, after the command. A number that is not
 * known is an empty field.
 */
#define PROCESS_TSV_WIDE_COLUMNS \
	PROCESS_TSV_COLUMNS "\tfootprint_kb\tfootprint_max_kb\tgpu_kb"
#define PROCESS_TSV_WIDE_HEADER PROCESS_TSV_WIDE_COLUMNS "\n"
#define PROCESS_TSV_UNKNOWN     UINT64_MAX

struct process_row {
	int64_t ts_ms; /* UTC */
	uint64_t pid;
	uint64_t ppid;
	struct span comm; /* a tab stands where the shift tore a blank */
	uint64_t rss_kib;
	uint64_t vsz_kib;
	struct span command; /* here too, when there is no comm */
	int wide;            /* it has the columns that follow */
	/* What the process keeps in memory, swapped or compressed or not. */
	uint64_t footprint_kib;
	uint64_t footprint_max_kib; /* since it began, as the kernel counts */
	uint64_t gpu_kib;
};

/*
 * awk's part: append to `out` the row that the filter's action prints for one
 * line of ps (without its line end). Runs of blanks in the command become one.
 */
void process_tsv_add_line(
    struct text *out, struct span ts, struct span ps_line);

/*
 * The fields of a ps line or of a row that stand behind the ppid, with the
 * shift undone: two numbers side by side are rss and vsz. Sought after one word
 * of comm, then after none (a comm can be empty), then after more, as far as a
 * comm can reach. Returns 0, or -1 when there are no such two.
 */
int process_tsv_columns(struct span fields, struct process_row *row);

enum process_tsv_line {
	PROCESS_TSV_BAD = -1, /* *reason says why */
	PROCESS_TSV_NONE = 0, /* a header, also one after "-e ", or empty */
	PROCESS_TSV_ROW = 1,
};
/*
 * Read one line without its line end. The spans of *row point into it. *row is
 * set on PROCESS_TSV_ROW alone. A row is wide when three fields of digits, or
 * empty ones, follow the command; in a narrow one these three are unknown.
 */
enum process_tsv_line process_tsv_read(
    struct span line, struct process_row *row, const char **reason);

/*
 * Append the row that the loop would have written for these values, with the
 * wide columns if row->wide; ts_ms is not looked at.
 */
void process_tsv_write(
    struct text *out, struct span ts, const struct process_row *row);
/* Append these columns of *row to the narrow row that `out` ends in. */
void process_tsv_widen(struct text *out, const struct process_row *row);

#endif
