#include <sys/stat.h>

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "render/load/inputs.h"
#include "render/load/load.h"

static int
ends_in(const char *name, const char *end)
{
	const size_t n = strlen(name), m = strlen(end);

	return n >= m && strcmp(name + n - m, end) == 0;
}

/* 20260514-092500, as memtrace names the folder of a run. */
static int
is_stamp(const char *name)
{
	return strspn(name, "0123456789") == 8 && name[8] == '-' &&
	       strspn(name + 9, "0123456789") == 6 && name[15] == '\0';
}

static int
is_wanted(const char *name, const char *begin, const char *end)
{
	if (begin == NULL || end == NULL)
		return is_stamp(name);
	return strncmp(name, begin, strlen(begin)) == 0 && ends_in(name, end);
}

/*
 * Find the last name in the folder with this beginning and end or, without
 * these, the last that is a stamp; names contain the time. Its path, with a
 * NUL, goes to `out`, which stays empty if there is none. Returns 0, or -1 with
 * errno.
 */
static int
find_last(
    struct text *out, const char *folder, const char *begin, const char *end)
{
	char last[256] = "";
	const struct dirent *e;
	DIR *dir = opendir(folder);

	if (dir == NULL)
		return -1;
	while ((e = readdir(dir)) != NULL)
		if (is_wanted(e->d_name, begin, end) &&
		    strcmp(e->d_name, last) > 0)
			snprintf(last, sizeof last, "%s", e->d_name);
	closedir(dir);
	if (last[0] == '\0')
		return 0;
	text_add_f(out, "%s/%s", folder, last);
	text_add_char(out, '\0');
	errno = ENOMEM;
	return out->failed ? -1 : 0;
}

/*
 * Find the logs of a folder, and its machine.txt. Returns 0, or -1 with errno.
 */
static int
find_logs(struct inputs *in, const char *folder)
{
	const char **const name[] = {&in->process, &in->system, &in->machine};
	size_t i;

	if (find_last(&in->path[0], folder, "ollama-process-memtrace-",
		".tsv") != 0 ||
	    find_last(&in->path[1], folder, "system-memtrace-", ".log") != 0 ||
	    find_last(&in->path[2], folder, "machine.txt", "") != 0)
		return -1;
	for (i = 0; i < 3; i++)
		*name[i] = in->path[i].len > 0 ? in->path[i].data : NULL;
	return 0;
}

static int
find_run(struct inputs *in, const char *folder, const char **reason)
{
	struct text newest = {0};
	int rc = find_logs(in, folder);

	if (rc == 0 && in->process == NULL && in->system == NULL) {
		rc = find_last(&newest, folder, NULL, NULL);
		if (rc == 0 && newest.len > 0)
			rc = find_logs(in, newest.data);
	}
	text_free(&newest);
	if (rc != 0)
		*reason = strerror(errno);
	else if (in->process == NULL && in->system == NULL)
		*reason = "no trace and no run of memtrace is in there";
	else
		return 0;
	return -1;
}

/* Files whose kind is unknown, such as pipes, are in the documented order. */
static void
take_logs(struct inputs *in, const char *first, const char *second)
{
	const enum load_kind kind[2] = {
	    load_kind(first), second != NULL ? load_kind(second) : LOAD_NO_LOG};

	if ((kind[0] == LOAD_SYSTEM_LOG && kind[1] != LOAD_SYSTEM_LOG) ||
	    (kind[1] == LOAD_PROCESS_LOG && kind[0] != LOAD_PROCESS_LOG)) {
		in->process = second;
		in->system = first;
	} else {
		in->process = first;
		in->system = second;
	}
}

int
inputs_find(struct inputs *in, char *const operand[], size_t operands,
    const char **reason)
{
	const char *first = operand[0], *second = NULL;
	struct stat st;

	memset(in, 0, sizeof *in);
	in->output = operands == 3 ? operand[2] : NULL;
	if (operands < 3 && stat(first, &st) == 0 && S_ISDIR(st.st_mode)) {
		in->output = operands == 2 ? operand[1] : NULL;
		return find_run(in, first, reason);
	}
	if (operands == 2 &&
	    (strcmp(operand[1], "-") == 0 || ends_in(operand[1], ".svg") ||
		ends_in(operand[1], ".md")))
		in->output = operand[1];
	else if (operands > 1)
		second = operand[1];
	take_logs(in, first, second);
	return 0;
}

int
inputs_run(struct inputs *in, const char *operand, const char **reason)
{
	struct text *pair = &in->path[0];
	const char *comma = operand;
	struct stat st;

	memset(in, 0, sizeof *in);
	if (stat(operand, &st) == 0) {
		if (S_ISDIR(st.st_mode))
			return find_run(in, operand, reason);
		take_logs(in, operand, NULL);
		return 0;
	}
	/* A name may have a comma, too. */
	do {
		comma = strchr(comma + 1, ',');
		text_clear(pair);
		text_add(pair, operand,
		    comma != NULL ? (size_t)(comma - operand) : 0);
		text_add_char(pair, '\0');
	} while (comma != NULL && !pair->failed && stat(pair->data, &st) != 0);
	if (comma != NULL)
		text_add(pair, comma + 1, strlen(comma));
	if (comma != NULL && !pair->failed) {
		take_logs(in, pair->data, pair->data + (comma - operand) + 1);
		return 0;
	}
	*reason = strerror(pair->failed ? ENOMEM : ENOENT);
	return -1;
}

void
inputs_free(struct inputs *in)
{
	size_t i;

	for (i = 0; i < 3; i++)
		text_free(&in->path[i]);
}
