// SPDX-License-Identifier: MIT
#include "tui/views/work.h"

#include <time.h>

#include "forms/rights.h"
#include "templates/period.h"
#include "tui/views/form.h"

#define PIECE_NS 6000000 /* a key may wait 16 ms for its paint */
#define FRESH_MS 60000   /* by then others may have saved something */
#define DAYS_AT_ONCE 7

static int64_t
now_ms(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

struct work *
work_new(void)
{
	struct arena *own = arena_new();
	struct work *w = ARENA_NEW(own, struct work);
	w->own = own;
	w->arena = arena_new_secret();
	w->next = arena_new_secret();
	return w;
}

static void
stop(struct work *w)
{
	struct due_item *v;
	if (w->search)
		due_search_end(w->search, &v);
	w->search = NULL;
	arena_reset(w->next);
}

void
work_free(struct work *w)
{
	stop(w);
	arena_free(w->next);
	arena_free(w->arena);
	arena_free(w->own);
}

void
work_renew(struct work *w, struct desk *d, bool asked)
{
	int64_t now = now_ms();
	if (!d->store || (!asked && w->begun && w->saved == d->saved &&
				 now - w->begun < FRESH_MS))
		return;
	stop(w);
	w->begun = now;
	w->saved = d->saved;
	w->on = clock_today();
	w->search = due_search_new(w->on, DUE_AHEAD, w->next);
	w->denying = 0;
	w->paced = 0;
	w->count.before = false;
	w->count.day = DAY_NONE;
	w->count.sum = (struct pace){0};
}

/* --- what is due --------------------------------------------------------- */

static void
publish(struct work *w)
{
	struct arena *old = w->arena;
	w->n = due_search_end(w->search, &w->v);
	w->search = NULL;
	w->arena = w->next;
	w->next = old;
	arena_reset(old);
	w->known = true;
	w->denied = w->denying;
	w->round++;
	w->titled = w->late = w->today = 0;
	for (size_t i = 0; i < w->n; i++) {
		w->late += w->v[i].day < w->on;
		w->today += w->v[i].day == w->on;
	}
}

static void
search(struct work *w, struct desk *d, struct reader *r)
{
	struct err e;
	bool done;
	if (due_search_step(w->search, r, PIECE_NS, &done, &e) != ERR_OK)
		desk_say(d, LOOK_ERROR, "%s", e.words);
	w->denying += store_denied(r->txn);
	if (done)
		publish(w);
}

str
work_title(struct work *w, struct reader *r, size_t i)
{
	struct due_item *it = &w->v[i];
	if (it->title.n == 0)
		it->title =
			str_dup(w->arena, record_title_of(r, r->arena, it->id));
	return it->title;
}

static void
read_titles(struct work *w, struct reader *r)
{
	int64_t end = now_ms() + PIECE_NS / 1000000;
	while (w->titled < w->n && now_ms() < end)
		work_title(w, r, w->titled++);
}

/* --- how the quarter goes ------------------------------------------------ */

const char *
pace_form(size_t i)
{
	static const char *const form[PACE_MOST] = {"follow_up", "session",
		"case", "lecture", "activity", "training", "plan",
		"rehab_service", "hotline_call", "supervision"};
	return i < PACE_MOST ? form[i] : NULL;
}

static bool
count_one(void *arg, struct id id, day_t day)
{
	(void)id;
	(void)day;
	++*(size_t *)arg;
	return true;
}

/* Some days more of a form's quarter: this one's, then that of a year ago. */
static void
count_days(struct work *w, struct reader *r, str form)
{
	struct period p = period_of(PERIOD_QUARTER, w->on);
	struct err e;
	if (w->count.before)
		p = period_year_before(p);
	if (w->count.day == DAY_NONE)
		w->count.day = p.first;
	day_t last = w->count.day + DAYS_AT_ONCE - 1;
	size_t *n = w->count.before ? &w->count.sum.before : &w->count.sum.now;
	if (store_each_id(r->txn, form, w->count.day,
		    last < p.last ? last : p.last, false, count_one, n,
		    &e) != ERR_OK)
		last = p.last;
	w->count.day = last + 1;
	if (last < p.last)
		return;
	w->count.day = DAY_NONE;
	w->count.before = !w->count.before;
	if (w->count.before)
		return;
	w->pace[w->paced++] = w->count.sum;
	w->count.sum = (struct pace){0};
}

/* What he may not see is not counted for him either. */
static bool
may_count(const struct desk *d, str form)
{
	const struct catalog_item *item;
	size_t n = catalog_items(d->catalog, &item);
	for (size_t i = 0; i < n; i++)
		if (str_eq(item[i].id, form))
			return rights_here(d->store, form, item[i].domain) ==
			       SCOPE_ALL;
	return false;
}

static void
count(struct work *w, struct desk *d, struct reader *r)
{
	int64_t end = now_ms() + PIECE_NS / 1000000;
	do {
		const char *form = pace_form(w->paced);
		if (!form)
			w->paced = PACE_MOST;
		else if (may_count(d, str_of(form)))
			count_days(w, r, str_of(form));
		else
			w->pace[w->paced++] = (struct pace){0};
	} while (w->paced < PACE_MOST && now_ms() < end);
}

/* --- */

bool
work_step(struct work *w, struct desk *d)
{
	struct reader r;
	bool titles = w->known && w->titled < w->n;
	if (!w->begun || (!w->search && w->paced >= PACE_MOST && !titles))
		return false;
	struct arena *a = arena_new_secret();
	bool reading = desk_read(d, &r, a);
	if (!reading)
		w->begun = 0;
	else if (w->search)
		search(w, d, &r);
	else if (w->paced < PACE_MOST)
		count(w, d, &r);
	else
		read_titles(w, &r);
	if (reading)
		desk_done(&r);
	arena_free(a);
	return reading;
}

struct step
work_go(struct work *w, struct desk *d, size_t i)
{
	const struct due_item *it = &w->v[i];
	const struct form *form;
	struct form_arg *arg = ARENA_NEW(d->frame, struct form_arg);
	if (it->add.n &&
		catalog_form(d->catalog, it->add, &form, NULL) == ERR_OK)
		*arg = (struct form_arg){.form = form->id, .about = it->id};
	else
		*arg = (struct form_arg){.id = it->id};
	return (struct step){STEP_PUSH, &view_form, arg};
}
