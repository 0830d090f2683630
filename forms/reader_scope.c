// SPDX-License-Identifier: MIT
#include "forms/reader_impl.h"

#include "forms/choice_scope.h"
#include "forms/field.h"
#include "forms/move.h"
#include "forms/sight.h"

/* A stored record as a scope: what names mean in its own expressions, and in a
 * `where` that looks at it. */

void
record_scope_init(struct record_scope *s, struct reader *r,
	const struct form *form, const struct record *record)
{
	*s = (struct record_scope){.reader = r, .form = form, .record = record};
	s->scope = (struct expr_scope){.ops = &record_ops,
		.ctx = s,
		.self_id = id_format(r->arena, record->id)};
}

/* The scope of the row in which f stands, s or one around it; NULL from outside
 * its repeat. */
static const struct record_scope *
scope_seen(const struct record_scope *s, const struct field *f)
{
	while (s && f->repeat != s->repeat)
		s = s->up;
	return s;
}

/* The fields in which f stands, seen from s; NULL from outside its repeat. */
static const struct fields *
fields_seen(const struct record_scope *s, const struct field *f)
{
	if (!f->repeat)
		return &s->record->fields;
	s = scope_seen(s, f);
	return s ? s->row : NULL;
}

void
record_row_scope(struct record_scope *s, const struct record_scope *record,
	const struct field *repeat, size_t i)
{
	*s = *record;
	s->scope.ctx = s;
	s->repeat = repeat;
	s->row = NULL;
	s->row_number = (int)i + 1;
	s->up = record->repeat ? record : NULL;
	const struct fields *in = fields_seen(record, repeat);
	const struct value *v = in ? fields_get(in, repeat->name) : NULL;
	if (v && v->type == VALUE_ROWS && i < v->rows->n)
		s->row = &v->rows->v[i];
}

struct value
record_stored(const struct fields *f, str name)
{
	const struct value *v = f ? fields_get(f, name) : NULL;
	return v ? *v : (struct value){.type = VALUE_BLANK};
}

/* A live field is worked out anew, as the record itself would ask. */
static struct value
live_value(const struct record_scope *s, struct arena *a, const struct field *f,
	const struct expr *how)
{
	struct value v = {.type = VALUE_BLANK};
	struct xvalue x;
	struct record_scope own = *s;
	if (!how || s->reader->depth >= DEPTH_MOST)
		return v;
	own.scope.ctx = &own;
	own.scope.outer = NULL;
	own.scope.self_name = f->name;
	own.scope.ops = &record_ops;
	s->reader->depth++;
	/* What cannot be worked out is blank here: whoever edits the record
	 * is told why. */
	if (expr_eval(how, &own.scope, a, &x, NULL) != ERR_OK ||
		!field_compute(f, &x, a, &v))
		v = (struct value){.type = VALUE_BLANK};
	s->reader->depth--;
	return v;
}

struct value
record_field(
	const struct record_scope *s, struct arena *a, const struct field *f)
{
	const struct fields *in = fields_seen(s, f);
	if (f->set) {
		struct value v = live_value(s, a, f, f->set);
		if (!value_is_blank(&v))
			return v;
	} else if (field_is_live(f)) {
		return live_value(s, a, f, f->calculation);
	}
	return record_stored(in, f->name);
}

/* --- names --------------------------------------------------------------- */

/* Of what may not be read nothing is to be guessed either. */
static bool
is_covered(const struct record_scope *s, const struct field *f)
{
	return s->reader->covers && f->secret.n &&
	       record_sight(s->reader, s->form, s->record) != SIGHT_WHOLE;
}

static struct value
seen_field(const struct record_scope *s, struct arena *a, const struct field *f)
{
	return is_covered(s, f) ? (struct value){.type = VALUE_BLANK}
				: record_field(s, a, f);
}

static bool
one(struct arena *a, str text, struct xvalue *out)
{
	str *v = ARENA_NEW(a, str);
	*v = text;
	*out = (struct xvalue){.type = X_NODES, .nodes = {v, 1}};
	return true;
}

