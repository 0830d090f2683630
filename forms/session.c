// SPDX-License-Identifier: MIT
#include "forms/session_impl.h"

#include <assert.h>
#include <string.h>

#include "forms/field.h"
#include "forms/load.h"
#include "store/lang.h"

/* --- rows and answers ----------------------------------------------------------- */

struct answer *
answer_of(const struct item *i, const struct session_row *r)
{
	return &r->v[i->at];
}

bool
item_is_asked(const struct item *i, const struct session_row *r)
{
	while (i && r) {
		if (answer_of(i, r)->off)
			return false;
		if (i->parent && i->parent == i->repeat)
			r = r->parent;
		i = i->parent;
	}
	return true;
}

/* The list of all rows of a repeat, after one came or went. */
static void
list_rows(struct session *s, struct item *repeat)
{
	struct session_row **outer;
	size_t n_outer = item_rows(s, repeat, &outer);
	size_t n = 0;
	if (n_outer == 1) {
		repeat->rows = answer_of(repeat, outer[0])->row;
		repeat->n_rows = answer_of(repeat, outer[0])->n_row;
		return;
	}
	for (size_t k = 0; k < n_outer; k++)
		n += answer_of(repeat, outer[k])->n_row;
	repeat->rows = ARENA_ARRAY(s->arena, n, struct session_row *);
	repeat->n_rows = 0;
	for (size_t k = 0; k < n_outer; k++) {
		const struct answer *a = answer_of(repeat, outer[k]);
		for (size_t j = 0; j < a->n_row; j++)
			repeat->rows[repeat->n_rows++] = a->row[j];
	}
}

/* Rows of a repeat changed: so did everything in it. */
static void
rows_changed(struct session *s, struct item *repeat)
{
	list_rows(s, repeat);
	for (struct item *k = repeat; k < s->item + repeat->end; k++) {
		if (k != repeat && k->field->type == FIELD_REPEAT)
			list_rows(s, k);
		item_touch(s, k);
	}
}

/* Static defaults; those that are expressions come when all is settled. */
static void
fill_static(struct session *s, struct session_row *r)
{
	if (s->plain)
		return;
	for (size_t k = 0; k < s->n_item; k++) {
		struct item *i = &s->item[k];
		struct value v;
		if (i->repeat != r->repeat || i->field->default_text.n == 0 ||
			i->field->default_expr)
			continue;
		/* The loader has seen that it fits. */
		if (field_parse(i->field, i->field->default_text, s->arena, &v,
			    NULL) == ERR_OK)
			answer_put(s, i, r, &v);
	}
}

struct session_row *
row_add(struct session *s, struct item *repeat, struct session_row *outer)
{
	struct answer *a = answer_of(repeat, outer);
	struct session_row *r = ARENA_NEW(s->arena, struct session_row);
	r->parent = outer;
	r->repeat = repeat;
	r->fresh = true;
	s->fresh = true;
	r->v = ARENA_ARRAY(s->arena, repeat->n_at, struct answer);
	if (a->n_row == a->cap_row) {
		size_t cap = a->cap_row ? a->cap_row * 2 : 4;
		a->row = arena_grow(
			s->arena, a->row, a->n_row, cap, sizeof(*a->row));
		a->cap_row = cap;
	}
	a->row[a->n_row++] = r;
	r->number = a->n_row;
	rows_changed(s, repeat);
	return r;
}

void
row_remove(struct session *s, struct item *repeat, struct session_row *outer,
	size_t number)
{
	struct answer *a = answer_of(repeat, outer);
	for (size_t k = number; k < a->n_row; k++) {
		a->row[k - 1] = a->row[k];
		a->row[k - 1]->number = k;
	}
	a->n_row--;
	rows_changed(s, repeat);
}

