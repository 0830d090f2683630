// SPDX-License-Identifier: MIT
#include "forms/session_impl.h"

#include "forms/field.h"
#include "forms/load.h"
#include "store/lang.h"

/* Questions in their places: the list that a form is drawn from, and paths. */

static void
add_cell(struct session *s, struct item *i, struct session_row *r, int depth)
{
	if (s->n_cells == s->cap_cells) {
		size_t cap = s->cap_cells ? s->cap_cells * 2 : 64;
		s->cells = arena_grow(
			s->arena, s->cells, s->n_cells, cap, sizeof(*s->cells));
		s->cap_cells = cap;
	}
	s->cells[s->n_cells++] = (struct cell){.field = i->field,
		.row = r,
		.depth = depth,
		.row_number = (int)r->number,
		.relevant = item_is_asked(i, r)};
}

/* Items from `at` to before `end`, all of one level, and what is in them. */
static void
add_cells(struct session *s, size_t at, size_t end, struct session_row *r,
	int depth)
{
	while (at < end) {
		struct item *i = &s->item[at];
		add_cell(s, i, r, depth);
		if (i->field->type == FIELD_GROUP)
			add_cells(s, at + 1, i->end, r, depth + 1);
		const struct answer *a = answer_of(i, r);
		for (size_t k = 0; k < a->n_row; k++)
			add_cells(s, at + 1, i->end, a->row[k], depth + 1);
		at = i->end;
	}
}

size_t
session_cells(struct session *s, const struct cell **out)
{
	session_settle(s);
	s->n_cells = 0;
	add_cells(s, 0, s->n_item, s->top, 0);
	*out = s->cells;
	return s->n_cells;
}

static enum err_code
no_field(struct session *s, str name, struct err *e)
{
	str *names = ARENA_ARRAY(s->frame, s->n_item, str);
	size_t n = 0;
	for (size_t k = 0; k < s->n_item; k++)
		if (field_has_value(s->item[k].field))
			names[n++] = s->item[k].field->name;
	str like = nearest(name, names, n);
	if (like.n > 0)
		return err_set(e, ERR_ABSENT,
			_("表 %.*s 没有字段 %.*s，是不是 %.*s？"),
			STR_FMT(s->form->id), STR_FMT(name), STR_FMT(like));
	return err_set(e, ERR_ABSENT, _("表 %.*s 没有字段 %.*s"),
		STR_FMT(s->form->id), STR_FMT(name));
}

/* "name" or "name[3]": *number is 0 without. */
static bool
split_index(str *name, size_t *number)
{
	size_t at = str_chr(*name, '[');
	int64_t n = 0;
	*number = 0;
	if (at == SIZE_MAX)
		return true;
	if (name->p[name->n - 1] != ']' ||
		!str_int(str_sub(*name, at + 1, name->n - at - 2), &n) ||
		n < 1 || n > FIELD_ROWS_MOST)
		return false;
	*number = (size_t)n;
	name->n = at;
	return true;
}

static enum err_code
step_into(const struct item *i, size_t number, struct session_row **row,
	struct err *e)
{
	const struct answer *a = answer_of(i, *row);
	str name = i->field->name;
	if (i->field->type != FIELD_REPEAT)
		return err_set(e, ERR_ABSENT, _("%.*s 不是明细，没有行号"),
			STR_FMT(name));
	if (number == 0)
		return err_set(e, ERR_ABSENT,
			_("要写明 %.*s 的第几行，如 %.*s[1]"), STR_FMT(name),
			STR_FMT(name));
	if (number > a->n_row)
		return err_set(e, ERR_ABSENT,
			_("%.*s 没有第 %zu 行，只有 %zu 行"), STR_FMT(name),
			number, a->n_row);
	*row = a->row[number - 1];
	return ERR_OK;
}

enum err_code
session_find(struct session *s, str path, struct cell *out, struct err *e)
{
	struct session_row *row = s->top;
	str rest = path;
	str part;
	struct item *i = NULL;
	size_t number = 0;
	while (str_cut(&rest, '.', &part)) {
		if (i) {
			enum err_code code = step_into(i, number, &row, e);
			if (code != ERR_OK)
				return code;
		}
		if (!split_index(&part, &number))
			return err_set(e, ERR_ABSENT, _("行号不对：%.*s"),
				STR_FMT(path));
		i = item_named(s, part);
		if (!i || !field_has_value(i->field))
			return no_field(s, part, e);
		if (i->repeat != row->repeat)
			return err_set(e, ERR_ABSENT,
				i->repeat ? _("%.*s 在明细 %.*s 里，要写成 "
					      "%.*s[1].%.*s")
					  : _("%.*s 不在明细里"),
				STR_FMT(part),
				STR_FMT(i->repeat ? i->repeat->field->name
						  : STR_NONE),
				STR_FMT(i->repeat ? i->repeat->field->name
						  : STR_NONE),
				STR_FMT(part));
	}
	if (!i || number > 0)
		return err_set(e, ERR_ABSENT, _("%.*s 后面还要一个字段名"),
			STR_FMT(path));
	*out = (struct cell){.field = i->field,
		.row = row,
		.row_number = (int)row->number,
		.relevant = item_is_asked(i, row)};
	for (const struct item *p = i->parent; p; p = p->parent)
		out->depth++;
	return ERR_OK;
}

static void
add_path(struct buf *b, const struct session_row *r)
{
	if (!r->repeat)
		return;
	add_path(b, r->parent);
	buf_addf(b, "%.*s[%zu].", STR_FMT(r->repeat->field->name), r->number);
}

str
session_path(struct session *s, struct arena *a, const struct cell *c)
{
	(void)s; /* the cell knows its row */
	struct buf b = {.arena = a};
	add_path(&b, c->row);
	buf_add(&b, c->field->name);
	return buf_str(&b);
}