static bool
get_meta(const struct record_scope *s, str name, struct arena *a,
	struct xvalue *out)
{
	const struct record *rec = s->record;
	if (str_is(name, "_id"))
		return one(a, s->scope.self_id, out);
	if (str_is(name, "_form"))
		return one(a, rec->form, out);
	if (str_is(name, "_version"))
		return one(a, rec->form_version, out);
	if (str_is(name, "_state"))
		return one(a, str_of(record_state_name(rec->state)), out);
	if (str_is(name, "_rev"))
		return one(a, str_fmt(a, "%u", (unsigned)rec->rev), out);
	if (str_is(name, "_by"))
		return one(a, rec->by, out);
	if (str_is(name, "_at"))
		return one(a, date_format_moment(a, clock_of_ms(rec->at)), out);
	if (str_is(name, "_station"))
		return one(a, rec->station, out);
	if (str_is(name, "_moved")) {
		day_t day = record_moved_on(s->reader->txn, rec->id);
		return one(a, day == DAY_NONE ? STR_NONE : date_format(a, day),
			out);
	}
	return false;
}

struct all_rows {
	const struct field *field;
	struct arena *arena;
	str *v;
	size_t n;
};

static bool
add_row(void *arg, const struct expr_scope *scope)
{
	struct all_rows *all = arg;
	const struct record_scope *row = scope->ctx;
	struct value x = all->field->type == FIELD_REPEAT
				 ? (struct value){.type = VALUE_INTEGER,
					   .integer = row->row_number}
				 : seen_field(row, all->arena, all->field);
	*ARENA_PUSH(all->arena, all->v, all->n) = value_text(all->arena, &x);
	return true;
}

/* One text a row of the field's repeat; of a repeat itself row numbers. From
 * inside, those of the rows it stands in. */
static bool
all_rows(const struct record_scope *s, const struct field *f, struct arena *a,
	struct xvalue *out)
{
	struct all_rows all = {.field = f, .arena = a};
	(void)record_each_row(s, f->type == FIELD_REPEAT ? f : f->repeat,
		add_row, &all); /* nobody stops it */
	*out = (struct xvalue){.type = X_NODES, .nodes = {all.v, all.n}};
	return true;
}

static bool
op_get(const struct expr_scope *scope, str name, struct arena *a,
	struct xvalue *out)
{
	const struct record_scope *s = scope->ctx;
	const struct field *f = s->form ? form_field(s->form, name) : NULL;
	if (!f) {
		const struct value *v = fields_get(&s->record->fields, name);
		if (v && s->reader->covers) /* nobody knows what it is */
			return one(a, STR_NONE, out);
		if (v && v->type != VALUE_ROWS)
			return one(a, value_text(a, v), out);
		if (get_meta(s, name, a, out))
			return true;
		/* Without its form nobody knows which names it had. */
		return !s->form && one(a, STR_NONE, out);
	}
	if (!field_has_value(f))
		return one(a, STR_NONE, out);
	if (f->type == FIELD_REPEAT || (f->repeat && !scope_seen(s, f)))
		return all_rows(s, f, a, out);
	struct value v = seen_field(s, a, f);
	return one(a, value_text(a, &v), out);
}

static bool
op_get_all(const struct expr_scope *scope, str name, struct arena *a,
	struct xvalue *out)
{
	const struct record_scope *s = scope->ctx;
	const struct field *f = s->form ? form_field(s->form, name) : NULL;
	if (f && (f->type == FIELD_REPEAT || f->repeat))
		return all_rows(s, f, a, out);
	return op_get(scope, name, a, out);
}

static int
op_position(const struct expr_scope *scope, str repeat, int up)
{
	const struct record_scope *s = scope->ctx;
	if (repeat.n > 0)
		while (s && !(s->repeat && str_eq(s->repeat->name, repeat)))
			s = s->up;
	while (s && up-- > 1)
		s = s->up;
	return s ? s->row_number : 0;
}

/* indexed-repeat over what is stored: every row of the field is looked at. */
struct at_rows {
	const struct field *field;
	const struct expr_row *at;
	size_t n_at;
	const struct record_scope *stands;
	struct arena *arena;
	str *v;
	size_t n;
};

static bool
row_fits(const struct at_rows *x, const struct record_scope *row)
{
	for (; row && row->repeat; row = row->up) {
		size_t k = 0;
		while (k < x->n_at &&
			!str_eq(x->at[k].repeat, row->repeat->name))
			k++;
		const struct record_scope *here = x->stands;
		while (here && here->repeat != row->repeat)
			here = here->up;
		if (k < x->n_at ? row->row_number != x->at[k].number
				: here && here->row != row->row)
			return false;
	}
	return true;
}

