// SPDX-License-Identifier: MIT
#include "templates/writers/exchange.h"

#include "store/lang.h"

static bool
is_exchanged(const struct report_row *row, const struct report_cell *cell)
{
	return !row->section && cell->kind != CELL_EMPTY &&
	       cell->kind != CELL_DENIED;
}

static size_t
reported_columns(const struct report *r)
{
	size_t n = 0;

	for (size_t c = 0; c < r->n_column; c++)
		n += r->column[c].reported;
	return n;
}

static struct exchange_value
value_of(const struct report *r, const struct report_row *row, size_t c,
	bool single)
{
	struct arena *a = r->arena;
	struct exchange_value v = {.cell = &row->cell[c]};

	if (single) {
		v.element = str_fmt(
			a, "%.*s_%.*s", STR_FMT(r->id), STR_FMT(row->element));
		v.by = row->by;
		v.n_by = row->n_by;
		return v;
	}
	struct report_option *line = ARENA_NEW(a, struct report_option);
	*line = (struct report_option){STR("LINE"), row->id};
	v.element = str_fmt(
		a, "%.*s_%.*s", STR_FMT(r->id), STR_FMT(r->column[c].id));
	v.by = line;
	v.n_by = 1;
	return v;
}

enum err_code
exchange_values(const struct report *r, const struct exchange_value **out,
	size_t *n, struct err *e)
{
	size_t columns = reported_columns(r);
	struct exchange_value *v = ARENA_ARRAY(
		r->arena, columns * r->n_row + 1, struct exchange_value);

	*out = v;
	*n = 0;
	if (r->list)
		return err_set(e, ERR_INPUT,
			_("%.*s 是清单，没有可交换的数字；请用 "
			  "xlsx、csv 或 html"),
			STR_FMT(r->id));
	for (size_t i = 0; i < r->n_row; i++)
		for (size_t c = 0; c < r->n_column; c++)
			if (r->column[c].reported &&
				is_exchanged(&r->row[i], &r->row[i].cell[c]))
				v[(*n)++] = value_of(
					r, &r->row[i], c, columns == 1);
	if (!*n)
		return err_set(e, ERR_INPUT, _("%.*s 在这一期没有一个数字"),
			STR_FMT(r->id));
	return ERR_OK;
}

str
exchange_combo(struct arena *a, const struct exchange_value *v)
{
	struct buf b = {.arena = a};

	for (size_t i = 0; i < v->n_by; i++) {
		if (i)
			buf_addc(&b, '_');
		buf_add(&b, v->by[i].option);
	}
	return buf_str(&b);
}
