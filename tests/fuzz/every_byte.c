/*
 * For tests/every_byte.sh: a pair of logs, one of them cut at each byte, and
 * each byte of it flipped to each of a set of hostile values; every variant is
 * made all of memgraph's outputs of, which are checked.
 * usage: every_byte FIRST STEP PROCESS.tsv SYSTEM.log
 *	looks at the bytes FIRST, FIRST + STEP, ... of the two logs together
 */
#include <err.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/fuzz/property.h"
#include "tests/fuzz/rendering.h"

/* A variant takes milliseconds; one that takes this long hangs. */
enum { SECONDS = 20 };

static const char hostile[] = "\0\1\n\t ={}\"09-%.\x80\xff";

static struct rendering rendering;
static struct text logs[LOGS];
static const char *names[LOGS];
static char variant[512]; /* what is being tried, for the last words */
static size_t tried, drawn;

static void
ended(int signal_number)
{
	static const char hangs[] = "it hangs\n";

	if (signal_number == SIGALRM &&
	    write(STDERR_FILENO, hangs, sizeof hangs - 1) == -1)
		_exit(3);
	if (write(STDERR_FILENO, variant, strlen(variant)) == -1)
		_exit(3);
	signal(SIGABRT, SIG_DFL);
	abort();
}

static void
read_log(const char *name, struct text *log)
{
	char buffer[8192];
	ssize_t n;
	int fd = open(name, O_RDONLY);

	if (fd == -1)
		err(2, "%s", name);
	while ((n = read(fd, buffer, sizeof buffer)) > 0)
		text_add(log, buffer, (size_t)n);
	if (n == -1 || log->failed)
		err(2, "%s", name);
	close(fd);
}

/* The log `which` with these bytes, the other one as it is. */
static void
try_bytes(int which, struct span bytes)
{
	alarm(SECONDS);
	if (rendering_put(&rendering, which, bytes) != 0)
		err(2, "temporary file");
	switch (rendering_make(&rendering)) {
	case 1:
		rendering_check(&rendering);
		drawn++;
		break;
	case 0:
		break;
	default:
		PROPERTY(!"could not be rendered");
	}
	tried++;
}

static void
try_at(int which, size_t at)
{
	struct text *log = &logs[which];
	char was = log->data[at];
	size_t i;

	snprintf(variant, sizeof variant, "variant: %s cut at byte %zu\n",
	    names[which], at);
	try_bytes(which, (struct span){log->data, at});
	for (i = 0; i < sizeof hostile - 1; i++) {
		if (hostile[i] == was)
			continue;
		snprintf(variant, sizeof variant,
		    "variant: %s with byte %zu of value %d\n", names[which], at,
		    (unsigned char)hostile[i]);
		log->data[at] = hostile[i];
		try_bytes(which, text_span(log));
	}
	log->data[at] = was;
}

int
main(int argc, char *argv[])
{
	size_t first, step, all, at;
	int i;

	if (argc != 5)
		errx(2, "usage: every_byte FIRST STEP PROCESS.tsv "
			"SYSTEM.log");
	first = strtoul(argv[1], NULL, 10);
	step = strtoul(argv[2], NULL, 10);
	if (step == 0 || rendering_open(&rendering) != 0)
		err(2, "temporary files");
	/* A third of the picture, and the same in every variant. */
	rendering.options.without_script = 1;
	signal(SIGABRT, ended);
	signal(SIGALRM, ended);
	for (i = 0; i < LOGS; i++) {
		names[i] = argv[3 + i];
		read_log(names[i], &logs[i]);
		if (rendering_put(&rendering, i, text_span(&logs[i])) != 0)
			err(2, "temporary file");
	}
	all = logs[PROCESS_LOG].len + logs[SYSTEM_LOG].len;
	for (at = first; at < all; at += step) {
		int which =
		    at < logs[PROCESS_LOG].len ? PROCESS_LOG : SYSTEM_LOG;

		if (which == SYSTEM_LOG &&
		    rendering_put(&rendering, PROCESS_LOG,
			text_span(&logs[PROCESS_LOG])) != 0)
			err(2, "temporary file");
		try_at(which,
		    which == SYSTEM_LOG ? at - logs[PROCESS_LOG].len : at);
	}
	printf("%zu variants %zu drawn\n", tried, drawn);
	for (i = 0; i < LOGS; i++)
		text_free(&logs[i]);
	rendering_close(&rendering);
	return 0;
}
