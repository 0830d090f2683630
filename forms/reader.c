// SPDX-License-Identifier: MIT
#include "forms/reader.h"

#include <string.h>

#include "forms/field.h"
#include "forms/reader_impl.h"
#include "store/lang.h"
#include "store/utf8.h"

enum {
	DEPTH_MOST = 8,     /* live values and titles reading each other */
	CACHED_MOST = 4096, /* records kept; the rest is read again */
};

/* --- records fetched before ------------------------------------------------------- */

struct cached {
	struct id id; /* none: a free place */
	const struct record *record;
	str title;
};

struct cache {
	struct cached *v;
	size_t n;
	size_t cap; /* a power of two */
};

void
reader_init(struct reader *r, struct catalog *c, struct store_txn *t,
	str user, struct arena *a)
{
	*r = (struct reader){
		.catalog = c, .txn = t, .user = user, .arena = a};
	if (t)
		r->station = store_station(store_of(t))->code;
	r->cache = ARENA_NEW(a, struct cache);
}

/* The end of a UUIDv7 is random. */
static struct cached *
find_place(const struct cache *c, struct id id)
{
	size_t at;
	memcpy(&at, id.b + 16 - sizeof(at), sizeof(at));
	for (;; at++) {
		struct cached *x = &c->v[at & (c->cap - 1)];
		if (id_is_none(x->id) || id_eq(x->id, id))
			return x;
	}
}

static void
grow(struct reader *r, struct cache *c)
{
	struct cache wider = {.n = c->n, .cap = c->cap ? c->cap * 2 : 64};
	wider.v = ARENA_ARRAY(r->arena, wider.cap, struct cached);
	for (size_t k = 0; k < c->cap; k++)
		if (!id_is_none(c->v[k].id))
			*find_place(&wider, c->v[k].id) = c->v[k];
	*c = wider;
}

static struct cached *
lookup(const struct reader *r, struct id id)
{
	const struct cache *c = r->cache;
	if (c->cap == 0)
		return NULL;
	struct cached *x = find_place(c, id);
	return id_is_none(x->id) ? NULL : x;
}

/* NULL when the reader keeps enough already. */
static struct cached *
keep(struct reader *r, struct id id, const struct record *rec)
{
	struct cache *c = r->cache;
	if (c->n >= CACHED_MOST)
		return NULL;
	if (c->n * 2 >= c->cap)
		grow(r, c);
	struct cached *x = find_place(c, id);
	*x = (struct cached){.id = id, .record = rec};
	c->n++;
	return x;
}

/* The current version of a record, or NULL. What is not kept lives in `a`. */
static const struct record *
fetch(struct reader *r, struct id id, struct arena *a)
{
	if (!r || !r->txn || id_is_none(id))
		return NULL;
	const struct cached *x = lookup(r, id);
	if (x)
		return x->record;
	const struct cache *c = r->cache;
	bool kept = c->n < CACHED_MOST;
	struct record *rec =
		kept ? ARENA_NEW(r->arena, struct record)
		     : ARENA_NEW(a, struct record);
	if (store_get(r->txn, id, kept ? r->arena : a, rec, NULL) != ERR_OK)
		rec = NULL;
	(void)keep(r, id, rec); /* what is not kept is read again */
	return rec;
}

static const struct form *
form_of(struct reader *r, str id)
{
	const struct form *f = NULL;
	if (!r || !r->catalog ||
		catalog_form(r->catalog, id, &f, NULL) != ERR_OK)
		return NULL;
	return f;
}

/* --- a record as a scope -------------------------------------------------------------- */

static const struct expr_ops record_ops;

