#include <string.h>

#include "formats/process_tsv.h"

/*
 * How long a comm with blanks can be: macOS cuts it to 16 bytes, Linux to 15,
 * and procps may add " <defunct>". Numbers after that are not the rss.
 */
#define PROCESS_TSV_COMM_MAX 25
/*
 * The words of a ps line that have columns of their own; the rest is command.
 */
#define PROCESS_TSV_FIELDS 5

static void
process_tsv_add_word(struct text *out, size_t *words, struct span word)
{
	text_add_char(out, *words <= PROCESS_TSV_FIELDS ? '\t' : ' ');
	text_add_span(out, word);
	++*words;
}

static void
process_tsv_add_words(struct text *out, size_t *words, struct span from)
{
	struct span word;

	while (span_word(&from, &word))
		process_tsv_add_word(out, words, word);
}

static void
process_tsv_add_number(struct text *out, size_t *words, uint64_t value)
{
	process_tsv_add_word(out, words, (struct span){NULL, 0});
	text_add_u64(out, value);
}

/* If a line has fewer words, its last columns are empty. */
static void
process_tsv_end(struct text *out, size_t words)
{
	for (; words <= PROCESS_TSV_FIELDS; words++)
		text_add_char(out, '\t');
	text_add_char(out, '\n');
}

void
process_tsv_add_line(struct text *out, struct span ts, struct span ps_line)
{
	size_t words = 0;

	text_add_span(out, ts);
	process_tsv_add_words(out, &words, ps_line);
	process_tsv_end(out, words);
}

static int
process_tsv_digits(struct span s)
{
	size_t i;

	for (i = 0; i < s.n; i++)
		if (s.p[i] < '0' || s.p[i] > '9')
			return 0;
	return s.n > 0;
}

/* Are there two adjacent numbers here? */
static int
process_tsv_pair(struct span s)
{
	struct span word;

	return span_word(&s, &word) && process_tsv_digits(word) &&
	       span_word(&s, &word) && process_tsv_digits(word);
}

/*
 * Divide `fields` into comm and the rest, which begins with the rss. If there
 * are several ways, prefer a comm of one word, since it may be a number itself;
 * then an empty one; then one with blanks.
 */
static int
process_tsv_comm(struct span fields, struct span *comm, struct span *rest)
{
	struct span word, from;

	*rest = fields;
	if (!span_word(rest, comm))
		return -1;
	if (process_tsv_pair(*rest))
		return 0;
	if (process_tsv_pair(fields)) {
		*comm = (struct span){fields.p, 0};
		*rest = fields;
		return 0;
	}
	for (from = *comm; span_word(rest, &word);) {
		comm->n = (size_t)(word.p + word.n - from.p);
		if (comm->n > PROCESS_TSV_COMM_MAX)
			return -1;
		if (process_tsv_pair(*rest))
			return 0;
	}
	return -1;
}

/* KiB that fit into 64 bits when they are converted to bytes. */
static int
process_tsv_kib(struct span s, uint64_t *kib)
{
	uint64_t value;

	if (span_u64(s, &value) != 0 || value > UINT64_MAX / 1024)
		return -1;
	*kib = value;
	return 0;
}

int
process_tsv_columns(struct span fields, struct process_row *row)
{
	struct span comm, rest, rss, vsz;
	uint64_t rss_kib, vsz_kib;
	const char *end;

	if (process_tsv_comm(fields, &comm, &rest) != 0 ||
	    !span_word(&rest, &rss) || process_tsv_kib(rss, &rss_kib) != 0 ||
	    !span_word(&rest, &vsz) || process_tsv_kib(vsz, &vsz_kib) != 0)
		return -1;
	row->comm = comm;
	row->rss_kib = rss_kib;
	row->vsz_kib = vsz_kib;
	/* Not span_trim(): here a carriage return belongs to the command. */
	for (; rest.n > 0 && (rest.p[0] == ' ' || rest.p[0] == '\t'); rest.n--)
		rest.p++;
	end = rest.p + rest.n;
	for (; rest.n > 0 && (end[-1] == ' ' || end[-1] == '\t'); rest.n--)
		end--;
	row->command = rest;
	return 0;
}

/*
 * Is this the header? Also accept what echo wrote in old files: with its
 * option, or with "\t" instead of tabs.
 */
static int
process_tsv_header(struct span line)
{
	static const char typed[] =
	    "ts\\tpid\\tppid\\tcomm\\trss_kb\\tvsz_kb\\tcommand";

	line = span_trim(line);
	span_skip(&line, "-e ");
	return span_is(line, PROCESS_TSV_COLUMNS) ||
	       span_is(line, PROCESS_TSV_WIDE_COLUMNS) || span_is(line, typed);
}

/*
 * Remove the columns of a wide row from the end of `rest`; in a log, a command
 * has no tab. Returns NULL, or what is wrong with them.
 */
