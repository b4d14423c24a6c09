#ifndef RENDER_ARRAY_H
#define RENDER_ARRAY_H

#include <stddef.h>
#include <stdint.h>

/*
 * Make room for one more element in an array of `count`, which grows by this
 * function alone: it then has room for the next power of two. Indices stay
 * below UINT32_MAX. Returns 0, or -1 when memory is short.
 */
int array_grow(void **array, size_t count, size_t element);
/* Without a call where there is room, which is nearly always. */
#define ARRAY_GROW(array, count)      \
	(((count) & ((count)-1)) != 0 \
		? 0                   \
		: array_grow((void **)&(array), count, sizeof *(array)))

/* Does the element stand before what is sought? */
typedef int array_is_before(const void *element, const void *key);
/* The first of a sorted array that does not, or `count`. */
size_t array_find(const void *array, size_t count, size_t element,
    array_is_before *before, const void *key);
/*
 * The first whose time is ms or later, or `count`; `times` is the time of the
 * first element, and `element` the distance to the next.
 */
size_t array_find_ms(
    const int64_t *times, size_t count, size_t element, int64_t ms);

/* qsort, but what is in order already takes no memory to sort. */
void array_sort(void *array, size_t count, size_t element,
    int (*compare)(const void *, const void *));

#endif
