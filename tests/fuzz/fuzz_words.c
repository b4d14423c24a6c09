/*
 * Command lines: matching, roles, and the comparison of outputs; and the
 * server's address. Byte 0: which of them.
 */
#include <stdlib.h>
#include <string.h>

#include "collectors/match.h"
#include "collectors/ollama.h"
#include "collectors/ps.h"
#include "collectors/trust.h"
#include "render/role.h"
#include "tests/fuzz/property.h"

/* Words are found as regexec finds them. */
static void
check_match(struct span text)
{
	struct span ere;
	struct match match;
	char pattern[65] = "", reason[200];
	int found;

	/* What libc makes of an expression is none of our business. */
	if (!span_until(&text, '\n', &ere) || ere.n >= sizeof pattern ||
	    memchr(ere.p, '\0', ere.n) != NULL ||
	    memchr(text.p, '\0', text.n) != NULL)
		return;
	memcpy(pattern, ere.p, ere.n);
	if (strcspn(pattern, "\\[](){}*+?.^$") < ere.n)
		return;
	if (match_init(&match, pattern, reason, sizeof reason) != 0) {
		PROPERTY(reason[0] != '\0');
		return;
	}
	PROPERTY(match.words <= MATCH_WORDS);
	found = match_line(&match, text);
	match.words = 0;
	PROPERTY(found == match_line(&match, text));
	match_free(&match);
}

static void
check_url(struct span host)
{
	char url[OLLAMA_URL_SIZE], *name;

	if (memchr(host.p, '\0', host.n) != NULL)
		return;
	name = malloc(host.n + 1);
	if (name == NULL)
		return;
	memcpy(name, host.p, host.n);
	name[host.n] = '\0';
	if (ollama_url(name, url) == 0) {
		PROPERTY(strncmp(url, "http", 4) == 0);
		PROPERTY(strlen(url) < sizeof url);
		PROPERTY(url[strlen(url) - 1] != '/');
	}
	free(name);
}

static void
check_role(struct span command)
{
	struct role_of r;

	role_of(command, &r);
	PROPERTY(r.role >= ROLE_RUNNER && r.role <= ROLE_PLACEHOLDER);
	PROPERTY(role_name(r.role)[0] != '\0');
	PROPERTY(property_within(r.model, command));
	PROPERTY(property_within(r.program, command));
	PROPERTY(property_within(r.task, command));
	PROPERTY(r.model.n == 0 || r.role != ROLE_SERVER);
}

static void
check_same(struct span text)
{
	struct span a = {text.p, 0}, b = text;

	span_until(&b, '\0', &a);
	PROPERTY(trust_same_text(text, text));
	PROPERTY(trust_same_text(a, b) == trust_same_text(b, a));
}

static void
check_compare(struct span text)
{
	struct span before, ps, after = text;
	char why[200] = "";

	if (!span_until(&after, '\0', &before) ||
	    !span_until(&after, '\0', &ps))
		return;
	PROPERTY(
	    ps_compare(before, ps, after, why, sizeof why) == PROOF_EQUAL ||
	    why[0] != '\0');
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static void (*const check[])(struct span) = {
	    check_match, check_url, check_role, check_same, check_compare};
	struct span text = property_input(data, size);

	if (size == 0)
		return 0;
	text.p++;
	text.n--;
	check[data[0] % (sizeof check / sizeof check[0])](text);
	return 0;
}
