#ifndef RENDER_LOAD_RECORDS_H
#define RENDER_LOAD_RECORDS_H

#include "formats/text.h"

/*
 * A log read from front to back, record by record, through one window. The
 * window grows up to a limit, so a file without ends of records costs no more
 * memory than one with. How a file is read makes no difference to what is read.
 */

/*
 * Where the record at the front of the window ends, or 0 if that is not in it.
 * A record ended before `looked` would have been found before. At most
 * RECORDS_MARK bytes after a record say that it has ended.
 */
typedef size_t records_end(struct span window, size_t looked);
enum { RECORDS_MARK = 5 };
/* A line ends with its line end. */
records_end records_line;
/* A block of the system log ends before the mark of the next. */
records_end records_block;

enum records_result {
	RECORDS_ERROR = -1, /* errno says why */
	RECORDS_END,        /* of the file */
	RECORDS_ONE,
	RECORDS_TOO_LARGE /* longer than the limit: left out */
};

struct records {
	records_end *find;
	size_t limit; /* bytes */
	size_t line;  /* number of the record's first one */
	int fd;
	char *data; /* what is not yet done with is from start to end */
	size_t start, end, size;
	size_t taken;    /* of that: the record that was given last */
	size_t left_out; /* its lines that are no longer there */
	int at_end;      /* of the file: nothing comes after the window */
};

/* Returns 0, or -1 with errno; close it either way. */
int records_open(
    struct records *, const char *file, records_end *, size_t limit);
void records_close(struct records *);
/*
 * Begin with the first whole record in the last n bytes of a file; lines count
 * from there. Returns 0, or -1 with errno.
 */
int records_to_end(struct records *, size_t n);
/* The record is valid until the next call. The last may have no end. */
enum records_result records_next(struct records *, struct span *record);
/*
 * What of the window comes after the record given last, and a way to step over
 * records at the front of that; the caller adds to `line`.
 */
struct span records_ahead(struct records *);
void records_skip(struct records *, size_t n);

#endif
