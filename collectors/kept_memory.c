#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "collectors/kept_memory.h"

enum {
	SMALLEST = 32, /* bytes; each class is twice the one before */
	CLASSES = 11   /* up to 32 KiB: libcurl's buffer of 16 KiB and a bit */
};

/* In front of each block; as wide as the strictest alignment. */
union block {
	struct {
		union block *next; /* while it is kept */
		size_t size;       /* without this header */
	} is;
	max_align_t align;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static union block *kept[CLASSES];
static size_t kept_bytes;

static int kept_memory_class(size_t);

/* The class whose blocks are long enough, or CLASSES. */
static int
kept_memory_class(size_t size)
{
	int kind = 0;

	while (kind < CLASSES && (size_t)SMALLEST << kind < size)
		kind++;
	return kind;
}

void *
kept_memory_malloc(size_t size)
{
	int kind = kept_memory_class(size);
	union block *block = NULL;

	if (kind < CLASSES) {
		size = (size_t)SMALLEST << kind;
		pthread_mutex_lock(&lock);
		block = kept[kind];
		if (block != NULL) {
			kept[kind] = block->is.next;
			kept_bytes -= size;
		}
		pthread_mutex_unlock(&lock);
	}
	if (block == NULL && size <= SIZE_MAX - sizeof(*block))
		block = malloc(sizeof(*block) + size);
	if (block == NULL)
		return NULL;
	block->is.size = size;
	return block + 1;
}

void
kept_memory_free(void *p)
{
	union block *block = p;
	int kind;

	if (block == NULL)
		return;
	block--;
	kind = kept_memory_class(block->is.size);
	pthread_mutex_lock(&lock);
	if (kind < CLASSES &&
	    kept_bytes + block->is.size <= KEPT_MEMORY_LIMIT) {
		kept_bytes += block->is.size;
		block->is.next = kept[kind];
		kept[kind] = block;
		block = NULL;
	}
	pthread_mutex_unlock(&lock);
	free(block);
}

void *
kept_memory_realloc(void *old, size_t size)
{
	size_t had = old == NULL ? 0 : ((union block *)old - 1)->is.size;
	void *p;

	if (old != NULL && size <= had)
		return old;
	p = kept_memory_malloc(size);
	if (p == NULL)
		return NULL;
	if (old != NULL)
		memcpy(p, old, had);
	kept_memory_free(old);
	return p;
}

char *
kept_memory_strdup(const char *s)
{
	size_t n = strlen(s) + 1;
	char *copy = kept_memory_malloc(n);

	if (copy != NULL)
		memcpy(copy, s, n);
	return copy;
}

void *
kept_memory_calloc(size_t n, size_t size)
{
	void *p;

	if (size != 0 && n > SIZE_MAX / size)
		return NULL;
	p = kept_memory_malloc(n * size);
	if (p != NULL)
		memset(p, 0, n * size);
	return p;
}

void
kept_memory_release(void)
{
	union block *block;

	pthread_mutex_lock(&lock);
	for (int i = 0; i < CLASSES; i++)
		while ((block = kept[i]) != NULL) {
			kept[i] = block->is.next;
			free(block);
		}
	kept_bytes = 0;
	pthread_mutex_unlock(&lock);
}
