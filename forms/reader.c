// SPDX-License-Identifier: MIT
#include "forms/reader_impl.h"

#include <string.h>

enum { CACHED_MOST = 4096 }; /* records kept; the rest is read again */

/* --- records fetched before
 * ------------------------------------------------------- */

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
reader_init(struct reader *r, struct catalog *c, struct store_txn *t, str user,
	struct arena *a)
{
	*r = (struct reader){.catalog = c, .txn = t, .user = user, .arena = a};
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

const struct record *
reader_fetch(struct reader *r, struct id id, struct arena *a)
{
	if (!r || !r->txn || id_is_none(id))
		return NULL;
	const struct cached *x = lookup(r, id);
	if (x)
		return x->record;
	const struct cache *c = r->cache;
	bool kept = c->n < CACHED_MOST;
	struct record *rec = kept ? ARENA_NEW(r->arena, struct record)
				  : ARENA_NEW(a, struct record);
	if (store_get(r->txn, id, kept ? r->arena : a, rec, NULL) != ERR_OK)
		rec = NULL;
	(void)keep(r, id, rec); /* what is not kept is read again */
	return rec;
}

str *
reader_title(const struct reader *r, struct id id)
{
	struct cached *x = lookup(r, id);
	return x ? &x->title : NULL;
}

const struct form *
reader_form(struct reader *r, str id)
{
	const struct form *f = NULL;
	if (!r || !r->catalog ||
		catalog_form(r->catalog, id, &f, NULL) != ERR_OK)
		return NULL;
	return f;
}

/* --- other records ------------------------------------------------------- */

bool
reader_ref(struct reader *r, str id_text, str field, struct arena *a,
	struct xvalue *out)
{
	struct id id;
	*out = xvalue_string(STR_NONE);
	if (!r || !id_parse(id_text, &id))
		return true;
	const struct record *rec = reader_fetch(r, id, a);
	if (!rec || rec->state == RECORD_VOID)
		return true;
	struct record_scope s;
	record_scope_init(&s, r, reader_form(r, rec->form), rec);
	if (!s.scope.ops->get(&s.scope, field, a, out))
		*out = xvalue_string(STR_NONE);
	return true;
}

struct search {
	struct reader *reader;
	const struct expr_scope *asking;
	const struct form *form;
	const struct field *rows; /* search the rows of this repeat */
	bool (*each)(void *arg, const struct expr_scope *record);
	void *arg;
};

static bool
visit(void *arg, const struct record *rec)
{
	const struct search *x = arg;
	struct record_scope s;
	record_scope_init(&s, x->reader, x->form, rec);
	s.scope.outer = x->asking;
	if (x->rows)
		return record_each_row(&s, x->rows, x->each, x->arg);
	return x->each(x->arg, &s.scope);
}

/* The repeat whose rows are searched: the innermost that a name of the search
 * stands in, so that what is asked of a row holds in one row. */
static const struct field *
repeat_of(const struct form *form, const struct expr_search *what)
{
	const struct field *best = NULL;
	int deepest = 0;
	for (size_t k = 0; k < what->n; k++) {
		const struct field *f = form_field(form, what->name[k]);
		int depth = 0;
		for (const struct field *p = f ? f->repeat : NULL; p;
			p = p->repeat)
			depth++;
		if (depth <= deepest)
			continue;
		deepest = depth;
		best = f->repeat;
	}
	return best;
}

/* The one record with this _id, if it is live and of the form. */
static enum err_code
visit_one(struct search *x, str id_text)
{
	struct arena *a = arena_new_secret();
	struct record rec;
	struct id id;
	if (id_parse(id_text, &id) &&
		store_get(x->reader->txn, id, a, &rec, NULL) == ERR_OK &&
		rec.state == RECORD_FINAL && str_eq(rec.form, x->form->id))
		visit(x, &rec);
	arena_free(a);
	return ERR_OK;
}

bool
reader_records(struct reader *r, const struct expr_scope *asking,
	const struct expr_search *what,
	bool (*each)(void *arg, const struct expr_scope *record), void *arg)
{
	struct search x = {.reader = r,
		.asking = asking,
		.each = each,
		.arg = arg,
		.form = reader_form(r, what->form)};
	struct id id;
	if (!r || !r->txn || !x.form || r->depth >= DEPTH_MOST)
		return true;
	const struct field *hint = form_field(x.form, what->hint_field);
	x.rows = repeat_of(x.form, what);
	r->depth++;
	enum err_code code;
	bool known = hint && hint->type == FIELD_REFERENCE &&
		     id_parse(what->hint_value, &id);
	if (str_is(what->hint_field, "_id"))
		code = visit_one(&x, what->hint_value);
	else if (known && !field_is_live(hint))
		code = store_each_ref(r->txn, id, what->form, what->hint_field,
			visit, &x, NULL);
	else if (!known || !reader_ways(r, x.form, hint, id, visit, &x, &code))
		code = store_each(r->txn, what->form, DAY_NONE, INT32_MAX,
			visit, &x, NULL);
	r->depth--;
	return code == ERR_OK;
}
