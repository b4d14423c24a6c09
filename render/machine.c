#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "render/human.h"
#include "render/machine.h"

enum { FILE_MOST = 64 * 1024, VALUE_COLUMNS = 48 };

/* Take a value without its quotes, and without what is in brackets. */
static void
take(struct text *value, struct span s)
{
	const char *bracket;

	s = span_trim(s);
	if (s.n >= 2 && s.p[0] == '"' && s.p[s.n - 1] == '"')
		s = (struct span){s.p + 1, s.n - 2};
	bracket = memchr(s.p, '(', s.n);
	if (bracket != NULL && bracket > s.p && bracket[-1] == ' ')
		s = span_trim((struct span){s.p, (size_t)(bracket - s.p)});
	text_clear(value);
	human_cut(value, s, VALUE_COLUMNS);
}

static void
take_memory(struct machine *m, struct span s, uint64_t unit)
{
	struct span rest = s, word;
	uint64_t v;

	if (span_word(&rest, &word) && span_u64(word, &v) == 0 &&
	    v <= UINT64_MAX / unit)
		m->memory_bytes = v * unit;
}

static int
is_offset(struct span s)
{
	return s.n == 5 && (s.p[0] == '+' || s.p[0] == '-') &&
	       strspn(s.p + 1, "0123456789") >= 4;
}

static void
take_line(struct machine *m, struct span line)
{
	const struct span whole = span_trim(line);
	struct span version;

	if (span_skip(&line, "ProductName:") ||
	    span_skip(&line, "PRETTY_NAME="))
		take(&m->system, line);
	else if (span_skip(&line, "ProductVersion:")) {
		line = span_trim(line);
		text_add_char(&m->system, ' ');
		human_cut(&m->system, line, VALUE_COLUMNS);
	} else if (span_skip(&line, "machdep.cpu.brand_string:") ||
		   (span_skip(&line, "model name") &&
		       span_until(&line, ':', &version)))
		take(&m->chip, line);
	else if (span_skip(&line, "hw.memsize:"))
		take_memory(m, line, 1);
	else if (span_skip(&line, "MemTotal:"))
		take_memory(m, line, 1024);
	else if (span_skip(&line, "{\"version\":\"")) {
		if (span_until(&line, '"', &version))
			take(&m->ollama, version);
	} else if (m->ollama.len == 0 &&
		   (span_skip(&line, "ollama version is ") ||
		       span_skip(&line, "Warning: client version is ")))
		take(&m->ollama, line);
	else if (is_offset(whole))
		take(&m->offset, whole);
}

int
machine_read(const char *file, struct machine *m)
{
	struct text bytes = {0};
	struct span rest, line;
	int fd = open(file, O_RDONLY | O_CLOEXEC);
	ssize_t n = -1;

	memset(m, 0, sizeof *m);
	if (fd == -1)
		return -1;
	if (text_reserve(&bytes, FILE_MOST) == 0)
		n = read(fd, bytes.data, FILE_MOST - 1);
	close(fd);
	if (n >= 0) {
		bytes.data[n] = '\0';
		rest = (struct span){bytes.data, (size_t)n};
		while (span_line(&rest, &line))
			take_line(m, line);
	}
	text_free(&bytes);
	if (m->system.failed || m->chip.failed || m->ollama.failed ||
	    m->offset.failed) {
		errno = ENOMEM;
		return -1;
	}
	return n < 0 ? -1 : 0;
}

void
machine_free(struct machine *m)
{
	text_free(&m->system);
	text_free(&m->chip);
	text_free(&m->ollama);
	text_free(&m->offset);
}

void
machine_add(struct text *out, const struct machine *m, uint64_t memory_bytes)
{
	const struct text *const part[] = {&m->system, &m->chip};
	const size_t start = out->len;
	size_t i;

	for (i = 0; i < 2; i++) {
		if (part[i]->len == 0)
			continue;
		if (out->len > start)
			text_add_string(out, ", ");
		text_add_span(out, text_span(part[i]));
	}
	if (memory_bytes == 0)
		memory_bytes = m->memory_bytes;
	if (memory_bytes != 0)
		text_add_f(out, "%s%.4g GiB", out->len > start ? ", " : "",
		    (double)memory_bytes / (1024 * 1024 * 1024));
	if (m->ollama.len > 0) {
		text_add_string(
		    out, out->len > start ? ", Ollama " : "Ollama ");
		text_add_span(out, text_span(&m->ollama));
	}
}
