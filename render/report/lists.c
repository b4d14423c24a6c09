#include <string.h>

#include "render/report/words.h"

static void
report_more(struct report *r, size_t count, size_t shown)
{
	if (count > shown)
		say(r, "- and %zu more\n", count - shown);
}

size_t
report_choose(const struct report *r, size_t count, report_rank *rank,
    size_t *chosen, size_t most)
{
	size_t kept = 0, i, k, worst;

	for (i = 0; i < count && most > 0; i++) {
		if (rank(r, i) < 0)
			continue;
		if (kept < most) {
			chosen[kept++] = i;
			continue;
		}
		worst = 0;
		for (k = 1; k < kept; k++)
			if (rank(r, chosen[k]) <= rank(r, chosen[worst]))
				worst = k;
		if (rank(r, i) <= rank(r, chosen[worst]))
			continue;
		memmove(chosen + worst, chosen + worst + 1,
		    (kept - worst - 1) * sizeof *chosen);
		chosen[kept - 1] = i;
	}
	return kept;
}

void
report_top(struct report *r, size_t count, report_rank *rank, report_item *item)
{
	size_t chosen[REPORT_ITEMS], shown, i, all = 0;

	shown = report_choose(r, count, rank, chosen, REPORT_ITEMS);
	for (i = 0; i < shown; i++)
		item(r, chosen[i]);
	for (i = 0; i < count; i++)
		all += rank(r, i) >= 0;
	report_more(r, all, shown);
}

void
report_each(struct report *r, size_t count, report_item *item)
{
	size_t i, said = 0, len;

	for (i = 0; i < count; i++) {
		len = r->out->len;
		item(r, i);
		if (r->out->len > len && ++said > REPORT_ITEMS)
			r->out->len = len;
	}
	report_more(r, said, REPORT_ITEMS);
}
