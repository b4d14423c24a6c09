#ifndef COLLECTORS_WIDE_H
#define COLLECTORS_WIDE_H

#include "formats/process_tsv.h"

/*
 * The columns that ps does not have. wide_SYSTEM.c implements this, and reads
 * them for each process whose row is written.
 */
struct wide;

/* `root` replaces "/" in tests. Returns NULL if out of memory. */
struct wide *wide_new(const char *root);
void wide_free(struct wide *);
/*
 * Set the wide columns of the row, for the process row->pid, in KiB. A
 * footprint that is already set is kept. Unknown numbers are
 * PROCESS_TSV_UNKNOWN; a reason that concerns the user is reported once.
 */
void wide_read(struct wide *, struct process_row *row);

#endif
