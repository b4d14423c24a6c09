#include <string.h>

#include "render/role.h"

static const char *const names[] = {
    [ROLE_RUNNER] = "runner",
    [ROLE_SERVER] = "server",
    [ROLE_CLIENT] = "client",
    [ROLE_OTHER] = "other",
    [ROLE_PLACEHOLDER] = "placeholder",
};

/* Programs that do nothing but run a model. */
static const char *const runners[] = {
    "llama-server",
    "ollama_llama_server",
    "mlx_lm.server",
    "mlx_lm.generate",
    "mlx_vlm.server",
    "omlx-server",
};

static struct span base_name(struct span);
static struct span take_program(struct span *);
static struct span application(struct span);
static int is_runner_program(struct span);
static int is_placeholder(struct span);
static struct span option_value(struct span, const char *, const char *);
static struct span model_of(struct span, const char *);
static int runs_module(struct span, struct span *);

const char *
role_name(enum role role)
{
	return names[role];
}

static struct span
base_name(struct span path)
{
	size_t i;

	for (i = path.n; i > 0; i--)
		if (path.p[i - 1] == '/')
			return (struct span){path.p + i, path.n - i};
	return path;
}

/*
 * Take the program's path from the front of a command line. ps joins the
 * arguments with blanks, so a path with a blank in it can only be guessed: a
 * word that goes on with a directory belongs to it, unless what stands so far
 * is already a program in some bin/.
 */
static struct span
take_program(struct span *rest)
{
	struct span program, word, after;

	if (!span_word(rest, &program))
		return (struct span){rest->p, 0};
	while (program.p[0] == '/') {
		struct span dir = {program.p, program.n - base_name(program).n};

		after = *rest;
		if (dir.n >= 5 && memcmp(dir.p + dir.n - 4, "bin/", 4) == 0)
			break;
		if (!span_word(&after, &word) || word.p[0] == '/' ||
		    word.p[0] == '-' || memchr(word.p, '/', word.n) == NULL)
			break;
		program.n = (size_t)(word.p + word.n - program.p);
		*rest = after;
	}
	return program;
}

/* "LM Studio" of "/Applications/LM Studio.app/Contents/...", or nothing. */
static struct span
application(struct span program)
{
	static const char mark[] = ".app/";
	size_t i;

	for (i = 0; i + sizeof mark - 1 <= program.n; i++)
		if (memcmp(program.p + i, mark, sizeof mark - 1) == 0)
			return base_name((struct span){program.p, i});
	return (struct span){program.p, 0};
}

static int
is_runner_program(struct span base)
{
	size_t i;

	for (i = 0; i < sizeof runners / sizeof runners[0]; i++)
		if (span_is(base, runners[i]))
			return 1;
	return 0;
}

/*
 * ps prints the short name in parentheses when it cannot read the arguments,
 * which happens to a process that is being born or is dying.
 */
static int
is_placeholder(struct span command)
{
	static const char defunct[] = "<defunct>";
	const size_t n = sizeof defunct - 1;

	/* ps of macOS, and of Linux as a process is going. */
	if (command.n >= 2 &&
	    ((command.p[0] == '(' && command.p[command.n - 1] == ')') ||
		(command.p[0] == '[' && command.p[command.n - 1] == ']')))
		return 1;
	return command.n >= n &&
	       memcmp(command.p + command.n - n, defunct, n) == 0;
}

/* The value of "--name VALUE", "--name=VALUE" or "-n VALUE"; "" if none. */
static struct span
option_value(struct span arguments, const char *name, const char *brief)
{
	struct span word, value = {arguments.p, 0}, after;

	while (span_word(&arguments, &word)) {
		if (span_skip(&word, name) && word.n > 0) {
			if (word.p[0] != '=')
				continue;
			word.p++;
			word.n--;
			value = word;
		} else if (word.n == 0 ||
			   (brief != NULL && span_is(word, brief))) {
			if (!span_word(&arguments, &value))
				return (struct span){arguments.p, 0};
		} else
			continue;
		break;
	}
	/* A path may hold blanks: it goes on until the next option. */
	after = arguments;
	while (value.n > 0 && value.p[0] == '/' && span_word(&after, &word)) {
		if (word.p[0] == '-')
			break;
		value.n = (size_t)(word.p + word.n - value.p);
	}
	return value;
}

/* A model by its name as given, or the last part of the path to its file. */
static struct span
model_of(struct span arguments, const char *brief)
{
	struct span value = option_value(arguments, "--model", brief);

	if (value.n == 0 || value.p[0] != '/')
		return value;
	while (value.n > 1 && value.p[value.n - 1] == '/')
		value.n--;
	return base_name(value);
}

/* Is this Python with an MLX module or script? Which is then *module. */
static int
runs_module(struct span arguments, struct span *module)
{
	struct span word;

	if (!span_word(&arguments, &word))
		return 0;
	if (span_is(word, "-m") && !span_word(&arguments, &word))
		return 0;
	*module = base_name(word);
	return span_starts(*module, "mlx");
}

void
role_of(struct span command, struct role_of *r)
{
	struct span rest = command, path, base, word, app, module;

	memset(r, 0, sizeof *r);
	r->model = r->task = r->program = (struct span){command.p, 0};
	r->role = ROLE_OTHER;
	if (is_placeholder(command)) {
		r->role = ROLE_PLACEHOLDER;
		r->program = command;
		return;
	}
	path = take_program(&rest);
	base = base_name(path);
	app = application(path);
	r->program = base;
	word = rest;
	if (span_is(base, "ollama")) {
		r->task = span_trim(rest);
		if (!span_word(&rest, &word))
			return;
		if (span_is(word, "serve"))
			r->role = ROLE_SERVER;
		else if (span_is(word, "runner")) {
			r->role = ROLE_RUNNER;
			r->model = model_of(rest, NULL);
		} else if (word.p[0] != '-') {
			r->role = ROLE_CLIENT;
			r->task = word;
			if (span_word(&rest, &word) && word.p[0] != '-')
				r->task.n =
				    (size_t)(word.p + word.n - r->task.p);
		}
	} else if (is_runner_program(base)) {
		r->role = ROLE_RUNNER;
		r->model = model_of(rest, "-m");
	} else if ((span_starts(base, "python") ||
		       span_starts(base, "Python")) &&
		   runs_module(rest, &module)) {
		r->program = module;
		r->model = model_of(rest, NULL);
		if (r->model.n > 0 || is_runner_program(module))
			r->role = ROLE_RUNNER;
	} else if (app.n > 0)
		r->program = app;
}
