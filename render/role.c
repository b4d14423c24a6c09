#include <string.h>

#include "render/role.h"

static const char *const names[] = {
    [ROLE_RUNNER] = "runner",
    [ROLE_SERVER] = "server",
    [ROLE_CLIENT] = "client",
    [ROLE_OTHER] = "other",
    [ROLE_PLACEHOLDER] = "placeholder",
};

/* Downloaded programs keep the name of their system; IPEX-LLM has two. */
#define OLLAMA \
	"ollama ollama-mlx ollama-darwin ollama-linux-* ollama-bin ollama-lib"
/* With those inside other applications; but "llm" is also another program. */
#define ANY_OLLAMA OLLAMA " llm msty-local"

/* Whose is a runner? By its model: Ollama's if that is one of its blobs. */
enum whose { OLLAMAS, BY_MODEL, FOREIGN };

/*
 * The role of each program; the first match counts. memtrace-process(5) has the
 * facts by version of Ollama. Blanks separate the items of a list, and "x*"
 * matches what begins with x. Add a row for a new engine.
 */
static const struct rule {
	const char *programs;
	const char *words;  /* the first argument is one of these; "": any */
	enum role role;     /* with a model */
	enum role bare;     /* without: GPU discovery is not a runner */
	const char *models; /* options or words before it */
	enum whose whose;
} rules[] = {
    {ANY_OLLAMA, "serve start", ROLE_SERVER, ROLE_SERVER, "", OLLAMAS},
    {ANY_OLLAMA, "runner", ROLE_RUNNER, ROLE_OTHER, "--model", OLLAMAS},
    {OLLAMA, "gpu-discover", ROLE_OTHER, ROLE_OTHER, "", OLLAMAS},
    {OLLAMA, "-*", ROLE_OTHER, ROLE_OTHER, "", OLLAMAS},
    {OLLAMA, "*", ROLE_CLIENT, ROLE_CLIENT, "", OLLAMAS},
    {"ollama_llama_server", "", ROLE_RUNNER, ROLE_RUNNER, "--model -m",
	OLLAMAS},
    {"llama-server com.docker.llama-server", "", ROLE_RUNNER, ROLE_OTHER,
	"--model -m --hf-repo -hf", BY_MODEL},
    {"llama-cli llama-bench", "", ROLE_RUNNER, ROLE_OTHER,
	"--model -m --hf-repo -hf", FOREIGN},
    {"llama-quantize mlx.launch", "", ROLE_OTHER, ROLE_OTHER, "", OLLAMAS},
    {"mlx_lm.server mlx_lm.generate mlx_vlm.server omlx-server omlx.server "
     "mlx-omni-server mlx-openai-server vllm.entrypoints*",
	"", ROLE_RUNNER, ROLE_RUNNER, "--model --model-path", FOREIGN},
    {"mlx* gmlx* omlx* vmlx* vllm* rapid-mlx rapid_mlx* optiq", "serve server",
	ROLE_RUNNER, ROLE_RUNNER, "--model --model-path serve", FOREIGN},
    {"afm", "mlx", ROLE_RUNNER, ROLE_RUNNER, "--model -m", FOREIGN},
    {"mlx* vllm_mlx.server sglang.launch_server dflash-serve SwiftLM", "",
	ROLE_RUNNER, ROLE_OTHER, "--model --model-path", FOREIGN},
};

/* Interpreters run a script or a module (Python's -m). */
static const char interpreters[] = "python Python sh bash zsh node ruby perl";

/* Options of `ollama run` and similar commands that have an argument. */
static const char valued[] = "--keepalive --format --dimensions --width "
			     "--height --steps --seed --negative -f --file -q "
			     "--quantize";

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
 * arguments with blanks, so a path with blanks has to be guessed: a word that
 * is followed by a directory belongs to it, unless what comes before is already
 * a program in some bin/.
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

/* "LM Studio" from "/Applications/LM Studio.app/Contents/...", or empty. */
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

/*
 * If ps cannot read the arguments, because a process is just starting or
 * ending, it prints the short name in parentheses on macOS, and in brackets on
 * Linux.
 */
static int
is_placeholder(struct span command)
{
	const size_t n = command.n;
	const char *p = command.p;

	return n > 1 && ((p[0] == '(' && p[n - 1] == ')') ||
			    (p[0] == '[' && p[n - 1] == ']') ||
			    (n >= 9 && memcmp(p + n - 9, "<defunct>", 9) == 0));
}

/* Is it in the list, or does it begin like an item that ends in '*'? */
static int
is_one_of(struct span s, const char *list)
{
	struct span rest = span_of(list), word;

	while (span_word(&rest, &word))
		if (word.p[word.n - 1] == '*'
			? s.n >= word.n - 1 &&
			      memcmp(s.p, word.p, word.n - 1) == 0
			: span_equal(s, word))
			return 1;
	return 0;
}

