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

static int
process_tsv_is_blank(char c)
{
	return c == ' ' || c == '\t';
}

int
process_tsv_columns(struct span fields, struct process_row *row)
{
	struct span comm, rest, rss, vsz;
	uint64_t rss_kib, vsz_kib;

	if (process_tsv_comm(fields, &comm, &rest) != 0 ||
	    !span_word(&rest, &rss) || span_u64(rss, &rss_kib) != 0 ||
	    !span_word(&rest, &vsz) || span_u64(vsz, &vsz_kib) != 0)
		return -1;
	row->comm = comm;
	row->rss_kib = rss_kib;
	row->vsz_kib = vsz_kib;
	/* Not span_trim(): here a carriage return belongs to the command. */
	for (; rest.n > 0 && process_tsv_is_blank(rest.p[0]); rest.n--)
		rest.p++;
	while (rest.n > 0 && process_tsv_is_blank(rest.p[rest.n - 1]))
		rest.n--;
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

	span_skip(&line, "-e ");
	return span_is(line, PROCESS_TSV_COLUMNS) ||
	       span_is(line, PROCESS_TSV_WIDE_COLUMNS) || span_is(line, typed);
}

/* Why the columns cannot be read. */
static const char *
process_tsv_why(struct span fields)
{
	struct span column;
	uint64_t value;

	span_until(&fields, '\t', &column);
	span_until(&fields, '\t', &column);
	if (!process_tsv_digits(column))
		return "rss is not a number";
	if (span_u64(column, &value) != 0)
		return "rss is too large";
	span_until(&fields, '\t', &column);
	if (!process_tsv_digits(column))
		return "vsz is not a number";
	return "vsz is too large";
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
	struct span fields = *rest, command, field;
	size_t i, tabs = 0;

	row->wide = 0;
	for (i = 0; i < 3; i++)
		*values[i] = PROCESS_TSV_UNKNOWN;
	command = (struct span){rest->p, 0};
	span_until(&fields, '\t', &command);
	for (i = command.n; i < rest->n; i++)
		if (rest->p[i] == '\t')
			tabs++;
		else if (rest->p[i] < '0' || rest->p[i] > '9')
			return NULL;
	if (tabs == 0 || tabs > 3)
		return NULL;
	if (tabs < 3)
		return "the row is cut off";
	for (i = 0; i < 3 && span_until(&fields, '\t', &field); i++)
		if (field.n > 0 && span_u64(field, values[i]) == -1)
			return "a wide column is too large";
	*rest = command;
	row->wide = 1;
	return NULL;
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
		*reason = "fewer than 7 columns";
	else if (span_time(ts, &r.ts_ms) != 0)
		*reason = "ts is not a time";
	else if (span_u64(pid, &r.pid) != 0)
		*reason = "pid is not a number";
	else if (span_u64(ppid, &r.ppid) != 0)
		*reason = "ppid is not a number";
	else if (wrong != NULL)
		*reason = wrong;
	else if (gap || process_tsv_columns(fields, &r) != 0)
		*reason = process_tsv_why(fields);
	else if (r.command.n == 0 && rest.n != 0)
		/* The vsz is in the last column, and may be cut off. */
		*reason = "the row ends in the vsz";
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
