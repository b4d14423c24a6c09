#ifndef RENDER_ROLE_H
#define RENDER_ROLE_H

#include "formats/text.h"

/*
 * The role of a process, from its command line alone. memtrace-process(5) lists
 * the command lines, by version of Ollama.
 */
enum role {
	ROLE_RUNNER,     /* runs a model: ollama runner, llama-server, mlx_lm */
	ROLE_SERVER,     /* ollama serve */
	ROLE_CLIENT,     /* ollama run, ps, pull, ... */
	ROLE_OTHER,      /* matched the pattern; otherwise unknown */
	ROLE_PLACEHOLDER /* "(ollama)", "<defunct>": without a command line */
};

struct role_of {
	enum role role;
	int foreign; /* a runner, but not Ollama's */
	/*
	 * Parts of the command: a runner's model, which is its name as given or
	 * the last part of its path; or a client's first argument that is not
	 * an option.
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
