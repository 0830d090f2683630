// SPDX-License-Identifier: MIT
#include "forms/due.h"

#include <stdlib.h>
#include <time.h>

#include "forms/about.h"
#include "forms/move.h"
#include "forms/reader_impl.h"
#include "forms/sight.h"
#include "store/lang.h"

struct search {
	struct reader *reader;
	struct arena *arena;
	struct arena *scratch;
	const struct form *form;
	bool latest; /* rules that look at latest records only, or the others */
	int place;
	day_t on;
	int ahead;
	struct due_item *v;
	size_t n;
};

/* When, by this rule; DAY_NONE: never, no longer, or not yet near. */
static day_t
day_of(struct search *x, const struct record_scope *s,
	const struct due_rule *rule)
{
	bool over = false;
	str text;
	day_t day;
	if (expr_eval_string(rule->date, &s->scope, x->scratch, &text, NULL) ||
		!date_parse(str_sub(text, 0, 10), &day) ||
		day - x->on > (rule->before ? rule->before : x->ahead))
		return DAY_NONE;
	/* What it costs to look at other records is spent on these few. */
	if (rule->until &&
		expr_eval_boolean(rule->until, &s->scope, x->scratch, &over,
			NULL) == ERR_OK &&
		over)
		return DAY_NONE;
	return day;
}

static void
try_rule(struct search *x, const struct record_scope *s,
	const struct due_rule *rule, const struct record *rec)
{
	day_t day = day_of(x, s, rule);
	if (day == DAY_NONE ||
		record_sight(x->reader, x->form, rec) == SIGHT_NONE ||
		record_is_moved(x->reader, rec))
		return;
	*ARENA_PUSH(x->arena, x->v, x->n) = (struct due_item){.day = day,
		.id = rec->id,
		.form = x->form,
		.what = rule->label.text[LANG_ZH].n ? rule->label
						    : x->form->title,
		.add = rule->add,
		.place = x->place};
}

/* A rule about rows is one for each of them. */
static void
try_rows(struct search *x, const struct record_scope *s,
	const struct due_rule *rule, const struct record *rec)
{
	const struct value *v = fields_get(&rec->fields, rule->rows->name);
	size_t n = v && v->type == VALUE_ROWS ? v->rows->n : 0;
	for (size_t k = 0; k < n; k++) {
		struct record_scope row;
		record_row_scope(&row, s, rule->rows, k);
		try_rule(x, &row, rule, rec);
	}
}

static bool
visit(void *arg, const struct record *rec)
{
	struct search *x = arg;
	struct record_scope s;
	struct arena *kept = x->reader->arena;
	x->reader->arena = x->scratch;
	record_scope_init(&s, x->reader, x->form, rec);
	x->reader->arena = kept;
	for (size_t k = 0; k < x->form->n_due; k++) {
		const struct due_rule *rule = &x->form->due[k];
		if (rule->latest != x->latest)
			continue;
		if (rule->rows)
			try_rows(x, &s, rule, rec);
		else
			try_rule(x, &s, rule, rec);
	}
	arena_reset(x->scratch);
	return true;
}

static enum err_code
search_form(struct search *x, struct err *e)
{
	enum err_code code = ERR_OK;
	bool any[2] = {false, false};
	for (size_t k = 0; k < x->form->n_due; k++)
		any[x->form->due[k].latest] = true;
	if (any[0]) {
		x->latest = false;
		code = store_each(x->reader->txn, x->form->id, DAY_NONE,
			INT32_MAX, visit, x, e);
	}
	if (any[1] && code == ERR_OK) {
		x->latest = true;
		code = store_each_latest(
			x->reader->txn, x->form->id, ID_NONE, visit, x, e);
	}
	return code;
}

static int
item_cmp(const void *pa, const void *pb)
{
	const struct due_item *a = pa;
	const struct due_item *b = pb;
	if (a->day != b->day)
		return a->day < b->day ? -1 : 1;
	if (a->place != b->place)
		return a->place < b->place ? -1 : 1;
	return id_cmp(a->id, b->id);
}

enum err_code
due_list(struct reader *r, day_t on, int ahead, struct arena *a,
	struct due_item **out, size_t *n, struct err *e)
{
	struct search x = {.reader = r,
		.arena = a,
		.scratch = arena_new_secret(),
		.on = on,
		.ahead = ahead};
	const str *id;
	size_t forms = catalog_ids(r->catalog, &id);
	enum err_code code = ERR_OK;
	for (size_t k = 0; k < forms && code == ERR_OK; k++) {
		x.form = reader_form(r, id[k]);
		x.place = (int)k;
		if (x.form && x.form->n_due > 0)
			code = search_form(&x, e);
	}
	arena_free(x.scratch);
	if (code)
		return code;
	if (x.n > 0)
		qsort(x.v, x.n, sizeof *x.v, item_cmp);
	for (size_t k = 0; k < x.n; k++)
		x.v[k].title = record_title_of(r, a, x.v[k].id);
	*out = x.v;
	*n = x.n;
	return ERR_OK;
}

