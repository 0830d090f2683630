// SPDX-License-Identifier: MIT
#include "forms/session_impl.h"

#include <stdlib.h>

/* What a form's fields read of each other, worked out when a session begins. */

static int
by_address(const void *a, const void *b)
{
	uintptr_t x = (uintptr_t)((const struct item_of *)a)->field;
	uintptr_t y = (uintptr_t)((const struct item_of *)b)->field;
	return (x > y) - (x < y);
}

struct item *
item_of(const struct session *s, const struct field *f)
{
	if (!f)
		return NULL;
	struct item_of key = {.field = f};
	struct item_of *found =
		bsearch(&key, s->index, s->n_item, sizeof(key), by_address);
	return found ? found->item : NULL;
}

struct item *
item_named(const struct session *s, str name)
{
	return item_of(s, form_field(s->form, name));
}

static void
deps_add(struct session *s, struct deps *d, struct item *i)
{
	for (size_t k = 0; k < d->n; k++)
		if (d->v[k] == i)
			return;
	struct item **v =
		arena_grow(s->base, d->v, d->n, d->n + 1, sizeof(*d->v));
	v[d->n++] = i;
	d->v = v;
}

static void
deps_of(struct session *s, struct deps *d, const struct expr *x)
{
	const struct expr_name *name;
	size_t n = x ? expr_names(x, &name) : 0;
	d->rows = d->rows || (x && expr_reads_rows(x));
	for (size_t k = 0; k < n; k++) {
		if (str_starts(name[k].name, STR("last-saved#")))
			continue; /* does not change */
		struct item *own = item_named(s, name[k].name);
		struct item *form = item_named(s, name[k].form);
		switch (name[k].kind) {
		case EXPR_NAME_FIELD:
		case EXPR_NAME_PLAIN:
		case EXPR_NAME_REPEAT:
			if (own)
				deps_add(s, d, own);
			else
				d->external = true; /* ${_station} */
			break;
		case EXPR_NAME_FORM: /* another form, or a repeat of this one */
			if (own && own->field->type == FIELD_REPEAT)
				deps_add(s, d, own);
			else
				d->external = true;
			break;
		case EXPR_NAME_OTHER:
			if (form && form->field->type == FIELD_REPEAT && own)
				deps_add(s, d, own);
			break;
		case EXPR_NAME_REF:
			d->external = true;
			break;
		case EXPR_NAME_LIST:
			break;
		}
	}
}

bool
deps_changed(const struct session *s, const struct deps *d, uint64_t seen)
{
	if (d->external && s->lent > seen)
		return true;
	for (size_t k = 0; k < d->n; k++)
		if (d->v[k]->changed > seen)
			return true;
	return false;
}

bool
deps_changed_in(const struct session *s, const struct deps *d,
	struct session_row *r, uint64_t seen)
{
	if (d->rows)
		return deps_changed(s, d, seen);
	if (d->external && s->lent > seen)
		return true;
	for (size_t k = 0; k < d->n; k++) {
		const struct item *i = d->v[k];
		struct session_row *in = row_seen(i, r);
		bool one = in && i->field->type != FIELD_REPEAT;
		if ((one ? answer_of(i, in)->changed : i->changed) > seen)
			return true;
	}
	return false;
}

void
item_touch(struct session *s, struct item *i)
{
	i->changed = ++s->clock;
}

static bool
row_is_in(const struct session_row *r, const struct session_row *outer)
{
	while (r && r != outer)
		r = r->parent;
	return r != NULL;
}

void
answer_touch(struct session *s, struct item *i, struct session_row *r)
{
	uint64_t now = ++s->clock;
	for (struct item *k = i; k < s->item + i->end; k++) {
		struct session_row **row;
		size_t n = k->repeat == i->repeat ? 0 : item_rows(s, k, &row);
		k->changed = now;
		if (k->repeat == i->repeat)
			answer_of(k, r)->changed = now;
		for (size_t j = 0; j < n; j++)
			if (row_is_in(row[j], r))
				answer_of(k, row[j])->changed = now;
	}
}

size_t
item_rows(const struct session *s, const struct item *i,
	struct session_row ***out)
{
	if (i->repeat) {
		*out = i->repeat->rows;
		return i->repeat->n_rows;
	}
	*out = (struct session_row **)&s->top;
	return 1;
}

static void
place_items(struct session *s)
{
	for (size_t k = 0; k < s->n_item; k++) {
		struct item *i = &s->item[k];
		i->parent = item_of(s, i->field->parent);
		i->repeat = item_of(s, i->field->repeat);
		i->at = i->repeat ? i->repeat->n_at++ : s->n_top++;
		i->computed = field_is_computed(i->field);
		i->end = k + 1;
		for (struct item *p = i->parent; p; p = p->parent)
			p->end = k + 1;
	}
}

void
plan_make(struct session *s)
{
	const struct form *f = s->form;
	s->n_item = f->n_all;
	s->item = ARENA_ARRAY(s->base, f->n_all, struct item);
	s->index = ARENA_ARRAY(s->base, f->n_all, struct item_of);
	for (size_t k = 0; k < f->n_all; k++) {
		s->item[k].field = f->all[k];
		s->index[k] = (struct item_of){f->all[k], &s->item[k]};
	}
	qsort(s->index, s->n_item, sizeof(*s->index), by_address);
	place_items(s);
	for (size_t k = 0; k < s->n_item; k++) {
		struct item *i = &s->item[k];
		deps_of(s, &i->relevant, i->field->relevant);
		deps_of(s, &i->initial, i->field->default_expr);
		deps_of(s, &i->value, i->field->calculation);
		deps_of(s, &i->count, i->field->repeat_count);
		deps_of(s, &i->set, i->field->set);
		str rest = i->field->trigger;
		for (str name; str_word(&rest, &name);) {
			struct item *from = item_named(s, name);
			if (from)
				from->fires = true;
		}
	}
}
