#ifndef RENDER_LOAD_RECORDS_H
#define RENDER_LOAD_RECORDS_H

#include "formats/text.h"

/*
 * Read a log from front to back, record by record, through a window. The window
 * grows up to a limit, so a file without record ends needs no more memory than
 * one with. The result does not depend on how the file is read.
 */

/*
 * The end of the record at the front of the window, or 0 if it is not in the
 * window. There is no end before `looked`. Needs at most RECORDS_MARK bytes
 * after the record to see that it has ended.
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
	RECORDS_TOO_LARGE /* longer than the limit: skipped */
};

struct records {
	records_end *find;
	size_t limit; /* bytes */
	size_t line;  /* number of its first line */
	int fd;
	char *data; /* the unread part is from start to end */
	size_t start, end, size;
	size_t taken;    /* thereof the current record */
	size_t left_out; /* its lines that left the window */
	int at_end;      /* end of file: nothing comes after the window */
};

/*
 * Returns 0, or -1 with errno. Close it in both cases. `only_end` leaves out
 * all but the whole records in the last 256 KiB, and counts lines from there; a
 * pipe is read from its start.
 */
int records_open(struct records *r, const char *file, records_end *find,
    size_t limit, int only_end);
void records_close(struct records *);
/*
 * The record is valid until the next call. The last one may lack its end, and
 * the first one its byte order mark.
 */
#define RECORDS_BOM "\xef\xbb\xbf"
enum records_result records_next(struct records *, struct span *record);
/* How a compressed log begins, and what is wrong with it. */
#define RECORDS_GZIP       "\x1f\x8b"
#define RECORDS_COMPRESSED "this file is compressed; decompress it first"
/*
 * What follows the current record in the window, and a way to skip records at
 * its front; the caller adds to `line`.
 */
struct span records_ahead(struct records *);
void records_skip(struct records *, size_t n);

#endif