void
answer_put(struct session *s, struct item *i, struct session_row *r,
	const struct value *v)
{
	struct answer *a = answer_of(i, r);
	if (value_eq(&a->value, v))
		return;
	a->value = value_dup(s->arena, v);
	item_touch(s, i);
	if (!i->fires)
		return;
	s->pending = arena_grow(s->arena, s->pending, s->n_pending,
		s->n_pending + 1, sizeof(*s->pending));
	s->pending[s->n_pending++] = (struct pending){i, r};
}

/* --- a session's life --------------------------------------------------------------- */

/* A value as its field now wants it; one that does not fit is kept as text
 * beside a word about it. */
static void
load_value(struct session *s, struct item *i, struct session_row *r,
	const struct value *v)
{
	struct answer *a = answer_of(i, r);
	struct value fits = *v;
	struct err e;
	if (v->type != field_value_type(i->field->type)) {
		str text = value_text(s->arena, v);
		if (field_parse(i->field, text, s->arena, &fits, &e) != ERR_OK) {
			fits = (struct value){.type = VALUE_TEXT, .text = text};
			a->fault = str_fmt(s->arena,
				_("原来填的“%.*s”已不合这一栏：%s"),
				STR_FMT(text), e.words);
		}
	}
	answer_put(s, i, r, &fits);
	a->touched = true;
}

static void
keep_extra(struct session *s, const struct entry *e)
{
	s->extra = arena_grow(s->arena, s->extra, s->n_extra, s->n_extra + 1,
		sizeof(*s->extra));
	s->extra[s->n_extra++] = (struct entry){
		str_dup(s->arena, e->name), value_dup(s->arena, &e->value)};
}

static void load_fields(
	struct session *s, struct session_row *r, const struct fields *f);

static void
load_rows(struct session *s, struct item *repeat, struct session_row *outer,
	const struct rows *rows)
{
	for (size_t k = 0; k < rows->n; k++)
		load_fields(s, row_add(s, repeat, outer), &rows->v[k]);
}

static void
load_reasons(struct session *s, const struct rows *rows)
{
	for (size_t k = 0; k < rows->n; k++) {
		const struct value *field =
			fields_get(&rows->v[k], STR("field"));
		const struct value *words =
			fields_get(&rows->v[k], STR("reason"));
		if (field && words && field->type == VALUE_TEXT &&
			words->type == VALUE_TEXT)
			session_set_reason(s, field->text, words->text);
	}
}

static void
load_fields(struct session *s, struct session_row *r, const struct fields *f)
{
	r->loaded = true;
	for (size_t k = 0; k < f->n; k++) {
		const struct entry *e = &f->v[k];
		struct item *i = item_named(s, e->name);
		if (str_is(e->name, "_reasons") && e->value.type == VALUE_ROWS)
			load_reasons(s, e->value.rows);
		else if (!i || i->repeat != r->repeat ||
			(e->value.type == VALUE_ROWS) !=
				(i->field->type == FIELD_REPEAT))
			keep_extra(s, e);
		else if (e->value.type == VALUE_ROWS)
			load_rows(s, i, r, e->value.rows);
		else
			load_value(s, i, r, &e->value);
	}
	/* What was left blank on purpose stays so; a draft's blanks may still
	 * be filled when what they follow changes. */
	for (size_t k = 0; s->base_state != RECORD_DRAFT && k < s->n_item; k++)
		if (s->item[k].repeat == r->repeat)
			answer_of(&s->item[k], r)->touched = true;
}

/* What the user's last record said, where the form says x_keep. */
static void
keep_last(struct session *s, const struct record *last)
{
	for (size_t k = 0; k < s->n_item; k++) {
		struct item *i = &s->item[k];
		if (!i->field->keep_last || i->repeat ||
			i->field->type == FIELD_REPEAT)
			continue;
		const struct value *v =
			fields_get(&last->fields, i->field->name);
		if (v && v->type == field_value_type(i->field->type)) {
			answer_put(s, i, s->top, v);
			answer_of(i, s->top)->touched = true;
		}
	}
}

