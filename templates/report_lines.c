// SPDX-License-Identifier: MIT
#include "templates/report_lines.h"

#include "templates/report_figure.h"
#include "templates/report_said.h"

#include <stdlib.h>

/* --- which lines there are ---------------------------------------------------
 */

static size_t
put_line(struct run *run, str id, struct label label)
{
	struct lines *l = &run->lines;
	size_t n = l->id.n;

	if ((n & (n - 1)) == 0)
		l->label = arena_grow(run->arena, l->label, n, n ? 2 * n : 4,
			sizeof *l->label);
	l->label[n] = label;
	keyset_put(&l->id, id, 1);
	return n;
}

void
lines_begin(struct run *run)
{
	const struct report_def *d = run->def;

	/* Without a table, lines are there for indicators with `each`. */
	run->lines = (struct lines){.id.arena = run->arena, .open = !d->n_line};
	for (size_t i = 0; i < d->n_line; i++) {
		const struct line_def *line = &d->line[i];
		if (line->kind == LINE_FOUND)
			run->lines.open = true;
		else if (line->kind == LINE_ONE || line->kind == LINE_SUM)
			put_line(run, line->id, line->label);
	}
	run->lines.n_fixed = run->lines.id.n;
}

/* What a line found in a record is called. */
static bool
found_label(struct run *run, const struct element *x, struct counted *c, str id,
	struct label *out)
{
	str text = id;

	if (x->by_line_label) {
		run->code = expr_eval_string(x->by_line_label, &c->record.scope,
			run->scratch, &text, run->e);
		if (run->code)
			return run_fail(run, "line_label", x->code);
	}
	*out = (struct label){{str_dup(run->arena, text.n ? text : id)}};
	return true;
}

static bool
is_in(str id, const str *of, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(of[i], id))
			return true;
	return false;
}

/* Once each, however often the record names it. */
static void
add_once(size_t *line, size_t *n, size_t at)
{
	for (size_t i = 0; i < *n; i++)
		if (line[i] == at)
			return;
	line[(*n)++] = at;
}

bool
lines_counting(struct run *run, const struct element *x, struct counted *c,
	size_t **line, size_t *n)
{
	const struct report_def *d = run->def;
	struct lines *l = &run->lines;
	str text;
	str id;

	run->code = expr_eval_string(
		x->by_line, &c->record.scope, run->scratch, &text, run->e);
	if (run->code)
		return run_fail(run, "line", x->code);
	*line = ARENA_ARRAY(run->scratch, text.n / 2 + 1 + d->n_line, size_t);
	*n = 0;
	while (str_cut(&text, ' ', &id)) {
		struct label label;
		size_t at = keyset_find(&l->id, id);
		if (!id.n || (at == NO_INDEX && !l->open))
			continue;
		if (at == NO_INDEX) {
			if (!found_label(run, x, c, id, &label))
				return false;
			at = put_line(run, id, label);
		}
		add_once(*line, n, at);
		for (size_t i = 0; i < d->n_line; i++)
			if (d->line[i].kind == LINE_SUM &&
				is_in(id, d->line[i].of, d->line[i].n_of))
				add_once(*line, n,
					keyset_find(&l->id, d->line[i].id));
	}
	return true;
}

size_t
lines_find(struct run *run, str id)
{
	struct lines *l = &run->lines;
	size_t at = keyset_find(&l->id, id);

	if (at != NO_INDEX || !l->open)
		return at;
	return put_line(run, id, (struct label){{id}});
}

struct tally *
lines_tally(struct run *run, struct tally *t, size_t line)
{
	size_t room = 16;

	if (line >= t->n_line) {
		while (room <= line)
			room *= 2;
		t->line = arena_grow(
			run->arena, t->line, t->n_line, room, sizeof *t->line);
		for (size_t i = t->n_line; i < room; i++) {
			t->line[i] = (struct tally){0};
			tally_init(run, &t->line[i]);
		}
		t->n_line = room;
	}
	return &t->line[line];
}

