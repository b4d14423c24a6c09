/* Rows of a process log: the reader, its inverse, and awk's view of ps. */
#include <string.h>

#include "formats/process_tsv.h"
#include "tests/fuzz/property.h"

/*
 * A row without a command, whose columns are shifted, ends in its vsz: it may
 * be torn, and is not read.
 */
static int
may_be_torn(const struct process_row *row)
{
	struct span comm = row->comm, word;
	int words = 0;

	while (span_word(&comm, &word))
		words++;
	return row->command.n == 0 && words != 1;
}

/* Behind a row that ends like this it would be taken for the line end's. */
static int
ends_in_return(const struct process_row *row)
{
	return row->command.n > 0 && row->command.p[row->command.n - 1] == '\r';
}

static void
check_inverse(const struct process_row *row)
{
	struct process_row again;
	struct text out = {0}, twice = {0}, ts = {0};
	const char *reason = "";
	struct span line;

	text_add_time(&ts, row->ts_ms, 1);
	process_tsv_write(&out, text_span(&ts), row);
	PROPERTY(out.len > 1 && out.data[out.len - 1] == '\n');
	line = (struct span){out.data, out.len - 1};
	PROPERTY(property_lines(text_span(&out)) == 1);
	PROPERTY(process_tsv_read(line, &again, &reason) == PROCESS_TSV_ROW);
	PROPERTY(again.ts_ms == row->ts_ms);
	PROPERTY(again.pid == row->pid && again.ppid == row->ppid);
	PROPERTY(
	    again.rss_kib == row->rss_kib && again.vsz_kib == row->vsz_kib);
	PROPERTY(property_same_words(again.comm, row->comm));
	PROPERTY(property_same_words(again.command, row->command));
	PROPERTY(again.wide == row->wide && again.gpu_kib == row->gpu_kib);
	PROPERTY(again.footprint_kib == row->footprint_kib);
	PROPERTY(again.footprint_max_kib == row->footprint_max_kib);
	process_tsv_write(&twice, text_span(&ts), &again);
	PROPERTY(span_equal(text_span(&out), text_span(&twice)));
	text_free(&out);
	text_free(&twice);
	text_free(&ts);
}

static void
check_line(struct span line)
{
	struct process_row row = {.pid = 77};
	const char *reason = NULL;

	switch (process_tsv_read(line, &row, &reason)) {
	case PROCESS_TSV_NONE:
		PROPERTY(row.pid == 77);
		break;
	case PROCESS_TSV_BAD:
		PROPERTY(row.pid == 77 && reason != NULL && reason[0] != '\0');
		break;
	case PROCESS_TSV_ROW:
		PROPERTY(property_within(row.comm, line));
		PROPERTY(property_within(row.command, line));
		PROPERTY(row.wide ||
			 (row.footprint_kib == PROCESS_TSV_UNKNOWN &&
			     row.footprint_max_kib == PROCESS_TSV_UNKNOWN &&
			     row.gpu_kib == PROCESS_TSV_UNKNOWN));
		if (!may_be_torn(&row) && !ends_in_return(&row))
			check_inverse(&row);
		break;
	default:
		PROPERTY(!"a result that is none");
	}
}

/* The row that awk makes of a line of ps: seven columns, single blanks. */
static void
check_awk(struct span line)
{
	static const char ts[] = "2026-05-14T09:25:00Z";
	struct text out = {0}, twice = {0};
	struct span row;
	size_t i, tabs = 0;

	process_tsv_add_line(&out, SPAN(ts), line);
	row = text_span(&out);
	PROPERTY(row.n <= sizeof ts + line.n + 8);
	PROPERTY(row.p[row.n - 1] == '\n' && property_lines(row) == 1);
	for (i = 0; i < row.n; i++) {
		tabs += row.p[i] == '\t';
		PROPERTY(row.p[i] != ' ' || (tabs == 6 && row.p[i - 1] != ' ' &&
						row.p[i + 1] != '\n'));
	}
	PROPERTY(tabs == 6);
	row.p += sizeof ts - 1;
	row.n -= sizeof ts;
	process_tsv_add_line(&twice, SPAN(ts), row);
	PROPERTY(span_equal(text_span(&out), text_span(&twice)));
	check_line((struct span){out.data, out.len - 1});
	text_free(&out);
	text_free(&twice);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span rest = property_input(data, size), line;

	while (span_until(&rest, '\n', &line)) {
		check_line(line);
		check_awk(line);
	}
	return 0;
}
