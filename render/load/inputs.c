#include <sys/stat.h>

#include <dirent.h>
#include <errno.h>
#include <fnmatch.h>
#include <stdio.h>
#include <string.h>

#include "render/load/inputs.h"
#include "render/load/load.h"

/* 20260514-092500, as memtrace names the folder of a run. */
#define STAMP "20[0-9][0-9][01][0-9][0-3][0-9]-[0-2][0-9][0-5][0-9][0-6][0-9]"

/*
 * Find the last name in the folder that matches the pattern; names contain the
 * time. Its path, with a NUL, goes to `out`, which stays empty if there is
 * none. Returns 0, or -1 with errno.
 */
static int
find_last(struct text *out, const char *folder, const char *pattern)
{
	char last[256] = "";
	const struct dirent *e;
	DIR *dir = opendir(folder);

	if (dir == NULL)
		return -1;
	while ((e = readdir(dir)) != NULL)
		if (fnmatch(pattern, e->d_name, 0) == 0 &&
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
	static const char *const pattern[] = {"ollama-process-memtrace-*.tsv",
	    "system-memtrace-*.log", "machine.txt"};
	const char **const name[] = {&in->process, &in->system, &in->machine};
	size_t i;

	for (i = 0; i < 3; i++) {
		if (find_last(&in->path[i], folder, pattern[i]) != 0)
			return -1;
		*name[i] = in->path[i].len > 0 ? in->path[i].data : NULL;
	}
	return 0;
}

static int
find_run(struct inputs *in, const char *folder, const char **reason)
{
	struct text newest = {0}, runs = {0};
	int rc = find_logs(in, folder);

	if (rc == 0 && in->process == NULL && in->system == NULL) {
		rc = find_last(&newest, folder, STAMP);
		/* Here memtrace was started. */
		if (rc == 0 && newest.len == 0)
			rc = find_last(&runs, folder, "ollama-memtrace");
		if (rc == 0 && runs.len > 0)
			rc = find_last(&newest, runs.data, STAMP);
		if (rc == 0 && newest.len > 0)
			rc = find_logs(in, newest.data);
	}
	text_free(&newest);
	text_free(&runs);
	if (rc != 0)
		*reason = strerror(errno);
	else if (in->process == NULL && in->system == NULL)
		*reason = "contains no trace and no run of memtrace";
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
	if (operands == 2 && (strcmp(operand[1], "-") == 0 ||
				 fnmatch("*.svg", operand[1], 0) == 0 ||
				 fnmatch("*.md", operand[1], 0) == 0))
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
	const char *comma = strchr(operand, ',');
	struct stat st;

	memset(in, 0, sizeof *in);
	if (stat(operand, &st) == 0) {
		if (S_ISDIR(st.st_mode))
			return find_run(in, operand, reason);
		take_logs(in, operand, NULL);
		return 0;
	}
	text_add_string(pair, operand);
	text_add_char(pair, '\0');
	if (comma == NULL || pair->failed) {
		*reason = strerror(pair->failed ? ENOMEM : ENOENT);
		return -1;
	}
	pair->data[comma - operand] = '\0';
	take_logs(in, pair->data, pair->data + (comma - operand) + 1);
	return 0;
}

void
inputs_free(struct inputs *in)
{
	size_t i;

	for (i = 0; i < 3; i++)
		text_free(&in->path[i]);
}
