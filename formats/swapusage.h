#ifndef FORMATS_SWAPUSAGE_H
#define FORMATS_SWAPUSAGE_H

#include "formats/text.h"

/*
 * The line of `sysctl vm.swapusage`, here in two parts. It is in MiB with two
 * decimals, so the bytes read from it are exact to 5 KiB:
 *	vm.swapusage: total = 2048.00M  used = 1184.50M
 *	  free = 863.50M  (encrypted)
 */
struct swapusage {
	uint64_t total_bytes;
	uint64_t used_bytes;
	uint64_t free_bytes;
	int encrypted;
};

/*
 * Append the line. `point` is the decimal point of the user's locale, '.' or
 * ',', since sysctl follows LC_NUMERIC.
 */
void swapusage_write(struct text *out, const struct swapusage *, char point);
/* Is this the line, with its name or (sysctl -n) without? */
int swapusage_starts(struct span line);
/*
 * Read the line, with a dot or a comma, in K, M, G or T. Returns NULL, or what
 * is wrong with it, and leaves *swap alone.
 */
const char *swapusage_read(struct span line, struct swapusage *swap);

#endif
