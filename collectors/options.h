#ifndef COLLECTORS_OPTIONS_H
#define COLLECTORS_OPTIONS_H

#include "collectors/trust.h"

/* The options of a collector: the shared ones, and its own. */
struct options_program {
	const char *name;  /* "proctrace" */
	const char *usage; /* all of --help */
	const char *word;  /* the long form of its own option: "match" */
	char letter;       /* the short form: 'm' */
	double interval_s; /* the default of -i */
};

struct options {
	int64_t interval_ns;
	uint64_t samples;    /* 0: no limit */
	int64_t duration_ns; /* 0: no limit */
	const char *output;  /* NULL: the default name; "-": standard output */
	const char *own;     /* the argument of its own option, or NULL */
	enum source source;
	int quiet;
	int sync;
	int wide;
	char print; /* 'h' or 'V': print help or version and exit; else 0 */
};

/* The exit statuses of both collectors, as --help and the pages list them. */
enum {
	EXIT_RECORDED = 0, /* everything was written */
	EXIT_LOST = 1,     /* a sample was lost, or nothing could be recorded */
	EXIT_USAGE = 2
};

/* The parts of --help that both collectors share. */
#define OPTIONS_HELP_LIMITS                                            \
	"  -n, --samples SAMPLES   stop after this many (default: at " \
	"Ctrl-C)\n"                                                    \
	"  -d, --duration SECONDS  stop after this long (default: at " \
	"Ctrl-C)\n"                                                    \
	"  -o, --output FILE       append to this log; - is standard output"
#define OPTIONS_HELP_SHARED                                                \
	"  -s, --source SOURCE     where the numbers come from (default "  \
	"auto):\n"                                                         \
	"                            tool    the documented commands\n"    \
	"                            native  system calls\n"               \
	"                            auto    native, once it printed the " \
	"same as tool\n"                                                   \
	"      --sync              flush each sample to the disk\n"        \
	"  -q, --quiet             print errors only\n"                    \
	"  -h, --help              print this help\n"                      \
	"  -V, --version           print the version\n"
#define OPTIONS_HELP_END                                                   \
	"\nCtrl-C, SIGTERM and SIGHUP stop it after the current sample.\n" \
	"\nExit status:\n"                                                 \
	"  0  everything was recorded\n"                                   \
	"  1  a sample was lost, or nothing could be recorded\n"           \
	"  2  the options were wrong\n"

/*
 * Read argv, which may be reordered. Returns 0, or -1 with a reason (at most
 * `size` bytes, NUL included): "'X': what is wrong".
 */
int options_read(int argc, char *const argv[], const struct options_program *,
    struct options *options, char *reason, size_t size);

#endif
