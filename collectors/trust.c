#include "collectors/trust.h"

enum { TRUST_TRIES = 3 };

void
trust_init(struct trust *trust, enum source wanted)
{
	*trust = (struct trust){.source = wanted};
}

int
trust_judge(struct trust *trust, enum proof proof)
{
	const int *seen = trust->seen;

	trust->seen[proof]++;
	if (proof == PROOF_EQUAL) {
		trust->source = SOURCE_NATIVE;
		return 0;
	}
	if (seen[PROOF_DIFFERENT] == TRUST_TRIES)
		trust->source = SOURCE_TOOL;
	/* A command that has worked before may work again. */
	else if (seen[PROOF_NO_COMMAND] == TRUST_TRIES &&
		 seen[PROOF_DIFFERENT] + seen[PROOF_NOTHING] == 0)
		trust->source = SOURCE_NATIVE;
	return trust->source != SOURCE_AUTO;
}

static int
trust_skip_digits(struct span *s)
{
	size_t before = s->n;

	for (; s->n > 0 && *s->p >= '0' && *s->p <= '9'; s->n--)
		s->p++;
	return s->n < before;
}

int
trust_same_text(struct span a, struct span b)
{
	for (;; a.p++, a.n--, b.p++, b.n--) {
		if (trust_skip_digits(&a) != trust_skip_digits(&b))
			return 0;
		if (a.n == 0 || b.n == 0)
			return a.n == b.n;
		if (*a.p != *b.p)
			return 0;
	}
}
