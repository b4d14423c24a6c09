#include <string.h>

#include "collectors/proc_pid.h"

static int proc_pid_kib(struct span value, uint64_t *kib);

int
proc_pid_status(struct span text, struct proc_status *status)
{
	struct proc_status read = {0};
	struct span line, word;
	int has_ppid = 0;

	while (span_line(&text, &line)) {
		if (span_skip(&line, "State:")) {
			if (span_word(&line, &word))
				read.state = word.p[0];
		} else if (span_skip(&line, "PPid:")) {
			has_ppid = span_word(&line, &word) &&
				   span_u64(word, &read.ppid) == 0;
		} else if (span_skip(&line, "VmRSS:")) {
			if (proc_pid_kib(line, &read.rss_kib) == -1)
				return -1;
			/* The last of them; the half of the file is yet to
			 * come. */
			break;
		} else if (span_skip(&line, "VmSize:")) {
			if (proc_pid_kib(line, &read.vsz_kib) == -1)
				return -1;
		}
	}
	if (read.state == '\0' || !has_ppid)
		return -1;
	*status = read;
	return 0;
}

/* "\t    1664 kB" */
static int
proc_pid_kib(struct span value, uint64_t *kib)
{
	struct span word, unit;

	if (!span_word(&value, &word) || !span_word(&value, &unit) ||
	    !span_is(unit, "kB"))
		return -1;
	return span_u64(word, kib);
}

struct span
proc_pid_comm(struct span text)
{
	if (text.n > 0 && text.p[text.n - 1] == '\n')
		text.n--;
	return text;
}

struct span
proc_pid_stat_comm(struct span text)
{
	const char *open = text.n > 0 ? memchr(text.p, '(', text.n) : NULL;
	const char *end = text.p + text.n;

	if (open == NULL)
		return (struct span){text.p, 0};
	for (open++; end > open && end[-1] != ')'; end--)
		continue;
	if (end == open)
		return (struct span){open, 0};
	return (struct span){open, (size_t)(end - 1 - open)};
}

struct span
proc_pid_cmdline(char *bytes, size_t n)
{
	size_t end, i;

	if (n >= PROC_PID_CMDLINE)
		n = PROC_PID_CMDLINE - 1;
	end = n;
	while (end > 0 && bytes[end - 1] == '\0')
		end--;
	for (i = 0; i < end; i++)
		if (bytes[i] == '\0' || bytes[i] == '\n')
			bytes[i] = ' ';
	/* One blank at the end goes when no NUL stands behind it. */
	if (end == n && end > 0 && bytes[end - 1] == ' ')
		end--;
	return (struct span){bytes, end};
}
