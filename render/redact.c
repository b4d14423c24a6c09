#include <ctype.h>
#include <errno.h>
#include <string.h>
#include <strings.h>

#include "formats/process_tsv.h"
#include "render/load/records.h"
#include "render/redact.h"

#define HIDDEN     "REDACTED"
#define LINE_LIMIT ((size_t)4 * 1024 * 1024)

struct redact {
	struct span home;          /* of the user; may be empty */
	struct trace_strings what; /* replaced names: "--api-key", "HF_TOKEN" */
	int failed;                /* out of memory */
};

enum { TOKEN_LEAST = 20 }; /* characters */

static void
found(struct redact *r, struct span what)
{
	uint32_t which;

	if (strings_add(&r->what, what, &which) != 0)
		r->failed = 1;
}

static int
is_name(char c)
{
	return isalnum((unsigned char)c) || c == '_' || c == '-' || c == '.';
}

static int
is_one_of(struct span word, const char *const *list)
{
	for (; *list != NULL; list++)
		if (strlen(*list) == word.n &&
		    strncasecmp(*list, word.p, word.n) == 0)
			return 1;
	return 0;
}

/* Does a part of the name mean a secret? "--max-tokens" is just a number. */
static int
is_secret_name(struct span name)
{
	static const char *const parts[] = {"token", "key", "apikey", "secret",
	    "password", "passwd", "pass", "passphrase", "auth", "authorization",
	    "bearer", "credential", "credentials", "cookie", "pwd", NULL};
	size_t i, start = 0;

	for (i = 0; i <= name.n; i++)
		if (i == name.n || strchr("-_.:", name.p[i]) != NULL) {
			if (is_one_of((struct span){name.p + start, i - start},
				parts))
				return 1;
			start = i + 1;
		}
	return 0;
}

/* NAME, as before a command in the shell. */
static int
is_variable(struct span name)
{
	size_t i;

	for (i = 0; i < name.n; i++)
		if (name.p[i] != '_' && !isupper((unsigned char)name.p[i]) &&
		    (i == 0 || !isdigit((unsigned char)name.p[i])))
			return 0;
	return name.n > 0;
}

/* The length of the token at the front of s; 0: none. */
static size_t
token_length(struct span s, const char **form)
{
	static const char *const forms[] = {"sk-", "hf_", "ghp_", "gho_",
	    "ghs_", "ghu_", "github_pat_", "glpat-", "xoxb-", "xoxp-", "AKIA",
	    "AIza", "eyJ", "nvapi-", NULL};
	const char *const *f;
	size_t n = 0;

	for (f = forms; *f != NULL && !span_starts(s, *f); f++)
		continue;
	*form = *f;
	while (*f != NULL && n < s.n && is_name(s.p[n]))
		n++;
	return n >= TOKEN_LEAST ? n : 0;
}

/* The number of bytes before the first of these in s. */
static size_t
length_to(struct span s, const char *stop)
{
	size_t n = 0;

	while (n < s.n && strchr(stop, s.p[n]) == NULL)
		n++;
	return n;
}

/* "user:password@" in a URL: its length at the front of s, or 0. */
static size_t
login_length(struct span s)
{
	size_t n = length_to(s, "@/");

	return n < s.n && s.p[n] == '@' ? n : 0;
}

/*
 * Is the byte at i between the name of a secret, which begins at `name` and may
 * end in a quote, and its value?
 */
static int
is_before_value(struct span word, size_t i, struct span *name)
{
	if (i + 1 >= word.n || (word.p[i] != '=' && word.p[i] != ':'))
		return 0;
	if (name->n > 0 && !is_name(name->p[name->n - 1]))
		name->n--;
	return is_secret_name(*name) ||
	       (word.p[i] == '=' && name->p == word.p && is_variable(*name));
}

/* One argument. Values and tokens may be anywhere in it. */
static void
redact_word(struct redact *r, struct span word, struct text *out)
{
	size_t i = 0, n, name = 0;
	const char *form, *stop;

	while (i < word.n) {
		const struct span rest = {word.p + i, word.n - i};
		struct span before = {word.p + name, i - name};

		if (i == name && (n = token_length(rest, &form)) > 0) {
			found(r, span_of(form));
		} else if (is_before_value(word, i, &before)) {
			found(r, before);
			text_add_char(out, word.p[i++]);
			/* In a URL another NAME= may follow. */
			stop = word.p[i] == '"' ? "\"" : "&";
			if (word.p[i] == '"')
				text_add_char(out, word.p[i++]);
			n = length_to(
			    (struct span){word.p + i, word.n - i}, stop);
		} else if (i >= 3 && strncmp(word.p + i - 3, "://", 3) == 0 &&
			   (n = login_length(rest)) > 0) {
			found(r, SPAN("a login in a URL"));
		} else {
			text_add_char(out, word.p[i]);
			/* In JSON a name ends in a quote and a colon. */
			if (!is_name(word.p[i++]) &&
			    !(word.p[i - 1] == '"' && i < word.n &&
				word.p[i] == ':'))
				name = i;
			continue;
		}
		text_add_string(out, HIDDEN);
		i += n;
		name = i;
	}
}

