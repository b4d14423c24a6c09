#ifndef COLLECTORS_TRUST_H
#define COLLECTORS_TRUST_H

#include "formats/span.h"

/*
 * Each source has two ways to get its bytes: the documented command (tool), and
 * system calls (native), which need no fork. Output formats change between
 * releases of a system, so SOURCE_AUTO uses native only after comparing it with
 * the command. Without this, users would either fork for every sample or record
 * bytes that the loop would not have written.
 */
enum source { SOURCE_AUTO, SOURCE_NATIVE, SOURCE_TOOL };

enum proof {
	PROOF_EQUAL,     /* equal except for numbers that change */
	PROOF_DIFFERENT, /* different bytes for the same moment */
	PROOF_NOTHING,   /* it changed during the comparison */
	PROOF_NO_COMMAND /* the command failed: nothing to compare with */
};

struct trust {
	enum source source;             /* SOURCE_AUTO until it is decided */
	int seen[PROOF_NO_COMMAND + 1]; /* how often each was seen */
};

/* `wanted` is the user's choice; SOURCE_AUTO leaves it to trust_judge(). */
void trust_init(struct trust *, enum source wanted);
/*
 * Record the result of one comparison, while the source is SOURCE_AUTO. If
 * equal, use native from now on. After three differences use the command. After
 * three failures of a command that never worked, use native. Returns 1 if this
 * call chose the command or gave up on it, so that the caller reports it once;
 * else 0.
 */
int trust_judge(struct trust *, enum proof);
/* Are the texts equal except for numbers, which may differ in length? */
int trust_same_text(struct span, struct span);

#endif
