#include <stdlib.h>
#include <string.h>

#include "collectors/strangers.h"

static struct stranger *strangers_find(const struct strangers *, pid_t);
static int strangers_compare(const void *, const void *);

void
strangers_free(struct strangers *strangers)
{
	free(strangers->known);
	free(strangers->seen);
	*strangers = (struct strangers){0};
}

void
strangers_begin(struct strangers *strangers)
{
	strangers->seen_n = 0;
}

void
strangers_end(struct strangers *strangers)
{
	const struct strangers s = *strangers;

	if (s.seen_n > 1)
		qsort(s.seen, s.seen_n, sizeof(*s.seen), strangers_compare);
	*strangers = (struct strangers){
	    .known = s.seen,
	    .known_n = s.seen_n,
	    .known_size = s.seen_size,
	    .seen = s.known,
	    .seen_size = s.known_size,
	};
}

int
strangers_meet(struct strangers *strangers, const struct stranger *stranger)
{
	int harmless = strangers_harmless(strangers, stranger);
	struct stranger *seen;
	size_t size;

	if (strangers->seen_n == strangers->seen_size) {
		size =
		    strangers->seen_size == 0 ? 64 : strangers->seen_size * 2;
		seen = realloc(strangers->seen, size * sizeof(*seen));
		if (seen == NULL)
			return harmless;
		strangers->seen = seen;
		strangers->seen_size = size;
	}
	seen = &strangers->seen[strangers->seen_n++];
	*seen = *stranger;
	seen->harmless = harmless;
	return harmless;
}

int
strangers_harmless(
    const struct strangers *strangers, const struct stranger *stranger)
{
	const struct stranger *known;

	known = strangers_find(strangers, stranger->pid);
	return known != NULL && known->harmless &&
	       known->start_s == stranger->start_s &&
	       known->start_us == stranger->start_us &&
	       memcmp(known->name, stranger->name, sizeof(known->name)) == 0;
}

void
strangers_learn(struct strangers *strangers, struct span matched_lines)
{
	struct stranger *known;
	struct span line, word;
	uint64_t pid;
	size_t i;

	for (i = 0; i < strangers->known_n; i++)
		strangers->known[i].harmless = 1;
	while (span_line(&matched_lines, &line)) {
		if (!span_word(&line, &word) || span_u64(word, &pid) != 0 ||
		    pid > INT32_MAX)
			continue;
		known = strangers_find(strangers, (pid_t)pid);
		if (known != NULL)
			known->harmless = 0;
	}
}

static struct stranger *
strangers_find(const struct strangers *strangers, pid_t pid)
{
	const struct stranger key = {.pid = pid};

	if (strangers->known_n == 0)
		return NULL;
	return bsearch(&key, strangers->known, strangers->known_n, sizeof(key),
	    strangers_compare);
}

static int
strangers_compare(const void *a, const void *b)
{
	const struct stranger *p = a, *q = b;

	return (p->pid > q->pid) - (p->pid < q->pid);
}