static const char *
process_tsv_wide(struct span *rest, struct process_row *row)
{
	uint64_t *const values[] = {
	    &row->footprint_kib, &row->footprint_max_kib, &row->gpu_kib};
	struct span fields = *rest, command = {rest->p, 0}, field;
	size_t i, tabs = 0;

	row->wide = 0;
	for (i = 0; i < 3; i++)
		*values[i] = PROCESS_TSV_UNKNOWN;
	span_until(&fields, '\t', &command);
	for (i = 0; i < fields.n; i++)
		if (fields.p[i] == '\t')
			tabs++;
		else if (fields.p[i] < '0' || fields.p[i] > '9')
			return NULL;
	if (command.n == rest->n || tabs > 2)
		return NULL;
	if (tabs < 2)
		return "the row is cut off: a wide row has 3 columns after the command";
	for (i = 0; i < 3 && span_until(&fields, '\t', &field); i++)
		if (field.n > 0 && process_tsv_kib(field, values[i]) != 0)
			return "footprint_kb, footprint_max_kb or gpu_kb is not below 2^54";
	*rest = command;
	row->wide = 1;
	return NULL;
}

/*
 * A terminal or a web page may have turned the tabs into blanks. Read such a
 * line: a row, or the header.
 */
static enum process_tsv_line
process_tsv_blanks(struct span line, struct process_row *row)
{
	struct process_row r = {.footprint_kib = PROCESS_TSV_UNKNOWN,
	    .footprint_max_kib = PROCESS_TSV_UNKNOWN,
	    .gpu_kib = PROCESS_TSV_UNKNOWN};
	struct span ts, pid, ppid;

	if (!span_word(&line, &ts) || !span_word(&line, &pid) ||
	    !span_word(&line, &ppid))
		return PROCESS_TSV_BAD;
	if (span_is(pid, "pid") && span_is(ppid, "ppid"))
		return PROCESS_TSV_NONE;
	if (span_time(ts, &r.ts_ms) != 0 || span_u64(pid, &r.pid) != 0 ||
	    r.pid > UINT32_MAX || span_u64(ppid, &r.ppid) != 0 ||
	    r.ppid > UINT32_MAX || process_tsv_columns(line, &r) != 0 ||
	    r.command.n == 0)
		return PROCESS_TSV_BAD;
	*row = r;
	return PROCESS_TSV_ROW;
}

enum process_tsv_line
process_tsv_read(struct span line, struct process_row *row, const char **reason)
{
	struct process_row r;
	struct span rest, ts, pid, ppid, fields, column = {0};
	const char *wrong;
	size_t columns;
	int gap = 0;

	if (line.n > 0 && line.p[line.n - 1] == '\r')
		line.n--;
	if (span_trim(line).n == 0 || process_tsv_header(line))
		return PROCESS_TSV_NONE;
	if (memchr(line.p, '\t', line.n) == NULL) {
		enum process_tsv_line kind = process_tsv_blanks(line, row);

		if (kind != PROCESS_TSV_BAD)
			return kind;
	}
	rest = line;
	columns = (size_t)span_until(&rest, '\t', &ts);
	columns += (size_t)span_until(&rest, '\t', &pid);
	columns += (size_t)span_until(&rest, '\t', &ppid);
	fields = rest;
	while (columns < 6 && span_until(&rest, '\t', &column)) {
		gap |= column.n == 0 && columns > 3;
		columns++;
	}
	wrong = process_tsv_wide(&rest, &r);
	fields.n = (size_t)(rest.p + rest.n - fields.p);
	/* The command may be empty, but the tab before it must exist. */
	if (columns < 6 || column.p + column.n == line.p + line.n)
		*reason = "the row has fewer than 7 columns separated by tabs";
	else if (span_time(ts, &r.ts_ms) != 0)
		*reason = "ts is not a time such as 2026-05-14T09:25:00Z";
	else if (span_u64(pid, &r.pid) != 0 || r.pid > UINT32_MAX)
		*reason = "pid is not a whole number below 2^32";
	else if (span_u64(ppid, &r.ppid) != 0 || r.ppid > UINT32_MAX)
		*reason = "ppid is not a whole number below 2^32";
	else if (wrong != NULL)
		*reason = wrong;
	else if (gap || process_tsv_columns(fields, &r) != 0)
		*reason = "rss_kb or vsz_kb is not a whole number below 2^54";
	else if (r.command.n == 0 && rest.n != 0)
		/* The vsz is in the last column, and may be cut off. */
		*reason = "the row is cut off: it ends in vsz_kb";
	else {
		*row = r;
		return PROCESS_TSV_ROW;
	}
	return PROCESS_TSV_BAD;
}

void
process_tsv_widen(struct text *out, const struct process_row *row)
{
	const uint64_t values[] = {
	    row->footprint_kib, row->footprint_max_kib, row->gpu_kib};
	size_t i;

	if (out->failed)
		return;
	out->len--; /* remove the line end */
	for (i = 0; i < 3; i++) {
		text_add_char(out, '\t');
		if (values[i] != PROCESS_TSV_UNKNOWN)
			text_add_u64(out, values[i]);
	}
	text_add_char(out, '\n');
}

void
process_tsv_write(
    struct text *out, struct span ts, const struct process_row *row)
{
	size_t words = 0;

	text_add_span(out, ts);
	process_tsv_add_number(out, &words, row->pid);
	process_tsv_add_number(out, &words, row->ppid);
	process_tsv_add_words(out, &words, row->comm);
	process_tsv_add_number(out, &words, row->rss_kib);
	process_tsv_add_number(out, &words, row->vsz_kib);
	process_tsv_add_words(out, &words, row->command);
	process_tsv_end(out, words);
	if (row->wide)
		process_tsv_widen(out, row);
}
