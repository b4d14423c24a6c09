#ifndef RENDER_ROLE_H
#define RENDER_ROLE_H

#include "formats/text.h"

/*
 * What a traced process is, judged by its command line alone. Which command
 * lines there are, by Ollama generation, is listed in memtrace-process(5).
 */
enum role {
	ROLE_RUNNER,     /* runs a model: ollama runner, llama-server, mlx_lm */
	ROLE_SERVER,     /* ollama serve */
	ROLE_CLIENT,     /* ollama run, ps, pull, ... */
	ROLE_OTHER,      /* matched the pattern, nothing more is known */
	ROLE_PLACEHOLDER /* "(ollama)", "<defunct>": no command line to be had
			  */
};

struct role_of {
	enum role role;
	int foreign; /* a runner, but not Ollama's */
	/*
	 * Spans of the command. A runner's model: its name as given, or the
	 * last part of its path; a client's first argument that is no option.
	 */
	struct span model;
	/* Program, script or macOS application, without its path. */
	struct span program;
	struct span task; /* subcommand of a client or server, such as "run" */
};

void role_of(struct span command, struct role_of *);
/* "runner", "server", "client", "other", "placeholder". */
const char *role_name(enum role);

#endif
