// SPDX-License-Identifier: MIT
#include "forms/reader_impl.h"

#include "forms/field.h"

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

void
record_row_scope(struct record_scope *s, const struct record_scope *record,
	const struct field *repeat, size_t i)
{
	*s = *record;
	s->scope.ctx = s;
	s->repeat = repeat;
	s->row = NULL;
	s->row_number = (int)i + 1;
	const struct value *v =
		fields_get(&record->record->fields, repeat->name);
	if (v && v->type == VALUE_ROWS && i < v->rows->n)
		s->row = &v->rows->v[i];
}

struct value
record_stored(const struct fields *f, str name)
{
	const struct value *v = f ? fields_get(f, name) : NULL;
	return v ? *v : (struct value){.type = VALUE_BLANK};
}

/* The fields in which f stands, seen from s; NULL from outside its repeat. */
static const struct fields *
fields_seen(const struct record_scope *s, const struct field *f)
{
	if (!f->repeat)
		return &s->record->fields;
	return f->repeat == s->repeat ? s->row : NULL;
}

/* A live field is worked out anew, as the record itself would ask. */
static struct value
live_value(const struct record_scope *s, struct arena *a, const struct field *f)
{
	struct value v = {.type = VALUE_BLANK};
	struct xvalue x;
	struct record_scope own = *s;
	if (!f->calculation || s->reader->depth >= DEPTH_MOST)
		return v;
	own.scope.ctx = &own;
	own.scope.outer = NULL;
	own.scope.self_name = f->name;
	own.scope.ops = &record_ops;
	s->reader->depth++;
	/* What cannot be worked out is blank here: whoever edits the record
	 * is told why. */
	if (expr_eval(f->calculation, &own.scope, a, &x, NULL) != ERR_OK ||
		!field_compute(f, &x, a, &v))
		v = (struct value){.type = VALUE_BLANK};
	s->reader->depth--;
	return v;
}

struct value
record_field(
	const struct record_scope *s, struct arena *a, const struct field *f)
{
	if (field_is_live(f))
		return live_value(s, a, f);
	const struct fields *in = fields_seen(s, f);
	return record_stored(in, f->name);
}

/* --- names
 * -------------------------------------------------------------------------------
 */

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
	return false;
}

/* One text a row of the field's repeat; of a repeat itself row numbers. */
static bool
all_rows(const struct record_scope *s, const struct field *f, struct arena *a,
	struct xvalue *out)
{
	const struct field *repeat = f->type == FIELD_REPEAT ? f : f->repeat;
	struct value rows = record_stored(&s->record->fields, repeat->name);
	size_t n = rows.type == VALUE_ROWS ? rows.rows->n : 0;
	str *v = ARENA_ARRAY(a, n, str);
	for (size_t k = 0; k < n; k++) {
		struct record_scope row;
		record_row_scope(&row, s, repeat, k);
		struct value x = f == repeat
					 ? (struct value){.type = VALUE_INTEGER,
						   .integer = (int64_t)k + 1}
					 : record_field(&row, a, f);
		v[k] = value_text(a, &x);
	}
	*out = (struct xvalue){.type = X_NODES, .nodes = {v, n}};
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
		if (v && v->type != VALUE_ROWS)
			return one(a, value_text(a, v), out);
		if (get_meta(s, name, a, out))
			return true;
		/* Without its form nobody knows which names it had. */
		return !s->form && one(a, STR_NONE, out);
	}
	if (!field_has_value(f))
		return one(a, STR_NONE, out);
	if (f->type == FIELD_REPEAT || (f->repeat && f->repeat != s->repeat))
		return all_rows(s, f, a, out);
	struct value v = record_field(s, a, f);
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
op_position(const struct expr_scope *scope)
{
	const struct record_scope *s = scope->ctx;
	return s->row_number;
}

/* A repeat's field counts its rows (design.md §6). */
bool
record_each_row(const struct record_scope *s, const struct field *repeat,
	bool (*each)(void *arg, const struct expr_scope *record), void *arg)
{
	struct value rows = record_stored(&s->record->fields, repeat->name);
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
op_records(const struct expr_scope *scope, str form, str hint_field,
	str hint_value,
	bool (*each)(void *arg, const struct expr_scope *record), void *arg)
{
	const struct record_scope *s = scope->ctx;
	const struct field *own = s->form ? form_field(s->form, form) : NULL;
	if (own && own->type == FIELD_REPEAT) {
		struct record_scope asked = *s;
		asked.scope.ctx = &asked;
		asked.scope.outer = scope;
		/* Stopping early is no failure. */
		(void)record_each_row(&asked, own, each, arg);
		return true;
	}
	return reader_records(
		s->reader, scope, form, hint_field, hint_value, each, arg);
}

static bool
op_choice_label(const struct expr_scope *scope, str field, str code,
	struct arena *a, str *out)
{
	const struct record_scope *s = scope->ctx;
	return s->form &&
	       field_code_label(form_field(s->form, field), code, a, out);
}

const struct expr_ops record_ops = {
	.get = op_get,
	.get_all = op_get_all,
	.position = op_position,
	.ref = op_ref,
	.records = op_records,
	.choice_label = op_choice_label,
};
