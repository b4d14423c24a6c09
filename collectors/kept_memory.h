#ifndef COLLECTORS_CURL_MEMORY_H
#define COLLECTORS_CURL_MEMORY_H

#include <stddef.h>

/*
 * Memory for libcurl, which allocates some thirty blocks for each request and
 * frees them again: what is freed is kept for the next one, so that a request
 * takes no memory from the system, which may have none by then. At most
 * CURL_MEMORY_KEPT bytes are kept. Safe to call from several threads.
 */
enum { CURL_MEMORY_KEPT = 256 * 1024 };

void *curl_memory_malloc(size_t);
void curl_memory_free(void *);
void *curl_memory_realloc(void *, size_t);
char *curl_memory_strdup(const char *);
void *curl_memory_calloc(size_t n, size_t size);
/* Give back what is kept. */
void curl_memory_release(void);

#endif
