#include <ctype.h>
#include <langinfo.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <wchar.h>
#include <wctype.h>

#include "collectors/procps.h"

enum {
	PROCPS_LINE = 2 * 64 * 1024, /* columns of a line, bytes of a field */
	PROCPS_NAME = 63,            /* bytes of a name that it keeps */
	PROCPS_COMM = 15             /* columns of comm */
};

static int procps_kib(struct span value, uint64_t *kib);
static int procps_is_plain(struct span);
static void procps_join(struct span cmdline, struct text *);
static void procps_clean(struct text *, size_t from, int version);
static void procps_clean_all(char *, size_t, int version);
static size_t procps_length(const char *, size_t left, int version);
static int procps_is_character(const char *, size_t n, int version);
static size_t procps_cut(struct text *, size_t cells);
static size_t procps_before_command(
    const struct procps_process *, size_t comm_cells, int pid_width);
static int procps_is_utf8(void);

int
procps_status(struct span text, struct procps_status *status)
{
	struct procps_status read = {0};
	struct span line, word;
	int has_ppid = 0;

	while (span_line(&text, &line)) {
		if (span_skip(&line, "State:")) {
			if (span_word(&line, &word))
				read.state = word.p[0];
		} else if (span_skip(&line, "PPid:")) {
			has_ppid = span_word(&line, &word) &&
				   span_u64(word, &read.ppid) == 0;
		} else if (span_skip(&line, "VmSize:")) {
			if (procps_kib(line, &read.vsz_kib) == -1)
				return -1;
		} else if (span_skip(&line, "VmRSS:")) {
			if (procps_kib(line, &read.rss_kib) == -1)
				return -1;
			/* The last field we need; half of the file follows. */
			break;
		}
	}
	if (read.state == '\0' || !has_ppid)
		return -1;
	*status = read;
	return 0;
}

/* "\t    1664 kB" */
static int
procps_kib(struct span value, uint64_t *kib)
{
	struct span word, unit;

	if (!span_word(&value, &word) || !span_word(&value, &unit) ||
	    !span_is(unit, "kB"))
		return -1;
	return span_u64(word, kib);
}

struct span
procps_name(struct span comm)
{
	if (comm.n > 0 && comm.p[comm.n - 1] == '\n')
		comm.n--;
	return comm;
}

int
procps_is_odd(const struct procps_process *process)
{
	size_t i;

	if (process->status.state == 'Z' || !procps_is_plain(process->name))
		return 1;
	for (i = 0; i < process->cmdline.n; i++)
		if (process->cmdline.p[i] != '\0' &&
		    !procps_is_plain((struct span){process->cmdline.p + i, 1}))
			return 1;
	/* Nothing but NULs? */
	return process->cmdline.n > 0 && process->cmdline.p[0] == '\0';
}

static int
procps_is_plain(struct span s)
{
	size_t i;

	for (i = 0; i < s.n; i++)
		if (s.p[i] < ' ' || s.p[i] > '~')
			return 0;
	return 1;
}

static int
procps_is_utf8(void)
{
	return strcasecmp(nl_langinfo(CODESET), "UTF-8") == 0;
}

void
procps_show(const struct procps_process *process, int version, int pid_width,
    struct text *comm, struct text *command)
{
	const int zombie = process->status.state == 'Z';
	struct span name = process->name;
	size_t cells;

	if (name.n > PROCPS_NAME)
		name.n = PROCPS_NAME;
	text_clear(comm);
	text_add_span(comm, name);
	procps_clean(comm, 0, version);
	if (zombie && version >= 40005)
		text_add_string(comm, " <defunct>");
	cells = procps_cut(comm, PROCPS_COMM);

	text_clear(command);
	if (process->cmdline.n > 0) {
		procps_join(process->cmdline, command);
		procps_clean(command, 0, version);
		if (command->len == 0)
			text_add_char(command, version >= 40006 ? '-' : '?');
	} else {
		text_add_char(command, '[');
		text_add_span(command, name);
		procps_clean(command, 1, version);
		text_add_string(command, zombie ? "] <defunct>" : "]");
	}
	procps_cut(command,
	    PROCPS_LINE - procps_before_command(process, cells, pid_width));
}

/*
 * As read_unvectored() does: blanks between the arguments and for line ends,
 * without the empty arguments at the end.
 */
static void
procps_join(struct span cmdline, struct text *out)
{
	size_t end, i;

	if (cmdline.n >= PROCPS_CMDLINE)
		cmdline.n = PROCPS_CMDLINE - 1;
	end = cmdline.n;
	while (end > 0 && cmdline.p[end - 1] == '\0')
		end--;
	/* One blank at the end goes if no NUL comes after it. */
	if (end == cmdline.n && end > 0 &&
	    (cmdline.p[end - 1] == ' ' || cmdline.p[end - 1] == '\n'))
		end--;
	text_add(out, cmdline.p, end);
	if (out->failed)
		return;
	for (i = 0; i < end; i++)
		if (out->data[i] == '\0' || out->data[i] == '\n')
			out->data[i] = ' ';
}

/*
 * The library's pass over a text, from that byte on: what does not print
 * becomes '?', or '.' in a locale that is not UTF-8. Before 4.0.4 a byte that
 * is not UTF-8 makes it treat the rest like that too.
 */
