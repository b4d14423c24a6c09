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
	trust->worked |= proof != PROOF_NO_COMMAND;
	switch (proof) {
	case PROOF_EQUAL:
		trust->source = SOURCE_NATIVE;
		return 0;
	case PROOF_DIFFERENT:
		if (++trust->differences < TRUST_TRIES)
			return 0;
		trust->source = SOURCE_TOOL;
		return 1;
	case PROOF_NO_COMMAND:
		/* One that has worked may do so again. */
		if (trust->worked || ++trust->failures < TRUST_TRIES)
			return 0;
		trust->source = SOURCE_NATIVE;
		return 1;
	case PROOF_NOTHING:
		break;
	}
	return 0;
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
	for (; a.n > 0 && b.n > 0; a.p++, a.n--, b.p++, b.n--)
		if (trust_skip_digits(&a) != trust_skip_digits(&b))
			return 0;
		else if (a.n == 0 || b.n == 0)
			break;
		else if (*a.p != *b.p)
			return 0;
	return a.n == 0 && b.n == 0;
}
