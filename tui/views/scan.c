// SPDX-License-Identifier: MIT
#include "tui/views/scan.h"

#include <time.h>

#define FIRST_IDS 200
#define MORE_IDS 4000
#define PIECE_NS 8000000 /* half of what a key may wait */

void
scan_init(struct scan *s, struct arena *a, str form)
{
	*s = (struct scan){.arena = a, .form = str_dup(a, form)};
}

bool
scan_read(
	const struct scan *s, struct desk *d, struct reader *r, struct arena *a)
{
	if (!desk_read(d, r, a))
		return false;
	if (s->to_choose)
		store_unhide(r->txn);
	return true;
}

struct fetch {
	struct scan *s;
	size_t room;
	bool stopped;
};

/* Ids come by (day, id), both downwards; those of the last day that are
 * here already come again and are passed over. */
static bool
take_id(void *arg, struct id id, day_t day)
{
	struct fetch *f = arg;
	struct scan *s = f->s;
	if (s->n && day == s->last && id_cmp(id, s->id[s->n - 1]) >= 0)
		return true;
	if (f->room-- == 0) {
		f->stopped = true;
		return false;
	}
	if (s->n == s->cap) {
		size_t cap = s->cap ? s->cap * 2 : 256;
		s->id = arena_grow(s->arena, s->id, s->n, cap, sizeof(*s->id));
		s->cap = cap;
	}
	s->id[s->n++] = id;
	s->last = day;
	return true;
}

static void
fetch_ids(struct scan *s, struct desk *d, size_t room)
{
	struct fetch f = {s, room, false};
	struct reader r;
	struct err e;
	struct arena *a = arena_new_secret();
	s->whole = true;
	if (scan_read(s, d, &r, a)) {
		day_t to = s->n ? s->last : INT32_MAX;
		if (store_each_id(r.txn, s->form, DAY_NONE, to, true, take_id,
			    &f, &e) != ERR_OK)
			desk_say(d, LOOK_ERROR, "%s", e.words);
		else
			s->whole = !f.stopped;
		desk_done(&r);
	}
	arena_free(a);
}

void
scan_start(struct scan *s, struct desk *d)
{
	s->n = 0;
	fetch_ids(s, d, FIRST_IDS);
	scan_search(s, s->searching);
}

void
scan_search(struct scan *s, bool searching)
{
	s->searching = searching;
	s->n_found = 0;
	s->looked = 0;
}

static int64_t
now_ns(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static void
found(struct scan *s, size_t i)
{
	if (s->n_found == s->cap_found) {
		size_t cap = s->cap_found ? s->cap_found * 2 : 64;
		s->found = arena_grow(
			s->arena, s->found, s->n_found, cap, sizeof(*s->found));
		s->cap_found = cap;
	}
	s->found[s->n_found++] = (uint32_t)i;
}

static void
look(struct scan *s, struct desk *d, scan_match match, void *arg)
{
	struct arena *a = arena_new_secret();
	struct arena *one = arena_new_secret();
	struct reader r;
	struct record rec;
	struct err e;
	int64_t end = now_ns() + PIECE_NS;
	if (!scan_read(s, d, &r, a)) {
		s->looked = s->n;
		goto out;
	}
	while (s->looked < s->n && now_ns() < end) {
		arena_reset(one);
		size_t i = s->looked++;
		if (store_get(r.txn, s->id[i], one, &rec, &e) == ERR_OK &&
			match(arg, &r, &rec))
			found(s, i);
	}
	desk_done(&r);
out:
	arena_free(one);
	arena_free(a);
}

bool
scan_is_done(const struct scan *s)
{
	return s->whole && (!s->searching || s->looked == s->n);
}

bool
scan_step(struct scan *s, struct desk *d, scan_match match, void *arg)
{
	if (s->searching && s->looked < s->n)
		look(s, d, match, arg);
	else if (!s->whole)
		fetch_ids(s, d, MORE_IDS);
	else
		return false;
	return true;
}

bool
scan_reach(
	struct scan *s, struct desk *d, size_t i, scan_match match, void *arg)
{
	while (scan_count(s) <= i)
		if (!scan_step(s, d, match, arg))
			return false;
	return true;
}

size_t
scan_count(const struct scan *s)
{
	return s->searching ? s->n_found : s->n;
}

struct id
scan_id(const struct scan *s, size_t i)
{
	return s->id[s->searching ? s->found[i] : i];
}

size_t
scan_find(const struct scan *s, struct id id)
{
	for (size_t i = 0; i < scan_count(s); i++)
		if (id_eq(scan_id(s, i), id))
			return i;
	return 0;
}
