#include <stdlib.h>

#include "render/array.h"

int
array_grow(void **array, size_t count, size_t element)
{
	const size_t room = count > 0 ? count * 2 : 1;
	void *more;

	if ((count & (count - 1)) != 0)
		return 0;
	if (count >= UINT32_MAX / 2 || room > SIZE_MAX / element)
		return -1;
	more = realloc(*array, room * element);
	if (more == NULL)
		return -1;
	*array = more;
	return 0;
}

size_t
array_find(const void *array, size_t count, size_t element,
    array_is_before *before, const void *key)
{
	size_t low = 0, high = count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (before((const char *)array + middle * element, key))
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static int
is_earlier(const void *element, const void *key)
{
	return *(const int64_t *)element < *(const int64_t *)key;
}

size_t
array_find_ms(const int64_t *times, size_t count, size_t element, int64_t ms)
{
	return array_find(times, count, element, is_earlier, &ms);
}

void
array_sort(void *array, size_t count, size_t element,
    int (*compare)(const void *, const void *))
{
	const char *at = array;
	size_t i;

	for (i = 1; i < count; i++, at += element)
		if (compare(at, at + element) > 0) {
			qsort(array, count, element, compare);
			return;
		}
}
