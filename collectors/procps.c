#include <langinfo.h>
#include <string.h>
#include <strings.h>
#include <wchar.h>
#include <wctype.h>

#include "collectors/procps.h"

enum {
	PROCPS_NAME = 63, /* bytes of a name that ps stores */
	PROCPS_COMM = 15, /* columns of comm in the output */
	/* The columns of a line, minus the other fields. */
	PROCPS_COMMAND = 128 * 1024 - 45
};

struct span
procps_name(struct span comm)
{
	if (comm.n > 0 && comm.p[comm.n - 1] == '\n')
		comm.n--;
	return comm;
}

int
procps_status(struct span text, struct procps_process *process)
{
	uint64_t anon = UINT64_MAX, shmem = UINT64_MAX, swap = UINT64_MAX;
	const struct {
		const char *label;
		uint64_t *value;
	} fields[] = {{"PPid:", &process->ppid}, {"VmSize:", &process->vsz_kib},
	    {"VmRSS:", &process->rss_kib}, {"RssAnon:", &anon},
	    {"RssShmem:", &shmem}, {"VmSwap:", &swap}};
	struct span line, word;
	size_t i;

	process->state = '\0';
	process->ppid = UINT64_MAX;
	process->rss_kib = process->vsz_kib = 0;
	while (span_line(&text, &line)) {
		if (span_skip(&line, "State:") && span_word(&line, &word))
			process->state = word.p[0];
		for (i = 0; i < sizeof fields / sizeof *fields; i++)
			if (span_skip(&line, fields[i].label) &&
			    (!span_word(&line, &word) ||
				span_u64(word, fields[i].value) == -1))
				return -1;
	}
	process->footprint_kib =
	    anon == UINT64_MAX || shmem == UINT64_MAX || swap == UINT64_MAX
		? UINT64_MAX
		: anon + shmem + swap;
	return process->state != '\0' && process->ppid != UINT64_MAX ? 0 : -1;
}

/* FNV-1a. */
static uint64_t
procps_hash(uint64_t hash, struct span s)
{
	for (; s.n > 0; s.p++, s.n--)
		hash = (hash ^ (unsigned char)s.p[0]) * 1099511628211u;
	return hash;
}

int
procps_drm(struct span fdinfo, struct procps_drm *drm)
{
	/*
	 * The first of these that the driver reports. The second is an older
	 * name of the first; the third includes memory that is swapped out.
	 */
	static const char *const kinds[] = {
	    "drm-resident-", "drm-memory-", "drm-total-"};
	uint64_t value, bytes[3] = {0};
	int has_id = 0, has[3] = {0}, i;
	struct span line, key, word;

	drm->client = 14695981039346656037u;
	while (span_line(&fdinfo, &line)) {
		if (!span_until(&line, ':', &key))
			continue;
		/* An id is unique at least within its device. */
		if (span_is(key, "drm-client-id") || span_is(key, "drm-pdev"))
			drm->client = procps_hash(drm->client, span_trim(line));
		has_id |= span_is(key, "drm-client-id");
		/* xe counts time here, not memory. */
		if (span_starts(key, "drm-total-cycles-"))
			continue;
		for (i = 0; i < 3; i++) {
			if (!span_starts(key, kinds[i]))
				continue;
			if (!span_word(&line, &word) ||
			    span_u64(word, &value) == -1)
				return 0;
			if (span_word(&line, &word))
				value *= span_is(word, "KiB")   ? 1024
					 : span_is(word, "MiB") ? 1048576
								: 1;
			bytes[i] += value;
			has[i] = 1;
		}
	}
	for (i = 0; i < 2 && !has[i]; i++)
		continue;
	drm->kib = bytes[i] / 1024;
	return has_id && has[i];
}

