#include <inttypes.h>
#include <string.h>

#include "lists.h"

const char *why;
struct text unread;

struct ps_list *
list_of(const char *fixture)
{
	struct ps_list *list;

	kernel_load(fixture);
	strcpy(reason, "old");
	list = ps_list_new(reason, sizeof(reason));
	ck_assert_ptr_nonnull(list);
	ck_assert_str_eq(reason, "");
	return list;
}

/* No assertions here: they allocate, and the tests count allocations. */
static void
add_row(const struct process_row *row)
{
	const size_t width = 16; /* of comm, on a Mac always */
	size_t i;

	text_add_f(&out, "%5" PRIu64 " %5" PRIu64 " ", row->pid, row->ppid);
	text_add_span(&out, row->comm);
	for (i = row->comm.n; i <= width; i++)
		text_add_char(&out, ' ');
	text_add_f(
	    &out, "%6" PRIu64 " %8" PRIu64 " ", row->rss_kib, row->vsz_kib);
	text_add_span(&out, row->command);
	text_add_char(&out, '\n');
}

int
read_list(struct ps_list *list)
{
	struct ps_process process;
	struct process_row row;
	int got, unreadable = 0;

	text_clear(&out);
	text_clear(&unread);
	if (ps_list_start(list, &why) == -1)
		return -1;
	while ((got = ps_list_next(list, &process, &why)) == 1) {
		if (process.unreadable) {
			text_add_f(&unread, "%d %lld ", (int)process.pid,
			    (long long)process.start_us);
			text_add_span(&unread, process.comm);
			text_add_char(&unread, '\n');
			unreadable++;
		}
		got = ps_list_row(list, &row, &why);
		if (got == -1)
			return -1;
		if (got == 0)
			continue;
		/* What is matched is what is printed. */
		if (process.unreadable || row.pid != (uint64_t)process.pid ||
		    !span_equal(row.comm, process.comm) ||
		    !span_equal(row.command, process.command))
			ck_abort_msg("%d: another row", (int)process.pid);
		add_row(&row);
	}
	if (out.failed || unread.failed) {
		why = "out of memory";
		return -1;
	}
	return got == -1 ? -1 : unreadable;
}

struct span
line_of(unsigned pid)
{
	struct span rest = text_span(&out), line, fields, word;
	uint64_t number;

	while (span_line(&rest, &line)) {
		fields = line;
		if (span_word(&fields, &word) && span_u64(word, &number) == 0 &&
		    number == pid)
			return line;
	}
	return (struct span){"", 0};
}
