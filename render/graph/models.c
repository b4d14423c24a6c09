#include <stdlib.h>
#include <string.h>

#include "render/array.h"
#include "render/graph/models.h"
#include "render/human.h"
#include "render/utf8.h"

enum {
	BAR_MOST = 30, /* heights; of few bars the largest has the most */
	BAR_LEAST = 15,
	BARS_ROOM = 66,
	BAR_GAP = 2,
	LISTED = 5, /* the line of what is listed, and its distance */
	ROW_GAP = 4,
	TALL_ROW = 27, /* two lines of text; one more with a footprint */
	TEXT_LINE = 13,
	TALL_ROWS = 4,
	MORE_ROOM = 16
};

/* Its highest size: listed, else footprint, else RSS. */
static uint64_t
size_of(const struct model *m)
{
	return m->listed > 0      ? m->listed
	       : m->footprint > 0 ? m->footprint
				  : m->rss;
}

static void
raise_to(uint64_t *most, uint64_t value)
{
	if (*most < value)
		*most = value;
}

/* The model of that name, which may be new. */
static int
find_model(struct models *m, struct span name, uint32_t *found)
{
	struct text clean = {0};
	int rc;

	/* "~name" is the same model as "name". */
	if (name.n > 0 && name.p[0] == '~')
		name = (struct span){name.p + 1, name.n - 1};
	utf8_clean(&clean, name);
	rc =
	    clean.failed ? -1 : strings_add(&m->name, text_span(&clean), found);
	text_free(&clean);
	if (rc != 0)
		return -1;
	if (*found < m->count)
		return 0;
	if (ARRAY_GROW(m->model, m->count) != 0)
		return -1;
	m->model[m->count++] = (struct model){.name = *found, .row = -1};
	return 0;
}

static int
add_runner(
    const struct trace *t, const struct findings *f, struct models *m, size_t i)
{
	const struct finding_runner *r = &f->runner[i];
	const struct trace_process *p = &t->process[r->process];
	struct text name = {0};
	struct model *model;
	int rc;

	if (r->name != TRACE_NONE)
		text_add_span(&name, t->name.at[r->name]);
	else
		findings_name(&name, t, r);
	rc = name.failed ? -1
			 : find_model(m, text_span(&name), &m->of_runner[i]);
	text_free(&name);
	if (rc != 0)
		return -1;
	model = &m->model[m->of_runner[i]];
	model->inferred = r->inferred && (model->runs == 0 || model->inferred);
	model->runs++;
	model->alive_ms += findings_to_ms(t, r) - findings_from_ms(t, r);
	raise_to(&model->listed, findings_listed_size(t, f, r));
	raise_to(&model->rss, trace_peak(t, p, PEAK_RSS) * 1024);
	if (p->peak[PEAK_FOOTPRINT] != TRACE_NONE)
		raise_to(
		    &model->footprint, trace_peak(t, p, PEAK_FOOTPRINT) * 1024);
	return 0;
}

static int
add_listing(
    const struct trace *t, const struct findings *f, struct models *m, size_t i)
{
	const struct finding_listing *l = &f->listing[i];

	if (find_model(m, t->name.at[l->name], &m->of_listing[i]) != 0)
		return -1;
	if (t->model[l->model].has_size)
		raise_to(&m->model[m->of_listing[i]].listed,
		    t->model[l->model].size_bytes);
	return 0;
}

/*
 * Take runners and listings in order of time, to get models in that order, too.
 */
static int
add_all(const struct trace *t, const struct findings *f, struct models *m)
{
	size_t i = 0, k = 0;

	while (i < f->runners || k < f->listings)
		if (i < f->runners &&
		    (k == f->listings || findings_from_ms(t, &f->runner[i]) <=
					     f->listing[k].from_ms)) {
			if (add_runner(t, f, m, i++) != 0)
				return -1;
		} else if (add_listing(t, f, m, k++) != 0)
			return -1;
	return 0;
}

/* The largest have rows, in order of appearance. */
static void
choose_rows(struct models *m)
{
	struct model *best[GRAPH_MODELS + 1];
	size_t i, k, count = 0;

	for (i = 0; i < m->count; i++) {
		for (k = count;
		     k > 0 && size_of(best[k - 1]) < size_of(&m->model[i]); k--)
			best[k] = best[k - 1];
		best[k] = &m->model[i];
		if (count < GRAPH_MODELS)
			count++;
	}
	for (k = 0; k < count; k++)
		best[k]->row = 0;
	for (i = 0; i < m->count; i++)
		if (m->model[i].row == 0)
			m->model[i].row = m->rows++;
}

