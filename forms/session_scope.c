// SPDX-License-Identifier: MIT
#include "forms/session_impl.h"

#include "forms/choice_scope.h"
#include "forms/reader_impl.h"

/* What names mean in the expressions of a form being filled. */

static const struct expr_ops session_ops;

void
spot_init(struct spot *p, struct session *s, struct item *i,
	struct session_row *r)
{
	*p = (struct spot){.session = s, .item = i, .row = r};
	p->scope = (struct expr_scope){
		.ops = &session_ops, .ctx = p, .self_id = s->id_text};
	if (i) {
		p->scope.self_name = i->field->name;
		p->scope.dot = value_text(s->frame, &answer_of(i, r)->value);
	}
}

struct session_row *
row_seen(const struct item *i, struct session_row *r)
{
	while (r && r->repeat != i->repeat)
		r = r->parent;
	return r;
}

/* What an expression reads of an answer: nothing when it is not asked. */
static str
read_answer(struct arena *a, const struct item *i, struct session_row *r)
{
	if (!item_is_asked(i, r))
		return STR_NONE;
	return value_text(a, &answer_of(i, r)->value);
}

static bool
one(struct arena *a, str text, struct xvalue *out)
{
	str *v = ARENA_NEW(a, str);
	*v = text;
	*out = (struct xvalue){.type = X_NODES, .nodes = {v, 1}};
	return true;
}

/* The row r or one around it, of that repeat. */
static const struct session_row *
row_of(const struct session_row *r, const struct item *repeat)
{
	while (r && r->repeat != repeat)
		r = r->parent;
	return r;
}

/* Are the rows around r those that `stands` stands in, where it does? */
static bool
row_is_near(const struct session_row *r, const struct session_row *stands)
{
	while ((r = r->parent) && r->repeat) {
		const struct session_row *here = row_of(stands, r->repeat);
		if (here && here != r)
			return false;
	}
	return true;
}

/* One text a row, of a repeat itself the numbers of its rows: those asked for,
 * and, from inside a row of a repeat around them, those of that row. */
static bool
all(const struct session *s, const struct item *i,
	const struct session_row *stands, struct arena *a, struct xvalue *out)
{
	struct session_row **rows = i->rows;
	size_t n = i->n_rows;
	bool numbers = i->field->type == FIELD_REPEAT;
	if (!numbers)
		n = item_rows(s, i, &rows);
	str *v = ARENA_ARRAY(a, n, str);
	size_t kept = 0;
	for (size_t k = 0; k < n; k++) {
		struct session_row *in = numbers ? rows[k]->parent : rows[k];
		if (!item_is_asked(i, in) || !row_is_near(rows[k], stands))
			continue;
		v[kept++] = numbers ? str_fmt(a, "%zu", rows[k]->number)
				    : read_answer(a, i, in);
	}
	*out = (struct xvalue){.type = X_NODES, .nodes = {v, kept}};
	return true;
}

/* The staff record that the user's account names. */
static str
user_staff(const struct reader *r, struct arena *a)
{
	const struct account *user =
		r && r->txn ? store_user(store_of(r->txn)) : NULL;
	return user && !id_is_none(user->staff) ? id_format(a, user->staff)
						: STR_NONE;
}

static bool
get_meta(const struct session *s, str name, struct arena *a, struct xvalue *out)
{
	const struct reader *r = s->reader;
	for (size_t k = 0; k < s->n_meta; k++)
		if (str_eq(s->meta[k].name, name))
			return one(a, s->meta[k].value.text, out);
	if (str_is(name, "_station"))
		return one(a, r ? r->station : s->station, out);
	if (str_is(name, "_by"))
		return one(a, r ? r->user : s->user, out);
	if (str_is(name, "_staff"))
		return one(a, user_staff(r, a), out);
	if (str_is(name, "_id"))
		return one(a, id_is_none(s->id) ? STR_NONE : s->id_text, out);
	return str_starts(name, STR("_")) && one(a, STR_NONE, out);
}

/* Of the last record that this user saved; blank where there is none. */
static bool
get_last(const struct session *s, str name, struct arena *a, struct xvalue *out)
{
	const struct value *v = fields_get(&s->last, name);
	bool plain = v && v->type != VALUE_ROWS;
	return one(a, plain ? value_text(a, v) : STR_NONE, out);
}

static bool
op_get(const struct expr_scope *scope, str name, struct arena *a,
	struct xvalue *out)
{
	const struct spot *p = scope->ctx;
	if (str_starts(name, STR("last-saved#")))
		return get_last(p->session, str_from(name, 11), a, out);
	const struct item *i = item_named(p->session, name);
	if (!i)
		return get_meta(p->session, name, a, out);
	if (i->field->type == FIELD_REPEAT)
		return all(p->session, i, p->row, a, out);
	if (!field_has_value(i->field))
		return one(a, STR_NONE, out);
	struct session_row *row = row_seen(i, p->row);
	if (!row)
		return all(p->session, i, p->row, a, out);
	return one(a, read_answer(a, i, row), out);
}

static bool
op_get_all(const struct expr_scope *scope, str name, struct arena *a,
	struct xvalue *out)
{
	const struct spot *p = scope->ctx;
	const struct item *i = item_named(p->session, name);
	return i && field_has_value(i->field) &&
	       all(p->session, i, p->row, a, out);
}

