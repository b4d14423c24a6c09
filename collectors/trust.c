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
