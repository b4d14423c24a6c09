#ifndef COLLECTORS_KEPT_MEMORY_H
#define COLLECTORS_KEPT_MEMORY_H

#include <stddef.h>

/*
 * Memory for libcurl, which allocates some thirty blocks for each request and
 * frees them again, and for jansson, which does so for each value: what is
 * freed is kept for the next time, so that neither a request nor an answer that
 * has changed takes memory from the system, which may have none by then. At
 * most KEPT_MEMORY_LIMIT bytes are kept. Safe to call from several threads.
 */
enum { KEPT_MEMORY_LIMIT = 256 * 1024 };

void *kept_memory_malloc(size_t);
void kept_memory_free(void *);
void *kept_memory_realloc(void *, size_t);
char *kept_memory_strdup(const char *);
void *kept_memory_calloc(size_t n, size_t size);
/* Give back what is kept. */
void kept_memory_release(void);

#endif
