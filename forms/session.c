// SPDX-License-Identifier: MIT
#include "forms/session_impl.h"

#include <assert.h>

#include "forms/field.h"
#include "store/lang.h"

/* --- rows and answers
 * ----------------------------------------------------------- */

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
	if (n > repeat->cap_list) { /* it comes and goes row by row */
		repeat->cap_list = n * 2;
		repeat->list = ARENA_ARRAY(
			s->arena, repeat->cap_list, struct session_row *);
	}
	repeat->rows = repeat->list;
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

/* Those that are expressions come when all is settled. */
void
row_fill(struct session *s, struct session_row *r)
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
	i->changed = a->changed = ++s->clock;
	if (!i->fires)
		return;
	s->pending = arena_grow(s->arena, s->pending, s->n_pending,
		s->n_pending + 1, sizeof(*s->pending));
	s->pending[s->n_pending++] = (struct pending){i, r};
}

/* --- a session's life
 * --------------------------------------------------------------- */

static void
begin(struct session *s)
{
	s->clock = 1;
	s->round = 1;
	s->top = ARENA_NEW(s->arena, struct session_row);
	s->top->fresh = true;
	s->fresh = true;
	s->top->v = ARENA_ARRAY(s->arena, s->n_top, struct answer);
}

/* What was worked out of the form stays; all else goes. */
void
session_again(struct session *s)
{
	const struct session kept = *s;
	arena_reset(s->arena);
	arena_reset(s->frame);
	*s = (struct session){.form = kept.form,
		.base = kept.base,
		.arena = kept.arena,
		.frame = kept.frame,
		.item = kept.item,
		.n_item = kept.n_item,
		.index = kept.index,
		.n_top = kept.n_top,
		.plain = true};
	for (size_t k = 0; k < s->n_item; k++) {
		struct item *i = &s->item[k];
		i->changed = 0;
		i->relevant_seen = i->initial_seen = 0;
		i->value_seen = i->count_seen = 0;
		i->rows = NULL;
		i->n_rows = 0;
	}
	begin(s);
	session_set_id(s, ID_NONE);
}

struct session *
session_new(const struct form *form, const struct record *rec,
	const struct record *last)
{
	struct arena *base = arena_new();
	struct session *s = ARENA_NEW(base, struct session);
	s->base = base;
	s->arena = arena_new_secret();
	s->frame = arena_new_secret();
	s->form = form;
	plan_make(s);
	begin(s);
	session_set_id(s, rec ? rec->id : ID_NONE);
	if (rec) {
		s->base_rev = rec->rev;
		s->base_state = rec->state;
		load_fields(s, s->top, &rec->fields);
	} else {
		row_fill(s, s->top);
		if (last)
			load_last(s, last);
	}
	if (last)
		s->last = fields_dup(s->arena, &last->fields);
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
	arena_free(s->arena);
	arena_free(s->base); /* s itself lives in it */
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
			if (!answer_of(&s->item[k], row[j])->touched &&
				s->item[k].field->automatic.n == 0)
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

/* --- values -------------------------------------------------------------- */

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
may_set(struct session *s, const struct item *i, const struct session_row *r,
	struct err *e)
{
	const struct field *f = i->field;
	if (f->set)
		session_settle(s);
	if (i->computed || (f->read_only && f->calculation))
		return err_set(e, ERR_INPUT, _("“%.*s”是算出来的，不能填"),
			STR_FMT(label_text(&f->label)));
	if (f->read_only)
		return err_set(e, ERR_INPUT, _("“%.*s”只读，不能填"),
			STR_FMT(label_text(&f->label)));
	if (answer_of(i, r)->is_set)
		return err_set(e, ERR_INPUT, _("“%.*s”由别的记录决定，不能填"),
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
	a->keyed = KEYED_NOT;
	a->round = s->round;
	a->fault = STR_NONE;
	a->note = field_cleans(i->field, from) ? str_of(_("已去掉看不见的字符"))
					       : STR_NONE;
	s->dirty = true;
}

enum err_code
session_set_text(
	struct session *s, const struct cell *c, str text, struct err *e)
{
	struct item *i = item_of(s, c->field);
	struct value v;
	enum err_code code = may_set(s, i, c->row, e);
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

bool
session_is_set(struct session *s, const struct cell *c)
{
	session_settle(s);
	return answer_of(item_of(s, c->field), c->row)->is_set;
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

/* Typed by a person. A field that is keyed twice is good when the second time
 * is as the first; what differs is a new first. */
static void
key(struct session *s, struct item *i, struct session_row *r,
	const struct value *v, str typed)
{
	struct answer *a = answer_of(i, r);
	bool again = a->keyed != KEYED_NOT && value_eq(&a->value, v);
	bool differs = a->keyed == KEYED_ONCE && !again;
	str before = differs ? value_text(s->frame, &a->value) : STR_NONE;
	give(s, i, r, v, typed);
	if (!i->field->verify || value_is_blank(v))
		return;
	a->keyed = again ? KEYED_TWICE : KEYED_ONCE;
	if (differs)
		a->note = str_fmt(s->arena,
			_("两次填的不一样：先是 %.*s，后是 %.*s"),
			STR_FMT(before), STR_FMT(value_text(s->frame, v)));
}

bool
session_is_read_only(struct session *s, const struct cell *c)
{
	struct spot p;
	bool truth = false;
	const struct field *f = c->field;
	if (f->read_only || field_is_computed(f) || !f->read_only_if)
		return f->read_only || field_is_computed(f);
	session_settle(s);
	spot_init(&p, s, item_of(s, f), c->row);
	return expr_eval_boolean(f->read_only_if, &p.scope, s->frame, &truth,
		       NULL) == ERR_OK &&
	       truth;
}

enum err_code
session_type(struct session *s, const struct cell *c, str typed, struct err *e)
{
	struct item *i = item_of(s, c->field);
	struct value v;
	struct field_offer offer = {0};
	enum err_code code = may_set(s, i, c->row, e);
	if (code != ERR_OK)
		return code;
	/* As in ODK it is the keyboard that an expression locks. */
	if (session_is_read_only(s, c))
		return err_set(e, ERR_INPUT, _("“%.*s”只读，不能填"),
			STR_FMT(label_text(&c->field->label)));
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
		key(s, i, c->row, &v, typed);
	return code;
}

bool
session_wants_second(const struct session *s, const struct cell *c)
{
	const struct item *i = item_of(s, c->field);
	return answer_of(i, c->row)->keyed == KEYED_ONCE;
}

/* --- rows, as others see them
 * --------------------------------------------------------------- */

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
	if (i->n_rows >= FIELD_ROWS_IN_ALL)
		return err_set(e, ERR_LIMIT, _("“%.*s”一共最多 %d 行"),
			STR_FMT(label_text(&repeat->field->label)),
			FIELD_ROWS_IN_ALL);
	struct session_row *r = row_add(s, i, repeat->row);
	row_fill(s, r);
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
		return err_set(e, ERR_ABSENT,
			_("%.*s 没有第 %zu 行，只有 %zu 行"),
			STR_FMT(repeat->field->name), number, n);
	row_remove(s, i, repeat->row, number);
	s->dirty = true;
	return ERR_OK;
}

bool
session_may_add(struct session *s, const struct cell *repeat)
{
	session_settle(s);
	return !repeat->field->repeat_count &&
	       session_rows(s, repeat) < FIELD_ROWS_MOST;
}

size_t
session_rows(struct session *s, const struct cell *repeat)
{
	return answer_of(item_of(s, repeat->field), repeat->row)->n_row;
}
