// SPDX-License-Identifier: MIT
#include "forms/conflict.h"

#include "forms/field.h"

static struct value
value_in(const struct record *r, str name)
{
	const struct value *v = fields_get(&r->fields, name);
	return v ? *v : (struct value){.type = VALUE_BLANK};
}

/* --- rows -------------------------------------------------------------- */

static size_t
count_rows(const struct value *v)
{
	return v->type == VALUE_ROWS && v->rows ? v->rows->n : 0;
}

static struct value
row_of(const struct value *v, size_t i, struct rows *room)
{
	*room = (struct rows){&v->rows->v[i], 1};
	return (struct value){.type = VALUE_ROWS, .rows = room};
}

static bool
has_row(const struct value *v, const struct value *row)
{
	for (size_t i = 0; i < count_rows(v); i++) {
		struct rows room;
		struct value other = row_of(v, i, &room);
		if (value_eq(&other, row))
			return true;
	}
	return false;
}

/* Does v begin with all rows of `was`? */
static bool
only_adds(const struct value *v, const struct value *was)
{
	if (count_rows(v) < count_rows(was))
		return false;
	for (size_t i = 0; i < count_rows(was); i++) {
		struct rows a;
		struct rows b;
		struct value left = row_of(v, i, &a);
		struct value right = row_of(was, i, &b);
		if (!value_eq(&left, &right))
			return false;
	}
	return true;
}

static struct value
both(struct arena *a, const struct difference *d)
{
	size_t n = count_rows(&d->theirs);
	struct rows *rows = ARENA_NEW(a, struct rows);
	rows->v = ARENA_ARRAY(a, n + count_rows(&d->mine), struct fields);
	for (rows->n = 0; rows->n < n; rows->n++)
		rows->v[rows->n] = d->theirs.rows->v[rows->n];
	for (size_t i = 0; i < count_rows(&d->mine); i++) {
		struct rows room;
		struct value row = row_of(&d->mine, i, &room);
		if (!has_row(&d->theirs, &row) && !has_row(&d->was, &row))
			rows->v[rows->n++] = d->mine.rows->v[i];
	}
	return (struct value){.type = VALUE_ROWS, .rows = rows};
}

bool
conflict_may_both(const struct difference *d)
{
	return d->mine.type == VALUE_ROWS && d->theirs.type == VALUE_ROWS;
}

/* --- comparing --------------------------------------------------------- */

static enum side
usual_side(const struct difference *d)
{
	if (value_eq(&d->theirs, &d->was))
		return SIDE_MINE;
	if (value_eq(&d->mine, &d->was))
		return SIDE_THEIRS;
	if (conflict_may_both(d) && only_adds(&d->mine, &d->was) &&
		only_adds(&d->theirs, &d->was))
		return SIDE_BOTH;
	return SIDE_NONE;
}

static void
compare(struct conflict *m, str name, const struct field *f)
{
	struct difference *d = &m->v[m->n];
	*d = (struct difference){.name = name,
		.field = f,
		.mine = value_in(&m->mine, name),
		.theirs = value_in(&m->theirs, name),
		.was = value_in(&m->was, name)};
	if (value_eq(&d->mine, &d->theirs))
		return;
	d->side = usual_side(d);
	m->n++;
}

/* Names of a record that the form does not know and no other has told. */
static void
compare_rest(struct conflict *m, const struct record *r)
{
	for (size_t i = 0; i < r->fields.n; i++) {
		str name = r->fields.v[i].name;
		bool told =
			str_starts(name, STR("_")) || form_field(m->form, name);
		for (size_t k = 0; k < m->n && !told; k++)
			told = str_eq(m->v[k].name, name);
		if (!told)
			compare(m, name, NULL);
	}
}

void
conflict_init(struct conflict *m, struct arena *a, const struct form *form,
	const struct record *was, const struct record *theirs,
	const struct record *mine)
{
	size_t most = form->n_all + mine->fields.n + theirs->fields.n + 1;
	*m = (struct conflict){form, *was, *mine, *theirs,
		ARENA_ARRAY(a, most, struct difference), 0};
	for (size_t i = 0; i < form->n_all; i++) {
		const struct field *f = form->all[i];
		if (field_has_value(f) && !f->repeat && !field_is_computed(f))
			compare(m, f->name, f);
	}
	compare_rest(m, mine);
	compare_rest(m, theirs);
}

size_t
conflict_open(const struct conflict *m, size_t at)
{
	for (size_t i = 0; i < m->n; i++) {
		size_t k = (at + i) % m->n;
		if (m->v[k].side == SIDE_NONE)
			return k;
	}
	return m->n;
}

/* --- what comes of it -------------------------------------------------- */

static struct value
chosen(const struct difference *d, struct arena *a)
{
	switch (d->side) {
	case SIDE_THEIRS:
		return d->theirs;
	case SIDE_WAS:
		return d->was;
	case SIDE_BOTH:
		return both(a, d);
	default:
		return d->mine;
	}
}

struct record
conflict_result(const struct conflict *m, struct arena *a)
{
	struct record out = record_dup(a, &m->mine);
	out.rev = m->theirs.rev;
	for (size_t i = 0; i < m->n; i++) {
		struct value v = chosen(&m->v[i], a);
		fields_set(a, &out.fields, m->v[i].name, value_dup(a, &v));
	}
	return out;
}
