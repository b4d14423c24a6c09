#ifndef COLLECTORS_WIDE_H
#define COLLECTORS_WIDE_H

#include "formats/process_tsv.h"

/*
 * The seam to the system for the columns that ps does not have:
 * wide_SYSTEM.c asks for them, process by process, for rows that are written.
 */
struct wide;

/* `root` stands in for "/" in tests. Returns NULL when memory is short. */
struct wide *wide_new(const char *root);
void wide_free(struct wide *);
/*
 * Set the wide columns of the row of process row->pid, in KiB. A footprint
 * that the row has already is kept. What cannot be had is
 * PROCESS_TSV_UNKNOWN; a reason that is worth telling is reported once.
 */
void wide_read(struct wide *, struct process_row *row);

#endif
