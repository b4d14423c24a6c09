#ifndef COLLECTORS_TRUST_H
#define COLLECTORS_TRUST_H

#include "formats/span.h"

/*
 * Each source has two ways to its bytes: the documented command (tool) and
 * system calls (native), which need no fork. Formats change between releases
 * of a system, so SOURCE_AUTO trusts native only after it was compared with
 * the command. Without this a user either forks at every sample or records
 * bytes that the loop would not have written.
 */
enum source { SOURCE_AUTO, SOURCE_NATIVE, SOURCE_TOOL };

enum proof {
	PROOF_EQUAL,     /* equal but for numbers that move on */
	PROOF_DIFFERENT, /* the same moment, other bytes */
	PROOF_NOTHING,   /* what changed meanwhile decides nothing */
	PROOF_NO_COMMAND /* the command failed: nothing to compare with */
};

struct trust {
	enum source source;             /* SOURCE_AUTO until it is decided */
	int seen[PROOF_NO_COMMAND + 1]; /* how many of each proof */
};

/* What the user wants; SOURCE_AUTO leaves it to trust_judge(). */
void trust_init(struct trust *, enum source wanted);
/*
 * Take one comparison into account while the source is SOURCE_AUTO. Equal:
 * native from now on. Three differences: the command. Three failures of a
 * command that never worked: native. Returns 1 when this just decided for the
 * command or gave up on it, so that the caller reports it once; else 0.
 */
int trust_judge(struct trust *, enum proof);
/* Equal but for the numbers, which may have more or fewer digits? */
int trust_same_text(struct span, struct span);

#endif