int
procps_is_odd(const struct procps_process *process)
{
	const struct span texts[] = {process->name, process->cmdline};
	size_t i, k;

	for (i = 0; i < 2; i++)
		for (k = 0; k < texts[i].n; k++)
			if ((texts[i].p[k] < ' ' || texts[i].p[k] > '~') &&
			    texts[i].p[k] != '\0')
				return 1;
	/* Versions of ps differ on a command line of only NULs. */
	return process->state == 'Z' ||
	       (process->cmdline.n > 0 && process->cmdline.p[0] == '\0');
}

/*
 * Join the arguments with blanks, replace line ends by blanks, and drop empty
 * arguments at the end.
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
	/* One blank at the end is dropped if no NUL follows it. */
	if (end == cmdline.n && end > 0 &&
	    (cmdline.p[end - 1] == ' ' || cmdline.p[end - 1] == '\n'))
		end--;
	text_clear(out);
	text_add(out, cmdline.p, end);
	for (i = 0; i < out->len; i++)
		if (out->data[i] == '\0' || out->data[i] == '\n')
			out->data[i] = ' ';
}

/* The length of a character, from its first byte; 0 if it is invalid. */
static size_t
procps_length(struct span s)
{
	unsigned char c = (unsigned char)s.p[0];
	size_t n = c < 0x80 ? 1 : c >= 0xf0 ? 4 : c >= 0xe0 ? 3 : 2;

	return (c >= 0x80 && c < 0xc2) || c > 0xf4 || n > s.n ? 0 : n;
}

/*
 * Append at most `cells` columns of a terminal, with '?' for what is not
 * printable. Before 4.0.4 ps took the length of a character from its first
 * byte, and after an invalid byte it treated the rest as single bytes. Returns
 * how many columns are left.
 */
static size_t
procps_add(struct text *out, struct span s, size_t cells, int version)
{
	int bytes = strcasecmp(nl_langinfo(CODESET), "UTF-8") != 0;
	size_t n, looked_at = 0;
	mbstate_t state = {0};
	wchar_t c = 0;
	int width;

	for (; s.n > 0 && cells > 0; s.p += n, s.n -= n) {
		if (version < 40004 && looked_at == 0) {
			looked_at = procps_length(s);
			bytes |= looked_at == 0;
		}
		n = bytes ? (size_t)-1 : mbrtowc(&c, s.p, s.n, &state);
		width = 1;
		if (n > 0 && n <= s.n && iswprint((wint_t)c)) {
			width = wcwidth(c) > 0 ? wcwidth(c) : 0;
			if ((size_t)width > cells)
				break;
			text_add(out, s.p, n);
		} else {
			if (n == 0 || n > s.n || version >= 40004) {
				n = 1;
				state = (mbstate_t){0};
			}
			if (bytes && s.p[0] >= ' ' && s.p[0] <= '~')
				text_add_char(out, s.p[0]);
			else if (bytes && !(s.p[0] & 0x80) && version < 40005)
				text_add_char(out, '.');
			else
				text_add_char(out, '?');
		}
		cells -= (size_t)width;
		looked_at -= n < looked_at ? n : looked_at;
	}
	return cells;
}

void
procps_show(const struct procps_process *process, int version,
    struct text *comm, struct text *command)
{
	const int zombie = process->state == 'Z';
	struct text *line = comm; /* room for the arguments, at first */
	struct span name = process->name;
	size_t cells;

	if (name.n > PROCPS_NAME)
		name.n = PROCPS_NAME;
	text_clear(command);
	if (process->cmdline.n > 0) {
		procps_join(process->cmdline, line);
		procps_add(command, text_span(line), PROCPS_COMMAND, version);
		command->failed |= line->failed;
		if (command->len == 0)
			text_add_char(command, version >= 40006 ? '-' : '?');
	} else {
		text_add_char(command, '[');
		procps_add(command, name, PROCPS_NAME, version);
		text_add_string(command, zombie ? "] <defunct>" : "]");
	}
	text_clear(comm);
	cells = procps_add(comm, name, PROCPS_COMM, version);
	if (zombie && version >= 40005)
		procps_add(comm, SPAN(" <defunct>"), cells, version);
}
