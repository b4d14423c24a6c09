#include "lists.h"

const char *why;

struct ps_list *
list_of(const char *fixture)
{
	struct ps_list *list;

	kernel_load(fixture);
	list = ps_list_new(NULL, reason, sizeof(reason));
	ck_assert_ptr_nonnull(list);
	return list;
}

enum ps_list_result
read_list(struct ps_list *list, const struct match *match)
{
	text_clear(&out);
	return ps_list_read(list, match, &out, &why);
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