/* --- in pieces ----------------------------------------------------------- */

#define BATCH 64 /* ids fetched at a time: no form's are all held */

struct due_search {
	struct search x;
	size_t form; /* in the catalogue's order */
	bool begun;  /* … and what follows says how far that one is */
	bool any[2]; /* rules of all records, of latest ones */
	bool latest;
	day_t day; /* the last one looked at */
	struct id last;
	struct id id[BATCH];
	size_t n;
	size_t at;
	bool whole;
	struct id parent; /* of the last latest one */
	int64_t end;
	bool stopped;
};

static int64_t
now_ns(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

struct due_search *
due_search_new(day_t on, int ahead, struct arena *a)
{
	struct due_search *s = ARENA_NEW(a, struct due_search);
	s->x = (struct search){.arena = a,
		.scratch = arena_new_secret(),
		.on = on,
		.ahead = ahead};
	return s;
}

/* Ids come by (day, id); those of the last day that were here are passed. */
static bool
take_id(void *arg, struct id id, day_t day)
{
	struct due_search *s = arg;
	if (day == s->day && id_cmp(id, s->last) <= 0)
		return true;
	if (s->n == BATCH) {
		s->whole = false;
		return false;
	}
	s->id[s->n++] = id;
	s->day = day;
	s->last = id;
	return true;
}

static enum err_code
look_at_all(struct due_search *s, struct err *e)
{
	struct search *x = &s->x;
	struct store_txn *t = x->reader->txn;
	struct arena *one = arena_new_secret();
	enum err_code code = ERR_OK;
	bool any = false; /* however late it is, one is looked at */
	x->latest = false;
	for (;;) {
		for (; s->at < s->n && code == ERR_OK; s->at++) {
			struct record rec;
			if (any && now_ns() >= s->end)
				goto out;
			any = true;
			arena_reset(one);
			code = store_get(t, s->id[s->at], one, &rec, e);
			if (code == ERR_OK)
				visit(x, &rec);
			else if (code == ERR_DENIED || code == ERR_ABSENT)
				code = ERR_OK;
		}
		if (s->whole || code)
			break;
		s->n = s->at = 0;
		s->whole = true;
		code = store_each_id(t, x->form->id, s->day, INT32_MAX, false,
			take_id, s, e);
	}
	s->any[0] = false;
out:
	arena_free(one);
	return code;
}

static bool
visit_latest(void *arg, const struct record *rec)
{
	struct due_search *s = arg;
	struct id parent = about_parent(s->x.form, rec);
	visit(&s->x, rec);
	if (id_is_none(parent)) /* nowhere to go on from */
		return true;
	s->parent = parent;
	s->stopped = now_ns() >= s->end;
	return !s->stopped;
}

static enum err_code
look_at_latest(struct due_search *s, struct err *e)
{
	s->x.latest = true;
	s->stopped = false;
	enum err_code code = store_each_latest(
		s->x.reader->txn, s->x.form->id, s->parent, visit_latest, s, e);
	if (!s->stopped)
		s->any[1] = false;
	return code;
}

static void
begin_form(struct due_search *s)
{
	s->begun = true;
	s->n = s->at = 0;
	s->whole = false;
	s->day = DAY_NONE;
	s->last = s->parent = ID_NONE;
	s->any[0] = s->any[1] = false;
	for (size_t k = 0; s->x.form && k < s->x.form->n_due; k++)
		s->any[s->x.form->due[k].latest] = true;
}

enum err_code
due_search_step(struct due_search *s, struct reader *r, int64_t budget_ns,
	bool *done, struct err *e)
{
	const str *id;
	size_t forms = catalog_ids(r->catalog, &id);
	enum err_code code = ERR_OK;
	s->end = now_ns() + budget_ns;
	s->x.reader = r;
	do {
		if (s->form == forms)
			break;
		s->x.form = reader_form(r, id[s->form]);
		s->x.place = (int)s->form;
		if (!s->begun)
			begin_form(s);
		if (s->any[0])
			code = look_at_all(s, e);
		else if (s->any[1])
			code = look_at_latest(s, e);
		if (!s->any[0] && !s->any[1]) {
			s->begun = false;
			s->form++;
		}
	} while (code == ERR_OK && now_ns() < s->end);
	*done = code != ERR_OK || s->form == forms;
	return code;
}

size_t
due_search_end(struct due_search *s, struct due_item **out)
{
	arena_free(s->x.scratch);
	if (s->x.n > 0)
		qsort(s->x.v, s->x.n, sizeof *s->x.v, item_cmp);
	*out = s->x.v;
	return s->x.n;
}

const char *
due_state(const struct due_item *i, day_t on)
{
	return i->day < on ? "overdue" : i->day == on ? "today" : "soon";
}

str
due_words(const struct due_item *i, day_t on, struct arena *a)
{
	int days = i->day - on;
	return days < 0    ? str_fmt(a, _("逾期 %d 天"), -days)
	       : days == 0 ? str_of(_("今天"))
			   : str_fmt(a, _("还有 %d 天"), days);
}
