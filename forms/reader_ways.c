// SPDX-License-Identifier: MIT
#include "forms/reader_impl.h"

#include <stdlib.h>
#include <string.h>

/*
 * Records by a reference that is not stored but computed, such as the person
 * of a talk, which is its case's or its enrolment's: the ways that the
 * calculation goes are gone backwards, index by index, so that what is asked
 * of one person costs that person's records and not everybody's.
 */

struct found {
	day_t day;
	struct id id;
};

struct ways {
	struct reader *r;
	const struct form *form; /* whose records are wanted */
	str via;
	struct arena *arena;
	struct found *v;
	size_t n;
	enum err_code code;
};

static bool
add_place(void *arg, const struct record *rec)
{
	struct ways *w = arg;
	*ARENA_PUSH(w->arena, w->v, w->n) =
		(struct found){record_event_day(w->form, rec), rec->id};
	return true;
}

/* A record that refers to the target: who refers to it in turn? */
static bool
from_between(void *arg, const struct record *rec)
{
	struct ways *w = arg;
	w->code = store_each_ref(
		w->r->txn, rec->id, w->form->id, w->via, add_place, w, NULL);
	return w->code == ERR_OK;
}

/* Is it a reference that the index knows? */
static bool
is_indexed(const struct field *f)
{
	return f && f->type == FIELD_REFERENCE && !field_is_live(f);
}

static bool
way_back(struct ways *w, const struct expr_way *way, struct id target)
{
	const struct field *via = form_field(w->form, way->via);
	if (!is_indexed(via) || via->repeat)
		return false;
	w->via = way->via;
	for (size_t k = 0; k < via->n_ref; k++) {
		const struct form *between = reader_form(w->r, via->ref[k]);
		if (!between)
			continue;
		const struct field *f = form_field(between, way->field);
		if (f && !is_indexed(f))
			return false;
		if (!f)
			continue;
		enum err_code code = store_each_ref(w->r->txn, target,
			between->id, way->field, from_between, w, NULL);
		if (code != ERR_OK)
			w->code = code;
	}
	return w->code == ERR_OK;
}

static int
place_cmp(const void *x, const void *y)
{
	const struct found *a = x;
	const struct found *b = y;
	if (a->day != b->day)
		return a->day < b->day ? -1 : 1;
	return memcmp(a->id.b, b->id.b, sizeof(a->id.b));
}

/* In the order of the date index, each once. */
static enum err_code
visit_places(struct ways *w, store_visit visit, void *arg)
{
	struct arena *a = arena_new_secret();
	enum err_code code = ERR_OK;
	bool more = true;
	if (w->n > 0)
		qsort(w->v, w->n, sizeof(*w->v), place_cmp);
	for (size_t k = 0; k < w->n && more && code == ERR_OK; k++) {
		struct record rec;
		if (k > 0 && id_eq(w->v[k].id, w->v[k - 1].id))
			continue;
		code = store_get(w->r->txn, w->v[k].id, a, &rec, NULL);
		if (code == ERR_OK)
			more = visit(arg, &rec);
		arena_reset(a);
	}
	arena_free(a);
	return code;
}

bool
reader_ways(struct reader *r, const struct form *form, const struct field *live,
	struct id target, store_visit visit, void *arg, enum err_code *code)
{
	struct expr_way way[EXPR_WAYS_MOST];
	size_t n;
	if (!live->calculation || live->repeat ||
		!expr_ways(live->calculation, way, &n))
		return false;
	struct arena *a = arena_new();
	struct ways w = {.r = r, .form = form, .arena = a};
	bool all = true;
	for (size_t k = 0; k < n && all; k++)
		all = way_back(&w, &way[k], target);
	*code = all ? visit_places(&w, visit, arg) : w.code;
	arena_free(a);
	return all || w.code != ERR_OK;
}
