#ifndef TESTS_FUZZ_PROPERTY_H
#define TESTS_FUZZ_PROPERTY_H

#include <stddef.h>
#include <stdint.h>

#include "formats/text.h"

/*
 * What the fuzz targets share. A target is a function of bytes that aborts
 * when one of the properties that it states does not hold.
 */

/* libFuzzer's entry point, one in each fuzz_*.c; returns 0. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define PROPERTY(holds)                                              \
	do {                                                         \
		if (!(holds))                                        \
			property_broken(__FILE__, __LINE__, #holds); \
	} while (0)
_Noreturn void property_broken(const char *file, int line, const char *what);

/* The input; never NULL, so that it can be handed on as it is. */
struct span property_input(const uint8_t *data, size_t size);
/* Does the part lie within the whole? One of no bytes always does. */
int property_within(struct span part, struct span whole);
/* The same words, whatever the blanks between them? */
int property_same_words(struct span, struct span);
/* How many line ends there are. */
size_t property_lines(struct span);

/* Counts problems, and checks that each is told of a line that is there. */
struct property_problems {
	size_t first; /* number of the text's first line */
	size_t lines; /* that the text has */
	size_t count;
};
void property_problem(void *problems, size_t line, const char *reason);
struct problems property_problems(struct property_problems *, struct span);

#endif
