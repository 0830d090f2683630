// SPDX-License-Identifier: MIT
#include "forms/expr_impl.h"

#include <math.h>

#include "store/lang.h"

/* A value that list-of has met. */
struct seen {
	struct seen *less;
	struct seen *more;
	uint32_t hash;
	str value;
};

/*
 * Reading other records. The scope that asks knows how (ops->records); here
 * a where is tried on each, and what is wanted of those that match is kept.
 *
 * Records come by the thousand: each is evaluated in an arena of its own
 * that is emptied after it, and the steps of its where are given back, so
 * that the limit bounds one record's work and not the size of a register.
 * The steps of a search inside another's where are owed for good.
 */
struct search {
	struct call *c;
	struct arena *scratch;
	bool failed;
	bool (*match)(struct search *s, str value);
	double number;
	str text;
	struct seen *seen; /* list-of */
	struct buf list;
};

static bool
read_field(struct search *s, const struct expr_scope *record, str *out)
{
	struct xvalue v;
	*out = STR_NONE;
	if (s->c->node->field.n == 0)
		return true;
	if (record->ops == NULL || record->ops->get == NULL ||
		!record->ops->get(record, s->c->node->field, s->scratch, &v))
		return expr_fail(s->c, _("没有这个名字：%.*s"),
			STR_FMT(s->c->node->field));
	*out = xvalue_to_string(s->scratch, &v);
	return true;
}

static bool
try_record(struct search *s, const struct expr_scope *record)
{
	struct eval *ev = s->c->ev;
	const struct node *n = s->c->node;
	size_t steps = ev->steps;
	struct arena *kept = ev->arena;
	struct xvalue v = xvalue_boolean(true);
	str value;

	ev->arena = s->scratch;
	if (ev->records == 1)
		ev->owed = 0;
	bool ok = n->n == 0 || expr_node_eval(ev, n->args[0], record, &v);
	if (ok && xvalue_to_boolean(&v))
		ok = read_field(s, record, &value) && s->match(s, value);
	ev->arena = kept;
	if (ev->records == 1)
		ev->steps = steps + ev->owed;
	return ok && expr_charge(ev, ev->records > 1);
}

static bool
each_record(void *arg, const struct expr_scope *record)
{
	struct search *s = arg;
	s->failed = !try_record(s, record);
	arena_reset(s->scratch);
	return !s->failed;
}

/* Whom hint_field must name, if exactly one text is known: an index then
 * saves reading the other records. A field that is blank is in no index; an
 * _id never is. */
static bool
find_hint(struct call *c, struct expr_search *what)
{
	struct xvalue v;
	if (c->node->hint == NULL)
		return true;
	if (!expr_node_eval(c->ev, c->node->hint, c->scope, &v))
		return false;
	if (v.type != X_STRING && (v.type != X_NODES || v.nodes.n != 1))
		return true;
	what->hint_value = xvalue_to_string(c->ev->arena, &v);
	if (what->hint_value.n > 0 || str_is(c->node->hint_field, "_id"))
		what->hint_field = c->node->hint_field;
	return true;
}

static bool
search(struct call *c, struct search *s)
{
	const struct expr_scope *asking = expr_scope_asking(c->scope);
	struct expr_search what = {.form = c->node->text,
		.name = c->node->names,
		.n = c->node->n_names};
	if (!find_hint(c, &what))
		return false;
	if (asking->ops == NULL || asking->ops->records == NULL)
		return true; /* nobody to ask: no records */
	s->c = c;
	s->list.arena = c->ev->arena;
	s->scratch = arena_new_secret();
	size_t steps = c->ev->steps;
	c->ev->records++;
	/* False would mean that the form is not installed: no records. */
	(void)asking->ops->records(asking, &what, each_record, s);
	c->ev->records--;
	if (c->ev->records == 1)
		c->ev->owed += c->ev->steps - steps;
	arena_free(s->scratch);
	return !s->failed;
}

static bool
match_count(struct search *s, str value)
{
	(void)value; /* count-of names no field */
	s->number++;
	return true;
}

static bool
fn_count_of(struct call *c, struct xvalue *out)
{
	struct search s = {.match = match_count};
	return search(c, &s) && give_number(out, s.number);
}

/* Blank counts as nothing. */
static bool
match_sum(struct search *s, str value)
{
	struct xvalue v = xvalue_string(value);
	if (value.n > 0)
		s->number += xvalue_to_number(&v);
	return true;
}

static bool
fn_sum_of(struct call *c, struct xvalue *out)
{
	struct search s = {.match = match_sum};
	return search(c, &s) && give_number(out, s.number);
}

/* Records come in order of event date: the last one that matches wins. */
static bool
match_last(struct search *s, str value)
{
	s->text = str_dup(s->list.arena, value);
	return true;
}

static bool
fn_last_of(struct call *c, struct xvalue *out)
{
	struct search s = {.match = match_last};
	return search(c, &s) && give_string(out, s.text);
}

/* A tree by hash stays even though ids come in order. */
static struct seen **
seen_find(struct search *s, str word, uint32_t hash)
{
	struct seen **at = &s->seen;
	while (*at != NULL) {
		struct seen *here = *at;
		if (hash == here->hash && str_eq(word, here->value))
			break;
		at = hash < here->hash ? &here->less : &here->more;
	}
	return at;
}

/* Each value once; a field of several choices gives each of them. */
static bool
match_list(struct search *s, str value)
{
	str word;
	while (str_word(&value, &word)) {
		uint32_t hash = 2166136261u;
		for (size_t i = 0; i < word.n; i++)
			hash = (hash ^ (uint8_t)word.p[i]) * 16777619u;
		struct seen **at = seen_find(s, word, hash);
		if (*at != NULL)
			continue;
		*at = ARENA_NEW(s->list.arena, struct seen);
		(*at)->hash = hash;
		(*at)->value = str_dup(s->list.arena, word);
		if (s->list.n > 0)
			buf_addc(&s->list, ' ');
		buf_add(&s->list, word);
	}
	return true;
}

static bool
fn_list_of(struct call *c, struct xvalue *out)
{
	struct search s = {.match = match_list};
	if (!search(c, &s))
		return false;
	return give_string(out, buf_str(&s.list));
}

static bool
fn_ref(struct call *c, struct xvalue *out)
{
	str id;
	str field = c->node->field;
	if (!arg_string(c, 0, &id) ||
		(field.n == 0 && !arg_string(c, 1, &field)))
		return false;
	const struct expr_scope *s = c->scope;
	while (s->outer != NULL && (s->ops == NULL || s->ops->ref == NULL))
		s = s->outer;
	if (id.n == 0 || s->ops == NULL || s->ops->ref == NULL ||
		!s->ops->ref(s, id, field, c->ev->arena, out))
		return give_string(out, STR_NONE);
	return true;
}

const struct func expr_records_table[] = {
	{"ref", 2, 2, .call = fn_ref, .flags = FUNC_REF | FUNC_OURS},
	{"count-of", 1, 2, .call = fn_count_of,
		.flags = FUNC_RECORDS | FUNC_OURS},
	{"sum-of", 2, 3, .call = fn_sum_of, .flags = FUNC_FIELD | FUNC_OURS},
	{"last-of", 2, 3, .call = fn_last_of, .flags = FUNC_FIELD | FUNC_OURS},
	{"list-of", 2, 3, .call = fn_list_of, .flags = FUNC_FIELD | FUNC_OURS},
	{.name = NULL},
};
