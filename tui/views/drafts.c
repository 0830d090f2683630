// SPDX-License-Identifier: MIT
#include "tui/views/drafts.h"

#include <stdlib.h>

struct collect {
	struct reader *reader;
	struct arena *arena;
	struct unfinished *v;
	size_t n;
	size_t cap;
};

static void
add(struct collect *c, const struct record *rec)
{
	for (size_t i = 0; i < c->n; i++)
		if (id_eq(c->v[i].record.id, rec->id))
			return;
	if (c->n == c->cap) {
		size_t cap = c->cap ? c->cap * 2 : 16;
		c->v = arena_grow(c->arena, c->v, c->n, cap, sizeof(*c->v));
		c->cap = cap;
	}
	c->v[c->n++] = (struct unfinished){record_dup(c->arena, rec),
		str_dup(c->arena, record_title(c->reader, c->arena, rec))};
}

static bool
look(void *arg, const struct record *rec)
{
	add(arg, rec);
	return true;
}

static int
newest_first(const void *left, const void *right)
{
	const struct unfinished *l = left;
	const struct unfinished *r = right;
	if (l->record.at != r->record.at)
		return l->record.at < r->record.at ? 1 : -1;
	return id_cmp(r->record.id, l->record.id);
}

static void
look_in(struct collect *c, str form)
{
	struct err e;
	store_each_draft(c->reader->txn, form, look, c, &e);
}

/* Those kept at the desk, of one form or (empty) of all. */
static void
look_at_desk(struct collect *c, str form)
{
	struct draft *draft;
	size_t n;
	struct err e;
	if (store_drafts(c->reader->txn, c->arena, &draft, &n, &e) != ERR_OK)
		return;
	for (size_t i = 0; i < n; i++)
		if (form.n == 0 || str_eq(draft[i].record.form, form))
			add(c, &draft[i].record);
}

static size_t
sorted(struct collect *c, struct unfinished **out)
{
	if (c->n)
		qsort(c->v, c->n, sizeof(*c->v), newest_first);
	*out = c->v;
	return c->n;
}

size_t
unfinished_list(
	struct reader *r, struct arena *a, str form, struct unfinished **out)
{
	struct collect c = {.reader = r, .arena = a};
	look_at_desk(&c, form);
	look_in(&c, form);
	return sorted(&c, out);
}

size_t
unfinished_kept(struct reader *r, struct arena *a, struct unfinished **out)
{
	struct collect c = {.reader = r, .arena = a};
	look_at_desk(&c, STR_NONE);
	return sorted(&c, out);
}

size_t
unfinished_add(struct reader *r, struct arena *a, str form,
	struct unfinished **list, size_t n)
{
	struct collect c = {r, a, *list, n, n};
	look_in(&c, form);
	return sorted(&c, list);
}