void
record_scope_init(struct record_scope *s, struct reader *r,
	const struct form *form, const struct record *record)
{
	*s = (struct record_scope){
		.reader = r, .form = form, .record = record};
	s->scope = (struct expr_scope){.ops = &record_ops, .ctx = s,
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

static struct value
stored(const struct fields *f, str name)
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
live_value(const struct record_scope *s, struct arena *a,
	const struct field *f)
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
record_field(const struct record_scope *s, struct arena *a,
	const struct field *f)
{
	if (field_is_live(f))
		return live_value(s, a, f);
	const struct fields *in = fields_seen(s, f);
	return stored(in, f->name);
}

/* --- names ------------------------------------------------------------------------------- */

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
	struct value rows = stored(&s->record->fields, repeat->name);
	size_t n = rows.type == VALUE_ROWS ? rows.rows->n : 0;
	str *v = ARENA_ARRAY(a, n, str);
	for (size_t k = 0; k < n; k++) {
		struct record_scope row;
		record_row_scope(&row, s, repeat, k);
		struct value x = f == repeat ? (struct value){
				.type = VALUE_INTEGER, .integer = (int64_t)k + 1}
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

/* --- other records --------------------------------------------------------------------------- */

bool
reader_ref(struct reader *r, str id_text, str field, struct arena *a,
	struct xvalue *out)
{
	struct id id;
	*out = xvalue_string(STR_NONE);
	if (!r || !id_parse(id_text, &id))
		return true;
	const struct record *rec = fetch(r, id, a);
	if (!rec || rec->state == RECORD_VOID)
		return true;
	struct record_scope s;
	record_scope_init(&s, r, form_of(r, rec->form), rec);
	if (!op_get(&s.scope, field, a, out))
		*out = xvalue_string(STR_NONE);
	return true;
}

static bool
op_ref(const struct expr_scope *scope, str id_text, str field,
	struct arena *a, struct xvalue *out)
{
	const struct record_scope *s = scope->ctx;
	return reader_ref(s->reader, id_text, field, a, out);
}

struct search {
	struct reader *reader;
	const struct expr_scope *asking;
	const struct form *form;
	const struct field *rows; /* search the rows of this repeat */
	bool (*each)(void *arg, const struct expr_scope *record);
	void *arg;
};

/* A repeat's field counts its rows (design.md §6). */
static bool
each_row(const struct search *x, const struct record_scope *s,
	const struct field *repeat)
{
	struct value rows = stored(&s->record->fields, repeat->name);
	size_t n = rows.type == VALUE_ROWS ? rows.rows->n : 0;
	for (size_t k = 0; k < n; k++) {
		struct record_scope row;
		record_row_scope(&row, s, repeat, k);
		if (!x->each(x->arg, &row.scope))
			return false;
	}
	return true;
}

static bool
visit(void *arg, const struct record *rec)
{
	const struct search *x = arg;
	struct record_scope s;
	record_scope_init(&s, x->reader, x->form, rec);
	s.scope.outer = x->asking;
	if (x->rows)
		return each_row(x, &s, x->rows);
	return x->each(x->arg, &s.scope);
}

bool
reader_records(struct reader *r, const struct expr_scope *asking, str form,
	str hint_field, str hint_value,
	bool (*each)(void *arg, const struct expr_scope *record), void *arg)
{
	struct search x = {.reader = r, .asking = asking, .each = each,
		.arg = arg, .form = form_of(r, form)};
	struct id id;
	if (!r || !r->txn || !x.form || r->depth >= DEPTH_MOST)
		return true;
	const struct field *hint = form_field(x.form, hint_field);
	if (hint)
		x.rows = hint->type == FIELD_REPEAT ? hint : hint->repeat;
	r->depth++;
	enum err_code code;
	if (hint && hint->type == FIELD_REFERENCE && !field_is_live(hint) &&
		id_parse(hint_value, &id))
		code = store_each_ref(
			r->txn, id, form, hint_field, visit, &x, NULL);
	else
		code = store_each(r->txn, form, DAY_NONE, INT32_MAX, visit, &x,
			NULL);
	r->depth--;
	return code == ERR_OK;
}

static bool
op_records(const struct expr_scope *scope, str form, str hint_field,
	str hint_value,
	bool (*each)(void *arg, const struct expr_scope *record), void *arg)
{
	const struct record_scope *s = scope->ctx;
	const struct field *own = s->form ? form_field(s->form, form) : NULL;
	if (own && own->type == FIELD_REPEAT) {
		const struct search x = {.each = each, .arg = arg};
		struct record_scope asked = *s;
		asked.scope.ctx = &asked;
		asked.scope.outer = scope;
		(void)each_row(&x, &asked, own); /* stopping early is no failure */
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

/* --- as people read it ------------------------------------------------------------------------ */

bool
field_code_label(const struct field *f, str code, struct arena *a, str *out)
{
	struct buf b = {.arena = a};
	str word;
	if (!f || !f->list)
		return false;
	while (str_word(&code, &word)) {
		const struct choice *c = choice_find(f->list, word);
		if (b.n > 0)
			buf_addz(&b, _("、"));
		buf_add(&b, c ? label_text(&c->label) : word);
	}
	*out = buf_str(&b);
	return true;
}

str
record_show(struct reader *r, struct arena *a, const struct field *f,
	const struct value *v)
{
	str text;
	switch (v->type) {
	case VALUE_CHOICE:
	case VALUE_CHOICES:
		return field_code_label(f, v->text, a, &text) ? text : v->text;
	case VALUE_REFERENCE:
		return id_is_none(v->ref) ? STR_NONE
					  : record_title_of(r, a, v->ref);
	case VALUE_ROWS:
		return str_fmt(a, _("%zu 行"), v->rows ? v->rows->n : 0);
	case VALUE_DATETIME:
		return str_fmt(a, "%.*s %.*s",
			STR_FMT(date_format(a, date_of_moment(v->moment))),
			STR_FMT(date_format_time(
				a, date_time_of_moment(v->moment))));
	default:
		return value_text(a, v);
	}
}

/* In a title a name means what people read. */
static bool
op_get_shown(const struct expr_scope *scope, str name, struct arena *a,
	struct xvalue *out)
{
	const struct record_scope *s = scope->ctx;
	const struct field *f = form_field(s->form, name);
	bool shown = f && (f->type == FIELD_SELECT_ONE ||
				  f->type == FIELD_SELECT_MULTIPLE ||
				  f->type == FIELD_REFERENCE);
	if (!shown || f->repeat)
		return op_get(scope, name, a, out);
	struct value v = record_field(s, a, f);
	return one(a, record_show(s->reader, a, f, &v), out);
}

static const struct expr_ops title_ops;

str
record_title(struct reader *r, struct arena *a, const struct record *rec)
{
	const struct form *f = form_of(r, rec->form);
	str title = STR_NONE;
	if (f && f->instance_name && r->depth < DEPTH_MOST) {
		struct record_scope s;
		record_scope_init(&s, r, f, rec);
		s.scope.ops = &title_ops;
		r->depth++;
		if (expr_eval_string(f->instance_name, &s.scope, a, &title,
			    NULL) != ERR_OK)
			title = STR_NONE;
		r->depth--;
		title = str_trim(title);
	}
	return title.n > 0 ? title : id_short(a, rec->id);
}

str
record_title_of(struct reader *r, struct arena *a, struct id id)
{
	const struct record *rec = fetch(r, id, a);
	if (!rec)
		return id_short(a, id);
	struct cached *x = lookup(r, id);
	if (!x)
		return record_title(r, a, rec);
	if (x->title.n == 0) {
		/* The table may grow while the title is made. */
		str title = record_title(r, r->arena, rec);
		x = lookup(r, id);
		x->title = title;
	}
	return x->title;
}

/* --- what the store is told ----------------------------------------------------------------------- */

day_t
record_valid_until(struct reader *r, const struct form *form,
	const struct record *rec)
{
	struct record_scope s;
	str text;
	day_t day;
	if (!form || !form->valid_until)
		return DAY_NONE;
	record_scope_init(&s, r, form, rec);
	if (expr_eval_string(form->valid_until, &s.scope, r->arena, &text,
		    NULL) != ERR_OK ||
		!date_parse(str_sub(text, 0, 10), &day))
		return DAY_NONE;
	return day;
}

str
unique_part(struct arena *a, const struct value *v)
{
	str text = value_text(a, v);
	if (v->type != VALUE_TEXT)
		return text;
	str folded = str_trim(utf8_fold(a, text));
	struct buf b = {.arena = a};
	for (size_t k = 0; k < folded.n; k++) {
		char c = folded.p[k];
		if (c != ' ')
			buf_addc(&b, c >= 'a' && c <= 'z'
					     ? (char)(c - 'a' + 'A')
					     : c);
	}
	return buf_str(&b);
}

/* The day a record counts in. Without a field for it: the day it was begun,
 * which its id tells and no later edit moves. */
static day_t
event_day(const struct form *form, const struct record *rec)
{
	if (form->event_date) {
		struct value v = stored(&rec->fields, form->event_date->name);
		if (v.type == VALUE_DATE)
			return v.day;
		if (v.type == VALUE_DATETIME)
			return date_of_moment(v.moment);
	}
	int64_t ms = 0;
	for (int k = 0; k < 6; k++)
		ms = ms * 256 + rec->id.b[k];
	return id_is_none(rec->id) ? clock_today()
				   : date_of_moment(clock_of_ms(ms));
}

/* False when a field of the set is blank, or the rule does not hold. */
static bool
unique_of(struct record_scope *s, struct arena *a,
	const struct unique_rule *rule, struct store_unique *out)
{
	struct buf b = {.arena = a};
	bool holds = true;
	for (size_t k = 0; k < rule->n; k++) {
		struct value v = stored(&s->record->fields, rule->field[k]);
		str part = unique_part(a, &v);
		if (part.n == 0)
			return false;
		if (k > 0)
			buf_addc(&b, UNIQUE_JOIN);
		buf_add(&b, part);
	}
	if (rule->while_ && expr_eval_boolean(rule->while_, &s->scope, a,
				    &holds, NULL) == ERR_OK &&
		!holds)
		return false;
	*out = (struct store_unique){rule->scope, buf_str(&b)};
	return true;
}

struct ref_list {
	struct store_ref *v;
	size_t n;
	size_t cap;
};

static void
add_ref(struct ref_list *l, struct arena *a, str field, struct id target)
{
	if (l->n == l->cap) {
		size_t cap = l->cap ? l->cap * 2 : 8;
		l->v = arena_grow(a, l->v, l->n, cap, sizeof(*l->v));
		l->cap = cap;
	}
	l->v[l->n++] = (struct store_ref){.field = field, .target = target};
}

static void
add_refs(struct ref_list *l, struct arena *a, const struct form *form,
	const struct fields *f)
{
	for (size_t k = 0; k < f->n; k++) {
		const struct value *v = &f->v[k].value;
		if (v->type == VALUE_REFERENCE && !id_is_none(v->ref))
			add_ref(l, a, f->v[k].name, v->ref);
		for (size_t j = 0; v->type == VALUE_ROWS && j < v->rows->n; j++)
			add_refs(l, a, form, &v->rows->v[j]);
	}
}

static void
mark_parent(struct ref_list *l, const struct form *form,
	const struct record *rec)
{
	for (size_t k = 0; k < form->n_parent; k++) {
		struct value v = stored(&rec->fields, form->parent[k]->name);
		if (v.type != VALUE_REFERENCE || id_is_none(v.ref))
			continue;
		for (size_t j = 0; j < l->n; j++)
			if (str_eq(l->v[j].field, form->parent[k]->name))
				l->v[j].parent = true;
		return;
	}
}

struct store_keys
record_keys(struct reader *r, struct arena *a, const struct form *form,
	const struct record *rec)
{
	struct store_keys keys = {.event = DAY_NONE};
	struct ref_list refs = {0};
	struct record_scope s;
	if (rec->state != RECORD_FINAL)
		return keys;
	record_scope_init(&s, r, form, rec);
	keys.event = event_day(form, rec);
	struct store_unique *u =
		ARENA_ARRAY(a, form->n_unique, struct store_unique);
	for (size_t k = 0; k < form->n_unique; k++)
		keys.n_uniques += unique_of(
			&s, a, &form->unique[k], &u[keys.n_uniques]);
	keys.uniques = u;
	add_refs(&refs, a, form, &rec->fields);
	mark_parent(&refs, form, rec);
	keys.refs = refs.v;
	keys.n_refs = refs.n;
	return keys;
}

static const struct expr_ops title_ops = {
	.get = op_get_shown,
	.get_all = op_get_all,
	.position = op_position,
	.ref = op_ref,
	.records = op_records,
	.choice_label = op_choice_label,
};

static const struct expr_ops record_ops = {
	.get = op_get,
	.get_all = op_get_all,
	.position = op_position,
	.ref = op_ref,
	.records = op_records,
	.choice_label = op_choice_label,
};
