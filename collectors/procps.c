#include <langinfo.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <wchar.h>
#include <wctype.h>

#include "collectors/procps.h"

enum {
	PROCPS_LINE = 2 * 64 * 1024, /* columns of a line, bytes of a field */
	PROCPS_NAME = 63,            /* bytes of a name */
	PROCPS_WIDTH_COMM = 15,
	PROCPS_WIDTH_RSS = 5,
	PROCPS_WIDTH_VSZ = 6
};

/*
 * Where ps is in its line. A field that is wider than its column pushes the
 * next ones, until one has blanks to give.
 */
struct columns {
	size_t wanted; /* where this column should begin */
	size_t at;     /* where the last field ended */
	int behind;    /* another field stands before this one */
};

static size_t procps_print(
    const struct procps *, struct text *out, struct span, size_t cells);
static void procps_add_name(struct text *, struct span comm);
static void procps_add_command(
    struct procps *, struct text *, const struct procps_process *);
static void procps_add_number(
    struct text *, struct columns *, uint64_t, size_t width);
static void procps_gap(struct text *, struct columns *, size_t pad);

void
procps_init(struct procps *ps)
{
	*ps = (struct procps){.version = PROCPS_4_0_6,
	    .utf8 = strcasecmp(nl_langinfo(CODESET), "UTF-8") == 0,
	    .pid_width = 5};
}

void
procps_free(struct procps *ps)
{
	text_free(&ps->room);
}

enum procps_version
procps_version_of(struct span s)
{
	uint64_t number[3] = {0}, whole;
	struct span part;
	size_t i, n;

	for (i = 0; i < 3; i++) {
		for (n = 0; n < s.n && s.p[n] >= '0' && s.p[n] <= '9'; n++)
			continue;
		part = (struct span){s.p, n};
		if (span_u64(part, &number[i]) == -1 || number[i] > 9999)
			return i == 0 ? PROCPS_4_0_6 : PROCPS_4_0_0;
		s.p += n;
		s.n -= n;
		if (!span_skip(&s, "."))
			break;
	}
	whole = (number[0] * 10000 + number[1]) * 10000 + number[2];
	if (whole < 400000004)
		return PROCPS_4_0_0;
	if (whole < 400000005)
		return PROCPS_4_0_4;
	return whole < 400000006 ? PROCPS_4_0_5 : PROCPS_4_0_6;
}

int
procps_is_plain(struct span s)
{
	size_t i;

	for (i = 0; i < s.n; i++)
		if (s.p[i] < ' ' || s.p[i] > '~')
			return 0;
	return 1;
}

/*
 * The second pass, in ps, behind procps_clean(): cut to that many cells of the
 * terminal. Returns how many were used.
 */
static size_t
procps_print(
    const struct procps *ps, struct text *out, struct span s, size_t cells)
{
	const size_t widest = (size_t)MB_CUR_MAX; /* an int on macOS */
	size_t used = 0, start = out->len, n;
	mbstate_t state;
	wchar_t wc;
	int wide;

	if (procps_is_plain(s)) {
		if (s.n > cells)
			s.n = cells;
		if (s.n > PROCPS_LINE - 1)
			s.n = PROCPS_LINE - 1;
		text_add_span(out, s);
		return s.n;
	}
	memset(&state, 0, sizeof state);
	while (s.n > 0 && used < cells && out->len - start < PROCPS_LINE - 1 &&
	       !out->failed) {
		n = 1;
		if (ps->utf8 && widest > 1)
			n = mbrtowc(
			    &wc, s.p, s.n < widest ? s.n : widest, &state);
		if (n > widest) {
			memset(&state, 0, sizeof state);
			text_add_char(out, '?');
			n = 1;
			used++;
		} else if (n <= 1) {
			unsigned char c = (unsigned char)s.p[0];

			n = 1;
			if (c >= 0x20 && c < 0x7f)
				text_add_char(out, (char)c);
			else
				text_add_char(
				    out, c >= 0x80 || ps->utf8 ? '?' : '.');
			used++;
		} else if (!iswprint((wint_t)wc)) {
			text_add_char(out, '?');
			used++;
		} else {
			wide = wcwidth(wc);
			if (wide > 0 && (size_t)wide > cells - used)
				break;
			if (n >= PROCPS_LINE - (out->len - start + 1))
				break;
			text_add(out, s.p, n);
			used += wide > 0 ? (size_t)wide : 0;
		}
		s.p += n;
		s.n -= n;
	}
	return used;
}

static void
procps_add_name(struct text *text, struct span comm)
{
	if (comm.n > PROCPS_NAME)
		comm.n = PROCPS_NAME;
	text_add_span(text, comm);
}

static void
procps_add_command(
    struct procps *ps, struct text *text, const struct procps_process *process)
{
	size_t start = text->len;

	if (process->command.p != NULL) {
		text_add_span(text, process->command);
		procps_clean(ps, text, start);
		if (text->len == start)
			text_add_char(
			    text, ps->version >= PROCPS_4_0_6 ? '-' : '?');
		return;
	}
	text_add_char(text, '[');
	procps_add_name(text, process->comm);
	procps_clean(ps, text, start);
	text_add_char(text, ']');
	if (process->state == 'Z')
		text_add_string(text, " <defunct>");
}

static void
procps_gap(struct text *out, struct columns *columns, size_t pad)
{
	size_t gap = columns->wanted + pad > columns->at
			 ? columns->wanted + pad - columns->at
			 : (size_t)columns->behind;

	columns->at += gap;
	while (gap-- > 0)
		text_add_char(out, ' ');
}

static void
procps_add_number(
    struct text *out, struct columns *columns, uint64_t value, size_t width)
{
	size_t digits = 1;
	uint64_t rest;

	for (rest = value; rest > 9; rest /= 10)
		digits++;
	procps_gap(out, columns, digits < width ? width - digits : 0);
	text_add_u64(out, value);
	columns->at += digits;
	columns->wanted += width + 1;
	columns->behind = 1;
}

void
procps_add_line(
    struct procps *ps, struct text *out, const struct procps_process *process)
{
	size_t pid = ps->pid_width > 3 ? (size_t)ps->pid_width : 3;
	size_t ppid = pid > 4 ? pid : 4;
	struct columns columns = {0};

	procps_add_number(out, &columns, process->pid, pid);
	procps_add_number(out, &columns, process->ppid, ppid);

	text_clear(&ps->room);
	procps_add_name(&ps->room, process->comm);
	procps_clean(ps, &ps->room, 0);
	if (process->state == 'Z' && ps->version >= PROCPS_4_0_5)
		text_add_string(&ps->room, " <defunct>");
	procps_gap(out, &columns, 0);
	columns.at +=
	    procps_print(ps, out, text_span(&ps->room), PROCPS_WIDTH_COMM);
	columns.wanted += PROCPS_WIDTH_COMM + 1;

	procps_add_number(out, &columns, process->rss_kib, PROCPS_WIDTH_RSS);
	procps_add_number(out, &columns, process->vsz_kib, PROCPS_WIDTH_VSZ);

	text_clear(&ps->room);
	procps_add_command(ps, &ps->room, process);
	procps_gap(out, &columns, 0);
	procps_print(ps, out, text_span(&ps->room), PROCPS_LINE - columns.at);
	text_add_char(out, '\n');
	if (ps->room.failed)
		out->failed = 1;
}