/* --- rows --------------------------------------------------------------------
 */

struct made {
	struct run *run;
	struct report_row *v;
	size_t n;
	int64_t number; /* of the last line with figures */
};

/* The figure of a column for the line run->line; a sum, and the line of all,
 * take the total where there is one. */
static struct report_cell
column_cell(struct made *rows, const struct line_def *def, size_t c,
	struct report_part *part)
{
	bool total = def->kind == LINE_ALL || def->kind == LINE_SUM;
	struct run *run = rows->run;
	const struct column_def *column = &run->def->column[c];
	struct report_cell cell = {.kind = CELL_EMPTY};
	const struct indicator *x = &column->total;
	struct report_cell n = cell;
	struct report_cell m = cell;

	if (column->covers == COVERS_NUMBER)
		return (struct report_cell){.kind = CELL_NUMBER,
			.number = {rows->number, 0},
			.decimals = -1};
	if (def->only && !(def->only >> c & 1))
		return cell;
	if (total && column->has_total)
		cell = report_figure(run, x, 0, &n, &m);
	if (cell.kind == CELL_EMPTY && column->has_figure) {
		x = &column->figure;
		cell = report_figure(run, x, 0, &n, &m);
	}
	cell.said = said_figure(run, x, &cell);
	*part = (struct report_part){n, m};
	return cell;
}

static void
put_row(struct made *rows, const struct line_def *def, str id,
	struct label label, size_t line)
{
	struct run *run = rows->run;
	size_t n = run->def->n_column;
	struct report_cell *cell =
		ARENA_ARRAY(run->arena, n, struct report_cell);
	struct report_part *part =
		ARENA_ARRAY(run->arena, n, struct report_part);
	struct report_row *row = &rows->v[rows->n++];

	*row = (struct report_row){.id = id,
		.element = id,
		.label = label,
		.section = def->kind == LINE_SECTION,
		.cell = cell,
		.part = part};
	if (row->section)
		return;
	rows->number++;
	run->line = line;
	run->too_big = false;
	for (size_t c = 0; c < n; c++)
		cell[c] = column_cell(rows, def, c, &part[c]);
	run->line = NO_INDEX;
	if (run->too_big)
		buf_addf(&run->rows_too_big, " %.*s", STR_FMT(id));
}

struct found {
	str id;
	size_t line;
};

static int
found_cmp(const void *x, const void *y)
{
	const struct found *a = x;
	const struct found *b = y;
	return str_cmp(a->id, b->id);
}

/* What the records named and the layout did not, by code. */
static void
put_found(struct made *rows, const struct line_def *def)
{
	const struct lines *l = &rows->run->lines;
	size_t n = l->id.n - l->n_fixed;
	struct found *v = ARENA_ARRAY(rows->run->arena, n, struct found);

	for (size_t i = 0; i < n; i++)
		v[i] = (struct found){
			l->id.item[l->n_fixed + i].key, l->n_fixed + i};
	if (n)
		qsort(v, n, sizeof *v, found_cmp);
	for (size_t i = 0; i < n; i++)
		put_row(rows, def, v[i].id, l->label[v[i].line], v[i].line);
}

void
table_rows(struct run *run, struct report *out)
{
	const struct report_def *d = run->def;
	struct made rows = {
		.run = run,
		.v = ARENA_ARRAY(run->arena, d->n_line + run->lines.id.n,
			struct report_row),
	};

	for (size_t i = 0; i < d->n_line; i++) {
		const struct line_def *line = &d->line[i];
		switch (line->kind) {
		case LINE_SECTION:
		case LINE_ALL:
			put_row(&rows, line, line->id, line->label, NO_INDEX);
			break;
		case LINE_ONE:
		case LINE_SUM:
			put_row(&rows, line, line->id, line->label,
				keyset_find(&run->lines.id, line->id));
			break;
		case LINE_FOUND:
			put_found(&rows, line);
			break;
		}
	}
	out->row = rows.v;
	out->n_row = rows.n;
}