static int
op_position(const struct expr_scope *scope, str repeat, int up)
{
	const struct spot *p = scope->ctx;
	const struct session_row *r = p->row;
	const struct item *i = p->item;
	if (repeat.n > 0) {
		r = row_of(r, item_named(p->session, repeat));
		return r ? (int)r->number : 0;
	}
	while (i && up-- > 0)
		i = i->parent;
	if (i)
		r = row_of(r, i->field->type == FIELD_REPEAT ? i : i->repeat);
	else if (p->item)
		r = p->session->top;
	return r ? (int)r->number : 0;
}

/* Is the row, and each around it, one that `at` asks for? Where it asks for
 * none of that repeat, the row that the scope stands in, if it does. */
static bool
row_fits(const struct session_row *r, const struct expr_row *at, size_t n,
	const struct session_row *stands)
{
	for (; r->repeat; r = r->parent) {
		const struct session_row *here = row_of(stands, r->repeat);
		size_t k = 0;
		while (k < n && !str_eq(at[k].repeat, r->repeat->field->name))
			k++;
		if (k < n ? (double)r->number != at[k].number
			  : here && here != r)
			return false;
	}
	return true;
}

static bool
op_get_at(const struct expr_scope *scope, str name, const struct expr_row *at,
	size_t n, struct arena *a, struct xvalue *out)
{
	const struct spot *p = scope->ctx;
	const struct item *i = item_named(p->session, name);
	struct session_row **row;
	bool inside = false;
	for (const struct item *k = i; k && k->repeat; k = k->repeat)
		inside = inside || str_eq(k->repeat->field->name, at[0].repeat);
	if (!inside)
		return false;
	size_t n_row = item_rows(p->session, i, &row);
	str *v = ARENA_ARRAY(a, n_row, str);
	size_t kept = 0;
	for (size_t k = 0; k < n_row; k++)
		if (row_fits(row[k], at, n, p->row))
			v[kept++] = read_answer(a, i, row[k]);
	*out = (struct xvalue){.type = X_NODES, .nodes = {v, kept}};
	return true;
}

static bool
op_ref(const struct expr_scope *scope, str id_text, str field, struct arena *a,
	struct xvalue *out)
{
	const struct spot *p = scope->ctx;
	return reader_ref(p->session->reader, id_text, field, a, out);
}

/* The rows of a repeat of this form are searched like records. */
static bool
each_row(const struct expr_scope *scope, struct item *repeat,
	bool (*each)(void *arg, const struct expr_scope *record), void *arg)
{
	const struct spot *asks = scope->ctx;
	for (size_t k = 0; k < repeat->n_rows; k++) {
		if (!item_is_asked(repeat, repeat->rows[k]->parent))
			continue;
		struct spot row;
		spot_init(&row, asks->session, NULL, repeat->rows[k]);
		row.scope.outer = scope;
		if (!each(arg, &row.scope))
			break;
	}
	return true;
}

static bool
op_rows(const struct expr_scope *scope, str repeat,
	bool (*each)(void *arg, const struct expr_scope *row), void *arg)
{
	const struct spot *p = scope->ctx;
	struct item *i = item_named(p->session, repeat);
	if (!i || i->field->type != FIELD_REPEAT)
		return false;
	for (size_t k = 0; k < i->n_rows; k++) {
		struct session_row *r = i->rows[k];
		struct spot row;
		if (!item_is_asked(i, r->parent) || !row_is_near(r, p->row))
			continue;
		spot_init(&row, p->session, NULL, r);
		row.scope.outer = scope;
		if (!each(arg, &row.scope))
			break;
	}
	return true;
}

static bool
op_records(const struct expr_scope *scope, const struct expr_search *what,
	bool (*each)(void *arg, const struct expr_scope *record), void *arg)
{
	const struct spot *p = scope->ctx;
	struct item *own = item_named(p->session, what->form);
	if (own && own->field->type == FIELD_REPEAT)
		return each_row(scope, own, each, arg);
	return reader_records(p->session->reader, scope, what, each, arg);
}

static bool
op_choice_label(const struct expr_scope *scope, str field, str code,
	struct arena *a, str *out)
{
	const struct spot *p = scope->ctx;
	return field_code_label(
		form_field(p->session->form, field), code, a, out);
}

static bool
op_choices(const struct expr_scope *scope, str list,
	bool (*each)(void *arg, const struct expr_scope *choice), void *arg)
{
	const struct spot *p = scope->ctx;
	return choices_each(p->session->form, scope, list, each, arg);
}

enum err_code
session_eval(struct session *s, const struct cell *c, const struct expr *x,
	struct arena *a, struct xvalue *out, struct err *e)
{
	struct spot p;
	session_settle(s);
	spot_init(&p, s, c ? item_of(s, c->field) : NULL, c ? c->row : s->top);
	return expr_eval(x, &p.scope, a, out, e);
}

void
session_set_meta(struct session *s, str name, str text)
{
	struct value v = {.type = VALUE_TEXT, .text = str_dup(s->arena, text)};
	for (size_t k = 0; k < s->n_meta; k++)
		if (str_eq(s->meta[k].name, name)) {
			s->meta[k].value = v;
			return;
		}
	s->meta = arena_grow(
		s->arena, s->meta, s->n_meta, s->n_meta + 1, sizeof(*s->meta));
	s->meta[s->n_meta++] = (struct entry){str_dup(s->arena, name), v};
}

static const struct expr_ops session_ops = {
	.get = op_get,
	.get_all = op_get_all,
	.get_at = op_get_at,
	.position = op_position,
	.ref = op_ref,
	.records = op_records,
	.rows = op_rows,
	.choices = op_choices,
	.choice_label = op_choice_label,
};