/* "ollama" from ".ollama-wrapped", the name on NixOS. */
static struct span
unwrapped(struct span base)
{
	static const char mark[] = "-wrapped";
	size_t i;

	for (i = 1; base.n > 0 && base.p[0] == '.' && i < base.n; i++)
		if (span_starts((struct span){base.p + i, base.n - i}, mark))
			return (struct span){base.p + 1, i - 1};
	return base;
}

/* "python3.12" is "python" with its version. */
static int
interprets(struct span base)
{
	while (base.n > 1 && strchr("0123456789.", base.p[base.n - 1]) != NULL)
		base.n--;
	return is_one_of(base, interpreters);
}

/* Take an interpreter's script or module; empty if it runs neither. */
static struct span
take_script(struct span *rest)
{
	struct span word, arguments = *rest;
	char last;

	while (span_word(&arguments, &word)) {
		last = word.p[word.n - 1];
		if (word.p[0] != '-' || (last == 'm' && word.p[1] != '-' &&
					    span_word(&arguments, &word))) {
			*rest = arguments;
			return base_name(word);
		}
		/* Code on the command line, or a value of Python's option. */
		if (word.n == 1 || last == 'c' ||
		    (is_one_of(word, "-X -W") && !span_word(&arguments, &word)))
			break;
	}
	return (struct span){rest->p, 0};
}

/*
 * The last part of a path to a model, or OWNER--NAME in Hugging Face's cache:
 * .../models--OWNER--NAME/snapshots/COMMIT.
 */
static struct span
model_name(struct span path)
{
	static const char mark[] = "/snapshots/";
	const size_t n = sizeof mark - 1;
	struct span name = base_name(path), repo = name;

	if (path.n > name.n + n && memcmp(name.p - n, mark, n) == 0)
		repo = base_name((struct span){path.p, path.n - name.n - n});
	return span_skip(&repo, "models--") ? repo : name;
}

/*
 * The model in "NAME VALUE" or "NAME=VALUE": the value as given, or the last
 * part of the path to its file; "" if there is none.
 */
static struct span
model_of(struct span arguments, const char *options)
{
	struct span word, name, after, value = {arguments.p, 0};

	while (value.n == 0 && span_word(&arguments, &word)) {
		span_until(&word, '=', &name);
		if (!is_one_of(name, options))
			continue;
		value = word;
		after = arguments;
		if (value.n == 0 && span_word(&after, &word) &&
		    word.p[0] != '-') {
			value = word;
			arguments = after;
		}
	}
	if (value.n == 0 || value.p[0] != '/')
		return value;
	/* It may contain blanks: it ends at the next option. */
	while (span_word(&arguments, &word) && word.p[0] != '-')
		value.n = (size_t)(word.p + word.n - value.p);
	while (value.n > 1 && value.p[value.n - 1] == '/')
		value.n--;
	return model_name(value);
}

/* Flags may come before a client's model. */
static struct span
first_argument(struct span arguments)
{
	struct span word;

	while (span_word(&arguments, &word)) {
		if (word.p[0] != '-')
			return word;
		if (is_one_of(word, valued))
			span_word(&arguments, &word);
	}
	return (struct span){arguments.p, 0};
}

static const struct rule *
find_rule(struct span base, struct span word)
{
	size_t i;

	for (i = 0; i < sizeof rules / sizeof rules[0]; i++)
		if (is_one_of(base, rules[i].programs) &&
		    (rules[i].words[0] == '\0' ||
			(word.n > 0 && is_one_of(word, rules[i].words))))
			return &rules[i];
	return NULL;
}

void
role_of(struct span command, struct role_of *r)
{
	struct span rest = command, path, base, after, word, app, script;
	const struct rule *rule;

	memset(r, 0, sizeof *r);
	r->model = r->task = r->program = (struct span){command.p, 0};
	r->role = ROLE_OTHER;
	if (is_placeholder(command)) {
		r->role = ROLE_PLACEHOLDER;
		r->program = command;
		return;
	}
	path = take_program(&rest);
	base = unwrapped(base_name(path));
	app = application(path);
	if (interprets(base)) {
		script = take_script(&rest);
		if (script.n > 0) {
			base = unwrapped(script);
			app.n = 0;
		}
	}
	after = rest;
	if (!span_word(&after, &word))
		word = (struct span){rest.p, 0};
	rule = find_rule(base, word);
	r->program = rule == NULL && app.n > 0 ? app : base;
	if (rule == NULL)
		return;
	r->model = model_of(rest, rule->models);
	r->role = r->model.n > 0 ? rule->role : rule->bare;
	r->foreign =
	    r->role == ROLE_RUNNER &&
	    (rule->whose == FOREIGN ||
		(rule->whose == BY_MODEL && !span_starts(r->model, "sha256-")));
	if (r->role == ROLE_CLIENT || r->role == ROLE_SERVER)
		r->task = word;
	if (r->role == ROLE_CLIENT)
		r->model = first_argument(after);
	else if (r->role == ROLE_OTHER && rule->words[0] != '\0' &&
		 word.p[0] != '-')
		/* "ollama runner" says more than "ollama". */
		r->program.n = (size_t)(word.p + word.n - base.p);
}
