// SPDX-License-Identifier: MIT
#include "forms/about.h"

#include "forms/reader_impl.h"
#include "forms/session_impl.h"

#define STEPS_MOST 4 /* from a record up to what it belongs to */

static bool
can_name(const struct field *f, str form)
{
	for (size_t i = 0; i < f->n_ref; i++)
		if (str_eq(f->ref[i], form))
			return true;
	return false;
}

const struct field *
about_reference(const struct form *form, str target)
{
	for (size_t i = 0; i < form->n_all; i++) {
		const struct field *f = form->all[i];
		if (f->type == FIELD_REFERENCE && !f->repeat &&
			!field_is_computed(f) && can_name(f, target))
			return f;
	}
	return NULL;
}

static bool
put(struct session *s, const struct field *f, struct id id)
{
	struct cell c;
	struct value v = {.type = VALUE_REFERENCE, .ref = id};
	return session_find(s, f->name, &c, NULL) == ERR_OK &&
	       session_set(s, &c, &v, NULL) == ERR_OK;
}

static bool
is_blank(struct session *s, const struct field *f)
{
	struct cell c;
	if (session_find(s, f->name, &c, NULL) != ERR_OK)
		return false;
	struct value v = session_get(s, &c);
	return value_is_blank(&v);
}

/* What the record names that the field can name, then what it belongs to. */
static bool
fill_from(struct session *s, const struct field *f, const struct record *rec,
	int steps)
{
	struct reader *r = session_reader(s);
	if (can_name(f, rec->form))
		return put(s, f, rec->id);
	for (size_t i = 0; i < rec->fields.n; i++) {
		const struct value *v = &rec->fields.v[i].value;
		const struct record *other =
			v->type == VALUE_REFERENCE
				? reader_fetch(r, v->ref, r->arena)
				: NULL;
		if (other && can_name(f, other->form))
			return put(s, f, v->ref);
	}
	const struct form *form = reader_form(r, rec->form);
	struct id above = form ? about_parent(form, rec) : ID_NONE;
	const struct record *up = id_is_none(above) || steps == STEPS_MOST
					  ? NULL
					  : reader_fetch(r, above, r->arena);
	return up && fill_from(s, f, up, steps + 1);
}

void
about_fill(struct session *s, const struct record *about)
{
	const struct form *form = session_form(s);
	for (size_t i = 0; i < form->n_all; i++) {
		const struct field *f = form->all[i];
		if (f->type == FIELD_REFERENCE && !f->repeat &&
			!field_is_computed(f) && is_blank(s, f))
			fill_from(s, f, about, 0);
	}
}

struct id
about_parent(const struct form *form, const struct record *rec)
{
	for (size_t i = 0; i < form->n_parent; i++) {
		const struct value *v =
			fields_get(&rec->fields, form->parent[i]->name);
		if (v && v->type == VALUE_REFERENCE)
			return v->ref;
	}
	return ID_NONE;
}

bool
about_is_closed(const struct form *form, struct reader *r, struct id target,
	struct arena *a, str *words)
{
	struct session *s = session_new(form, NULL, NULL);
	session_lend(s, r);
	bool closed = session_is_closed(s, target, a, words);
	session_lend(s, NULL);
	session_free(s);
	return closed;
}