/* The name at the end of a word, before punctuation: token in {"token": */
static struct span
last_name(struct span word)
{
	size_t n;

	while (word.n > 0 && !is_name(word.p[word.n - 1]))
		word.n--;
	for (n = word.n; n > 0 && is_name(word.p[n - 1]); n--)
		continue;
	return (struct span){word.p + n, word.n - n};
}

/* Is what comes after this word a secret? */
static int
announces(struct span word)
{
	static const char *const schemes[] = {"bearer", "basic", NULL};
	const struct span name = last_name(word);

	if (is_one_of(name, schemes))
		return 1;
	return word.n > 1 &&
	       (word.p[word.n - 1] == ':' ||
		   (word.p[0] == '-' && memchr(word.p, '=', word.n) == NULL)) &&
	       is_secret_name(name);
}

static void
redact_command(struct redact *r, struct span s, struct text *out)
{
	struct span last = SPAN("");
	size_t i = 0, n;
	int hide = 0;

	while (i < s.n) {
		struct span word = {s.p + i, s.n - i};

		word.n = n = length_to(word, " \t");
		if (n == 0) {
			text_add_char(out, s.p[i++]);
			continue;
		}
		/* "Bearer" after "Authorization:" is not yet the secret. */
		if (hide && announces(word)) {
			text_add_span(out, word);
		} else if (hide && word.p[0] != '-') {
			found(r, last_name(last));
			text_add_string(out, HIDDEN);
			word.n = 0;
		} else
			redact_word(r, word, out);
		hide = announces(word);
		last = word;
		i += n;
	}
}

/* The length of the home folder at the front of s, or 0. */
static size_t
home_length(const struct redact *r, struct span s)
{
	struct span rest = s;
	size_t i;

	/* A column that was split at a blank contains a tab. */
	for (i = 0; i < r->home.n && i < s.n; i++)
		if (s.p[i] != r->home.p[i] &&
		    (r->home.p[i] != ' ' || s.p[i] != '\t'))
			break;
	if (r->home.n > 1 && i == r->home.n && (i == s.n || !is_name(s.p[i])))
		return i;
	if (!span_skip(&rest, "/Users/") && !span_skip(&rest, "/home/"))
		return 0;
	i = length_to(rest, "/ \t:\"'");
	return i > 0 ? (size_t)(rest.p - s.p) + i : 0;
}

/* Append a line of the log, up to its line end, without secrets. */
static void
redact_line(struct redact *r, struct span line, struct text *out)
{
	struct text plain = {0};
	struct process_row row;
	struct span command;
	const char *reason;
	size_t i = 0, n, at;

	while (i < line.n) {
		n = i > 0 && is_name(line.p[i - 1])
			? 0
			: home_length(r, (struct span){line.p + i, line.n - i});
		if (n > 0) {
			found(r, SPAN("home folders"));
			text_add_char(&plain, '~');
			/* The row keeps its columns. */
			for (; n > 0; n--)
				if (line.p[i++] == '\t')
					text_add_char(&plain, '\t');
		} else
			text_add_char(&plain, line.p[i++]);
	}
	line = command = text_span(&plain);
	if (!plain.failed && line.n > 0 &&
	    process_tsv_read(line, &row, &reason) == PROCESS_TSV_ROW)
		command = row.command;
	at = (size_t)(command.p - line.p);
	text_add(out, line.p, at);
	redact_command(r, command, out);
	/* The wide columns follow. */
	at += command.n;
	text_add(out, line.p + at, line.n - at);
	out->failed |= plain.failed | r->failed;
	text_free(&plain);
}

static void
list_replaced(const struct redact *r, struct text *list)
{
	size_t i;

	for (i = 0; i < r->what.count; i++) {
		text_add_string(list, i > 0 ? ", " : "");
		text_add_span(list, r->what.at[i]);
	}
}

int
redact_log(const char *file, struct span home, const struct sink *sink,
    struct text *list)
{
	struct redact r = {.home = home};
	struct records records;
	struct text out = {0};
	struct span line;
	enum records_result got = RECORDS_ERROR;
	int ended;

	if (records_open(&records, file, records_line, LINE_LIMIT, 0) != 0)
		return -1;
	while ((got = records_next(&records, &line)) == RECORDS_ONE ||
	       got == RECORDS_TOO_LARGE) {
		/* Readers of the log skip such a line, too. */
		if (got == RECORDS_TOO_LARGE)
			continue;
		text_clear(&out);
		ended = line.p[line.n - 1] == '\n';
		line.n -= (size_t)ended;
		redact_line(&r, line, &out);
		if (ended)
			text_add_char(&out, '\n');
		errno = ENOMEM;
		if (out.failed || sink->put(sink->arg, text_span(&out)) != 0) {
			got = RECORDS_ERROR;
			break;
		}
	}
	list_replaced(&r, list);
	records_close(&records);
	text_free(&out);
	strings_free(&r.what);
	return got == RECORDS_ERROR || list->failed ? -1 : 0;
}