static void
procps_clean(struct text *text, size_t from, int version)
{
	size_t i, n, length;
	char *s;

	if (text->failed || text->len == from)
		return;
	s = text->data + from;
	length = text->len - from;
	if (procps_is_plain((struct span){s, length}))
		return;
	if (!procps_is_utf8()) {
		procps_clean_all(s, length, version);
		return;
	}
	for (i = 0; i < length; i += n) {
		n = procps_length(s + i, length - i, version);
		if (n == 0 && version < 40004) {
			procps_clean_all(s + i, length - i, version);
			return;
		}
		if (n == 0 || (unsigned char)s[i] < ' ' || s[i] == 0x7f) {
			s[i] = '?';
			n = 1;
		}
	}
}

static void
procps_clean_all(char *s, size_t length, int version)
{
	size_t i;

	for (i = 0; i < length; i++) {
		unsigned char c = (unsigned char)s[i];

		if (version >= 40005)
			s[i] = isprint(c) ? s[i] : '?';
		else if (c >= 0x80)
			s[i] = '?';
		else if (c < ' ' || c == 0x7f)
			s[i] = '.';
	}
}

/* Bytes of the character that these begin with; 0: it is none, or cut off. */
static size_t
procps_length(const char *s, size_t left, int version)
{
	unsigned char c = (unsigned char)s[0];
	size_t n;

	if (c < 0x80)
		return 1;
	n = c >= 0xf0 ? 4 : c >= 0xe0 ? 3 : 2;
	if (c < 0xc2 || c > 0xf4 || n > left)
		return 0;
	return version < 40004 || procps_is_character(s, n, version) ? n : 0;
}

/* 4.0.4 looks at all bytes; 4.0.5 takes no private use areas either. */
static int
procps_is_character(const char *s, size_t n, int version)
{
	uint32_t c = (unsigned char)s[0] & (0xffU >> (n + 1));
	size_t i;

	for (i = 1; i < n; i++) {
		if (((unsigned char)s[i] & 0xc0) != 0x80)
			return 0;
		c = c << 6 | ((unsigned char)s[i] & 0x3f);
	}
	if (n == 2)
		return c > 0x9f;
	if (version < 40005)
		return 1;
	if (n == 3)
		return c >= 0x800 && (c < 0xd800 || c > 0xf8ff);
	return c >= 0x10000 && c < 0xf0000;
}

/*
 * The pass of ps itself: cut to that many cells of a terminal, with '?' for
 * what does not print there. Returns the cells that are left in use.
 */
static size_t
procps_cut(struct text *text, size_t cells)
{
	const size_t most = (size_t)MB_CUR_MAX; /* bytes of a character */
	const int utf8 = procps_is_utf8();
	size_t used = 0, from = 0, to = 0, n, width;
	mbstate_t state = {0};
	wchar_t wc;

	if (text->failed)
		return 0;
	if (procps_is_plain(text_span(text))) {
		if (text->len > cells)
			text->len = cells;
		if (text->len > PROCPS_LINE - 1)
			text->len = PROCPS_LINE - 1;
		return text->len;
	}
	for (; from < text->len && used < cells && to < PROCPS_LINE - 1;
	     from += n) {
		char *s = text->data + from;
		size_t left = text->len - from;

		n = 1;
		if (utf8 && most > 1)
			n = mbrtowc(&wc, s, left < most ? left : most, &state);
		width = 1;
		if (n > most) {
			state = (mbstate_t){0};
			n = 1;
			text->data[to++] = '?';
		} else if (n <= 1) {
			n = 1;
			text->data[to++] = *s >= ' ' && *s < 0x7f ? *s
					   : utf8 || (unsigned char)*s >= 0x80
					       ? '?'
					       : '.';
		} else if (!iswprint((wint_t)wc)) {
			text->data[to++] = '?';
		} else {
			width = wcwidth(wc) > 0 ? (size_t)wcwidth(wc) : 0;
			if (width > cells - used || n >= PROCPS_LINE - to - 1)
				break;
			memmove(text->data + to, s, n);
			to += n;
		}
		used += width;
	}
	text->len = to;
	return used;
}

/*
 * Columns before the command. A field that is wider than its column pushes
 * the next ones to the right, until one has blanks to give.
 */
static size_t
procps_before_command(
    const struct procps_process *process, size_t comm_cells, int pid_width)
{
	const size_t pid = pid_width > 4 ? (size_t)pid_width : 4;
	const uint64_t number[] = {process->pid, process->status.ppid, 0,
	    process->status.rss_kib, process->status.vsz_kib};
	const size_t width[] = {pid, pid, PROCPS_COMM, 5, 6};
	size_t at = 0, column = 0, cells, start, i;
	uint64_t rest;

	for (i = 0; i < 5; i++) {
		cells = i == 2 ? comm_cells : 1;
		for (rest = number[i]; rest > 9; rest /= 10)
			cells++;
		start = column;
		/* Numbers are aligned to the right, comm to the left. */
		if (i != 2 && cells < width[i])
			start += width[i] - cells;
		if (i > 0 && start < at + 1)
			start = at + 1;
		at = start + cells;
		column += width[i] + 1;
	}
	return column > at + 1 ? column : at + 1;
}
