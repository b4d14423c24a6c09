#include <string.h>

#include "render/report/words.h"
#include "render/utf8.h"

enum { COLUMNS_MOST = 12 };

static const char none[] = "not recorded";

static int
is_right(const char *head)
{
	return head[0] == '>';
}

static const char *
name_of(const char *head)
{
	return head + is_right(head);
}

/* Cells are padded, so that it is a table in a terminal, too. */
static void
put_cell(struct report *r, const char *head, const char *text, size_t width)
{
	const int pad = (int)(width - utf8_width(span_of(text)));

	say(r, "| %*s%s%*s ", is_right(head) ? pad : 0, "", text,
	    is_right(head) ? 0 : pad, "");
}

static void
put_rule(struct report *r, const char *head, size_t width)
{
	say(r, is_right(head) ? "|-" : "|:");
	while (width-- > 0)
		say(r, "-");
	say(r, is_right(head) ? ":" : "-");
}

void
report_table(struct report *r, const char *const *head, size_t columns,
    size_t rows, report_fill *fill, const void *arg)
{
	const char *cell[COLUMNS_MOST];
	size_t width[COLUMNS_MOST], i, k, w;
	int known[COLUMNS_MOST] = {0};

	for (k = 0; k < columns; k++)
		width[k] = strlen(name_of(head[k]));
	for (i = 0; i < rows; i++) {
		fill(r, arg, i, cell);
		for (k = 0; k < columns; k++) {
			w = utf8_width(span_of(cell[k] ? cell[k] : none));
			width[k] = w > width[k] ? w : width[k];
			known[k] |= cell[k] != NULL;
		}
	}
	for (k = 0; k < columns; k++)
		if (known[k])
			put_cell(r, head[k], name_of(head[k]), width[k]);
	say(r, "|\n");
	for (k = 0; k < columns; k++)
		if (known[k])
			put_rule(r, head[k], width[k]);
	say(r, "|\n");
	for (i = 0; i < rows; i++) {
		fill(r, arg, i, cell);
		for (k = 0; k < columns; k++)
			if (known[k])
				put_cell(r, head[k], cell[k] ? cell[k] : none,
				    width[k]);
		say(r, "|\n");
	}
}