struct session *
session_new(const struct form *form, const struct record *rec,
	const struct record *last)
{
	struct arena *arena = arena_new_secret();
	struct session *s = ARENA_NEW(arena, struct session);
	s->arena = arena;
	s->frame = arena_new_secret();
	s->form = form;
	s->clock = 1;
	s->round = 1;
	plan_make(s);
	s->top = ARENA_NEW(arena, struct session_row);
	s->top->fresh = true;
	s->fresh = true;
	s->top->v = ARENA_ARRAY(arena, s->n_top, struct answer);
	session_set_id(s, rec ? rec->id : ID_NONE);
	if (rec) {
		s->base_rev = rec->rev;
		s->base_state = rec->state;
		load_fields(s, s->top, &rec->fields);
	} else {
		fill_static(s, s->top);
		if (last)
			keep_last(s, last);
	}
	s->n_pending = 0;
	s->dirty = false;
	return s;
}

void
session_free(struct session *s)
{
	if (!s)
		return;
	arena_free(s->frame);
	arena_free(s->arena); /* s itself lives in it */
}

void
session_blank(struct session *s)
{
	const struct value blank = {.type = VALUE_BLANK};
	s->plain = true;
	for (size_t k = 0; k < s->n_item; k++) {
		struct session_row **row;
		size_t n = item_rows(s, &s->item[k], &row);
		for (size_t j = 0; j < n; j++)
			if (!answer_of(&s->item[k], row[j])->touched)
				answer_put(s, &s->item[k], row[j], &blank);
	}
	s->n_pending = 0;
}

const struct form *
session_form(const struct session *s)
{
	return s->form;
}

struct id
session_id(const struct session *s)
{
	return s->id;
}

/* A record not yet saved has an id for `this` that nobody refers to. */
void
session_set_id(struct session *s, struct id id)
{
	s->id = id;
	s->id_text = id_format(s->arena, id);
}

uint32_t
session_base_rev(const struct session *s)
{
	return s->base_rev;
}

void
session_lend(struct session *s, struct reader *r)
{
	s->reader = r;
	if (!r)
		return;
	s->lent = ++s->clock;
	if (!str_eq(s->station, r->station))
		s->station = str_dup(s->arena, r->station);
	if (!str_eq(s->user, r->user))
		s->user = str_dup(s->arena, r->user);
}

struct reader *
session_reader(const struct session *s)
{
	return s->reader;
}

bool
session_is_dirty(const struct session *s)
{
	return s->dirty;
}

/* --- cells -------------------------------------------------------------------------- */

