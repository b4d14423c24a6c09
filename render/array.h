#ifndef RENDER_ARRAY_H
#define RENDER_ARRAY_H

#include <stddef.h>
#include <stdint.h>

/*
 * Make room for one more element in an array of `count`. Call it whenever an
 * element is added: it grows the array to the next power of two. Indices stay
 * below UINT32_MAX. Returns 0, or -1 if out of memory.
 */
int array_grow(void **array, size_t count, size_t element);
/*
 * Inline, because there is nearly always room. There is none in NULL, which
 * clang-tidy cannot know.
 */
#define ARRAY_GROW(array, count)                         \
	(((count) & ((count)-1)) != 0 && (array) != NULL \
		? 0                                      \
		: array_grow((void **)&(array), count, sizeof *(array)))

/* Is the element less than what is sought? */
typedef int array_is_before(const void *element, const void *key);
/* The first element of a sorted array that is not, or `count`. */
size_t array_find(const void *array, size_t count, size_t element,
    array_is_before *before, const void *key);
/*
 * The first element whose time is ms or later, or `count`. `times` is the time
 * of the first element, and `element` the distance to the next in bytes.
 */
size_t array_find_ms(
    const int64_t *times, size_t count, size_t element, int64_t ms);

/* Like qsort, but an array that is already sorted needs no memory. */
void array_sort(void *array, size_t count, size_t element,
    int (*compare)(const void *, const void *));

#endif
