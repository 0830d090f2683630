// SPDX-License-Identifier: MIT
#include "forms/session_impl.h"

#include "forms/field.h"
#include "store/lang.h"

/* Going on with what is stored. */

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
		if (field_parse(i->field, text, s->arena, &fits, &e) !=
			ERR_OK) {
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

/* What was keyed once when the draft was left. */
static void
load_once(struct session *s, struct session_row *r, const struct fields *f)
{
	const struct value *v = fields_get(f, STR("_once"));
	str rest = v && v->type == VALUE_TEXT ? v->text : STR_NONE;
	for (str name; str_word(&rest, &name);) {
		struct item *i = item_named(s, name);
		if (i && i->repeat == r->repeat && i->field->verify &&
			!value_is_blank(&answer_of(i, r)->value))
			answer_of(i, r)->keyed = KEYED_ONCE;
	}
}

void
load_fields(struct session *s, struct session_row *r, const struct fields *f)
{
	r->loaded = true;
	for (size_t k = 0; k < f->n; k++) {
		const struct entry *e = &f->v[k];
		struct item *i = item_named(s, e->name);
		if (str_is(e->name, "_reasons") && e->value.type == VALUE_ROWS)
			load_reasons(s, e->value.rows);
		else if (str_is(e->name, "_once"))
			continue;
		else if (!i || i->repeat != r->repeat ||
			 (e->value.type == VALUE_ROWS) !=
				 (i->field->type == FIELD_REPEAT))
			keep_extra(s, e);
		else if (e->value.type == VALUE_ROWS)
			load_rows(s, i, r, e->value.rows);
		else
			load_value(s, i, r, &e->value);
	}
	load_once(s, r, f);
	/* What was left blank on purpose stays so; a draft's blanks may still
	 * be filled when what they follow changes. */
	for (size_t k = 0; s->base_state != RECORD_DRAFT && k < s->n_item; k++)
		if (s->item[k].repeat == r->repeat)
			answer_of(&s->item[k], r)->touched = true;
}

/* What the user's last record said, where the form says x_keep. */
void
load_last(struct session *s, const struct record *last)
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
