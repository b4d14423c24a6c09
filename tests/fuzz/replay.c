/*
 * Hands files to a fuzz target, one after another: the same target without
 * libFuzzer, for any compiler.
 * usage: replay_TARGET FILE-OR-FOLDER ...
 */
#include <sys/stat.h>

#include <dirent.h>
#include <err.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/fuzz/property.h"

static size_t replayed;
static const char *replaying;

/* Which input it was: said last, whatever a sanitizer has said before. */
static void
replay_ended(int signal_number)
{
	static const char at[] = "\nreplaying: ";

	if (write(STDERR_FILENO, at, sizeof at - 1) == -1 ||
	    write(STDERR_FILENO, replaying, strlen(replaying)) == -1 ||
	    write(STDERR_FILENO, "\n", 1) == -1)
		_exit(3);
	signal(signal_number, SIG_DFL);
	raise(signal_number);
}

static void
replay_file(const char *path)
{
	struct text bytes = {0};
	char buffer[8192];
	uint8_t *exact;
	FILE *f = fopen(path, "rb");
	size_t n;

	if (f == NULL)
		err(2, "%s", path);
	while ((n = fread(buffer, 1, sizeof buffer, f)) > 0)
		text_add(&bytes, buffer, n);
	if (ferror(f))
		err(2, "%s", path);
	fclose(f);
	/* Memory of just that size, so that reading beyond it is seen. */
	exact = malloc(bytes.len > 0 ? bytes.len : 1);
	if (bytes.failed || exact == NULL)
		errx(2, "out of memory");
	if (bytes.len > 0)
		memcpy(exact, bytes.data, bytes.len);
	replaying = path;
	LLVMFuzzerTestOneInput(exact, bytes.len);
	replayed++;
	free(exact);
	text_free(&bytes);
}

static void
replay(const char *path)
{
	struct dirent *entry;
	struct text name = {0};
	struct stat st;
	DIR *dir;

	if (stat(path, &st) != 0)
		err(2, "%s", path);
	if (!S_ISDIR(st.st_mode)) {
		replay_file(path);
		return;
	}
	dir = opendir(path);
	if (dir == NULL)
		err(2, "%s", path);
	while ((entry = readdir(dir)) != NULL) {
		if (entry->d_name[0] == '.')
			continue;
		text_clear(&name);
		text_add_f(&name, "%s/%s", path, entry->d_name);
		text_add_char(&name, '\0');
		replay(name.data);
	}
	closedir(dir);
	text_free(&name);
}

int
main(int argc, char *argv[])
{
	int i;

	if (argc < 2)
		errx(2, "usage: %s FILE-OR-FOLDER ...", argv[0]);
	signal(SIGABRT, replay_ended);
	for (i = 1; i < argc; i++)
		replay(argv[i]);
	printf("%zu inputs\n", replayed);
	return 0;
}