static void
add_cell(struct session *s, struct item *i, struct session_row *r, int depth)
{
	if (s->n_cells == s->cap_cells) {
		size_t cap = s->cap_cells ? s->cap_cells * 2 : 64;
		s->cells = arena_grow(s->arena, s->cells, s->n_cells, cap,
			sizeof(*s->cells));
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
		return err_set(e, ERR_ABSENT, _("%.*s 没有第 %zu 行，只有 %zu 行"),
			STR_FMT(name), number, a->n_row);
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
				i->repeat ? _("%.*s 在明细 %.*s 里，要写成 %.*s[1].%.*s")
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
	*out = (struct cell){.field = i->field, .row = row,
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

/* --- values ---------------------------------------------------------------------------- */

struct value
session_get(struct session *s, const struct cell *c)
{
	const struct item *i = item_of(s, c->field);
	if (!i || !field_has_value(c->field))
		return (struct value){.type = VALUE_BLANK};
	session_settle(s);
	return answer_of(i, c->row)->value;
}

static enum err_code
may_set(const struct item *i, struct err *e)
{
	const struct field *f = i->field;
	if (i->computed || (f->read_only && f->calculation))
		return err_set(e, ERR_INPUT, _("“%.*s”是算出来的，不能填"),
			STR_FMT(label_text(&f->label)));
	if (f->read_only)
		return err_set(e, ERR_INPUT, _("“%.*s”只读，不能填"),
			STR_FMT(label_text(&f->label)));
	if (f->type == FIELD_REPEAT)
		return err_set(e, ERR_INPUT, _("“%.*s”是明细，要一行一行填"),
			STR_FMT(label_text(&f->label)));
	return ERR_OK;
}

static void
give(struct session *s, struct item *i, struct session_row *r,
	const struct value *v, str from)
{
	struct answer *a = answer_of(i, r);
	answer_put(s, i, r, v);
	a->touched = true;
	a->round = s->round;
	a->fault = STR_NONE;
	a->note = field_cleans(i->field, from)
			  ? str_of(_("已去掉看不见的字符"))
			  : STR_NONE;
	s->dirty = true;
}

enum err_code
session_set_text(
	struct session *s, const struct cell *c, str text, struct err *e)
{
	struct item *i = item_of(s, c->field);
	struct value v;
	enum err_code code = may_set(i, e);
	if (code == ERR_OK)
		code = field_parse(c->field, text, s->frame, &v, e);
	if (code == ERR_OK)
		give(s, i, c->row, &v, text);
	return code;
}

enum err_code
session_set(struct session *s, const struct cell *c, const struct value *v,
	struct err *e)
{
	return session_set_text(s, c, value_text(s->frame, v), e);
}

/* Would the field's constraint take this value? */
static bool
would_take(struct session *s, struct item *i, struct session_row *r,
	const struct value *v)
{
	struct spot p;
	bool good = true;
	if (!i->field->constraint)
		return true;
	spot_init(&p, s, i, r);
	p.scope.dot = value_text(s->frame, v);
	return expr_eval_boolean(i->field->constraint, &p.scope, s->frame,
		       &good, NULL) == ERR_OK &&
	       good;
}

enum err_code
session_type(struct session *s, const struct cell *c, str typed, struct err *e)
{
	struct item *i = item_of(s, c->field);
	struct value v;
	struct field_offer offer = {0};
	enum err_code code = may_set(i, e);
	if (code != ERR_OK)
		return code;
	offer.n = session_choices(s, c, s->frame, &offer.choice);
	code = field_type_in(c->field, typed, &offer, s->frame, &v, e);
	/* 12-25 typed in January: last year's, where only the past is right. */
	if (code == ERR_OK &&
		(v.type == VALUE_DATE || v.type == VALUE_DATETIME) &&
		!would_take(s, i, c->row, &v)) {
		struct value past;
		offer.past = true;
		if (field_type_in(c->field, typed, &offer, s->frame, &past,
			    NULL) == ERR_OK &&
			would_take(s, i, c->row, &past))
			v = past;
	}
	if (code == ERR_OK)
		give(s, i, c->row, &v, typed);
	return code;
}

/* --- rows, as others see them --------------------------------------------------------------- */

enum err_code
session_add_row(struct session *s, const struct cell *repeat, size_t *number,
	struct err *e)
{
	struct item *i = item_of(s, repeat->field);
	assert(repeat->field->type == FIELD_REPEAT);
	if (answer_of(i, repeat->row)->n_row >= FIELD_ROWS_MOST)
		return err_set(e, ERR_LIMIT, _("“%.*s”最多 %d 行"),
			STR_FMT(label_text(&repeat->field->label)),
			FIELD_ROWS_MOST);
	struct session_row *r = row_add(s, i, repeat->row);
	fill_static(s, r);
	*number = r->number;
	s->dirty = true;
	return ERR_OK;
}

enum err_code
session_remove_row(struct session *s, const struct cell *repeat, size_t number,
	struct err *e)
{
	struct item *i = item_of(s, repeat->field);
	size_t n = answer_of(i, repeat->row)->n_row;
	if (number < 1 || number > n)
		return err_set(e, ERR_ABSENT, _("%.*s 没有第 %zu 行，只有 %zu 行"),
			STR_FMT(repeat->field->name), number, n);
	row_remove(s, i, repeat->row, number);
	s->dirty = true;
	return ERR_OK;
}

size_t
session_rows(struct session *s, const struct cell *repeat)
{
	return answer_of(item_of(s, repeat->field), repeat->row)->n_row;
}