/* A run that overlaps another run of its model gets a lane of its own. */
static void
choose_lanes(const struct findings *f, struct models *m)
{
	int64_t end[GRAPH_MODELS][MODEL_LANES];
	size_t i;
	int row, lane;

	for (row = 0; row < GRAPH_MODELS; row++)
		for (lane = 0; lane < MODEL_LANES; lane++)
			end[row][lane] = INT64_MIN;
	for (i = 0; i < f->runners; i++) {
		const struct finding_runner *r = &f->runner[i];
		struct model *model = &m->model[m->of_runner[i]];
		int64_t *busy;

		if (model->row < 0)
			continue;
		busy = end[model->row];
		lane = busy[0] >= r->first_sample && busy[1] < busy[0];
		if (busy[lane] < r->last_sample)
			busy[lane] = r->last_sample;
		m->lane[i] = (uint8_t)lane;
		if (model->lanes <= lane)
			model->lanes = lane + 1;
	}
}

/* Measured from the top of the first row, which is 0. */
static void
place_rows(struct models *m)
{
	uint64_t largest = 1;
	double y = 0, most, tall;
	size_t i;
	int lanes = 0;

	for (i = 0; i < m->count; i++)
		if (m->model[i].row >= 0) {
			raise_to(&largest, size_of(&m->model[i]));
			lanes += m->model[i].lanes > 0 ? m->model[i].lanes : 1;
		}
	most = lanes > 0 ? BARS_ROOM / lanes : 0;
	most = most > BAR_MOST ? BAR_MOST : most < BAR_LEAST ? BAR_LEAST : most;
	for (i = 0; i < m->count; i++) {
		struct model *model = &m->model[i];

		if (model->row < 0)
			continue;
		model->bar = most * (double)size_of(model) / (double)largest;
		if (model->bar < BAR_LEAST)
			model->bar = BAR_LEAST;
		model->at.top = y;
		model->at.height = (model->lanes > 1 ? model->lanes : 1) *
				       (model->bar + BAR_GAP) +
				   LISTED;
		tall = TALL_ROW + (model->footprint > 0 ? TEXT_LINE : 0);
		if (m->rows <= TALL_ROWS && model->at.height < tall)
			model->at.height = tall;
		y += model->at.height + ROW_GAP;
	}
	m->height = y > 0 ? y - ROW_GAP : 0;
	if (m->count > (size_t)m->rows)
		m->height += MORE_ROOM;
}

int
models_make(const struct trace *t, const struct findings *f, struct models *m)
{
	memset(m, 0, sizeof *m);
	m->of_runner = calloc(f->runners + 1, sizeof *m->of_runner);
	m->lane = calloc(f->runners + 1, sizeof *m->lane);
	m->of_listing = calloc(f->listings + 1, sizeof *m->of_listing);
	if (m->of_runner == NULL || m->lane == NULL || m->of_listing == NULL ||
	    add_all(t, f, m) != 0)
		return -1;
	choose_rows(m);
	choose_lanes(f, m);
	place_rows(m);
	return 0;
}

void
models_free(struct models *m)
{
	strings_free(&m->name);
	free(m->model);
	free(m->of_runner);
	free(m->lane);
	free(m->of_listing);
}

/*
 * The length of the common beginning in bytes, up to the start of a character.
 */
static size_t
common(struct span a, struct span b)
{
	size_t n = 0;

	while (n < a.n && n < b.n && a.p[n] == b.p[n])
		n++;
	while (n > 0 && n < a.n && ((unsigned char)a.p[n] & 0xc0) == 0x80)
		n--;
	return n;
}

void
models_name(const struct models *m, const struct model *model, size_t columns,
    struct text *out)
{
	const struct span s = m->name.at[model->name];
	size_t head = columns / 3, from = 0, i, word;

	if (model->inferred)
		text_add_char(out, '~');
	if (utf8_width(s) <= columns) {
		text_add_span(out, s);
		return;
	}
	for (i = 0; i < m->count; i++)
		if (i != model->name && common(s, m->name.at[i]) > from)
			from = common(s, m->name.at[i]);
	/* From the start of the word in which they differ. */
	for (word = from; word > 0 && strchr("-_:/. ", s.p[word - 1]) == NULL;)
		word--;
	if (from - word < head)
		from = word;
	/* Else cut the middle, since both ends of a name matter. */
	if (from <= head) {
		head = columns / 2;
		from = utf8_cut(s, utf8_width(s) - (columns - head));
	}
	human_cut(out, s, head);
	human_cut(out, (struct span){s.p + from, s.n - from}, columns - head);
}
