#ifndef COLLECTORS_OPTIONS_H
#define COLLECTORS_OPTIONS_H

#include <stdint.h>

#include "formats/text.h"

/*
 * The options that both collectors share, and the one that each has of its
 * own. Nothing here prints: what is to be said is handed back as text.
 */
enum source { SOURCE_AUTO, SOURCE_NATIVE, SOURCE_TOOL };

/* What a program says about itself; all of it ends up in --help. */
struct options_program {
	const char *name;     /* "proctrace" */
	const char *about;    /* one or two lines below the usage, with "\n" */
	double interval_s;    /* the default of -i */
	const char *file;     /* the default of -o, as --help spells it */
	char letter;          /* the option of its own: 'm' */
	const char *word;     /* its long form: "match" */
	const char *argument; /* what it takes: "ERE" */
	const char *meaning;  /* one line each, to stand in --help */
	const char *sources;  /* lines about -s behind its own, or "" */
	const char *examples; /* lines with two blanks in front, or "" */
};

struct options {
	int64_t interval_ns;
	uint64_t samples;    /* 0: no limit */
	int64_t duration_ns; /* 0: no limit */
	const char *output;  /* NULL: the default name; "-": standard output */
	enum source source;
	int quiet;
	int sync;
	const char *own; /* the argument of the program's own option, or NULL */
};

enum options_result {
	OPTIONS_RUN,  /* *options is set */
	OPTIONS_SAY,  /* `say` is for stdout; exit with 0 */
	OPTIONS_USAGE /* `say` is for stderr; exit with EXIT_USAGE */
};

/* The exit statuses of both collectors, documented in --help and the pages. */
enum {
	EXIT_RECORDED = 0, /* everything was written */
	EXIT_LOST = 1,     /* a sample was lost, or nothing could be recorded */
	EXIT_USAGE = 2
};

/* Read argv, which may be reordered; `say` ends in a line end. */
enum options_result options_read(int argc, char *const argv[],
    const struct options_program *, struct options *options, struct text *say);

/*
 * A number of seconds like 5, 0.25 or .5 as nanoseconds: digits and at most
 * one dot, above zero, up to 1e9 s; anything else is -1 and *ns is left alone.
 */
int options_seconds(struct span, int64_t *ns);

#endif