static bool
add_fitting(void *arg, const struct expr_scope *scope)
{
	struct at_rows *x = arg;
	const struct record_scope *row = scope->ctx;
	if (!row_fits(x, row))
		return true;
	struct value v = seen_field(row, x->arena, x->field);
	*ARENA_PUSH(x->arena, x->v, x->n) = value_text(x->arena, &v);
	return true;
}

static bool
op_get_at(const struct expr_scope *scope, str name, const struct expr_row *at,
	size_t n, struct arena *a, struct xvalue *out)
{
	const struct record_scope *s = scope->ctx;
	const struct field *f = s->form ? form_field(s->form, name) : NULL;
	struct record_scope top = *s;
	struct at_rows x = {
		.field = f, .at = at, .n_at = n, .stands = s, .arena = a};
	bool inside = false;
	for (const struct field *k = f; k && k->repeat; k = k->repeat)
		inside = inside || str_eq(k->repeat->name, at[0].repeat);
	if (!inside)
		return false;
	top.repeat = NULL;
	top.up = NULL;
	top.row = NULL;
	top.scope.ctx = &top;
	(void)record_each_row(&top, f->repeat, add_fitting, &x);
	*out = (struct xvalue){.type = X_NODES, .nodes = {x.v, x.n}};
	return true;
}

struct inner_rows {
	const struct field *repeat;
	bool (*each)(void *arg, const struct expr_scope *record);
	void *arg;
};

static bool
each_inner(void *arg, const struct expr_scope *outer)
{
	const struct inner_rows *x = arg;
	return record_each_row(outer->ctx, x->repeat, x->each, x->arg);
}

/* A repeat's field counts its rows (design.md §6). */
bool
record_each_row(const struct record_scope *s, const struct field *repeat,
	bool (*each)(void *arg, const struct expr_scope *record), void *arg)
{
	const struct record_scope *in = scope_seen(s, repeat);
	if (repeat->repeat && !in) {
		struct inner_rows x = {repeat, each, arg};
		return record_each_row(s, repeat->repeat, each_inner, &x);
	}
	struct record_scope top = *s;
	if (!in) { /* asked from inside another repeat */
		top.scope.ctx = &top;
		top.repeat = NULL;
		top.row = NULL;
		top.row_number = 0;
		top.up = NULL;
	}
	s = in ? in : &top;
	struct value rows = record_stored(fields_seen(s, repeat), repeat->name);
	size_t n = rows.type == VALUE_ROWS ? rows.rows->n : 0;
	for (size_t k = 0; k < n; k++) {
		struct record_scope row;
		record_row_scope(&row, s, repeat, k);
		if (!each(arg, &row.scope))
			return false;
	}
	return true;
}

static bool
op_ref(const struct expr_scope *scope, str id_text, str field, struct arena *a,
	struct xvalue *out)
{
	const struct record_scope *s = scope->ctx;
	return reader_ref(s->reader, id_text, field, a, out);
}

static bool
op_rows(const struct expr_scope *scope, str repeat,
	bool (*each)(void *arg, const struct expr_scope *row), void *arg)
{
	const struct record_scope *s = scope->ctx;
	const struct field *own = s->form ? form_field(s->form, repeat) : NULL;
	if (!own || own->type != FIELD_REPEAT)
		return false;
	struct record_scope asked = *s;
	asked.scope.ctx = &asked;
	asked.scope.outer = scope;
	/* Stopping early is no failure. */
	(void)record_each_row(&asked, own, each, arg);
	return true;
}

static bool
op_records(const struct expr_scope *scope, const struct expr_search *what,
	bool (*each)(void *arg, const struct expr_scope *record), void *arg)
{
	const struct record_scope *s = scope->ctx;
	if (op_rows(scope, what->form, each, arg))
		return true;
	return reader_records(s->reader, scope, what, each, arg);
}

static bool
op_choice_label(const struct expr_scope *scope, str field, str code,
	struct arena *a, str *out)
{
	const struct record_scope *s = scope->ctx;
	return s->form &&
	       field_code_label(form_field(s->form, field), code, a, out);
}

static bool
op_choices(const struct expr_scope *scope, str list,
	bool (*each)(void *arg, const struct expr_scope *choice), void *arg)
{
	const struct record_scope *s = scope->ctx;
	return choices_each(s->form, scope, list, each, arg);
}

const struct expr_ops record_ops = {
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
