// SPDX-License-Identifier: MIT
#include "forms/generate_impl.h"

#include <string.h>

#include "store/lang.h"

/*
 * Working a plan off: an agenda of what is to be made, by day. A record that
 * others follow puts them on it. Whatever can be run twice, runs twice: the
 * store may ask for a batch again, so all that changes stands in one struct
 * that is copied before and put back.
 */

enum {
	BATCH = 200,
	ATTEMPTS = 40,
	EVENING = 17 * 3600 + 30 * 60, /* when the day's records are typed in */
};

struct due {
	day_t day;
	size_t step;
	size_t number;  /* in its step, from 1 */
	struct id each; /* whom it follows */
	int64_t left;   /* how many more follow in this course */
};

struct state {
	struct due *due; /* a heap, the earliest first */
	size_t n_due;
	size_t *given;  /* numbers given, by step of those that follow */
	size_t *pool_n; /* sizes of the pools */
	day_t day;
	int in_day; /* records saved on it */
	size_t made;
};

struct run {
	struct generator *g;
	struct store *store;
	struct catalog *catalog;
	const char *user;
	const char *file;
	const struct plan *plan;
	struct state now;
	struct state before;
};

/* --- the agenda
 * ---------------------------------------------------------------------- */

static bool
is_earlier(const struct due *a, const struct due *b)
{
	if (a->day != b->day)
		return a->day < b->day;
	if (a->step != b->step)
		return a->step < b->step;
	return a->number < b->number;
}

static void
swap(struct due *v, size_t a, size_t b)
{
	struct due kept = v[a];
	v[a] = v[b];
	v[b] = kept;
}

static void
due_push(struct run *r, struct due d)
{
	struct state *s = &r->now;
	if (d.day > r->plan->until)
		return;
	*ARENA_PUSH(r->g->arena, s->due, s->n_due) = d;
	for (size_t at = s->n_due - 1; at > 0; at = (at - 1) / 2) {
		size_t up = (at - 1) / 2;
		if (!is_earlier(&s->due[at], &s->due[up]))
			break;
		swap(s->due, at, up);
	}
}

static struct due
due_pop(struct state *s)
{
	struct due first = s->due[0];
	s->due[0] = s->due[--s->n_due];
	for (size_t at = 0;;) {
		size_t least = at;
		for (size_t k = 2 * at + 1; k <= 2 * at + 2; k++)
			if (k < s->n_due &&
				is_earlier(&s->due[k], &s->due[least]))
				least = k;
		if (least == at)
			return first;
		swap(s->due, at, least);
		at = least;
	}
}

/* Steps with a count: one after the other at even distances. */
static void
spread(struct run *r)
{
	for (size_t k = 0; k < r->plan->n_step; k++) {
		const struct step *s = &r->plan->step[k];
		int64_t days = (int64_t)s->to - s->from + 1;
		for (int64_t n = 0; s->each == 0 && n < s->count; n++) {
			day_t day = s->from + (day_t)((2 * n + 1) * days /
						      (2 * s->count));
			due_push(r, (struct due){.day = day,
					    .step = k,
					    .number = (size_t)n + 1});
		}
	}
}

/* Is it one of those the step follows? What cannot be said is a no. */
static bool
is_followed(struct reader *reader, const struct step *s,
	const struct step *made, const struct record *rec, struct arena *a)
{
	struct record_scope scope;
	bool wanted = true;
	if (s->each == 0 ||
		(s->each - 1 != made->pool && s->each - 1 != made->form_pool))
		return false;
	record_scope_init(&scope, reader, made->form, rec);
	if (s->where && expr_eval_boolean(s->where, &scope.scope, a, &wanted,
				NULL) != ERR_OK)
		return false;
	return wanted;
}

