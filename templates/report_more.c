// SPDX-License-Identifier: MIT
#include "templates/report_lines.h"

/* Figures of other stations and those corrected by hand: added to what was
 * counted, before anything is made of it, so that rates follow. */

static size_t
column_named(const struct report_def *d, str id)
{
	for (size_t c = 0; c < d->n_column; c++)
		if (str_eq(d->column[c].id, id))
			return c;
	return NO_INDEX;
}

static void
add_sum(struct run *run, const struct report_sum *s)
{
	size_t element = element_find(run->def, s->element);
	size_t c = column_named(run->def, s->column);
	size_t line = NO_INDEX;

	if (element == NO_INDEX || c == NO_INDEX || !run->window[c].figures ||
		(s->own && !run->more->only))
		return;
	if (s->line.n) {
		line = lines_find(run, s->line);
		if (line == NO_INDEX)
			return;
	}
	struct tally *t = &run->tally[element];
	if (line != NO_INDEX)
		t = lines_tally(run, t, line);
	struct tally_cell *cell = &t->cell[c];
	struct fraction f = {s->over, s->under};
	if (!cell->has_added)
		cell->added = FRACTION_ZERO;
	cell->has_added = cell->some = true;
	if (!fraction_add(&cell->added, f, 1, 1))
		cell->too_big = true;
}

void
tally_more(struct run *run)
{
	for (size_t i = 0; i < run->more->n_sum; i++)
		add_sum(run, &run->more->sum[i]);
}

struct sums {
	struct run *run;
	struct report_sum *v;
	size_t n;
};

static void
put_sum(struct sums *s, size_t element, str line, size_t c)
{
	struct run *run = s->run;
	const struct element *x = &run->def->element[element];
	const struct term one = {.element = element, .times = 1, .over = 1};
	const struct formula f = {.v = &one, .n = 1};
	struct fraction v;

	if (!tally_value(run, &f, c, &v) || !v.over)
		return;
	*ARENA_PUSH(run->arena, s->v, s->n) =
		(struct report_sum){.element = x->code,
			.line = line,
			.column = run->def->column[c].id,
			.over = v.over,
			.under = v.under,
			.own = x->aggregate == AGG_LAST};
}

/* Zeros are not told: whoever adds up does not miss them. */
void
tally_sums(struct run *run, struct report *out)
{
	const struct report_def *d = run->def;
	struct sums s = {.run = run};

	for (size_t i = 0; i < d->n_element; i++) {
		for (size_t c = 0; c < d->n_column; c++) {
			if (!run->window[c].figures)
				continue;
			put_sum(&s, i, STR_NONE, c);
			for (size_t k = 0;
				run->tally[i].line && k < run->lines.id.n;
				k++) {
				run->line = k;
				put_sum(&s, i, run->lines.id.item[k].key, c);
			}
			run->line = NO_INDEX;
		}
	}
	run->too_big = false;
	out->sum = s.v;
	out->n_sum = s.n;
}
