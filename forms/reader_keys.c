// SPDX-License-Identifier: MIT
#include "forms/reader_impl.h"
#include "store/closed.h"

#include "store/utf8.h"

/* What the store is told of a record. */

day_t
record_valid_until(
	struct reader *r, const struct form *form, const struct record *rec)
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
day_t
record_event_day(const struct form *form, const struct record *rec)
{
	if (form->event_date) {
		struct value v =
			record_stored(&rec->fields, form->event_date->name);
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
		struct value v =
			record_stored(&s->record->fields, rule->field[k]);
		str part = unique_part(a, &v);
		if (part.n == 0)
			return false;
		if (k > 0)
			buf_addc(&b, UNIQUE_JOIN);
		buf_add(&b, part);
	}
	if (rule->while_ &&
		expr_eval_boolean(rule->while_, &s->scope, a, &holds, NULL) ==
			ERR_OK &&
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
mark_parent(
	struct ref_list *l, const struct form *form, const struct record *rec)
{
	for (size_t k = 0; k < form->n_parent; k++) {
		struct value v =
			record_stored(&rec->fields, form->parent[k]->name);
		if (v.type != VALUE_REFERENCE || id_is_none(v.ref))
			continue;
		for (size_t j = 0; j < l->n; j++)
			if (str_eq(l->v[j].field, form->parent[k]->name))
				l->v[j].parent = true;
		return;
	}
}

/* Do records of other forms belong to these? Then they outlast their day. */
static bool
is_parent_form(struct reader *r, const struct form *form)
{
	const struct catalog_item *v;
	size_t n = catalog_items(r->catalog, &v);
	for (size_t i = 0; i < n; i++) {
		const struct form *other = reader_form(r, v[i].id);
		for (size_t k = 0; other && k < other->n_parent; k++)
			for (size_t j = 0; j < other->parent[k]->n_ref; j++)
				if (str_eq(other->parent[k]->ref[j], form->id))
					return true;
	}
	return false;
}

/* What may change after the period is closed: of what lasts, all; else what
 * the work queue waits for, such as the receipt of a referral. */
static void
mark_late(struct reader *r, struct arena *a, const struct form *form,
	struct store_keys *keys)
{
	str *late = NULL;
	keys->lasting = form->valid_until || is_parent_form(r, form);
	for (size_t k = 0; !keys->lasting && k < form->n_due; k++) {
		const struct expr_name *name;
		size_t n = form->due[k].until
				   ? expr_names(form->due[k].until, &name)
				   : 0;
		for (size_t i = 0; i < n; i++)
			if (name[i].kind == EXPR_NAME_FIELD &&
				form_field(form, name[i].name))
				*ARENA_PUSH(a, late, keys->n_late) =
					name[i].name;
	}
	keys->late = late;
}

struct store_keys
record_keys(struct reader *r, struct arena *a, const struct form *form,
	const struct record *rec)
{
	struct store_keys keys = {
		.domain = store_domain_parse(form->domain), .event = DAY_NONE};
	struct ref_list refs = {0};
	struct record_scope s;
	if (rec->state != RECORD_FINAL)
		return keys;
	record_scope_init(&s, r, form, rec);
	keys.event = record_event_day(form, rec);
	if (r->txn && closed_check(r->txn, form->id, keys.event, NULL))
		mark_late(r, a, form, &keys);
	struct store_unique *u =
		ARENA_ARRAY(a, form->n_unique, struct store_unique);
	for (size_t k = 0; k < form->n_unique; k++)
		keys.n_uniques +=
			unique_of(&s, a, &form->unique[k], &u[keys.n_uniques]);
	keys.uniques = u;
	add_refs(&refs, a, form, &rec->fields);
	mark_parent(&refs, form, rec);
	keys.refs = refs.v;
	keys.n_refs = refs.n;
	return keys;
}