/* Those that follow the record just made, the n-th of its step. */
static void
follow(struct run *r, struct reader *reader, const struct step *made, size_t n,
	const struct record *rec, day_t day, struct arena *a)
{
	for (size_t k = 0; k < r->plan->n_step; k++) {
		const struct step *s = &r->plan->step[k];
		struct dice stream =
			dice_stream(r->g->seed, s->key ^ made->key, n);
		struct dice *d = &stream;
		if (!is_followed(reader, s, made, rec, a))
			continue;
		if ((int64_t)dice_below(d, 100) >= s->share)
			continue;
		int64_t times = dice_between(d, s->times[0], s->times[1]);
		if (times == 0)
			continue;
		due_push(r, (struct due){.day = day + (day_t)dice_between(d,
							      s->after[0],
							      s->after[1]),
				    .step = k,
				    .number = ++r->now.given[k],
				    .each = rec->id,
				    .left = times - 1});
	}
}

/* The next in its course, from its own day or the one it names. */
static void
go_on(struct run *r, const struct due *d, const struct record *made)
{
	const struct step *s = &r->plan->step[d->step];
	const struct value *v =
		s->next ? fields_get(&made->fields, s->next->name) : NULL;
	if (d->left == 0 || (s->next && !v))
		return;
	struct due next = *d;
	if (v)
		next.day = v->day;
	next.day += (day_t)dice_between(&r->g->dice, s->every[0], s->every[1]);
	if (next.day <= d->day)
		next.day = d->day + 1;
	next.number = ++r->now.given[d->step];
	next.left--;
	due_push(r, next);
}

/* Is its course still going? */
static bool
goes_on(struct run *r, struct reader *reader, const struct due *d,
	struct arena *a)
{
	const struct step *step = &r->plan->step[d->step];
	struct xvalue x;
	if (!step->while_)
		return true;
	struct session *s = session_new(step->form, NULL, NULL);
	session_lend(s, reader);
	session_set_meta(s, STR("_each"), id_format(a, d->each));
	bool on = session_eval(s, NULL, step->while_, a, &x, NULL) == ERR_OK &&
		  xvalue_to_boolean(&x);
	session_free(s);
	return on;
}

/* --- one record
 * ---------------------------------------------------------------------- */

static void
pool_put(struct run *r, size_t pool, struct id id)
{
	struct pool *p = &r->g->pool[pool];
	*ARENA_PUSH(r->g->arena, p->v, p->n) = id;
	r->now.pool_n[pool] = p->n;
}

static enum err_code
fill_new(struct run *r, struct reader *reader, const struct due *d,
	struct arena *a, struct session **out, struct err *e)
{
	const struct step *step = &r->plan->step[d->step];
	enum err_code code = ERR_ABSENT;
	for (int k = 0; code == ERR_ABSENT && k < ATTEMPTS; k++) {
		struct session *s = session_new(step->form, NULL, NULL);
		session_lend(s, reader);
		session_set_meta(s, STR("_n"), str_fmt(a, "%zu", d->number));
		session_set_meta(s, STR("_each"), id_format(a, d->each));
		struct fill f = {.g = r->g,
			.s = s,
			.arena = a,
			.day = d->day,
			.step = step,
			.number = d->number,
			.each = d->each};
		code = generate_fill(&f, e);
		if (code == ERR_OK)
			*out = s;
		else
			session_free(s);
	}
	if (code != ERR_OK)
		return err_at(e, r->file, step->line, 1);
	return ERR_OK;
}

