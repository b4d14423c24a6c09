#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "render/load/input.h"

enum { INPUT_CHUNK = 256 * 1024 };

int
input_open(struct input *in, const char *file, size_t limit)
{
	memset(in, 0, sizeof *in);
	in->limit = limit;
	do
		in->fd = open(file, O_RDONLY | O_CLOEXEC);
	while (in->fd == -1 && errno == EINTR);
	return in->fd == -1 ? -1 : 0;
}

void
input_close(struct input *in)
{
	if (in->fd != -1)
		close(in->fd);
	free(in->data);
	in->data = NULL;
	in->fd = -1;
}

enum input_result
input_fill(struct input *in)
{
	ssize_t n;

	if (in->at_end)
		return INPUT_END;
	if (in->start > 0) {
		memmove(in->data, in->data + in->start, in->end - in->start);
		in->end -= in->start;
		in->start = 0;
	}
	if (in->end >= in->limit)
		return INPUT_FULL;
	if (in->size - in->end < INPUT_CHUNK) {
		size_t size = in->size * 2 + INPUT_CHUNK;
		char *data = realloc(in->data, size);

		if (data == NULL)
			return INPUT_ERROR;
		in->data = data;
		in->size = size;
	}
	do
		n = read(in->fd, in->data + in->end, INPUT_CHUNK);
	while (n == -1 && errno == EINTR);
	if (n == -1)
		return INPUT_ERROR;
	in->end += (size_t)n;
	in->at_end = n == 0;
	return n == 0 ? INPUT_END : INPUT_MORE;
}

struct span
input_window(const struct input *in)
{
	if (in->data == NULL)
		return (struct span){"", 0};
	return (struct span){in->data + in->start, in->end - in->start};
}

void
input_skip(struct input *in, size_t n)
{
	in->start += n;
}