static enum err_code
make(struct run *r, struct store_txn *t, struct reader *reader,
	const struct due *d, struct arena *a, struct err *e)
{
	const struct step *step = &r->plan->step[d->step];
	struct session *s = NULL;
	struct record rec;
	struct id id;
	struct id taken;

	if (d->day != r->now.day) {
		r->now.day = d->day;
		r->now.in_day = 0;
	}
	clock_set((moment_t)d->day * 86400 + EVENING + r->now.in_day++);
	if (!goes_on(r, reader, d, a))
		return ERR_OK;
	r->g->dice = dice_stream(r->g->seed, step->key, d->number);
	enum err_code code = fill_new(r, reader, d, a, &s, e);
	if (code != ERR_OK)
		return code;
	code = store_new_id(r->store, &id, e);
	if (code == ERR_OK) {
		session_set_id(s, id);
		code = session_record(s, a, true, r->user, &rec, e);
	}
	if (code == ERR_OK) {
		struct store_keys keys =
			record_keys(reader, a, step->form, &rec);
		code = store_put(t, &rec, &keys, 0, &taken, e);
	}
	session_free(s);
	if (code != ERR_OK)
		return err_at(e, r->file, step->line, 1);
	pool_put(r, step->form_pool, id);
	if (step->pool != step->form_pool)
		pool_put(r, step->pool, id);
	follow(r, reader, step, d->number, &rec, d->day, a);
	go_on(r, d, &rec);
	r->now.made++;
	return ERR_OK;
}

/* --- batches
 * -------------------------------------------------------------------------- */

/* The copy of the agenda keeps the room that ARENA_PUSH counts on. */
static void
state_copy(struct run *r, struct state *to, const struct state *from)
{
	struct state kept = *to;
	size_t cap = 4;
	size_t n_step = r->plan->n_step;
	size_t n_pool = r->plan->n_pool;
	*to = *from;
	while (cap < from->n_due)
		cap *= 2;
	to->due = ARENA_ARRAY(r->g->arena, cap, struct due);
	memcpy(to->due, from->due, from->n_due * sizeof *to->due);
	to->given = kept.given;
	to->pool_n = kept.pool_n;
	memcpy(to->given, from->given, n_step * sizeof *to->given);
	memcpy(to->pool_n, from->pool_n, n_pool * sizeof *to->pool_n);
}

static enum err_code
work(struct store_txn *t, void *arg, struct err *e)
{
	struct run *r = arg;
	struct arena *arena = arena_new();
	struct arena *a = arena_new();
	struct reader reader;
	enum err_code code = ERR_OK;

	state_copy(r, &r->now, &r->before);
	for (size_t k = 0; k < r->plan->n_pool; k++)
		r->g->pool[k].n = r->now.pool_n[k];
	reader_init(&reader, r->catalog, t, str_of(r->user), arena);
	for (int n = 0; code == ERR_OK && n < BATCH && r->now.n_due > 0; n++) {
		struct due d = due_pop(&r->now);
		code = make(r, t, &reader, &d, a, e);
		arena_reset(a);
	}
	arena_free(a);
	arena_free(arena);
	return code;
}

static void
state_init(struct run *r, struct state *s)
{
	s->given = ARENA_ARRAY(r->g->arena, r->plan->n_step, size_t);
	s->pool_n = ARENA_ARRAY(r->g->arena, r->plan->n_pool, size_t);
	s->day = DAY_NONE;
}

enum err_code
generate_plan(struct generator *g, struct store *store, struct catalog *catalog,
	const char *user, const char *file, str bytes, size_t *made,
	struct err *e)
{
	struct plan plan;
	struct run r = {.g = g,
		.store = store,
		.catalog = catalog,
		.user = user,
		.file = file,
		.plan = &plan};
	enum err_code code =
		plan_load(g->arena, catalog, file, bytes, &plan, e);
	if (code != ERR_OK)
		return code;
	g->optional = (int)plan.optional;
	g->dates = false;
	g->n_pool = plan.n_pool;
	g->pool = ARENA_ARRAY(g->arena, plan.n_pool, struct pool);
	for (size_t k = 0; k < plan.n_pool; k++)
		g->pool[k].name = plan.pool[k];
	state_init(&r, &r.now);
	state_init(&r, &r.before);
	spread(&r);
	while (code == ERR_OK && r.now.n_due > 0) {
		state_copy(&r, &r.before, &r.now);
		code = store_write(store, work, &r, e);
		if (code == ERR_OK && g->told)
			g->told(g->told_arg, r.now.made);
	}
	if (made)
		*made = r.now.made;
	g->n_pool = 0;
	return code;
}
